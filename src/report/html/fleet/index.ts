import Handlebars from 'handlebars';
import type { FleetIndex } from '../../../model/fleet.ts';
import { compilePage } from '../page.ts';
import { makeVisible } from '../reveal.ts';
import { fleetContext } from './context.ts';
import { pageData } from './page-data.ts';

const page = compilePage({
  template: new URL('./fleet.hbs', import.meta.url),
  style: new URL('./fleet.css', import.meta.url),
  script: new URL('./fleet.js', import.meta.url),
});

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
