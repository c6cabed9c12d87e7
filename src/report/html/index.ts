import type { Report } from '../../model/report.ts';
import { pageContext } from './context.ts';
import { compilePage } from './page.ts';

const page = compilePage({
  template: new URL('./template.hbs', import.meta.url),
  sections: [new URL('./multipath.hbs', import.meta.url), new URL('./backup.hbs', import.meta.url)],
  script: new URL('./script.js', import.meta.url),
});

/**
 * report.html of the one host in the report: a file that needs nothing else.
 * @throws RangeError when there is not exactly one host; a page shows one.
 */
export function renderHtml(report: Report): string {
  const [view] = report.views;
  if (view === undefined || report.views.length !== 1) {
    throw new RangeError(`report.html shows one host, and the report has ${report.views.length}`);
  }
  return page(pageContext(report, view));
}
