// A simulated fleet of embedded SSH hosts with varied bundles: wall time, peak memory, the roll-up, and how fast its page opens.
//   npm run bench:fleet [COUNT...]        default 100 1000; index.html is opened in the Chromium that is installed
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
const HOSTS = resolve(import.meta.dirname, './fleet/hosts.js');
const counts = process.argv.slice(2).map(Number);

for (const count of counts.length > 0 ? counts : [100, 1000])
  for (const faults of ['none', 'faults'] as const) await measure(count, faults);

async function measure(count: number, faults: 'none' | 'faults'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-fleet-'));
  const fleet = spawn(process.execPath, [HOSTS, join(folder, 'fleet'), String(count), faults], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await new Promise((ready) => fleet.stdout.once('data', ready));
    const run = await audit(folder);
    console.log(
      `${count} hosts${faults === 'faults' ? ', one in ten broken' : ''}: ${run.seconds.toFixed(1)} s, peak ${(run.peakBytes / 1e6).toFixed(0)} MB, exit ${run.code}`,
    );
    await showIndex(join(folder, 'out'));
  } finally {
    fleet.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function audit(folder: string): Promise<{ seconds: number; peakBytes: number; code: number | null }> {
  const fleet = join(folder, 'fleet');
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      MAIN,
      'audit',
      'xs*',
      '--ssh-config',
      join(fleet, 'ssh_config'),
      '--password-file',
      join(fleet, 'password'),
      '--batch',
    ].concat(['--retries', '1', '--host-timeout', '60', '--out', join(folder, 'out')]),
    { stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const watch = watchMemory(child);
  const code = await new Promise<number | null>((done) => child.once('exit', done));
  return { seconds: (performance.now() - started) / 1000, peakBytes: watch(), code };
}

/** Looks ten times a second; the kernel keeps the peak itself. */
function watchMemory(child: ChildProcess): () => number {
  let peak = 0;
  const timer = setInterval(() => {
    try {
      const text = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
      peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024);
    } catch {
      // It has ended.
    }
  }, 100);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

async function showIndex(out: string): Promise<void> {
  const index = JSON.parse(readFileSync(join(out, 'index.json'), 'utf8')) as {
    hosts: { status: string; code?: string }[];
    items: unknown[];
  };
  const failed = new Map<string, number>();
  for (const { status, code = '' } of index.hosts)
    if (status === 'failed') failed.set(code, (failed.get(code) ?? 0) + 1);
  const folders = readdirSync(out).filter((name) => name.startsWith('xs')).length;
  console.log(
    `  ${index.hosts.length} in the roll-up, ${folders} reports, ${index.items.length} items; not audited: ${JSON.stringify(Object.fromEntries(failed))}`,
  );
  const file = join(out, 'index.html');
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  const page = await browser.newPage();
  const started = performance.now();
  await page.goto(pathToFileURL(file).href);
  await page.locator('#find-count', { hasText: 'items' }).waitFor();
  const opened = performance.now();
  await page.fill('#filter-text', 'xs000');
  await page.locator('#filter-count', { hasText: 'shown' }).waitFor();
  console.log(
    `  index.html ${(statSync(file).size / 1e6).toFixed(1)} MB, opened in ${((opened - started) / 1000).toFixed(2)} s, filtered in ${((performance.now() - opened) / 1000).toFixed(2)} s`,
  );
  await browser.close();
}
