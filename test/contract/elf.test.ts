import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFiles } from '../../src/collectors/files/parse.ts';
import { readElf, type ElfFacts } from '../../src/lib/elf.ts';
import type { FileItem } from '../../src/model/inventory.ts';
import { elfFile } from '../lab/catalogue/elf.ts';
import { compiledFiles } from '../lab/drifts/compiled.ts';
import { buildLab, compareListings, type Lab, type RunningLab } from '../lab/index.ts';
import { collectLab, judgeLab } from '../support/audit-lab.ts';
import type { CollectedHost } from '../../src/audit/collect-host.ts';
import { describeWithLab } from '../support/lab.ts';
import { FRAME, rows, section } from '../support/sections.ts';

const ELF_RULES = [
  'program-32-bit',
  'programs-from-32-bit-dom0',
  'package-with-32-bit-programs',
  'library-in-compat-package',
  'library-missing-on-target',
  'xen-library',
  'program-needs-lost-library',
  'kernel-module-file',
];
const HOSTS = {
  '6.5 with bash and gawk': { face: '6.5', shell: 'bash', awk: 'gawk' },
  '6.2 with dash and mawk': { face: '6.2', shell: 'dash', awk: 'mawk' },
  '6.5 with busybox': { face: '6.5', shell: 'busybox', awk: 'busybox' },
} as const;

