import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseStorage } from '../../../src/collectors/storage/parse.ts';
import type {
  DiskItem,
  DrbdItem,
  MdItem,
  PartitionItem,
  SettingItem,
  VolumeGroupItem,
} from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, refused, rows, section, shown } from '../../support/sections.ts';

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/collectors/storage/${name}.txt`, import.meta.url), 'utf8');
}

const GPT = { root: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', lvm: 'E6D6D379-F507-44C2-A23C-238F2A3DF928' };
const GIB = 2 ** 30;

interface Blocks {
  readonly state?: readonly Buffer[];
  readonly devices?: readonly Buffer[];
  readonly complete?: boolean;
  readonly stderr?: string;
}

/** What sgdisk says of the disk of the fixtures: the table, and the details of each partition. */
function sgdisk(text = fixture('gpt-sgdisk')): Buffer[] {
  const infos = [1, 2, 3].map((n) => ran(`sgdisk-info-${n} /dev/sda`, fixture(`gpt-sgdisk-info-${n}`)));
  return [
    ran('sgdisk /dev/sda', text),
    ...infos,
    ran('sgdisk-info-4 /dev/sda', 'Partition #4 does not exist.\n'),
  ];
}

function parse({ state = [], devices = [], complete = true, stderr = '' }: Blocks) {
  const collected = parseStorage({
    state: section(state, { complete }),
    devices: section(devices, { complete, stderr }),
  });
  return {
    ...collected,
    disks: collected.items.filter((item): item is DiskItem => item.kind === 'disk'),
    partitions: collected.items.filter((item): item is PartitionItem => item.kind === 'partition'),
    groups: collected.items.filter((item): item is VolumeGroupItem => item.kind === 'vg'),
    arrays: collected.items.filter((item): item is MdItem => item.kind === 'md'),
    resources: collected.items.filter((item): item is DrbdItem => item.kind === 'drbd'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

/** A disk with its partitions as the fragment reads them from sysfs; sizes in sectors. */
function sysfs(...names: readonly string[]): Buffer {
  const lines = names.flatMap((name, index) => [
    `disk\t${name}\t8:${index * 16}\t125829120\t0\tATA\tST960 Disk`,
    ...[1, 2, 3].map((n) => `part\t${name}\t${name}${n}\t8:${index * 16 + n}\t${n}\t${n * 2048}\t8388608`),
  ]);
  return ran('disks', lines.join('\n') + '\n');
}

function links(pairs: Readonly<Record<string, string>>): Buffer {
  return ran('links', rows(...Object.entries(pairs).map(([path, target]) => [path, '//', target])));
}

const PRIMARY = ran(
  'inventory',
  'PRIMARY_DISK\t/dev/disk/by-id/scsi-3600508\t/dev/sda\nBACKUP_PARTITION\t/dev/disk/by-id/scsi-3600508-part2\t/dev/sda2\n',
);
const LINKS = links({
  '/dev/disk/by-id/wwn-0x600508': '../../sda',
  '/dev/disk/by-id/scsi-3600508': '../../sda',
  '/dev/disk/by-id/scsi-3600508-part2': '../../sda2',
});
const ROOT_ON_SDA1 = ran(
  'mounts',
  '1 1 0:1 / / rw - rootfs rootfs rw\n15 1 8:1 / / rw - ext3 /dev/root rw\n',
);

describe('disks and partitions of a stock host', () => {
  const { disks, partitions, gaps } = parse({
    state: [sysfs('sda'), PRIMARY, LINKS, ROOT_ON_SDA1],
    devices: [
      ...sgdisk(),
      ran(
        'blkid',
        '/dev/sda1: LABEL="root-abcdefgh" UUID="1-2" TYPE="ext3" \n/dev/sda3: UUID="x" TYPE="LVM2_member"\n',
      ),
    ],
  });

  test('the primary disk bears the name of the inventory', () => {
    expect(disks).toMatchObject([
      {
        id: 'disk:scsi-3600508',
        device: '/dev/sda',
        byId: ['scsi-3600508', 'wwn-0x600508'],
        sizeBytes: 60 * GIB,
        vendor: 'ATA',
        model: 'ST960 Disk',
        table: 'gpt',
        isPrimary: true,
      },
    ]);
    expect(gaps).toEqual([]);
  });

  test('its partitions have type, size, label and the role of their number', () => {
    expect(
      partitions.map(({ id, device, type, sizeBytes, label, fsType, role }) => [
        id,
        device,
        type,
        sizeBytes,
        label,
        fsType,
        role,
      ]),
    ).toEqual([
      ['partition:scsi-3600508#1', '/dev/sda1', GPT.root, 4 * GIB, 'root-abcdefgh', 'ext3', 'root'],
      ['partition:scsi-3600508#2', '/dev/sda2', GPT.root, 4 * GIB, null, null, 'backup'],
      ['partition:scsi-3600508#3', '/dev/sda3', GPT.lvm, 4 * GIB, null, 'LVM2_member', 'sr'],
    ]);
  });
});

describe('partition tables', () => {
  const entries = (devices: readonly Buffer[]) =>
    parse({ state: [PRIMARY, LINKS], devices }).partitions.map(
      ({ number, type, startBytes, sizeBytes, role }) => [number, type, startBytes, sizeBytes, role],
    );

  test('the sectors say the same as sgdisk', () => {
    const bySectors = entries([ran('sectors-512 /dev/sda', fixture('gpt-sectors'))]);

    expect(bySectors).toEqual(entries(sgdisk()));
    expect(bySectors).toHaveLength(3);
  });

  test.each([
    [
      'sfdisk beside sgdisk',
      [ran('sgdisk /dev/sda', fixture('dos-sgdisk')), ran('sfdisk /dev/sda', fixture('dos-sfdisk-new'))],
    ],
    ['the sectors alone', [ran('sectors-512 /dev/sda', fixture('dos-sectors'))]],
  ])('of a DOS disk with a utility partition, by %s', (_how, devices) => {
    const { disks } = parse({ state: [PRIMARY, LINKS], devices });

    expect(disks).toMatchObject([{ table: 'dos' }]);
    expect(entries(devices).map(([number, type, , , role]) => [number, type, role])).toEqual([
      [1, 'de', 'root'],
      [2, '83', 'backup'],
      [3, '83', 'sr'],
      [4, '8e', 'boot'],
    ]);
  });

  test('with a utility partition first the roles begin at the root partition', () => {
    const { partitions } = parse({
      state: [sysfs('sda'), PRIMARY, LINKS, ran('mounts', '15 1 8:2 / / rw - ext3 /dev/root rw\n')],
      devices: [
        ran('sgdisk /dev/sda', fixture('dos-sgdisk')),
        ran('sfdisk /dev/sda', fixture('dos-sfdisk-new')),
      ],
    });

    expect(partitions.map(({ number, role }) => [number, role])).toEqual([
      [1, 'other'],
      [2, 'root'],
      [3, 'backup'],
      [4, 'sr'],
    ]);
  });

  test('the dump of CentOS 5 is read, and its empty entries are no partitions', () => {
    const dump = `# partition table of /dev/sda
