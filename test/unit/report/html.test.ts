import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { renderHtml } from '../../../src/report/html/index.ts';
import { hostileJudged, sampleJudged } from '../../support/judged.ts';
import { assessed, builtIn, fileItem, judged, judgedHost } from '../../support/judged-parts.ts';

function partsOf(page: string, tag: 'style' | 'script'): readonly string[] {
  return [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map((match) => match[1] ?? '');
}

describe('report.html', () => {
  const page = renderHtml(buildReport(sampleJudged(200)));

  test('lets only its own style and script run', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const digest = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

    expect(
      partsOf(page, 'style')
        .map(digest)
        .every((each) => policy.includes(`style-src ${each}`)),
    ).toBe(true);
    expect(
      partsOf(page, 'script')
        .map(digest)
        .every((each) => policy.includes(`script-src ${each}`)),
    ).toBe(true);
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/\sstyle="|\son[a-z]+="/);
  });

  test('names nothing on the network', () => {
    expect(page).not.toMatch(/(?:src|href|action)="(?!#|data:,")/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test('never passes text by the escaping', () => {
    const hostile = renderHtml(buildReport(hostileJudged('<i>"\'&`{{x}}')));

    expect(hostile).not.toContain('<i>');
    expect(hostile).not.toContain('"\'&');
    expect(hostile).toContain('&lt;i&gt;&quot;');
  });

  test('has each id once', () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('links only to what is there', () => {
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]));
    const targets = [...page.matchAll(/href="#([^"]*)"/g)].map((match) => match[1]);

    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(targets.length).toBeGreaterThan(40);
  });

  test('stays small enough to mail for 60,000 lost files, and counts what it leaves out', () => {
    const items = Array.from({ length: 60_000 }, (_, at) =>
      assessed(
        fileItem(`/usr/share/vendor/${String(at % 7)}/file-${String(at)}`, {
          state: at % 2 ? 'unowned' : 'missing',
        }),
      ),
    );

    const large = renderHtml(buildReport(judged([judgedHost(items, items.flatMap(builtIn))])));

    expect(large.length).toBeLessThan(5_000_000);
    expect(large).toContain('more members are in');
  });

  test('stays small for thousands of single lines too', () => {
    const items = Array.from({ length: 6000 }, (_, at) =>
      assessed(fileItem(`/d${String(at)}/${'long-name-'.repeat(8)}${String(at)}`)),
    );

    const large = renderHtml(buildReport(judged([judgedHost(items, items.flatMap(builtIn))])));

    expect(large.length).toBeLessThan(5_000_000);
    expect(large).toContain('4,000 more lines');
  });

  test('shows one host', () => {
    expect(() => renderHtml(buildReport(judged([])))).toThrow(RangeError);
    expect(() => renderHtml(buildReport(judged([judgedHost(), judgedHost()])))).toThrow(RangeError);
  });

  test('says so where there is nothing', () => {
    const quiet = renderHtml(buildReport(judged([judgedHost()])));

    expect(quiet).toContain('this host is as the product made it');
    const body = quiet.replace(/<(style|script)>[^]*?<\/\1>/g, '');
    expect(body).not.toMatch(/undefined|\[object|NaN|\bnull\b/);
  });
});
