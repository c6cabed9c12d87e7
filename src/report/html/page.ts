import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { codeSpans } from '../../lib/code-spans.ts';
import { formatBytes, formatCount } from '../../lib/quantities.ts';

/** What a page is made of beside the partials and the style that all pages share; none of it comes from a host. */
interface PageParts {
  readonly template: URL;
  /** Files of inline partials that this page alone has; absent = none. */
  readonly sections?: readonly URL[];
  /** After the common style; absent = nothing. */
  readonly style?: URL;
  /** Absent = none: the page's own policy then lets no script run. */
  readonly script?: URL;
}

/**
 * A page that needs no other file. Handlebars escapes every value; style and script are part of the template, and the page's
 * own policy lets nothing run but these two.
 */
export function compilePage(parts: PageParts): (context: object) => string {
  const handlebars = Handlebars.create();
  handlebars.registerHelper({ spans: codeSpans, n: formatCount, bytes: formatBytes });
  return handlebars.compile(templateText(parts), {
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: { spans: true, n: true, bytes: true },
  });
}

/** The template with style, script and their digests put in. */
function templateText({ template, sections, style, script }: PageParts): string {
  const styles = read(new URL('./styles.css', import.meta.url)) + (style === undefined ? '' : read(style));
  const scripts = script === undefined ? '' : read(script);
  const parts: Readonly<Record<string, string>> = {
    styleHash: digestOf(styles),
    scriptHash: digestOf(scripts),
    styles,
    script: scripts,
  };
  const files = [new URL('./partials.hbs', import.meta.url), ...(sections ?? []), template];
  const text = files.map(read).join('');
  return text.replace(/@@(\w+)@@/g, (marker, name: string) => parts[name] ?? marker);
}

function read(file: URL): string {
  return readFileSync(file, 'utf8');
}

/** As a content security policy wants it. */
function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
