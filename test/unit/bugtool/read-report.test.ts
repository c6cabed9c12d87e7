import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tar from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUsed } from '../../../src/bugtool/status-bundle.ts';
import { readStatusReport } from '../../../src/bugtool/read-report.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits, type StatusReport } from '../../../src/bugtool/status-report.ts';
import { AuditError } from '../../../src/model/errors.ts';
import { inventoryXml, packReport, REPORT_FOLDER, type ReportFormat } from '../../support/status-report.ts';
import { zipOf } from '../../support/zip.ts';

const UNAME = 'Linux lab 2.6.32.43-0.4.1.xs1.8.0 #1 SMP Thu Jan 5 2012 i686 ';
const INVENTORY = "PRODUCT_VERSION='6.5.0'\n";
const MEMBERS = [
  { name: 'etc/xensource-inventory', body: Buffer.from(INVENTORY), modified: 1_400_000_000 },
  { name: 'etc/fstab', body: Buffer.from('LABEL=root-x / ext3 defaults 1 1\n'), modified: 1_400_000_001 },
  { name: 'var/log/messages', body: Buffer.alloc(200_000, 'log '), modified: 1_400_000_002 },
  { name: 'rpm-qa.out', body: Buffer.from('bash-3.2-33.el5\n'), modified: 1_400_000_003 },
];
const WHOLE = [...MEMBERS, inventoryXml(MEMBERS, UNAME)];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dom0-audit-report-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(name: string, body: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, body);
  return path;
}

async function read(path: string, limits: Partial<ArchiveLimits> = {}): Promise<StatusReport> {
  return readStatusReport(path, isUsed, { ...ARCHIVE_LIMITS, ...limits });
}

function bytesOf(format: ReportFormat, members = WHOLE): Buffer {
  const archive = packReport(members, format);
  try {
    return readFileSync(archive.path);
  } finally {
    archive.remove();
  }
}

/** A tar archive by hand, for what no honest tar writes. */
async function tarOf(
  entries: readonly (readonly [header: Partial<tar.Header>, body: string])[],
): Promise<Buffer> {
  const pack = tar.pack();
  for (const [header, body] of entries) pack.entry(header as tar.Header, body);
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return error instanceof AuditError ? `${error.code}: ${error.message}` : String(error);
  }
  return 'no error';
}

const inside = (name: string): string => `${REPORT_FOLDER}/${name}`;

