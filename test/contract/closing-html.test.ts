/// <reference lib="dom" />
import { describe, expect, test } from 'vitest';
import { compareFiles } from '../../src/report/compare-files.ts';
import { verifyFiles } from '../../src/report/verify-files.ts';
import { describeBrowser } from '../support/browser.ts';
import { sampleCompared, sampleVerified } from '../support/closing-sample.ts';
import { contrastFailures, countElements, headingLevels, unnamedThings } from '../support/page-checks.ts';

async function htmlOf(page: 'verify' | 'compare', text?: string): Promise<string> {
  if (page === 'compare') return compareFiles(sampleCompared(text), ['html'])[0]?.content ?? '';
  const { document, mispredictions } = await sampleVerified(text);
  return verifyFiles(document, mispredictions, ['html'])[0]?.content ?? '';
}

const NASTY = [
  '<script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '<!-- <plaintext>',
  '{{constructor}} {{{x}}}',
  '\u0000\u001b]0;x\u0007\u202e\ud800',
];

describeBrowser('Chromium', (pages) => {
  describe.each(['verify', 'compare'] as const)('%s.html', (name) => {
    test('opens without a message, an error or a request', async () => {
      const { page, complaints } = await pages.open(await htmlOf(name));

      expect(await page.title()).toContain('dom0-audit');
      expect(complaints).toEqual([]);
    });

    test('shows a difference line by line when its line is opened', async () => {
      const { page } = await pages.open(await htmlOf(name));
      const entry = page.locator('.entry', { hasText: '/etc/site.conf' }).first();

      await entry.locator('summary').click();

      expect(await entry.locator('.line.remove').first().isVisible()).toBe(true);
      expect(await entry.locator('.line.add').count()).toBeGreaterThan(0);
    });

    test.each(['light', 'dark'] as const)('can be read by everybody in %s', async (colorScheme) => {
      const { page } = await pages.open(await htmlOf(name), { colorScheme });
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });

      expect(await contrastFailures(page)).toEqual([]);
      expect(await unnamedThings(page)).toEqual([]);
    });

    test('has headings in order, without a gap', async () => {
      const { page } = await pages.open(await htmlOf(name));
      const levels = await headingLevels(page);

      expect(levels[0]).toBe(1);
      for (const [at, level] of levels.entries())
        expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1);
    });

    test.each([320, 1280])('does not scroll sideways at %d pixels', async (width) => {
      const { page } = await pages.open(await htmlOf(name), { viewport: { width, height: 900 } });

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });

    test.each(NASTY)('shows %j as text and nothing else', async (text) => {
      const plain = await pages.open(await htmlOf(name, 'word'));
      const nasty = await pages.open(await htmlOf(name, text));

      expect(nasty.complaints).toEqual([]);
      expect(await countElements(nasty.page)).toEqual(await countElements(plain.page));
    });
  });
});
