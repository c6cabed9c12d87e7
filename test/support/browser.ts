import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

/** Debian's Chromium, or the one that CHROMIUM names. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page of one report, and everything that went wrong in it. */
interface OpenPage {
  readonly page: Page;
  /** Console messages, script errors, dialogs, and requests for anything but the file itself. */
  readonly complaints: readonly string[];
}

interface Pages {
  /** Opens an HTML text as a file, as a reader would. */
  open(html: string, options?: BrowserContextOptions): Promise<OpenPage>;
}

/** Tests in a real browser; without one they are left out with a word on how to get it, except in CI. */
export function describeBrowser(name: string, tests: (pages: Pages) => void): void {
  if (!isExecutable(CHROMIUM)) {
    const ci = process.env['CI'] === 'true';
    if (!ci)
      console.warn(`SKIPPED: ${name}. ${CHROMIUM} is missing. On Debian, as root: apt-get install chromium`);
    describe(name, () => {
      test.skipIf(!ci)('has a browser', () => {
        expect(isExecutable(CHROMIUM)).toBe(true);
      });
    });
    return;
  }
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
    let browser: Browser;
    let count = 0;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
      console.log(`${name}: Chromium ${browser.version()}`);
    });
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
    });
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });
    tests({
      async open(html, options = {}) {
        const file = join(folder, `${String(count++)}.html`);
        writeFileSync(file, html);
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
        return openFile(await context.newPage(), pathToFileURL(file).href);
      },
    });
  });
}

async function openFile(page: Page, url: string): Promise<OpenPage> {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url && !request.url().startsWith('data:'))
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