unit: sectors

/dev/sda1 : start=       63, size=  8385867, Id=83, bootable
/dev/sda2 : start=  8385930, size=  8385930, Id=83
/dev/sda3 : start= 16771860, size= 67103505, Id= 5
/dev/sda4 : start=        0, size=        0, Id= 0
/dev/sda5 : start= 16771923, size= 67103442, Id=8e
`;
    const devices = [ran('sfdisk /dev/sda', dump)];

    expect(entries(devices).map(([number, type, , , role]) => [number, type, role])).toEqual([
      [1, '83', 'root'],
      [2, '83', 'backup'],
      [3, '05', 'sr'],
      [5, '8e', 'log'],
    ]);
    expect(parse({ state: [PRIMARY], devices }).gaps).toEqual([]);
  });

  test('a type outside the usual ones and a partition at root+4 are seen', () => {
    const row = '   5        20000000        20002047   1024.0 KiB  8300  my data\n';
    const info = 'Partition GUID code: 0FC63DAF-8483-4772-8E79-3D69D8477DE4 (Linux filesystem)\n';

    const { partitions } = parse({
      state: [PRIMARY, LINKS],
      devices: [...sgdisk(fixture('gpt-sgdisk') + row), ran('sgdisk-info-5 /dev/sda', info)],
    });

    expect(partitions.at(-1)).toMatchObject({
      number: 5,
      type: '0FC63DAF-8483-4772-8E79-3D69D8477DE4',
      name: 'my data',
      role: 'log',
      sizeBytes: 2 ** 20,
    });
  });

  test('a partition of which sgdisk told no details has the code of the table', () => {
    const { partitions } = parse({
      state: [PRIMARY, LINKS],
      devices: [ran('sgdisk /dev/sda', fixture('gpt-sgdisk'))],
    });

    expect(partitions.map(({ type }) => type)).toEqual(['0700', '0700', '8E00']);
  });

  test.each([
    ['an empty disk', [ran('sgdisk /dev/sdb', fixture('empty-sgdisk'))], 'none'],
    ['no sector with a mark', [ran('sectors-512 /dev/sdb', ' 00'.repeat(5120) + '\n')], 'none'],
    [
      'a protective entry alone',
      [ran('sfdisk /dev/sdb', 'unit: sectors\n\n/dev/sdb1 : start= 1, size= 99, Id=ee\n')],
      'unknown',
    ],
    ['an answer that is none', [ran('sgdisk /dev/sdb', 'Problem reading disk\n', 2)], 'unknown'],
  ])('%s', (_what, devices, table) => {
    const { disks, gaps } = parse({
      state: [ran('disks', 'disk\tsdb\t8:16\t40960\t0\tATA\tDisk\n')],
      devices,
    });

    expect(disks).toMatchObject([{ device: '/dev/sdb', table, isPrimary: false, id: 'disk:/dev/sdb' }]);
    expect(gaps.map(({ reason }) => reason)).toEqual(table === 'none' ? [] : ['unparsable']);
  });

  test.each([
    [137, '', 'timed-out'],
    [2, 'Problem opening /dev/sdb for reading! Error is 1.', 'denied'],
    [4, '', 'unparsable'],
  ])('a command that ends with %s (%s) is %s', (status, stderr, reason) => {
    const { gaps } = parse({
      state: [ran('disks', 'disk\tsdb\t8:16\t40960\t0\tATA\tDisk\n')],
      devices: [ran('sgdisk /dev/sdb', '', status)],
      stderr,
    });

    expect(gaps).toMatchObject([{ origin: 'sgdisk -p /dev/sdb', reason }]);
  });

  test('a line inside the table that the installer could not read is a gap', () => {
    const text = fixture('gpt-sgdisk').replace('8E00  \n', '8E00  two\nlines\n');

    expect(parse({ state: [PRIMARY, LINKS], devices: sgdisk(text) }).gaps).toMatchObject([
      { origin: 'sgdisk -p /dev/sda', reason: 'unparsable' },
    ]);
  });

  test('a name with a line break is a gap when the sectors tell it, too', () => {
    const lines = fixture('gpt-sectors').split('\n');
    // The name of the first entry begins 56 bytes into the third sector: `a`, a line break.
    const at = (1024 + 48) / 16;
    lines[at] = (lines[at] ?? '').replace(/^((?: ..){8})(?: ..){4}/, '$1 61 00 0a 00');

    const { partitions, gaps } = parse({
      state: [PRIMARY, LINKS],
      devices: [ran('sectors-512 /dev/sda', lines.join('\n'))],
    });

    expect(partitions[0]).toMatchObject({ number: 1, name: 'a\n' });
    expect(gaps).toMatchObject([{ origin: 'dd if=/dev/sda', reason: 'unparsable' }]);
  });

  test('the cover of a GPT whose first copy is damaged is not taken for a DOS table', () => {
    const damaged = fixture('gpt-sectors').replace('45 46 49 20 50 41 52 54', '00 00 00 00 00 00 00 00');

    const { disks, gaps } = parse({
      state: [PRIMARY, LINKS],
      devices: [
        ran('sectors-512 /dev/sda', damaged),
        ran('sfdisk /dev/sda', 'unit: sectors\n\n/dev/sda1 : start= 1, size= 125829119, Id=ee\n'),
      ],
    });

    expect(disks).toMatchObject([{ table: 'unknown' }]);
    expect(gaps).toMatchObject([{ origin: 'dd if=/dev/sda', reason: 'unparsable' }]);
  });

  test.each([
    [true, 'not-collected'],
    [false, 'cut-off'],
  ])('a disk whose table did not come (section complete: %s) is a gap', (complete, reason) => {
    const { gaps } = parse({ state: [ran('disks', 'disk\tsdb\t8:16\t40960\t0\tATA\tDisk\n')], complete });

    expect(gaps).toMatchObject([{ origin: '/dev/sdb', reason }]);
  });
});

describe('other kinds of disks', () => {
  test('a multipathed disk is one disk, and its paths are none', () => {
    const { disks, partitions } = parse({
      state: [
        ran(
          'disks',
          [
            'disk\tsdb\t8:16\t125829120\t0\tNETAPP\tLUN',
            'part\tsdb\tsdb1\t8:17\t1\t63\t1000',
            'disk\tsdc\t8:32\t125829120\t0\tNETAPP\tLUN',
            'dm\tdm-0\t253:0\t125829120\t3600a0980\tmpath-3600a0980\t sdb sdc',
            'dm\tdm-1\t253:1\t1000\t3600a0980p1\tpart1-mpath-3600a0980\t dm-0',
            'dm\tdm-2\t253:2\t1000\tVG-MGT\tLVM-abc\t sda',
            '',
          ].join('\n'),
        ),
      ],
    });

    expect(disks).toMatchObject([
      { device: '/dev/mapper/3600a0980', vendor: 'NETAPP', model: 'LUN', paths: ['/dev/sdb', '/dev/sdc'] },
    ]);
    expect(partitions).toMatchObject([{ device: '/dev/mapper/3600a0980p1', number: 1 }]);
  });

  test('a root disk that is multipathed is found behind its link', () => {
    const { disks } = parse({
      state: [
        ran('inventory', 'PRIMARY_DISK\t/dev/disk/by-id/dm-name-x\t/dev/dm-0\n'),
        ran('disks', 'dm\tdm-0\t253:0\t125829120\tx\tmpath-x\t sdb\n'),
      ],
    });

    expect(disks).toMatchObject([{ device: '/dev/mapper/x', isPrimary: true }]);
  });

  test('cciss names stand for a path below /dev', () => {
    const { disks, partitions } = parse({
      state: [
        ran('inventory', 'PRIMARY_DISK\t/dev/cciss/c0d0\t/dev/cciss/c0d0\n'),
        ran(
          'disks',
          'disk\tcciss!c0d0\t104:0\t125829120\t0\t\t\npart\tcciss!c0d0\tcciss!c0d0p1\t104:1\t1\t63\t1000\n',
        ),
      ],
      devices: [ran('sgdisk /dev/cciss/c0d0', fixture('gpt-sgdisk'))],
    });

    expect(disks).toMatchObject([{ device: '/dev/cciss/c0d0', isPrimary: true, vendor: null, table: 'gpt' }]);
    expect(partitions.map(({ device }) => device)).toEqual([
      '/dev/cciss/c0d0p1',
      '/dev/cciss/c0d0p2',
      '/dev/cciss/c0d0p3',
    ]);
  });

  test('a primary disk that the kernel does not list is named all the same', () => {
    const { disks, settings } = parse({
      state: [ran('inventory', 'PRIMARY_DISK\t/dev/disk/by-id/gone\t\n')],
    });

    expect(disks).toMatchObject([
      { id: 'disk:gone', device: '/dev/disk/by-id/gone', isPrimary: true, sizeBytes: null },
    ]);
    expect(settings).toMatchObject([
      { id: 'setting:storage.PRIMARY_DISK', value: '', from: '/dev/disk/by-id/gone' },
    ]);
  });

  test('only the primary disk has roles', () => {
    const { partitions } = parse({ state: [sysfs('sda', 'sdb'), PRIMARY, LINKS, ROOT_ON_SDA1] });

    expect(partitions.map(({ disk, role }) => [disk, role])).toEqual([
      ['scsi-3600508', 'root'],
      ['scsi-3600508', 'backup'],
      ['scsi-3600508', 'sr'],
      ['/dev/sdb', 'other'],
      ['/dev/sdb', 'other'],
      ['/dev/sdb', 'other'],
    ]);
  });
});

describe('volume groups', () => {
  const PVS = '  /dev/sda3|55834509312|4194304|VG_XenStorage-0e5f|aaa|55830315008|4194304\n';

  test('a local SR is a group with its volumes', () => {
    const { groups, gaps } = parse({
      devices: [
        ran('pvs', PVS),
        ran(
          'lvs',
          '  VG_XenStorage-0e5f|MGT|u1|4194304|-wi-a-\n  VG_XenStorage-0e5f|backup|u2|1073741824|-wi-ao\n',
        ),
      ],
    });

    expect(groups).toMatchObject([
      {
        id: 'vg:VG_XenStorage-0e5f',
        sizeBytes: 55830315008,
        freeBytes: 4194304,
        physicalVolumes: ['/dev/sda3'],
        logicalVolumes: ['MGT', 'backup'],
        volumes: [{ name: 'MGT' }, { name: 'backup', sizeBytes: 1073741824, attributes: '-wi-ao' }],
      },
    ]);
    expect(gaps).toEqual([]);
  });

  test('a group over two disks is one, two of one name are two', () => {
    const { groups } = parse({
      devices: [
        ran(
          'pvs',
          `${PVS}  /dev/sdb|9|9|VG_XenStorage-0e5f|aaa|55830315008|4194304\n  /dev/sdc|9|9|VG_XenStorage-0e5f|bbb|9|9\n`,
        ),
      ],
    });

    expect(groups.map(({ id, physicalVolumes }) => [id, physicalVolumes])).toEqual([
      ['vg:VG_XenStorage-0e5f', ['/dev/sda3', '/dev/sdb']],
      ['vg:VG_XenStorage-0e5f#bbb', ['/dev/sdc']],
    ]);
  });

  test('a physical volume without a group is a setting', () => {
    expect(parse({ devices: [ran('pvs', '  /dev/sdd|7000|7000||||\n')] }).settings).toMatchObject([
      { id: 'setting:lvm.unused-volume./dev/sdd', value: '7000' },
    ]);
  });

  test('a failing pvs, and a line that is not understood, are gaps', () => {
    expect(parse({ devices: [ran('pvs', '', 5)] }).gaps).toMatchObject([
      { origin: 'pvs', reason: 'unparsable' },
    ]);
    expect(parse({ devices: [ran('pvs', '', 137)] }).gaps).toMatchObject([
      { origin: 'pvs', reason: 'timed-out' },
    ]);
    expect(parse({ devices: [ran('pvs', '  WARNING: something\n')] }).gaps).toMatchObject([
      { reason: 'unparsable' },
    ]);
    expect(parse({ devices: [refused('missing-tool', 'pvs')] }).gaps).toMatchObject([
      { reason: 'missing-tool' },
    ]);
  });
});

describe('arrays', () => {
  const MDSTAT = `Personalities : [raid1]
