import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printPdf } from '../../src/audit/print-pdf.ts';
import { buildReport } from '../../src/report/build.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { describeBrowser } from '../support/browser.ts';
import { sampleJudged } from '../support/judged.ts';

const settings = {
  searchPath: '/usr/local/bin:/usr/bin:/bin',
  browser: process.env['CHROMIUM'] ?? null,
  isRoot: process.getuid?.() === 0,
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pdf-test-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describeBrowser('the report as PDF', () => {
  test('is a PDF of several pages', async () => {
    const pdf = await printPdf(renderHtml(buildReport(sampleJudged(40))), settings);
    expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(pdf.subarray(-8).toString('latin1')).toContain('%%EOF');
    const pages = /\/Type\s*\/Pages\b[^>]*\/Count\s+(\d+)/.exec(pdf.toString('latin1'))?.[1];
    expect(Number(pages)).toBeGreaterThan(1);
  });
});

test('without a browser it says what to install', async () => {
  await expect(
    printPdf('<p>x</p>', { ...settings, browser: null, searchPath: folder }),
  ).rejects.toMatchObject({
    code: 'pdf-no-browser',
  });
});

test('a browser that fails is told, and leaves nothing behind', async () => {
  const broken = join(folder, 'chromium');
  await writeFile(broken, '#!/bin/sh\necho broken >&2\nexit 3\n');
  await chmod(broken, 0o755);
  await expect(
    printPdf('<p>x</p>', { ...settings, browser: null, searchPath: folder }),
  ).rejects.toMatchObject({
    code: 'pdf-failed',
    message: expect.stringContaining(broken) as unknown,
  });
});
