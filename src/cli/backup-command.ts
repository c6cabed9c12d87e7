import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { collectLive } from '../audit/collect-host.ts';
import { packInventory } from '../audit/inventory-file.ts';
import { judgeHost } from '../audit/judge-host.ts';
import { findTarget, loadKnowledge } from '../audit/knowledge.ts';
import { defaultFolder } from '../audit/run-files.ts';
import { takeBackup, writeWithBackup } from '../audit/take-backup.ts';
import { parseManifest } from '../backup/manifest.ts';
import { verifyArchive } from '../backup/verify.ts';
import type { BackupManifest } from '../model/backup.ts';
import { AuditError } from '../model/errors.ts';
import { planFiles } from '../plan/index.ts';
import { parseTarget, sshSource } from '../source/ssh/index.ts';
import { addBackupOptions, backupChoice, type BackupOptions } from './backup-options.ts';
import { showBackup } from './backup-words.ts';
import { now } from './clock.ts';
import { backupCode, EXIT } from './exit.ts';
import { interruptSignal } from './interrupt.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import { formatBytes, makeProgress } from './progress.ts';
import { sshOptions } from './ssh-options.ts';
import { printable } from './words.ts';

interface TakeOptions extends BackupOptions, ConnectionOptions {
  readonly from?: string;
  readonly to: string;
  readonly deep: boolean;
  readonly contentLimit: number;
  readonly ticket?: string;
  readonly out?: string;
  readonly strict: boolean;
}

interface VerifyOptions {
  readonly identity?: string;
  readonly manifest?: string;
}

/** `backup HOST` and `backup verify FILE`. */
export function addBackup(program: Command, done: (code: number) => void): void {
  const backup = program
    .command('backup')
    .enablePositionalOptions()
    .description('take everything custom off a dom0 into an archive; nothing is written on the host')
    .argument('<host>', '[user@]host[:port], or a Host of ~/.ssh/config')
    .option('--from <release>', 'release on the host (detected from its inventory file)')
    .option('--to <release>', 'target release: what is custom is told by the audit for it', '7.0')
    .option('--ticket <ref>', 'reference of the change ticket, kept in the manifest')
    .option('-o, --out <dir>', 'folder for the archive (default: dom0-audit-<host>-<UTC time>)')
    .option('--strict', 'exit with 2 also when a file changed while it was read', false)
    .action(async (host: string, options: TakeOptions) => {
      done(await runBackup(host, options));
    });
  addBackupOptions(addConnectionOptions(backup)).addHelpText(
    'after',
    [
      '',
      'Examples:',
      '  dom0-audit backup --encrypt-to age1… root@xs1.example.net',
      "  dom0-audit backup --include /var/log/audit --exclude '/opt/**/cache/**' xs1",
      '  dom0-audit backup verify dom0-audit-xs1-20160601T101500Z/backup.tar.gz',
      '',
      'The archive holds secrets (hashes, keys, passwords) and is mode 0600. tar -xzpf unpacks it; files lie below root/.',
      '',
    ].join('\n'),
  );
  backup
    .command('verify')
    .description('compare an archive with the manifest in it and the one beside it')
    .argument('<file>', 'backup.tar.gz or backup.tar.gz.age')
    .option('--identity <file>', 'secret key of age, for an encrypted archive')
    .option(
      '--manifest <file>',
      'manifest to compare with (default: backup.manifest.json beside the archive)',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      done(await runVerify(file, command.opts<VerifyOptions>()));
    });
}

async function runBackup(text: string, options: TakeOptions): Promise<number> {
  const progress = makeProgress(process.stderr, Date.now);
  const target = parseTarget(text);
  findTarget(options.to);
  const choice = await backupChoice(options);
  const ssh = sshOptions(options, (message) => {
    progress.say(message);
  });
  const takenAt = now();
  const token = (): string => randomBytes(16).toString('hex');
  const interrupt = interruptSignal();
  const connection = await sshSource(target, ssh).connect();
  interrupt.signal.addEventListener('abort', () => {
    connection.close();
  });
  try {
    const { deep, contentLimit } = options;
    const collected = await collectLive(
      connection,
      target.host,
      { token: token(), deep, contentLimit },
      (seen) => {
        progress.update(target.host, seen.section ?? 'connecting', seen.bytes);
      },
    );
    const judged = judgeHost(collected.inventory, loadKnowledge(options.to, []), {
      from: options.from ?? null,
      method: 'worst',
      judgedAt: takenAt,
      waivers: [],
      baseline: null,
      targetBaseline: null,
    });
    const { hostname, address } = judged.inventory.host;
    const folder = options.out ?? defaultFolder(hostname ?? address, takenAt);
    const backup = await takeBackup(connection, judged, {
      ...choice,
      ticket: options.ticket ?? null,
      takenAt,
      token: token(),
      folder,
      signal: interrupt.signal,
      onProgress: (_, bytes) => {
        progress.update(target.host, 'backup', bytes);
      },
    });
    try {
      const plan = planFiles(judged, backup.manifest, { ticket: options.ticket ?? null, title: null });
      const inventory = { name: 'inventory.json.gz', content: packInventory(judged.inventory) };
      const written = await writeWithBackup(folder, [inventory, ...plan], backup);
      progress.end();
      process.stderr.write(`\n${printable(hostname ?? address)}:\n`);
      showBackup(process.stderr, backup.manifest);
      process.stdout.write(`${written}\n`);
    } finally {
      await rm(backup.file.path, { force: true });
    }
    return backupCode(backup.manifest, options.strict);
  } finally {
    progress.end();
    interrupt.stop();
    connection.close();
  }
}

async function runVerify(path: string, options: VerifyOptions): Promise<number> {
  if (path.endsWith('.age') && options.identity === undefined)
    throw new AuditError(
      'usage',
      `${path} is encrypted.`,
      'Give the secret key that belongs to one of the keys it was encrypted to: --identity key.txt.',
    );
  const outer = await readOuter(path, options.manifest);
  if (outer === null)
    process.stderr.write(
      'There is no manifest beside the archive: it is compared with the one in it alone.\n',
    );
  const { problems, manifest, members, bytes } = await verifyArchive(path, outer, options.identity ?? null);
  for (const problem of problems) process.stderr.write(`${printable(problem)}\n`);
  if (problems.length > 0) {
    process.stdout.write(
      `${path}: NOT whole, ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`,
    );
    return EXIT.findings;
  }
  const host = manifest?.host.hostname ?? manifest?.host.address ?? 'unknown';
  process.stdout.write(
    `${path}: whole; ${members} members, ${formatBytes(bytes)}, of ${printable(host)}, taken ${manifest?.takenAt ?? ''}\n`,
  );
  return EXIT.done;
}

async function readOuter(archive: string, given: string | undefined): Promise<BackupManifest | null> {
  const path = given ?? join(dirname(archive), 'backup.manifest.json');
  try {
    return parseManifest(await readFile(path, 'utf8'));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isMissing && given === undefined) return null;
    throw new AuditError(
      'manifest-unreadable',
      `The manifest ${path} could not be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Give the backup.manifest.json that was written with the archive, or move it away to do without.',
      { cause },
    );
  }
}
