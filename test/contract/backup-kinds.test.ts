import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeBackup } from '../../src/backup/backup.ts';
import type { ChosenPath } from '../../src/backup/choose.ts';
import { verifyArchive } from '../../src/backup/verify.ts';
import type { BackupEntry, BackupManifest } from '../../src/model/backup.ts';
import { madeManifest } from '../support/backup-archive.ts';
import { unpack } from '../support/backup-lab.ts';
import { FETCH_TOKEN, openFetch } from '../support/fetch-run.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'dom0-audit-kinds-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

/** Takes paths of this machine, as if it were the host. */
async function take(name: string, paths: readonly string[], fileBytes = 1e8): Promise<BackupManifest> {
  const channel = openFetch(['sh']);
  const chosen = paths.map((path): ChosenPath => ({
    path,
    type: fs.existsSync(path) && fs.statSync(path).isDirectory() ? 'directory' : 'file',
    sizeBytes: 0,
    subjects: [],
  }));
  const { tool, host, upgrade, ticket, takenAt } = madeManifest([]);
  const limits = { fileBytes, totalBytes: 1e9, include: [], exclude: [] };
  const manifest = await writeBackup({
    channel,
    token: FETCH_TOKEN,
    choice: { chosen, leftOut: [] },
    recipients: [],
    archivePath: join(folder, name),
    spoolFolder: folder,
    about: { tool, host, upgrade, ticket, takenAt, limits, archiveName: name },
    onProgress: () => undefined,
  });
  channel.child.stdin?.end();
  await channel.exited;
  return manifest;
}

function entryOf(manifest: BackupManifest, path: string): BackupEntry | undefined {
  return manifest.entries.find((entry) => entry.path === path);
}

describe('a backup', () => {
  test('keeps other names of a file as such, also where hundreds of files lie between them', async () => {
    const place = join(folder, 'names');
    fs.mkdirSync(place);
    const names = Array.from({ length: 900 }, (_, i) => join(place, `f${String(i).padStart(4, '0')}`));
    names.forEach((path, i) => {
      fs.writeFileSync(path, `content ${i}`);
    });
    const [first = ''] = names;
    const others = [join(place, 'f0000-beside'), join(place, 'z-far')];
    for (const other of others) fs.linkSync(first, other);

    const manifest = await take('names.tar.gz', [...names, ...others].sort());

    for (const other of others)
      expect(entryOf(manifest, other)).toMatchObject({ status: 'taken', hardLinkTo: first, sizeBytes: 9 });
    expect((await verifyArchive(join(folder, 'names.tar.gz'), manifest, null)).problems).toEqual([]);
    const root = join(unpack(join(folder, 'names.tar.gz'), join(folder, 'names-out')), 'root');
    const inodes = [first, ...others].map((path) => fs.statSync(join(root, path)).ino);
    expect(new Set(inodes).size).toBe(1);
  });

  test('keeps holes, extended attributes and special files', async () => {
    const place = join(folder, 'kinds');
    fs.mkdirSync(place, { mode: 0o711 });
    const path = (name: string): string => join(place, name);
    spawnSync('sh', ['-c', 'truncate -s 2M "$0"; echo end >> "$0"', path('holes')]);
    fs.writeFileSync(path('noted'), 'x');
    spawnSync('setfattr', ['-n', 'user.note', '-v', 'kept', path('noted')]);
    spawnSync('mkfifo', [path('pipe')]);
    spawnSync('mknod', [path('device'), 'b', '7', '9']);
    fs.utimesSync(place, 1e9, 1e9);

    const manifest = await take('kinds.tar.gz', [place, ...['holes', 'noted', 'pipe', 'device'].map(path)]);

    expect(entryOf(manifest, path('holes'))).toMatchObject({ sparse: true, sizeBytes: 2 * 1024 * 1024 + 4 });
    expect(entryOf(manifest, path('noted'))).toMatchObject({ attributes: { 'user.note': 'a2VwdA==' } });
    expect(entryOf(manifest, path('pipe'))).toMatchObject({ type: 'fifo', sha256: null });
    expect(entryOf(manifest, path('device'))).toMatchObject({ type: 'block-device', device: '7:9' });
    expect((await verifyArchive(join(folder, 'kinds.tar.gz'), manifest, null)).problems).toEqual([]);
    const out = unpack(join(folder, 'kinds.tar.gz'), join(folder, 'kinds-out'), ['tar', '--xattrs']);
    const there = join(out, 'root', place);
    expect(fs.readFileSync(join(there, 'holes')).equals(fs.readFileSync(path('holes')))).toBe(true);
    expect(fs.statSync(there)).toMatchObject({ mode: fs.statSync(place).mode, mtimeMs: 1e12 });
    const note = spawnSync('getfattr', ['-n', 'user.note', '--only-values', join(there, 'noted')], {
      encoding: 'utf8',
    });
    expect(note.stdout).toBe('kept');
  });

  test('says of a file that has gone, and of one that has grown past the limit, that it is not in there', async () => {
    const grown = join(folder, 'grown');
    fs.writeFileSync(grown, 'x'.repeat(2000));
    const gone = join(folder, 'gone');

    const manifest = await take('absent.tar.gz', [gone, grown], 1000);

    expect(entryOf(manifest, gone)).toMatchObject({ status: 'failed', member: null, away: true });
    expect(entryOf(manifest, grown)).toMatchObject({
      status: 'left-out',
      because: expect.stringMatching(/2000 bytes/) as string,
    });
  });
});
