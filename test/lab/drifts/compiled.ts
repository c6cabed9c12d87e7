import { elfFile, type MadeElf } from '../catalogue/elf.ts';
import type { Face } from '../face/face.ts';
import { directory, file, link, program, type Entry } from '../tree/entry.ts';
import type { Drift } from './drift.ts';

const LOADER = { 32: '/lib/ld-linux.so.2', 64: '/lib64/ld-linux-x86-64.so.2' } as const;

/** Compiled files that no package owns, by path. They cannot be run: there is no code in them. */
export function compiledFiles({
  face,
}: {
  readonly face: Pick<Face, 'kernel'>;
}): ReadonlyMap<string, MadeElf> {
  return new Map<string, MadeElf>([
    [
      '/opt/acme/bin/acmed',
      {
        bits: 32,
        type: 'program',
        interpreter: LOADER[32],
        needed: ['libssl.so.6', 'libcrypto.so.6', 'libacme.so.1', 'libc.so.6'],
        runPath: '/opt/acme/lib',
      },
    ],
    [
      '/opt/acme/bin/acme\nctl',
      { bits: 32, type: 'program', interpreter: LOADER[32], needed: ['libacme.so.1'] },
    ],
    [
      '/opt/acme/lib/libacme.so.1',
      { bits: 32, type: 'library', soname: 'libacme.so.1', needed: ['libc.so.6'] },
    ],
    [
      '/usr/local/bin/site-report',
      {
        bits: 64,
        type: 'program',
        interpreter: LOADER[64],
        needed: ['libcurl.so.3', 'libxenctrl.so.4.2', 'libc.so.6'],
        // What the header points to lies far behind it.
        code: 300_000,
      },
    ],
    ['/usr/local/sbin/site-static', { bits: 64, type: 'program' }],
    [
      '/usr/local/sbin/site-pie',
      { bits: 64, type: 'program', pie: true, interpreter: LOADER[64], needed: ['libc.so.6'] },
    ],
    ['/root/firmware/boot.elf', { bits: 32, type: 'program', machine: 20, bigEndian: true }],
    [
      `/lib/modules/${face.kernel}/extra/site.ko`,
      {
        bits: 64,
        type: 'object',
        vermagic: '2.6.32.43-0.4.1.xs1.8.0.835.170778xen SMP mod_unload modversions Xen 686',
      },
    ],
  ]);
}

/** A program whose tables lead nowhere. */
const BROKEN = Buffer.concat([
  elfFile({ bits: 64, type: 'program', interpreter: LOADER[64], needed: ['libc.so.6'] }).subarray(0, 200),
  Buffer.alloc(200, 0xff),
]);

export const COMPILED_DRIFTS: readonly Drift[] = [
  {
    name: 'unexamined-package',
    description: 'A package of a vendor that was built without looking into its programs.',
    apply: ({ install, now, face }) => {
      install({
        name: 'acme-fabric',
        version: '8.0',
        release: '2',
        arch: face.arch,
        vendor: 'Acme Storage',
        buildTime: now - 200 * 86_400,
        installTime: now - 3600,
        unexamined: true,
        entries: [
          program(
            '/opt/acme-fabric/bin/fabricd',
            elfFile({ bits: 64, type: 'program', needed: ['libcap.so.1'] }),
          ),
        ],
      });
      return [{ id: `package:acme-fabric-8.0-2.${face.arch}` }];
    },
  },
  {
    name: 'compiled-files',
    description:
      'Programs and libraries that no package owns: of 32 and 64 bits, static, of another machine, damaged; a kernel module; a package with such files.',
    apply: (context) => {
      const { write, install, now } = context;
      const made = compiledFiles(context);
      write(
        directory('/opt/acme'),
        directory('/root/firmware'),
        ...[...made].map(([path, elf]): Entry =>
          // Kernel modules and libraries need no execute bit.
          /\.(ko|so\.1)$/.test(path) ? file(path, elfFile(elf)) : program(path, elfFile(elf)),
        ),
        link('/opt/acme/lib/libacme.so', 'libacme.so.1'),
        program('/usr/local/bin/site-broken', BROKEN),
      );
      install({
        name: 'acme-hba-tools',
        version: '3.1',
        release: '7',
        arch: 'x86_64',
        vendor: 'Acme Storage',
        buildTime: now - 200 * 86_400,
        installTime: now - 3600,
        requires: [
          '/bin/sh',
          'libdb-4.3.so()(64bit)',
          'libssl.so.6',
          'libc.so.6(GLIBC_2.4)(64bit)',
          'libacmehba.so.2()(64bit)',
        ],
        provides: ['libacmehba.so.2()(64bit)'],
        entries: [
          program(
            '/opt/acme-hba/bin/hbacmd',
            elfFile({ bits: 64, type: 'program', needed: ['libdb-4.3.so'] }),
          ),
          program(
            '/opt/acme-hba/bin/hbaflash',
            elfFile({ bits: 32, type: 'program', needed: ['libssl.so.6'] }),
          ),
          file(
            '/opt/acme-hba/lib/libacmehba.so.2',
            elfFile({ bits: 64, type: 'library', soname: 'libacmehba.so.2' }),
          ),
        ],
      });
      return [
        ...[
          '/opt/acme',
          '/root/firmware',
          ...made.keys(),
          '/usr/local/bin/site-broken',
          '/opt/acme/lib/libacme.so',
        ].map((path) => ({
          id: `file:${path}`,
          state: 'unowned' as const,
        })),
        { id: 'package:acme-hba-tools-3.1-7.x86_64' },
      ];
    },
  },
];
