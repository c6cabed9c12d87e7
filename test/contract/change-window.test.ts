import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodePath } from '../../src/lib/path-bytes.ts';
import type { RestoreFile, RestorePlan } from '../../src/model/restore-plan.ts';
import type { VerifyDocument } from '../../src/model/verify.ts';
import { parseRestorePlan } from '../../src/plan/plan-file.ts';
import { buildLab, compareListings, CUSTOMISED, reimage, type Lab, type TreeListing } from '../lab/index.ts';
import { backupLab, backupSettings } from '../support/backup-lab.ts';
import { look } from '../support/came-true.ts';
import { runCli, type CliResult } from '../support/cli.ts';
import { describeWithLab } from '../support/lab.ts';
import { sshArguments } from '../support/ssh-arguments.ts';

/** The first two stop the upgrade half-way; the others only bring more of the same. */
const LEFT_OUT = ['owner-without-name', 'firstboot-script', 'big-tree', 'iso-store'];
const DRIFTS = CUSTOMISED.filter((name) => !LEFT_OUT.includes(name));
const CHANGE = ['--ticket', 'CHG0012345', '--title', 'Upgrade of lab-dom0'];
/** Where an administrator has put the folder of the run on the upgraded host. */
const PLAN = '/root/plan';
const STAGING = '/root/dom0-audit-restore-lab-dom0';

interface Window {
  readonly old: Lab;
  readonly upgraded: Lab;
  /** On this machine: what the commands write, `run` of the audit among them. */
  readonly folder: string;
  readonly audit: CliResult;
  readonly plan: RestorePlan;
}

/** A command of the program about a lab, as an admin gives it, over ssh. */
async function onHost(
  folder: string,
  lab: Lab,
  command: string,
  words: readonly string[],
): Promise<CliResult> {
  const running = await lab.start();
  try {
    return await runCli([command, ...sshArguments(folder, running), ...words], { cwd: folder });
  } finally {
    await running.stop();
  }
}

/** Before the window: audit, backup and plan. Then the upgrade; the folder of the run is brought to the host. */
async function openWindow(): Promise<Window> {
  const old = await buildLab({ drifts: DRIFTS });
  const folder = fs.mkdtempSync(join(tmpdir(), 'window-'));
  const audit = await onHost(folder, old, 'audit', ['--backup', '--out', 'run', ...CHANGE]);
  const upgraded = await reimage(old);
  fs.cpSync(join(folder, 'run'), join(upgraded.root, PLAN), { recursive: true });
  const plan = parseRestorePlan(fs.readFileSync(join(folder, 'run', 'restore.plan.json'), 'utf8'));
  return { old, upgraded, folder, audit, plan };
}

/** Looks at the upgraded host again and closes every item of the audit. */
async function verify(
  { upgraded, folder }: Window,
  out: string,
  words: readonly string[] = [],
): Promise<CliResult & { readonly document: VerifyDocument }> {
  const result = await onHost(folder, upgraded, 'verify', ['--against', 'run', '--out', out, ...words]);
  const document = JSON.parse(fs.readFileSync(join(folder, out, 'verify.json'), 'utf8')) as VerifyDocument;
  return { ...result, document };
}

/** Runs what RESTORE.md says about groups and users, word for word. */
function makeAccounts({ upgraded, plan, folder }: Window): { commands: number; said: string[] } {
  const page = fs.readFileSync(join(folder, 'run', 'RESTORE.md'), 'utf8');
  const commands = plan.steps.filter(({ phase }) => phase === 'accounts').flatMap((step) => step.commands);
  const said = commands.flatMap((command) => {
    if (!page.includes(`Run: \`${command}\``)) return [`not in RESTORE.md: ${command}`];
    const { status, stderr } = upgraded.exec(command);
    return status === 0 ? [] : [`${command}: ${stderr}`];
  });
  return { commands: commands.length, said };
}

const pathOf = ({ path, pathEncoding }: RestoreFile): Buffer => encodePath(path, pathEncoding);

/** What is at a path, times of content in whole seconds included; null = nothing. */
function everything(lab: Lab, file: RestoreFile): unknown {
  const found = look(lab.tree, pathOf(file));
  if (found === null) return null;
  const seconds = Math.floor(fs.lstatSync(lab.tree.place(pathOf(file))).mtimeMs / 1000);
  return { ...found, content: found.content.toString('base64'), seconds };
}