md0 : active raid1 sdb1[1] sda1[0]
      104320 blocks [2/2] [UU]

md1 : active (auto-read-only) raid5 sdc[2](F) sdd[1]
      9 blocks
md2 : inactive sde[0](S)
      9 blocks

unused devices: <none>
`;

  test('each line of mdstat that begins with a name is one', () => {
    const { arrays } = parse({
      state: [ran('mdstat', MDSTAT), links({ '/dev/disk/by-id/md-uuid-1a:2b:3c:4d': '../../md0' })],
    });

    expect(arrays.map(({ id, device, level, members }) => [id, device, level, members])).toEqual([
      ['md:1a:2b:3c:4d', '/dev/md0', 'raid1', ['/dev/sdb1', '/dev/sda1']],
      ['md:/dev/md1', '/dev/md1', 'raid5', ['/dev/sdc', '/dev/sdd']],
      ['md:/dev/md2', '/dev/md2', null, ['/dev/sde']],
    ]);
  });

  test('a host without arrays has none', () => {
    expect(parse({ state: [ran('mdstat', 'Personalities :\nunused devices: <none>\n')] }).arrays).toEqual([]);
  });
});

describe('DRBD', () => {
  test('a resource has the state of its minor number', () => {
    const { resources } = parse({
      state: [
        shown('/etc/drbd.conf', '# r9\nresource r0 {\n  on a { device /dev/drbd0; }\n}\n'),
        shown('/etc/drbd.d/r1.res', 'resource "r1" {\n device minor 1;\n}\n'),
        ran(
          'drbd',
          'version: 8.3.8\n 0: cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r----\n 7: cs:StandAlone st:x\n 8: cs:Unconfigured\n',
        ),
      ],
    });

    expect(resources.map(({ id, file, state }) => [id, file, state])).toEqual([
      ['drbd:r0', '/etc/drbd.conf', 'cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate C r----'],
      ['drbd:r1', '/etc/drbd.d/r1.res', null],
      ['drbd:drbd7', '/proc/drbd', 'cs:StandAlone st:x'],
    ]);
  });
});

describe('settings of storage paths', () => {
  test('iSCSI sessions, nodes, initiator, Fibre Channel and multipath', () => {
    const { settings, gaps } = parse({
      state: [
        shown('/etc/iscsi/initiatorname.iscsi', '# x\nInitiatorName=iqn.2001-04.com.example:xs1\n'),
        ran(
          'fabrics',
          'session\t1\tiqn.2001:t\tLOGGED_IN\nconnection\t1:0\t10.0.0.9\t3260\nfc\thost3\t0x50\t0x20\tOnline\n',
        ),
        ran(
          'nodes',
          rows(
            ['/etc/iscsi/nodes/iqn.2001:t/10.0.0.9,3260,1'],
            ['/etc/iscsi/nodes/iqn.2001:u/10.0.0.8,3260,1'],
          ),
        ),
        ran('multipath.conf', '/etc/multipath.xenserver/multipath.conf\n'),
      ],
      devices: [ran('multipath', '3600a dm-0 NETAPP,LUN\n')],
    });

    expect(settings.map(({ id, value }) => [id, value])).toEqual([
      ['setting:iscsi.session.iqn.2001:t@10.0.0.9:3260', 'LOGGED_IN'],
      ['setting:fc.port.0x50', 'host3, node 0x20, Online'],
      ['setting:iscsi.node.iqn.2001:t@10.0.0.9,3260,1', '/etc/iscsi/nodes/iqn.2001:t/10.0.0.9,3260,1'],
      ['setting:iscsi.node.iqn.2001:u@10.0.0.8,3260,1', '/etc/iscsi/nodes/iqn.2001:u/10.0.0.8,3260,1'],
      ['setting:iscsi.initiator-name', 'iqn.2001-04.com.example:xs1'],
      ['setting:multipath.conf-leads-to', '/etc/multipath.xenserver/multipath.conf'],
      ['setting:multipath.topology', '3600a dm-0 NETAPP,LUN\n'],
    ]);
    expect(gaps).toEqual([]);
  });

  test('files that no VDI stands for are named, VDIs and folders of the file system are not', () => {
    const uuid = '0e5f0b43-0000-4000-8000-000000000001';
    const mount = `/var/run/sr-mount/${uuid}`;
    const { settings } = parse({
      devices: [
        ran(
          'space',
          `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/mapper/x  1000  250  750  25% ${mount}\n`,
        ),
        ran(
          'tops',
          rows(
            ['d', 0, `${mount}/lost+found`],
            ['f', 10, `${mount}/11111111-2222-4333-8444-555555555555.vhd`],
            ['f', 700, `${mount}/my backup.tar`],
            ['d', 4096, `${mount}/isos`],
          ),
        ),
      ],
    });

    expect(settings.map(({ key, value }) => [key, value])).toEqual([
      [`${uuid}.bytes`, '1024000'],
      [`${uuid}.used-bytes`, '256000'],
      [`${uuid}.loose-files`, 'my backup.tar (700 bytes)\nisos/'],
    ]);
  });
});

describe('broken and hostile input', () => {
  test('a host that shows nothing has no item and no gap', () => {
    expect(parse({})).toMatchObject({ items: [], gaps: [] });
    expect(parseStorage({})).toMatchObject({ items: [], gaps: [] });
  });

  test('a record that is not understood is a gap', () => {
    expect(parse({ state: [ran('disks', 'what\n')] }).gaps).toMatchObject([
      { origin: '/sys/block', reason: 'unparsable' },
    ]);
    expect(parse({ state: [ran('fabrics', 'what\tx\n')] }).gaps).toMatchObject([{ origin: '/sys/class' }]);
  });

  test('random bytes never make it throw', () => {
    expectNeverThrows(
      parseStorage,
      ['state', 'devices'],
      [
        '/etc/drbd.conf',
        '/etc/iscsi/initiatorname.iscsi',
        'disks',
        'links',
        'inventory',
        'mounts',
        'mdstat',
        'drbd',
        'fabrics',
        'nodes',
        'multipath.conf',
        'multipath',
        'blkid',
        'pvs',
        'lvs',
        'space',
        'tops',
        'sgdisk /dev/sda',
        'sfdisk /dev/sda',
        'sectors-512 /dev/sda',
      ],
    );
  });

  test('sectors of any content never make it throw', () => {
    const header = Buffer.alloc(512);
    header.write('EFI PART');
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 3000 }), fc.boolean(), (bytes, isGpt) => {
        const disk = Buffer.concat([
          Buffer.alloc(512),
          isGpt ? header.subarray(0, 72) : Buffer.alloc(0),
          Buffer.from(bytes),
        ]);
        const hex = [...disk].map((byte) => ` ${byte.toString(16).padStart(2, '0')}`).join('');

        const collected = parse({ state: [PRIMARY], devices: [ran('sectors-512 /dev/sda', `${hex}\n`)] });

        expectSound(collected);
      }),
    );
  });

  test('each line of a partition table is a partition or counted in a gap', () => {
    const words = [
      '   1  2048  4095  1.0 MiB  0700  name\n',
      '   9  4096  8191  2.0 MiB  8300\n',
      'junk\n',
      ' ',
      '8300',
    ];
    const head = 'Number  Start (sector)    End (sector)  Size       Code  Name\n';
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const { items, gaps, partitions, contents } = parse({
          state: [PRIMARY],
          devices: [ran('sgdisk /dev/sda', head + text)],
        });

        expectSound({ items, gaps, ...(contents && { contents }) });
        const lines = Buffer.from(text).toString('utf8').split('\n');
        if (lines.includes('   9  4096  8191  2.0 MiB  8300'))
          expect(partitions.map(({ number }) => number)).toContain(9);
        if (lines[0] === 'junk') expect(gaps).not.toEqual([]);
      }),
    );
  });
});
