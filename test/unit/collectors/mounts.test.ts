import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMounts } from '../../../src/collectors/mounts/parse.ts';
import { parseDfLine } from '../../../src/lib/df.ts';
import type { MountItem, SettingItem, SwapItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, rows, section, shown } from '../../support/sections.ts';

const LIVE = `rootfs / rootfs rw 0 0
/dev/root / ext3 rw,data=ordered 0 0
none /dev/pts devpts rw 0 0
/dev/loop0 /var/xen/xc-install iso9660 ro 0 0
`;
const FSTAB = `LABEL=root-abcdefgh    /         ext3     defaults   1  1
/var/swap/swap.001          swap      swap   defaults   0  0
none        /dev/pts  devpts defaults   0  0
/opt/xensource/packages/iso/XenCenter.iso   /var/xen/xc-install   iso9660   loop,ro   0  0
`;
const MTAB = `/dev/sda1 / ext3 rw 0 0
/opt/xensource/packages/iso/XenCenter.iso /var/xen/xc-install iso9660 ro,loop=/dev/loop0 0 0
`;
const DF = `Filesystem         1024-blocks      Used Available Capacity Mounted on
/dev/sda1              4127440   1832496   2085276      47% /
/dev/loop0               50000     50000         0     100% /var/xen/xc-install
`;