describeWithLab('the whole change window of a customised host', () => {
  let window: Window;
  const goesBack = (): RestoreFile[] =>
    window.plan.files.filter(({ act }) => act === 'safe' || act === 'unjudged');
  // A folder gets a new time when something is put into it.
  const staysOut = (): RestoreFile[] =>
    window.plan.files.filter(({ act, type }) => (act === 'rework' || act === 'named') && type !== 'folder');
  const restore = (words: string): ReturnType<Lab['exec']> =>
    window.upgraded.exec(`sh ${PLAN}/restore.sh ${words}`);

  beforeAll(async () => {
    window = await openWindow();
  });
  afterAll(async () => {
    await window.upgraded.remove();
    await window.old.remove();
    fs.rmSync(window.folder, { recursive: true });
  });

  test('is audited and backed up in one go, with the ticket on everything that is to be attached', () => {
    const run = join(window.folder, 'run');

    expect(window.audit.stderr).toContain('backup: backup.tar.gz');
    expect(window.audit.code).toBe(1);
    for (const name of ['report.html', 'report.md', 'report.json', 'RESTORE.md', 'backup.manifest.json'])
      expect(fs.readFileSync(join(run, name), 'utf8'), name).toContain('CHG0012345');
    expect(fs.readFileSync(join(run, 'SHA256SUMS'), 'utf8')).toMatch(/restore\.sh\n/);
  });

  test('has much to put back, much of it safe, and something that is not to be put back as it was', () => {
    expect(goesBack().length).toBeGreaterThan(80);
    expect(goesBack().filter(({ act }) => act === 'safe').length).toBeGreaterThan(40);
    expect(staysOut().length).toBeGreaterThan(3);
  });

  test('puts no folder back for itself that the target brings, or brings as a link', () => {
    const folders = goesBack().filter(({ type }) => type === 'folder');
    const clean = folders.filter(({ path }) => window.upgraded.tree.exists(path));

    expect(clean.map(({ path }) => path)).toEqual(['/root/.ssh']);
  });

  test('shows verify, before anything is put back, that every fate was foretold as it turned out', async () => {
    const { code, document } = await verify(window, 'early', ['--before-restore']);

    expect(code).toBe(1);
    expect(document.ticket).toBe('CHG0012345');
    expect(document.counts.missing).toBeGreaterThan(80);
    expect(document.mispredictions).toEqual([]);
  });

  test('shows beforehand what the restore would do, and changes nothing', async () => {
    const before = window.upgraded.listing();

    const { code, stdout } = await onHost(window.folder, window.upgraded, 'verify', ['--plan', 'run']);

    expect(stdout).toMatch(/put +\d+ {2}\/opt\/site\/export\.sh/);
    expect(stdout).toMatch(/^0 refuse, /m);
    expect(code).toBe(0);
    expect(compareListings(before, window.upgraded.listing())).toEqual([]);
  });

  test('refuses the host as it was before the upgrade', async () => {
    const { code, stdout } = await onHost(window.folder, window.old, 'verify', ['--plan', 'run']);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^restore\.sh would refuse this host: The plan is for release 7\.0\.0/m);
  });

  test('changes nothing before it is told what to do, nor into staging anything outside of it', () => {
    const before = window.upgraded.listing();

    expect(restore('').stdout.toString()).toContain('Usage:');
    expect(restore('--list').status).toBe(0);
    expect(compareListings(before, window.upgraded.listing())).toEqual([]);

    expect(restore('--all').stderr).toBe('');
    const changed = compareListings(before, window.upgraded.listing()).filter(
      (line) => !line.includes(` ${STAGING}`) && !line.startsWith('changed /root:'),
    );
    expect(changed).toEqual([]);
  });

  test('keeps no half archive of a connection that is cut in its middle, and takes it whole the next time', async () => {
    const folder = join(window.folder, 'parts', 'again');
    fs.mkdirSync(join(folder, '..'));
    const first = await window.old.start();
    const cut = backupSettings(folder, { onProgress: (_, bytes) => void (bytes > 20_000 && first.stop()) });

    await expect(backupLab(first, cut)).rejects.toMatchObject({ code: 'backup-broken' });
    expect(fs.readdirSync(join(folder, '..'))).toEqual([]);

    const second = await window.old.start();
    const { manifest, file } = await backupLab(second, backupSettings(folder));
    await second.stop();
    expect(manifest.entries.filter(({ status }) => status !== 'taken')).toEqual([]);
    fs.rmSync(file.path);
  });

  test('refuses an archive in which one bit was altered', () => {
    const place = window.upgraded.tree.place(`${PLAN}/backup.tar.gz`);
    const bytes = fs.readFileSync(place);
    const altered = Buffer.from(bytes);
    const middle = altered.length >> 1;
    altered[middle] = (altered[middle] ?? 0) ^ 4;
    fs.writeFileSync(place, altered);
    const before = window.upgraded.listing();

    const refused = restore('--all-safe --in-place --yes');
    const after = window.upgraded.listing();
    fs.writeFileSync(place, bytes);

    expect(refused).toMatchObject({ status: 2 });
    expect(refused.stderr).toContain('SHA-256');
    expect(compareListings(before, after)).toEqual([]);
  });

  test('goes through no link that somebody has put on the way', () => {
    const victim = goesBack().find(({ path, type }) => type === 'file' && path.startsWith('/opt/special/'));
    window.upgraded.exec('mkdir -p /opt /srv/elsewhere; ln -s /srv/elsewhere /opt/special');

    const refused = restore(`--in-place --yes --unjudged ${String(victim?.number)}`);
    const elsewhere = window.upgraded.exec('ls -A /srv/elsewhere').stdout.toString();
    window.upgraded.exec('rm /opt/special; rmdir /srv/elsewhere');

    expect(refused.status).toBe(1);
    expect(refused.stdout.toString()).toMatch(/refused +\/opt\/special/);
    expect(elsewhere).toBe('');
  });

  test('says so when the disk is full, and leaves what was there', () => {
    const full = window.upgraded.exec(
      `mkdir -p /mnt/small; mount -t tmpfs -o size=16k tmpfs /mnt/small; sh ${PLAN}/restore.sh --all-safe --in-place --yes --staging /mnt/small/staging`,
    );

    expect(full.status).toBe(2);
    expect(full.stderr).toMatch(/room/);
  });

  test('puts back every byte, mode, owner, link and time of what may go back, and only that', () => {
    const accounts = makeAccounts(window);
    expect(accounts.said).toEqual([]);
    expect(accounts.commands).toBeGreaterThan(3);
    const out = staysOut().map((file) => everything(window.upgraded, file));
    const before = window.upgraded.listing();

    const safe = restore('--all-safe --in-place --yes');
    expect(safe.stderr).toBe('');
    const numbers = goesBack().map(({ number }) => number);
    const rest = restore(`--in-place --yes --unjudged ${numbers.join(' ')}`);

    const said = rest.stdout.toString().split('\n');
    expect(said.filter((line) => /^(refused|left|broken|staging|warning) /.test(line))).toEqual([]);
    expect(rest).toMatchObject({ stderr: '', status: 0 });
    const wrong = goesBack().filter(
      (file) =>
        JSON.stringify(everything(window.old, file)) !== JSON.stringify(everything(window.upgraded, file)),
    );
    expect(
      wrong.map((file) => [file.path, everything(window.old, file), everything(window.upgraded, file)]),
    ).toEqual([]);
    expect(staysOut().map((file) => everything(window.upgraded, file))).toEqual(out);

    const planned = new Set(goesBack().flatMap((file) => withParents(pathOf(file).toString('latin1'))));
    const touched = touchedPaths(before, window.upgraded.listing()).filter(
      (path) => !path.startsWith(STAGING) && path !== '/root' && !planned.has(path),
    );
    expect(touched).toEqual([]);
  });

  test('has nothing left to do the second time', () => {
    const before = window.upgraded.listing();

    const again = restore('--all-safe --in-place --yes');

    expect(again.status).toBe(0);
    expect(again.stdout.toString()).toMatch(/ended +0 done/);
    const changed = compareListings(before, window.upgraded.listing()).filter(
      (line) => !line.includes(` ${STAGING}`) && !line.startsWith('changed /root:'),
    );
    expect(changed).toEqual([]);
  });

  test('is told by verify: what went back is identical, and no fate turned out otherwise', async () => {
    const { code, document } = await verify(window, 'late');

    expect(code).toBe(1);
    expect(document.counts.identical).toBeGreaterThan(80);
    const closed = new Map(document.items.map((item) => [item.id, item.closing]));
    // Its script and its start links are back; that it is a unit now changes neither its name nor its runlevels.
    expect(closed.get('service:site-agent')).toBe('identical');
    const jobs = document.items.filter(({ id }) => id.startsWith('cron:/var/spool/cron/'));
    expect(jobs.length).toBeGreaterThan(0);
    expect(jobs.filter(({ closing }) => closing !== 'identical')).toEqual([]);
    const open = goesBack()
      .filter(({ type }) => type === 'file')
      .map(({ path }) => [path, closed.get(`file:${path}`) ?? 'identical'])
      .filter(([, closing]) => closing !== 'identical');
    expect(open).toEqual([]);
    expect(document.mispredictions).toEqual([]);
    expect(fs.readFileSync(join(window.folder, 'late', 'verify.md'), 'utf8')).toContain('CHG0012345');
  });

  test('is closed once somebody answers for what does not come back', async () => {
    const { items } = JSON.parse(
      fs.readFileSync(join(window.folder, 'late', 'verify.json'), 'utf8'),
    ) as VerifyDocument;
    const dropped = items
      .filter(({ closing }) => closing === 'missing')
      .map(({ id }) => ({ item: id, reason: 'Not needed on the target.', approver: 'change board' }));
    fs.writeFileSync(join(window.folder, 'dropped.yaml'), JSON.stringify({ dropped }));

    const { code, document } = await verify(window, 'closed', ['--dropped', 'dropped.yaml']);

    expect(document.counts.dropped).toBe(dropped.length);
    expect(document.counts).toMatchObject({ missing: 0, untold: 0 });
    expect(document.outcome).toBe('closed');
    expect(code).toBe(0);
  });
});

/** The path and the folders above it, which get new times. */
function withParents(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return ['/', ...parts.map((_, i) => `/${parts.slice(0, i + 1).join('/')}`)];
}

/** Paths that were made, deleted or changed between two listings. */
function touchedPaths(before: TreeListing, after: TreeListing): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
}