describe('a status report', () => {
  test.each(['tar', 'tar.bz2', 'zip'] as const)(
    'in the format %s is read, and only what is of use is kept',
    async (format) => {
      const report = await read(fileOf(`report.${format}`, bytesOf(format)));

      expect(report.problems).toEqual([]);
      expect(report.format).toBe(format);
      expect(report.folder).toBe(REPORT_FOLDER);
      expect([...report.members.keys()].sort()).toEqual([
        'etc/fstab',
        'etc/xensource-inventory',
        'inventory.xml',
        'rpm-qa.out',
      ]);
      expect(report.members.get('etc/xensource-inventory')?.body.toString()).toBe(INVENTORY);
      expect(report.members.get('etc/fstab')?.modified).toBe(format === 'zip' ? null : 1_400_000_001);
    },
  );

  test('has the digest and the size of its archive', async () => {
    const bytes = bytesOf('tar.bz2');
    const report = await read(fileOf('digest.tar.bz2', bytes));

    expect(report.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(report.bytesReceived).toBe(bytes.length);
  });

  test.each([
    ['a text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
    ['a bzip2 file of something else', null],
    [
      'a zip file without a list of contents',
      Buffer.from('PK\u0003\u0004 and then nothing of use', 'latin1'),
    ],
    ['a zip file of something else', zipOf([{ name: 'photos/cat.txt', body: Buffer.from('meow') }])],
  ])('%s is said to be none', async (name, bytes) => {
    const other = bytes ?? bytesOf('tar.bz2', [{ name: 'notes.txt', body: Buffer.from('x'), modified: 0 }]);

    expect(await codeOf(read(fileOf(`${name}.bin`, other)))).toMatch(
      /^bugtool-unreadable: .*could not be read as a XenServer status report/s,
    );
  });

  test('a path that is not there, or a folder, is said to be so', async () => {
    expect(await codeOf(read(join(folder, 'none.tar')))).toMatch(/there is no such file/);
    expect(await codeOf(read(folder))).toMatch(/it is a folder/);
  });

  test.each(['tar', 'tar.bz2'] as const)(
    'a %s that was cut off keeps what came, and says so',
    async (format) => {
      const bytes = bytesOf(format, [
        ...MEMBERS.slice(0, 2),
        { name: 'proc/modules', body: randomBytes(1_500_000), modified: 0 },
        inventoryXml(MEMBERS, UNAME),
      ]);
      const report = await read(
        fileOf(`cut.${format}`, bytes.subarray(0, format === 'tar' ? 20_000 : bytes.length - 30)),
      );

      expect(report.problems.join(' ')).toMatch(/It could be read only in part: .*(end|early)/i);
      expect(report.problems.join(' ')).toMatch(/ends before its inventory/);
      expect(report.members.has('etc/xensource-inventory')).toBe(true);
    },
  );

  test('a tar.bz2 with a changed byte in its last block is said to be damaged', async () => {
    const bytes = bytesOf('tar.bz2', [
      ...MEMBERS,
      {
        name: 'noise',
        body: Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => (i * i * 31) % 253)),
        modified: 0,
      },
    ]);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 0xff;

    expect((await read(fileOf('damaged.tar.bz2', bytes))).problems.join(' ')).toMatch(/damaged/);
  });

  test('a file that is not as the inventory of the report says is named', async () => {
    const altered = WHOLE.map((one) =>
      one.name === 'etc/fstab' ? { ...one, body: Buffer.from('/dev/sdb1 / ext3 defaults 1 1\n') } : one,
    );

    expect((await read(fileOf('altered.tar', bytesOf('tar', altered)))).problems).toEqual([
      expect.stringMatching(/^etc\/fstab is not as the report's own inventory says/),
    ]);
  });

  test('links, names that lead elsewhere and a second folder are left out, and counted', async () => {
    const bytes = await tarOf([
      [{ name: inside('etc/xensource-inventory') }, INVENTORY],
      [{ name: inside('etc/ntp.conf'), type: 'symlink', linkname: '/etc/shadow' }, ''],
      [{ name: inside('etc/fstab'), type: 'link', linkname: inside('etc/xensource-inventory') }, ''],
      [{ name: inside('../etc/hosts') }, 'x'],
      [{ name: '/etc/resolv.conf' }, 'x'],
      [{ name: 'elsewhere/etc/fstab' }, 'x'],
      [{ name: inside('etc/./hosts') }, 'x'],
    ]);
    const report = await read(fileOf('odd.tar', bytes));

    expect([...report.members.keys()]).toEqual(['etc/xensource-inventory']);
    expect(report.problems.join(' ')).toMatch(/6 entries are nothing that xen-bugtool writes/);
  });

  test('of two files with one name the first counts', async () => {
    const bytes = await tarOf([
      [{ name: inside('etc/xensource-inventory') }, INVENTORY],
      [{ name: inside('etc/xensource-inventory') }, "PRODUCT_VERSION='7.0.0'\n"],
    ]);
    const report = await read(fileOf('twice.tar', bytes));

    expect(report.members.get('etc/xensource-inventory')?.body.toString()).toBe(INVENTORY);
    expect(report.problems.join(' ')).toMatch(/is in it twice/);
  });

  test('a name with escapes for terminals is shown without them', async () => {
    const name = `\u001b[31m\n${'x'.repeat(300)}`;
    const bytes = await tarOf([
      [{ name: inside('etc/xensource-inventory') }, INVENTORY],
      [{ name: inside(name), type: 'symlink', linkname: 'x' }, ''],
    ]);
    const [problem = ''] = (await read(fileOf('names.tar', bytes))).problems;

    expect(problem).not.toMatch(/\p{Cc}/u);
    expect(problem.length).toBeLessThan(300);
  });

  describe('limits', () => {
    test('more files than allowed end the reading', async () => {
      const report = await read(fileOf('many.tar', bytesOf('tar')), { members: 3 });

      expect(report.problems[0]).toMatch(/more than 3 files; the rest was not read/);
      expect(report.members.has('etc/xensource-inventory')).toBe(true);
    });

    test('a bomb of bzip2 ends the reading at the limit, not at the end of the memory', async () => {
      const bomb = [
        ...MEMBERS.slice(0, 1),
        { name: 'var/log/big', body: Buffer.alloc(60_000_000), modified: 0 },
      ];
      const bytes = bytesOf('tar.bz2', bomb);

      expect(bytes.length).toBeLessThan(10_000);
      expect((await read(fileOf('bomb.tar.bz2', bytes), { unpackedBytes: 5_000_000 })).problems[0]).toMatch(
        /Unpacked it holds more than 5000000 bytes; the rest was not read/,
      );
    });

    test('a bomb of zip that nobody asks for is not unpacked at all', async () => {
      const bomb = [...WHOLE, { name: 'var/log/big', body: Buffer.alloc(60_000_000), modified: 0 }];

      expect(
        (await read(fileOf('bomb.zip', bytesOf('zip', bomb)), { unpackedBytes: 5_000_000 })).problems,
      ).toEqual([]);
    });

    test('a member of a zip that is larger than it says is left out', async () => {
      const bytes = zipOf([
        { name: inside('etc/xensource-inventory'), body: Buffer.from(INVENTORY) },
        { name: inside('etc/fstab'), body: Buffer.alloc(3_000_000), claimedSize: 10 },
      ]);
      const report = await read(fileOf('liar.zip', bytes));

      expect(report.members.has('etc/fstab')).toBe(false);
      expect(report.problems.join(' ')).toMatch(/^etc\/fstab: It could be read only in part/);
    });

    test('one file that is too large is cut, and says so', async () => {
      const report = await read(fileOf('large.tar', bytesOf('tar')), { memberBytes: 10 });

      expect(report.members.get('etc/fstab')).toMatchObject({ sizeBytes: 33 });
      expect(report.members.get('etc/fstab')?.body.length).toBe(10);
      expect(report.problems.join(' ')).toMatch(/etc\/fstab is too large; only its first 10 bytes were read/);
    });
  });
});