function parse(tables: readonly Buffer[], space: readonly Buffer[] = []) {
  const collected = parseMounts({ tables: section(tables), space: section(space) });
  const of = (target: string) =>
    collected.items.find((item): item is MountItem => item.id === `mount:${target}`);
  return {
    ...collected,
    of,
    swaps: collected.items.filter((item): item is SwapItem => item.kind === 'swap'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

const live = (text: string) => ran('mounts', text);

describe('a stock host', () => {
  const stock = () =>
    parse(
      [
        live(LIVE),
        ran('swaps', 'Filename Type Size Used Priority\n/var/swap/swap.001 file 524280 0 -1\n'),
        shown('/etc/fstab', FSTAB),
        shown('/etc/mtab', MTAB),
      ],
      [ran('df', DF)],
    );

  test('has its root with size, live and asked-for options', () => {
    const { of, gaps } = stock();

    expect(of('/')).toMatchObject({
      source: '/dev/sda1',
      fsType: 'ext3',
      options: 'rw,data=ordered',
      fstabOptions: 'defaults',
      inFstab: true,
      mounted: true,
      sizeBytes: 4127440 * 1024,
      usedBytes: 1832496 * 1024,
    });
    expect(of('/')?.evidence.map(({ origin, line }) => [origin, line])).toEqual([
      ['/proc/mounts', 1],
      ['/proc/mounts', 2],
      ['/etc/fstab', 1],
    ]);
    expect(gaps).toEqual([]);
  });

  test('has one swap file, and no mount called swap', () => {
    const { swaps, of } = stock();

    expect(swaps).toMatchObject([
      { id: 'swap:/var/swap/swap.001', type: 'file', inFstab: true, active: true, sizeBytes: 524280 * 1024 },
    ]);
    expect(of('swap')).toBeUndefined();
  });

  test('names the file behind the loop mount', () => {
    expect(stock().of('/var/xen/xc-install')).toMatchObject({
      source: '/opt/xensource/packages/iso/XenCenter.iso',
      options: 'ro,loop=/dev/loop0',
    });
  });
});

describe('what an administrator adds', () => {
  test('a network file system in fstab that is not mounted', () => {
    const { of } = parse([
      live(LIVE),
      shown('/etc/fstab', 'nas.example.com:/b /mnt/backup nfs soft,intr,noauto 0 0\n'),
    ]);

    expect(of('/mnt/backup')).toMatchObject({
      source: 'nas.example.com:/b',
      fsType: 'nfs',
      options: 'soft,intr,noauto',
      mounted: false,
      inFstab: true,
      sizeBytes: null,
    });
  });

  test('a bind mount has the folder for its source', () => {
    const { of } = parse([
      live('/dev/root /srv/iso ext3 rw 0 0\n'),
      shown('/etc/mtab', '/root/iso /srv/iso none rw,bind 0 0\n'),
    ]);

    expect(of('/srv/iso')).toMatchObject({
      source: '/root/iso',
      fsType: 'ext3',
      options: 'rw,bind',
      inFstab: false,
    });
  });

  test('the kernel names the file behind a loop device where mtab does not', () => {
    const { of } = parse([
      live('/dev/loop3 /mnt/x iso9660 ro 0 0\n'),
      ran('loops', rows(['loop3', '/root/x.iso'])),
    ]);

    expect(of('/mnt/x')?.source).toBe('/root/x.iso');
  });

  test('of stacked mounts the last counts', () => {
    const { of } = parse([live('/dev/sdb1 /mnt ext3 rw 0 0\nnas:/x /mnt nfs rw 0 0\n')]);

    expect(of('/mnt')).toMatchObject({
      source: 'nas:/x',
      fsType: 'nfs',
      evidence: [{ line: 1 }, { line: 2 }],
    });
  });

  test('swap on a label is the device of that label', () => {
    const { swaps } = parse([
      live(LIVE),
      ran('swaps', 'Filename Type Size Used Priority\n/dev/sda6 partition 1048572 0 -1\n'),
      shown('/etc/fstab', 'LABEL=swap-abc swap swap defaults 0 0\n/dev/sdz9 none swap sw 0 0\n'),
      ran('labels', rows(['../../sda6', '/dev/disk/by-label/swap-abc'])),
    ]);

    expect(swaps).toMatchObject([
      { path: '/dev/sda6', type: 'partition', inFstab: true, active: true },
      { path: '/dev/sdz9', inFstab: true, active: false, sizeBytes: null },
    ]);
  });

  test('a password among the options is withheld', () => {
    const { items } = parse([
      live(LIVE),
      shown('/etc/fstab', '//s/x /mnt/c cifs user=a,password=b?c,ro,pass=d 0 0\n'),
    ]);

    expect(items.find(({ id }) => id === 'mount:/mnt/c')).toMatchObject({
      options: 'user=a,password=[withheld],ro,pass=[withheld]',
    });
    expect(JSON.stringify(items)).not.toMatch(/b\?c|=d/);
  });
});

test.each([
  ['ext3', 'ext4', 'ext3'],
  ['nfs', 'nfs4', 'nfs'],
  ['auto', 'ext4', 'ext4'],
  ['none', 'xfs', 'xfs'],
  ['auto', null, 'auto'],
])('a file system that fstab calls %s and the kernel %s is %s', (asked, kernel, expected) => {
  const { of } = parse([
    live(kernel === null ? LIVE : `/dev/sdb1 /mnt ${kernel} rw 0 0\n`),
    shown('/etc/fstab', `/dev/sdb1 /mnt ${asked} defaults 0 0\n`),
  ]);

  expect(of('/mnt')?.fsType).toBe(expected);
});

describe('shares', () => {
  test('exports are settings, lines that go on are joined', () => {
    const { settings } = parse([
      live(LIVE),
      shown('/etc/exports', '# none\n/iso 192.0.2.0/24(ro) \\\n  10.0.0.0/8(rw)\n"/a b" *(ro)\n'),
    ]);

    expect(settings.map(({ id, value }) => [id, value])).toEqual([
      ['setting:exports./iso', '192.0.2.0/24(ro) 10.0.0.0/8(rw)'],
      ['setting:exports./a b', '*(ro)'],
    ]);
  });

  test('automounts are settings, programs among the maps are not read', () => {
    const { settings, contents } = parse([
      live(LIVE),
      shown('/etc/auto.master', '/misc /etc/auto.misc --timeout=60\n+auto.master\n'),
      shown('/etc/auto.misc', 'cd -fstype=iso9660,ro :/dev/cdrom\n'),
      shown('/etc/auto.net', '#!/bin/bash\nkey="$1"\n'),
    ]);

    expect(settings.map(({ id, value }) => [id, value])).toEqual([
      ['setting:autofs./misc', '/etc/auto.misc --timeout=60'],
      ['setting:autofs.+auto.master', ''],
      ['setting:autofs./etc/auto.misc:cd', '-fstype=iso9660,ro :/dev/cdrom'],
    ]);
    expect(contents?.map(({ path }) => path)).toContain('/etc/auto.net');
  });
});

describe('odd names', () => {
  test.each([
    ['/mnt/back\\040up', 'mount:/mnt/back up'],
    ['/mnt/a\\012b', 'mount:/mnt/a\nb'],
    ['/mnt/a\\134040', 'mount:/mnt/a\\040'],
    ['/mnt/\\377', 'mount:/mnt/%FF'],
    ['/mnt/\u00e4', 'mount:/mnt/\u00e4'],
  ])('the mount point %j', (name, id) => {
    const { items } = parse([live(`/dev/sdb1 ${name} ext3 rw 0 0\n`)]);

    expect(items.map((item) => item.id)).toEqual([id]);
  });
});

describe('gaps', () => {
  test('a line with too few fields', () => {
    expect(parse([live(LIVE), shown('/etc/fstab', '/dev/sdb1 /mnt\n')]).gaps).toMatchObject([
      { origin: '/etc/fstab', reason: 'unparsable' },
    ]);
  });

  test('no list of mounts', () => {
    expect(parse([]).gaps).toMatchObject([{ origin: '/proc/mounts', reason: 'not-collected' }]);
    expect(parseMounts({}).gaps).toEqual([]);
  });
});

test.each([
  [
    '/dev/sda1 4127440 1832496 2085276 47% /',
    { source: '/dev/sda1', total: 4127440, used: 1832496, available: 2085276, target: '/' },
  ],
  ['a b 1 2 -3 47% /x y', { source: 'a b', total: 1, used: 2, available: -3, target: '/x y' }],
  ['none - - - - /z', { source: 'none', total: null, used: null, available: null, target: '/z' }],
  ['Filesystem 1024-blocks Used Available Capacity Mounted on', null],
  ['', null],
])('the df line %j', (line, expected) => {
  expect(parseDfLine(line)).toEqual(expected);
});

describe('a hostile host', () => {
  test('never makes the parser throw', () => {
    expectNeverThrows(
      parseMounts,
      ['tables', 'space'],
      [
        'mounts',
        'swaps',
        '/etc/fstab',
        '/etc/mtab',
        '/etc/exports',
        '/etc/auto.master',
        'loops',
        'labels',
        'df',
      ],
    );
  });

  test('each line of fstab is a mount, swap, comment or gap', () => {
    const words = [
      '/dev/sdb1 ',
      '/mnt/x ',
      'ext3 ',
      'swap ',
      'defaults ',
      '0 0',
      '\n',
      '#',
      '\\040',
      '\\777',
    ];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse([live(LIVE), shown('/etc/fstab', text)]);

        expectSound(collected);
        const lines = Buffer.from(text)
          .toString('latin1')
          .split('\n')
          .flatMap((line, index) => (/^[ \t\r]*(#|$)/.test(line) ? [] : [index + 1]));
        const seen = [
          ...collected.items.flatMap(({ evidence }) => evidence),
          ...collected.gaps.map(({ origin, detail }) => ({
            origin,
            line: Number(/line (\d+)/.exec(detail)?.[1]),
          })),
        ];
        const found = new Set(seen.flatMap(({ origin, line }) => (origin === '/etc/fstab' ? [line] : [])));
        expect(lines.filter((line) => !found.has(line))).toEqual([]);
      }),
    );
  });
});