describeWithLab.each(Object.keys(HOSTS) as (keyof typeof HOSTS)[])(
  'compiled files of a %s, over ssh',
  (name) => {
    let lab: Lab;
    let running: RunningLab;
    let collected: CollectedHost;
    beforeAll(async () => {
      lab = await buildLab({ ...HOSTS[name], drifts: ['compiled-files', 'unexamined-package'] });
      running = await lab.start();
      const before = lab.listing();
      collected = await collectLab(running);
      expect(compareListings(before, lab.listing())).toEqual([]);
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('are what the files say of themselves, read whole', () => {
      const items = collected.inventory.sections['files']?.items ?? [];
      const found = new Map(
        items.flatMap((item) => (item.kind === 'file' && item.elf ? [[item.path, item.elf] as const] : [])),
      );
      const made = compiledFiles(lab);

      expect([...found.keys()].sort()).toEqual([...made.keys(), '/usr/local/bin/site-broken'].sort());
      for (const [path, elf] of made) {
        const expected = readElf([{ offset: 0, bytes: elfFile(elf) }]);
        const type = path.endsWith('.ko') ? 'module' : expected?.type;
        expect(found.get(path), path).toEqual({ ...expected, type, vermagic: elf.vermagic ?? null });
      }
      expect(found.get('/usr/local/bin/site-broken')).toMatchObject({ bits: 64, whole: false });
    });

    test('of a package are what rpm noted', () => {
      const packages = collected.inventory.sections['packages']?.items ?? [];

      expect(packages.find(({ id }) => id === 'package:acme-hba-tools-3.1-7.x86_64')).toMatchObject({
        elf: {
          bits: [32, 64],
          needed: ['libc.so.6', 'libdb-4.3.so', 'libssl.so.6'],
          provided: ['libacmehba.so.2'],
        },
      });
    });

    test('of a package of which rpm noted nothing are a gap', () => {
      expect(collected.inventory.sections['packages']?.gaps).toEqual([
        expect.objectContaining({ origin: 'ELF headers', reason: 'not-collected' }),
      ]);
    });

    test('have one gap for all that could not be followed', () => {
      expect(collected.inventory.sections['files']?.gaps).toEqual([
        expect.objectContaining({ origin: 'ELF headers', reason: 'unparsable' }),
      ]);
    });

    test('come into the report as one finding for a tree, a package, or a file by itself', () => {
      const { host } = judgeLab(collected);
      const narrow = {
        '6.5': [
          'package-with-32-bit-programs:package:acme-hba-tools-3.1-7.x86_64',
          'program-32-bit:file:/opt/acme',
        ],
        '6.2': ['programs-from-32-bit-dom0:file:/opt/acme'],
      };

      expect(
        host.findings
          .filter(({ rule }) => ELF_RULES.includes(rule))
          .map(({ id }) => id)
          .sort(),
      ).toEqual(
        [
          `kernel-module-file:file:/lib/modules/${lab.face.kernel}/extra/site.ko`,
          'library-in-compat-package:package:acme-hba-tools-3.1-7.x86_64',
          'library-missing-on-target:file:/usr/local/bin/site-report',
          'library-missing-on-target:package:acme-hba-tools-3.1-7.x86_64',
          'xen-library:file:/usr/local/bin/site-report',
          ...narrow[HOSTS[name].face],
        ].sort(),
      );
    });
  },
);

/** The fixed text of the probe that reads such files, by its names. */
function probeText(...names: readonly string[]): Record<string, string> {
  const text = ['files/probe.sh', '../probe/prelude.sh']
    .map((path) => readFileSync(new URL(`../../src/collectors/${path}`, import.meta.url), 'utf8'))
    .join('\n');
  return Object.fromEntries(
    names.map((name) => [name, new RegExp(`^${name}='([^']*)'`, 'm').exec(text)?.[1] ?? '']),
  );
}

describeWithLab.each(['bash', 'dash', 'busybox sh'])(
  'what the probe reads of a compiled file under %s',
  (shell: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'elf-'));
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    /** As the collector reads it of one file. */
    function read(path: string): ElfFacts | undefined {
      const { FILES_ELF = '', ...more } = probeText('FILES_ELF', 'FILES_ELF_LINES', 'AWK_ESC');
      const env = { PATH: process.env['PATH'], LC_ALL: 'C', FRAME, FILES_ELF, ...more };
      const script = `"$@" -c "$FILES_ELF" sh "$FILE" | awk "$AWK_ESC$FILES_ELF_LINES"`;
      const { stdout } = spawnSync('sh', ['-c', script, 'sh', ...shell.split(' ')], {
        env: { ...env, FILE: path },
      });
      const there = rows([
        'A',
        'U',
        'f',
        755,
        'root',
        'root',
        statSync(path).size,
        1,
        0,
        0,
        1,
        '',
        path.replaceAll('\n', '\\n'),
      ]);
      const { items } = parseFiles({ root: section([there, stdout]) });
      return (items[0] as FileItem | undefined)?.elf;
    }

    const machine = [process.execPath, '/bin/sh', '/bin/ls', '/usr/bin/ssh', '/usr/bin/openssl'].filter(
      existsSync,
    );

    test.each(machine)('of %s is enough to say all that the whole file says', (path) => {
      expect(read(path)).toEqual(readElf([{ offset: 0, bytes: readFileSync(path) }]));
    });

    test.each([...compiledFiles({ face: { kernel: 'x' } })])('of a made %j as well', (name, made) => {
      const path = join(folder, 'made', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, elfFile(made));
      const whole = readElf([{ offset: 0, bytes: elfFile(made) }]);
      const type = name.endsWith('.ko') ? 'module' : whole?.type;

      expect(read(path)).toEqual({ ...whole, type, vermagic: made.vermagic ?? null });
    });

    test.each([
      ['program headers far away', 32, 1n << 20n],
      ['program headers at an odd place', 32, 63n],
      ['program headers at the end of what is read', 32, 1000n],
      ['65,535 program headers', 56, 0xffffn],
      ['a dynamic section without an end', 64 + 56 + 32, 1n << 40n],
      ['a dynamic section behind the end', 64 + 56 + 8, 1n << 31n],
      ['a dynamic section at a negative place', 64 + 56 + 8, (1n << 64n) - 8n],
      ['an interpreter behind the end', 64 + 112 + 8, 1n << 31n],
    ])('of one with %s it says no more than there is, and ends', (_, at, value) => {
      const bytes = elfFile({
        bits: 64,
        type: 'program',
        interpreter: '/lib64/ld.so',
        needed: ['liba.so.1'],
      });
      if (at === 56) bytes.writeUInt16LE(Number(value), at);
      else bytes.writeBigUInt64LE(value, at);
      const path = join(folder, 'odd');
      writeFileSync(path, bytes);

      const facts = read(path);

      const all = readElf([{ offset: 0, bytes }]);
      expect(all?.needed).toEqual(expect.arrayContaining([...(facts?.needed ?? ['nothing'])]));
      if (facts?.whole === true) expect(facts).toEqual(all);
    });

    test('of any damaged one ends, and says nothing that the whole file does not', () => {
      const seeds = ([32, 64] as const).map((bits) =>
        elfFile({
          bits,
          type: 'program',
          interpreter: '/lib/ld.so',
          needed: ['liba.so.1', 'libb.so.2'],
          code: 7,
        }),
      );
      const path = join(folder, 'damaged');
      fc.assert(
        fc.property(
          fc.constantFrom(...seeds),
          fc.array(fc.tuple(fc.integer({ min: 16, max: 400 }), fc.constantFrom(0, 1, 3, 5, 64, 127, 255)), {
            minLength: 1,
            maxLength: 6,
          }),
          fc.integer({ min: 64, max: 700 }),
          (seed, changes, length) => {
            const bytes = Buffer.from(seed.subarray(0, length));
            for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
            writeFileSync(path, bytes);

            const facts = read(path);

            const all = readElf([{ offset: 0, bytes }]);
            if (facts?.whole === false)
              expect(facts).toMatchObject({ bits: all?.bits, machine: all?.machine });
            else expect(facts).toEqual(all);
          },
        ),
        { numRuns: 40 },
      );
    });

    test('stops after 2,000 files, and says how many are left', () => {
      const names = Array.from({ length: 2017 }, (_, i) => `/f${i}\n`).join('');
      const { FILES_ELF_SOME = '', ...more } = probeText(
        'FILES_ELF_SOME',
        'FILES_ELF',
        'FILES_ELF_LINES',
        'AWK_ESC',
      );
      const env = { PATH: process.env['PATH'], FRAME, FILES_ELF_SOME, ...more };

      const some = spawnSync('awk', [FILES_ELF_SOME], { input: names, env, encoding: 'utf8' }).stdout.split(
        '\n',
      );
      const last = spawnSync(
        'sh',
        ['-c', '"$@" -c "$FILES_ELF" sh 17 | awk "$AWK_ESC$FILES_ELF_LINES"', 'sh', ...shell.split(' ')],
        { env, encoding: 'utf8' },
      ).stdout;

      expect(some.slice(1999)).toEqual(['/f1999', '17', '']);
      expect(last).toBe(`${FRAME}\tN\telf-over\t17\n`);
    });

    test('of what is no such file is nothing', () => {
      const path = join(folder, 'data');
      writeFileSync(path, Buffer.alloc(5000, 7));

      expect(read(path)).toBeUndefined();
    });
  },
);
