import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { formatCount } from '../../../lib/quantities.ts';
import type { FleetIndex } from '../../../model/fleet.ts';
import { makeVisible } from '../reveal.ts';
import { fleetContext } from './context.ts';
import { pageData } from './page-data.ts';

const page = compilePage();

/**
 * index.html: the roll-up of many hosts as a file that needs nothing else. Hosts, pools and findings stand in the page;
 * what is where is searched by its script in data that the page carries.
 */
export function renderIndexHtml(index: FleetIndex): string {
  return page({
    ...makeVisible(fleetContext(index)),
    data: new Handlebars.SafeString(inScript(JSON.stringify(makeVisible(pageData(index))))),
  });
}

/** JSON inside a script element: only `<` could end it. */
function inScript(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

function compilePage(): (context: object) => string {
  const handlebars = Handlebars.create();
  handlebars.registerHelper({ n: formatCount });
  return handlebars.compile(templateText(), {
    strict: true,
    preventIndent: true,
    knownHelpersOnly: true,
    knownHelpers: { n: true },
  });
}

/** The template with style and script put in; none of it comes from a host. */
function templateText(): string {
  const styles = read('../styles.css') + read('./fleet.css');
  const script = read('./fleet.js');
  const parts: Readonly<Record<string, string>> = {
    styleHash: digestOf(styles),
    scriptHash: digestOf(script),
    styles,
    script,
  };
  return read('./fleet.hbs').replace(/@@(\w+)@@/g, (marker, name: string) => parts[name] ?? marker);
}

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** As a content security policy wants it. */
function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
