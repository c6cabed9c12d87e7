import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Judged } from '../../src/model/judged.ts';
import { buildReport } from '../../src/report/build.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { describeBrowser } from '../support/browser.ts';
import { hostileJudged, sampleJudged } from '../support/judged.ts';
import { judged, judgedHost } from '../support/judged-parts.ts';
import { contrastFailures, countElements, headingLevels, unnamedThings } from '../support/page-checks.ts';

function htmlOf(input: Judged): string {
  return renderHtml(buildReport(input));
}

const BUSY = htmlOf(sampleJudged(8000));
/** The same with a tree that a test can look through element by element. */
const SMALL = htmlOf(sampleJudged(60));
const QUIET = htmlOf(judged([judgedHost()]));

const NASTY = [
  '<script>alert(1)</script>',
  '</script><script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onfocus='alert(1)' autofocus='",
  '<!-- <plaintext>',
  '&lt;b&gt; &#60;i&#62;',
  '{{constructor}} {{{x}}}',
  'javascript:alert(1)',
  '\u0000\u001b]0;x\u0007\u202e\ud800',
  ']]></title><base href=//x>',
];

describeBrowser('Chromium', (pages) => {
  describe('report.html', () => {
    test.each([
      ['a busy host', BUSY],
      ['a quiet host', QUIET],
    ])('of %s opens without a message, an error or a request', async (_, html) => {
      const { page, complaints } = await pages.open(html);

      expect(await page.title()).toContain('xs-lab-07');
      expect(complaints).toEqual([]);
    });

    test('would say so if its policy kept something from running', async () => {
      const { complaints } = await pages.open(SMALL.replace('</main>', '<script>1</script></main>'));

      expect(complaints.join()).toContain('Content Security Policy');
    });

    test('is whole without JavaScript: everything folded opens, the filter stays away', async () => {
      const { page } = await pages.open(BUSY, { javaScriptEnabled: false });
      const tree = page.locator('.entry', { hasText: '/opt/vendor-agent/' }).first();

      expect(await page.locator('#filter').isVisible()).toBe(false);
      expect(await tree.locator('.members').isVisible()).toBe(false);
      await tree.locator('summary').click();

      expect(await tree.locator('.members').isVisible()).toBe(true);
      expect(await page.getByText('What was not looked at').isVisible()).toBe(true);
    });

    test('shows the proposed multipath file, line by line, when it is opened', async () => {
      const { page } = await pages.open(SMALL);
      const proposed = page.locator('#multipath details', { hasText: 'multipath.conf.proposed' }).first();

      expect(await page.getByRole('link', { name: 'Multipath', exact: true }).isVisible()).toBe(true);
      expect(await proposed.locator('.line').first().isVisible()).toBe(false);
      await proposed.locator('summary').click();

      expect(await proposed.getByText('path_selector "round-robin 0"').isVisible()).toBe(true);
    });

    test('puts 8,000 files into a box that scrolls, not into the page', async () => {
      expect(BUSY.length).toBeLessThan(5_000_000);
      const { page } = await pages.open(BUSY);
      const tree = page.locator('.entry', { hasText: '/opt/vendor-agent/' }).first();

      await tree.locator('summary').click();

      expect(await tree.locator('[data-member]').count()).toBe(8205);
      expect((await tree.locator('.members').boundingBox())?.height).toBeLessThan(500);
      await tree.locator('[data-member]').last().scrollIntoViewIfNeeded();
      expect(await tree.locator('[data-member]').last().isVisible()).toBe(true);
    });
  });

  describe('the filter of report.html', () => {
    const shownRows = (page: Page) => page.locator('.filtered [data-row]:visible').count();
    const status = (page: Page) => page.locator('#filter-count').textContent();
    const search = async (page: Page, text: string): Promise<void> => {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };

    test('is reached, used and left with the keyboard alone', async () => {
      const { page, complaints } = await pages.open(SMALL);
      const whole = await status(page);

      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter-text');
      await search(page, 'multipath');
      const found = await status(page);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('filter-severity');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
      const high = await status(page);
      await page.focus('#filter-text');
      await page.keyboard.press('Escape');
      await page.waitForFunction(
        (old) => document.querySelector('#filter-count')?.textContent === old,
        whole,
      );

      expect(found).toMatch(/^\d+ of \d+ lines shown$/);
      expect(Number.parseInt(found ?? '', 10)).toBeGreaterThan(Number.parseInt(high ?? '', 10));
      expect(Number.parseInt(high ?? '', 10)).toBeGreaterThan(0);
      expect(complaints).toEqual([]);
    });

    test('tells a screen reader what it shows', async () => {
      const { page } = await pages.open(SMALL);

      expect(await page.getByRole('status').getAttribute('aria-live')).toBe('polite');
      expect(await page.getByRole('search').isVisible()).toBe(true);
    });

    test('finds one file among the 8,000 of a tree, and opens the tree on it', async () => {
      const { page } = await pages.open(BUSY);

      await page.focus('#filter-text');
      await search(page, 'module-00012');

      expect(await shownRows(page)).toBe(1);
      expect(await page.locator('[data-member]:visible').allTextContents()).toEqual([
        expect.stringContaining('lib/000/module-00012.py'),
      ]);
    });

    test.each([
      ['severity', 'high', '[data-row]:visible:not([data-severity~="high"])'],
      ['fate', 'destroyed', '[data-row]:visible:not([data-fate~="destroyed"])'],
      ['kind', 'package', '[data-row]:visible:not([data-kind~="package"])'],
    ])('by %s leaves only what fits', async (name, value, others) => {
      const { page } = await pages.open(SMALL);

      await page.selectOption(`#filter-${name}`, value);

      expect(await page.locator('#findings, #customisations').locator(others).count()).toBe(0);
      expect(await page.locator(`#customisations [data-row]:visible`).count()).toBeGreaterThan(0);
    });

    test('hides empty groups, and gives all back', async () => {
      const { page } = await pages.open(SMALL);
      const groups = await page.locator('[data-group]:visible').count();

      await page.selectOption('#filter-kind', 'mount');
      const few = await page.locator('section.fate:visible').count();
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.waitForFunction(() => document.querySelectorAll('[data-row][hidden]').length === 0);

      expect(few).toBe(1);
      expect(await page.locator('[data-group]:visible').count()).toBe(groups);
    });

    test('gives way to a link that leads to something it hides', async () => {
      const { page } = await pages.open(SMALL);
      const href = await page.locator('.matrix a[href="#fate-kept-file"]').first().getAttribute('href');

      await page.selectOption('#filter-fate', 'lost');
      await page.evaluate((target) => {
        location.hash = target ?? '';
      }, href);
      await page.waitForFunction(() => document.querySelectorAll('[data-row][hidden]').length === 0);

      expect(await page.locator('#fate-kept-file .entry').first().isVisible()).toBe(true);
    });
  });

  describe('report.html for every reader', () => {
    test.each([
      ['light', SMALL],
      ['dark', SMALL],
      ['light', QUIET],
      ['dark', QUIET],
    ] as const)('has enough contrast in %s', async (colorScheme, html) => {
      const { page } = await pages.open(html, { colorScheme });
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });

      expect(await contrastFailures(page)).toEqual([]);
    });

    test('is dark where the reader wants it dark', async () => {
      const background = async (colorScheme: 'light' | 'dark') => {
        const { page } = await pages.open(QUIET, { colorScheme });
        return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      };

      expect(await background('light')).not.toBe(await background('dark'));
    });

    test.each([
      ['busy', SMALL],
      ['quiet', QUIET],
    ])('is in order for assistive technology on a %s host', async (_, html) => {
      const { page } = await pages.open(html);
      const levels = await headingLevels(page);

      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.getByRole('navigation', { name: 'Contents' }).count()).toBe(1);
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await unnamedThings(page)).toEqual([]);
    });

    test('shows where the focus is, and skips to the report first', async () => {
      const { page } = await pages.open(SMALL);

      await page.keyboard.press('Tab');
      const skip = await page.evaluate(() => document.activeElement?.getAttribute('href'));
      await page.keyboard.press('Tab');
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );

      expect([skip, outline]).toEqual(['#main', 'solid']);
    });

    test.each([320, 390, 768, 1280])('fits a screen of %d pixels', async (width) => {
      const { page } = await pages.open(SMALL, { viewport: { width, height: 800 } });

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });

    test('fits a phone even with names that never end', async () => {
      const { page } = await pages.open(htmlOf(hostileJudged('x'.repeat(3000))), {
        viewport: { width: 390, height: 800 },
      });

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    });

    test.each([true, false])('prints what matters, open (JavaScript: %s)', async (javaScriptEnabled) => {
      const { page } = await pages.open(SMALL, { javaScriptEnabled, colorScheme: 'dark' });

      await page.emulateMedia({ media: 'print' });

      expect(await page.locator('.contents').isVisible()).toBe(false);
      expect(await page.locator('#filter').isVisible()).toBe(false);
      expect((await page.locator('#fate-kept-file .entry').first().boundingBox())?.height).toBeGreaterThan(5);
      expect(await page.locator('.members').first().isVisible()).toBe(false);
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0).toBeLessThan(40);
    });
  });

  describe('report.html of a hostile host', () => {
    test.each(NASTY)('stays as it is with %j', async (text) => {
      const plain = await pages.open(htmlOf(hostileJudged('word')));
      const { page, complaints } = await pages.open(htmlOf(hostileJudged(text)));

      expect(complaints).toEqual([]);
      expect(await page.evaluate(() => document.scripts.length)).toBe(1);
      expect(await countElements(page)).toEqual(await countElements(plain.page));
    });
  });
});
