import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { codeText, plainText, proseText, table } from '../../../src/lib/markdown.ts';
import { renderMarkdown } from '../../../src/report/markdown/index.ts';
import { sampleJudged } from '../../support/judged.ts';
import { assessed, builtIn, fileItem, judged, judgedHost } from '../../support/judged-parts.ts';

describe('Markdown text', () => {
  test.each([
    ['a|b', 'a&#124;b'],
    ['a\nb', 'a\\\\nb'],
    ['<b>&', '&lt;b&gt;&amp;'],
    ['*x* _y_ [z](u)', '\\*x\\* \\_y\\_ \\[z\\](u)'],
    ['`x`', '&#96;x&#96;'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['2016.06.1', '2016.06.1'],
    ['# title', '&#35; title'],
    ['@team', '&#64;team'],
    ['    indented', 'indented'],
  ])('%j is written %j', (text, written) => {
    expect(plainText(text)).toBe(written);
  });

  test.each([
    ['/etc/fstab', '`/etc/fstab`'],
    ['a`b', 'a&#96;b'],
    ['a|b', 'a&#124;b'],
    ['a\\', 'a\\\\'],
    ['  ', ''],
  ])('%j as code is written %j', (text, written) => {
    expect(codeText(text)).toBe(written);
  });

  test('keeps the code of a sentence', () => {
    expect(proseText('Run `ls -l` | now_')).toBe('Run `ls -l` &#124; now\\_');
  });

  test('is cut when it is too long for a ticket', () => {
    expect(plainText('x'.repeat(5000)).length).toBeLessThan(300);
  });

  test('a table has a line a row', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('report.md', () => {
  test('says verdict, reason and blockers before anything else', () => {
    const text = renderMarkdown(buildReport(sampleJudged(40)));

    expect(text.indexOf('Blocked')).toBeLessThan(100);
    expect(text.indexOf('3 virtual disks are on it')).toBeLessThan(text.indexOf('## Blockers'));
    expect(text.indexOf('## Blockers')).toBeLessThan(text.indexOf('## Other findings'));
  });

  test('fits into a ticket however much there is, and counts what it leaves out', () => {
    const items = Array.from({ length: 5000 }, (_, at) =>
      assessed(fileItem(`/d${String(at)}/${'n'.repeat(200)}`, { state: 'changed', package: 'x-1-1.i386' }), {
        provenance: 'stock',
        because: `cause ${'c'.repeat(200)} ${String(at)}`,
        compat: at % 2 === 0 ? 'works' : 'breaks',
      }),
    );

    const text = renderMarkdown(buildReport(judged([judgedHost(items, items.flatMap(builtIn))])));

    expect(text.length).toBeLessThan(32_000);
    expect(text).toContain('report.html');
  });

  test('holds several hosts', () => {
    const text = renderMarkdown(buildReport(judged([judgedHost(), judgedHost()])));

    expect(text.match(/^# /gm)).toHaveLength(2);
  });
});
