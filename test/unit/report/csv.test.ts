import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { renderFindingsCsv, renderItemsCsv } from '../../../src/report/csv/index.ts';
import { writeCsv } from '../../../src/report/csv/write.ts';
import { readCsv } from '../../support/csv.ts';
import { sampleJudged } from '../../support/judged.ts';

describe('CSV', () => {
  test.each([
    ['plain', 'plain\r\n'],
    ['a,b', '"a,b"\r\n'],
    ['say "x"', '"say ""x"""\r\n'],
    ['two\nlines', '"two\nlines"\r\n'],
    [' space', '" space"\r\n'],
    ['=1+1', "'=1+1\r\n"],
    ['+1', "'+1\r\n"],
    ['-1', "'-1\r\n"],
    ['@sum', "'@sum\r\n"],
    ['\t=1', '"\'\t=1"\r\n'],
    ['\r=1', '"\'\r=1"\r\n'],
    ['＝1', "'＝1\r\n"],
    ['a=1', 'a=1\r\n'],
  ])('writes the cell %j as %j', (cell, text) => {
    expect(writeCsv([[cell]])).toBe(text);
  });

  test('has every listed item and every finding, with the same number of cells in each row', () => {
    const report = buildReport(sampleJudged(60));
    const [host] = report.document.hosts;

    const items = readCsv(renderItemsCsv(report));
    const findings = readCsv(renderFindingsCsv(report));

    expect(items).toHaveLength((host?.items.length ?? 0) + 1);
    expect(findings).toHaveLength((host?.findings.length ?? 0) + 1);
    expect(new Set(items.map((row) => row.length)).size).toBe(1);
    expect(new Set(findings.map((row) => row.length)).size).toBe(1);
    expect(items[0]?.slice(0, 4)).toEqual(['host', 'id', 'kind', 'path']);
  });
});
