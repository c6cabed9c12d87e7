import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyArchive } from '../../src/backup/verify.ts';
import { encodePath } from '../../src/lib/path-bytes.ts';
import type { BackupEntry } from '../../src/model/backup.ts';
import {
  buildLab,
  compareListings,
  CUSTOMISED,
  STOCK_SECRETS,
  type Lab,
  type RunningLab,
} from '../lab/index.ts';
import { backupLab, backupSettings, unpack, type LabBackup } from '../support/backup-lab.ts';
import { describeWithLab } from '../support/lab.ts';

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dom0-audit-backup-'));
});
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

/** What a restore has to bring back of a path. */
function stateOf(root: string, { path, pathEncoding, type }: BackupEntry): object {
  const place = Buffer.concat([Buffer.from(root), encodePath(path, pathEncoding)]);
  const stats = lstatSync(place);
  return {
    mode: stats.mode,
    uid: stats.uid,
    gid: stats.gid,
    mtime: Math.floor(stats.mtimeMs / 1000),
    device: stats.rdev,
    link: stats.isSymbolicLink() ? readlinkSync(place, 'latin1') : null,
    content: type === 'file' ? createHash('sha256').update(readFileSync(place)).digest('hex') : null,
  };
}

describeWithLab('a backup of a customised host', () => {
  describe.each(['6.5', '6.2'] as const)('%s', (face) => {
    let lab: Lab;
    let running: RunningLab;
    let backup: LabBackup;

    beforeAll(async () => {
      lab = await buildLab({ face, drifts: [...CUSTOMISED, 'hostile-names'] });
      running = await lab.start();
      const before = lab.listing();
      backup = await backupLab(running, backupSettings(join(scratch, `run-${face}`)));
      expect(compareListings(before, lab.listing())).toEqual([]);
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('unpacks with GNU tar to every byte, mode, owner, time and link', () => {
      const root = join(unpack(backup.file.path, join(scratch, `gnu-${face}`)), 'root');
      const taken = backup.manifest.entries.filter(({ status }) => status === 'taken');

      expect(taken.length).toBeGreaterThan(150);
      for (const entry of taken) expect(stateOf(root, entry), entry.path).toEqual(stateOf(lab.root, entry));
    });

    test('leaves out nothing but what is too large, and says so', () => {
      const others = backup.manifest.entries.filter(({ status }) => status !== 'taken');

      expect(others.map(({ path, status }) => [path, status])).toEqual([
        ['/var/opt/xen/ISO_Store/windows-server.iso', 'left-out'],
      ]);
      expect(others[0]?.because).toMatch(/--backup-file-limit/);
    });

    test('has each content as the host digested it, and is whole', async () => {
      const files = backup.manifest.entries.filter(({ sha256 }) => sha256 !== null);

      expect(files.filter(({ hostDigest }) => !/^sha1:[0-9a-f]{40}$/.test(hostDigest ?? ''))).toEqual([]);
      expect((await verifyArchive(backup.file.path, backup.manifest, null)).problems).toEqual([]);
    });

    test('has the facts that are no files, without their secrets', () => {
      const facts = new Map(backup.manifest.facts.map((fact) => [fact.member, fact]));

      for (const name of ['chkconfig-list', 'iptables-save', 'packages', 'xe-pool', 'xe-host', 'disk-heads'])
        expect(facts.get(`facts/${name}.txt`), name).toMatchObject({ because: null, status: 0 });
      const folder = join(scratch, `gnu-${face}`, 'facts');
      const text = readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('');
      for (const secret of STOCK_SECRETS) expect(text.includes(secret)).toBe(false);
    });
  });
});

describeWithLab('a backup that something comes between', () => {
  let lab: Lab;
  let running: RunningLab;
  const fresh = (name: string): string => {
    const folder = join(scratch, name);
    mkdirSync(folder);
    return folder;
  };

  beforeAll(async () => {
    lab = await buildLab({ drifts: ['hostile-names', 'unowned-scripts'] });
    running = await lab.start();
  });
  afterAll(async () => {
    await lab.remove();
  });

  test('marks a file that is written to all the time, and keeps its last copy', async () => {
    const path = join(lab.root, 'opt', 'growing');
    writeFileSync(path, Buffer.alloc(8_000_000, 'x'));
    const writer = setInterval(() => {
      appendFileSync(path, 'more\n');
    }, 1);
    try {
      const folder = fresh('growing');
      const { manifest, file } = await backupLab(running, backupSettings(join(folder, 'run')));

      const entry = manifest.entries.find((one) => one.path === '/opt/growing');
      expect(entry).toMatchObject({ status: 'changed-while-read', member: 'root/opt/growing' });
      expect(entry?.because).toMatch(/3 times/);
      expect((await verifyArchive(file.path, manifest, null)).problems).toEqual([]);
    } finally {
      clearInterval(writer);
    }
  });

  test('leaves nothing when it is interrupted', async () => {
    const folder = fresh('interrupted');
    const controller = new AbortController();
    const settings = backupSettings(join(folder, 'run'), {
      signal: controller.signal,
      onProgress: () => {
        controller.abort();
      },
    });

    await expect(backupLab(running, settings)).rejects.toMatchObject({ code: 'backup-interrupted' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves nothing when the disk is full, and says what to do', async () => {
    const folder = fresh('full');
    writeFileSync(join(lab.root, 'opt', 'noise'), randomBytes(300_000));
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'none', folder]).status).toBe(0);
    try {
      const refused = backupLab(running, backupSettings(join(folder, 'run')));

      await expect(refused).rejects.toMatchObject({
        code: 'backup-unwritable',
        hint: expect.stringMatching(/make room/) as string,
      });
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      spawnSync('umount', [folder]);
    }
  });

  test('leaves nothing here and no process there when the connection is cut, and can be run again', async () => {
    const folder = fresh('cut');
    const settings = backupSettings(join(folder, 'run'), {
      onProgress: () => {
        void running.stop();
      },
    });

    await expect(backupLab(running, settings)).rejects.toMatchObject({ code: 'backup-broken' });
    expect(readdirSync(folder)).toEqual([]);
    expect(lab.exec('ps -ef').stdout.toString()).not.toMatch(/ sh -s$/m);

    running = await lab.start();
    const again = await backupLab(running, backupSettings(join(folder, 'run')));
    expect(again.manifest.entries.length).toBeGreaterThan(50);
  });
});
