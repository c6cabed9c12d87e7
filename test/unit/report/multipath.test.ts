import { describe, expect, test } from 'vitest';
import { runFiles } from '../../../src/audit/run-files.ts';
import { reportDocumentSchema } from '../../../src/model/report-document.ts';
import type { MultipathForecast } from '../../../src/model/multipath.ts';
import { buildReport } from '../../../src/report/build.ts';
import { renderHtml } from '../../../src/report/html/index.ts';
import { renderJson } from '../../../src/report/json/index.ts';
import { renderMarkdown } from '../../../src/report/markdown/index.ts';
import { judged, judgedHost } from '../../support/judged-parts.ts';
import { forecastText, sampleMultipath } from '../../support/multipath.ts';

function reportOf(multipath?: MultipathForecast) {
  return buildReport(judged([judgedHost([], [], multipath === undefined ? {} : { multipath })]));
}

function viewOf(multipath: MultipathForecast) {
  const view = reportOf(multipath).views[0]?.multipath;
  if (view === null || view === undefined) throw new Error('there is no section');
  return view;
}

describe('the section on multipath', () => {
  test('is not there for a host whose file is stock', () => {
    const report = reportOf();

    expect(renderHtml(report)).not.toContain('Multipath</h2>');
    expect(renderMarkdown(report)).not.toContain('Multipath');
    expect(renderJson(report)).not.toContain('"multipath"');
    expect(reportDocumentSchema.safeParse(report.document).error).toBe(undefined);
  });

  test('is part of report.json, whose schema knows it', () => {
    const forecast = sampleMultipath();
    const { document } = reportOf(forecast);

    expect(reportDocumentSchema.safeParse(document).error).toBe(undefined);
    expect(document.hosts[0]?.multipath).toEqual(forecast);
  });

  test('lists the lines that change, and counts the others', () => {
    const view = viewOf(
      forecastText(
        'defaults {\n verbosity 3\n udev_dir /dev\n dev_loss_tmo 30\n}\ndevices {\n device {\n  vendor "NETAPP"\n  product "LUN.*"\n  dev_loss_tmo 30\n }\n}\n',
        { from: '6.5.0' },
      ),
    );

    expect(view.options.map(({ line, setting, proposed }) => [line, setting, proposed])).toEqual([
      [3, 'udev_dir /dev', 'left out'],
    ]);
    expect(view.quiet).toBe(
      "1 line means the same on the target. 2 lines and stanzas of the product's own are left to the target's file.",
    );
  });

  test('says it in words: what is not set, who sets it, which array', () => {
    const view = viewOf(sampleMultipath());

    expect(view.unsaid).toContainEqual({
      keyword: 'no_path_retry',
      was: 'not set',
      becomes: '0',
      by: 'the file of the product',
    });
    expect(view.arrays.map(({ name, verdictLabel }) => [name, verdictLabel])).toEqual([
      ['NETAPP / LUN', 'other default'],
      ['HP / .*', 'other default'],
      ['NIMBLE / Server', 'lost'],
    ]);
  });

  test('names the proposed file, which lies in the folder of the run, and shows the same text', () => {
    const forecast = sampleMultipath();
    const { files, report } = runFiles(judged([judgedHost([], [], { multipath: forecast })]), ['html', 'md']);
    const proposed = files.find(({ name }) => name === 'multipath.conf.proposed');

    expect(proposed?.content).toBe(forecast.proposal?.text);
    for (const text of [renderHtml(report), renderMarkdown(report)]) {
      expect(text).toContain('multipath.conf.proposed');
      expect(text).toContain('/etc/multipath/conf.d/custom.conf');
    }
  });

  test('has no file to write where none is proposed, and says why', () => {
    const forecast = forecastText('defaults {\n');
    const { files, report } = runFiles(judged([judgedHost([], [], { multipath: forecast })]), ['html', 'md']);

    expect(files.map(({ name }) => name)).not.toContain('multipath.conf.proposed');
    expect(renderHtml(report)).toContain('No file is proposed');
    expect(renderMarkdown(report)).toContain('No file is proposed');
  });

  test('is cut in the page, and the rest is counted', () => {
    const many = Array.from(
      { length: 450 },
      (_, at) => ` device {\n  vendor "V${String(at)}"\n  product "P"\n  rr_min_io 1\n  prio alua\n }\n`,
    );
    const html = renderHtml(reportOf(forecastText(`devices {\n${many.join('')}}\n`)));

    expect(html).toContain('250 more are in <code>report.json</code>');
    expect(html).toMatch(/[\d,]+ more lines are in <code>multipath\.conf\.proposed<\/code>/);
  });
});
