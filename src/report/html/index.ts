import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import type { Report } from '../../model/report.ts';
import { codeSpans } from '../code-spans.ts';
import { formatBytes, formatCount } from '../quantities.ts';
import { pageContext } from './context.ts';

const page = compilePage();

/**
 * report.html of the one host in the report: a file that needs nothing else. Handlebars escapes every value; the style and
 * the script are part of the template, and the page's own policy lets nothing run but these two.
 * @throws RangeError when there is not exactly one host; a page shows one.
 */
export function renderHtml(report: Report): string {
  const [view] = report.views;
  if (view === undefined || report.views.length !== 1) {
    throw new RangeError(`report.html shows one host, and the report has ${report.views.length}`);
  }
  return page(pageContext(report, view));
}

function compilePage(): (context: object) => string {
  const handlebars = Handlebars.create();
  handlebars.registerHelper({ spans: codeSpans, n: formatCount, bytes: formatBytes });
  return handlebars.compile(templateText(), {
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: { spans: true, n: true, bytes: true },
  });
}

/** The template with style, script and their digests put in; none of it comes from a host. */
function templateText(): string {
  const styles = read(new URL('./styles.css', import.meta.url));
  const script = read(new URL('./script.js', import.meta.url));
  const template = read(new URL('./template.hbs', import.meta.url));
  const parts: Readonly<Record<string, string>> = {
    styleHash: digestOf(styles),
    scriptHash: digestOf(script),
    styles,
    script,
  };
  return template.replace(/@@(\w+)@@/g, (marker, name: string) => parts[name] ?? marker);
}

function read(file: URL): string {
  return readFileSync(file, 'utf8');
}

/** As a content security policy wants it. */
function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
