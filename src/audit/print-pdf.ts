import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { AuditError } from '../model/errors.ts';

/** Names under which Chromium and its kin are installed; the first that is there is used. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'] as const;

/** The largest report takes some seconds; a browser that hangs must not hold up the run. */
const TIMEOUT_SECONDS = 180;

export interface PdfSettings {
  /** Folders in which programs lie, as PATH has them. */
  readonly searchPath: string;
  /** Of the browser; null = look for one. */
  readonly browser: string | null;
  /** Chromium refuses its sandbox to root; the page is our own and may ask for nothing over the network. */
  readonly isRoot: boolean;
}

/**
 * Prints a report as PDF, through an installed Chromium with a profile of its own that is deleted afterwards.
 * @param html the whole page
 * @throws AuditError `pdf-no-browser`, `pdf-failed`
 */
export async function printPdf(html: string, settings: PdfSettings): Promise<Buffer> {
  const browser = settings.browser ?? (await findBrowser(settings.searchPath));
  const folder = await mkdtemp(join(tmpdir(), 'dom0-audit-pdf-'));
  try {
    const page = join(folder, 'report.html');
    const output = join(folder, 'report.pdf');
    await writeFile(page, html, { mode: 0o600 });
    await run(browser, [
      '--headless',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      ...(settings.isRoot ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      '--no-pdf-header-footer',
      `--print-to-pdf=${output}`,
      pathToFileURL(page).href,
    ]);
    return await readFile(output);
  } catch (cause) {
    throw new AuditError(
      'pdf-failed',
      `${browser} did not print the report: ${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)}.`,
      'Open report.html in a browser and print it to a file there, or run the same command again with --format pdf.',
      { cause },
    );
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function run(browser: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(browser, args, { timeout: TIMEOUT_SECONDS * 1000, maxBuffer: 16 * 1024 * 1024 });
}

async function findBrowser(searchPath: string): Promise<string> {
  for (const name of NAMES)
    for (const folder of searchPath.split(delimiter).filter((one) => one !== ''))
      if (await isExecutable(join(folder, name))) return join(folder, name);
  throw new AuditError(
    'pdf-no-browser',
    `No Chromium was found here to print a PDF with (looked for ${NAMES.join(', ')}); everything else was written.`,
    'Install one (Debian: apt-get install chromium), name one with --chromium, or print report.html from any browser.',
  );
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
