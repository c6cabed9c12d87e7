import * as fs from 'node:fs';
import { join } from 'node:path';
import { directory, file, program } from '../tree/entry.ts';
import type { LabPartition } from '../state/gpt.ts';
import { GIB_SECTORS, LVM_TYPE, disk, partition } from '../state/partitions.ts';
import type { Drift, FoundTruth } from './drift.ts';

const unowned = (path: string): FoundTruth => ({ id: `file:${path}`, state: 'unowned' });
const LINUX_TYPE = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
const SWAP_TYPE = '0657FD6D-A4AB-43C4-84E5-0933C84B4F4F';

/** Mounts, disks and network. */
export const SYSTEM_DRIFTS: readonly Drift[] = [
  {
    name: 'extra-mount',
    description: 'A file system of its own at /mnt/backup, mounted, with two files; fstab has its line.',
    apply: ({ rewrite, write, places, editState }) => {
      write(directory('/mnt/backup'));
      const content = join(places.state, 'mounted-backup');
      fs.mkdirSync(content, { recursive: true });
      fs.writeFileSync(join(content, 'vm.xva'), 'export\n');
      fs.writeFileSync(join(content, 'restore.sh'), '#!/bin/sh\n', { mode: 0o755 });
      editState('mounts', (text) => `${text}/mnt/backup /dev/sdb1 size=16m,mode=755 mounted-backup\n`);
      rewrite('/etc/fstab', (text) => `${text}/dev/sdb1   /mnt/backup   ext3   defaults   1  2\n`);
      rewrite('/etc/mtab', (text) => `${text}/dev/sdb1 /mnt/backup ext3 rw 0 0\n`);
      return [{ id: 'mount:/mnt/backup' }, unowned('/mnt/backup'), unowned('/etc/fstab')];
    },
  },
  {
    name: 'extra-partitions',
    description: 'Two more partitions on the boot disk, one of a type that the installer does not know.',
    apply: ({ changePartitions }) => {
      const data = { code: '8300', typeGuid: LINUX_TYPE, label: 'data', fsType: 'ext3' };
      const swap = { code: '8200', typeGuid: SWAP_TYPE, label: '-', fsType: 'swap' };
      changePartitions((list) => [
        ...list,
        partition('sda', 5, 962_000_896, 2 * GIB_SECTORS, data),
        partition('sda', 6, 970_000_384, GIB_SECTORS, swap),
      ]);
      return [{ id: 'partition:sda#5' }, { id: 'partition:sda#6' }];
    },
  },
  {
    name: 'dos-partition-table',
    description: 'The boot disk has a DOS partition table, as on a host that was first installed before 6.0.',
    apply: ({ changePartitions }) => {
      const codes: Readonly<Record<string, string>> = { '0700': '83', '8E00': '8e' };
      changePartitions((list) => [
        disk('sda', 'dos'),
        ...list
          .filter((p) => p.kind === 'part')
          .map((p): LabPartition => ({ ...p, table: 'dos', code: codes[p.code] ?? p.code })),
      ]);
      return [];
    },
  },
  {
    name: 'extra-volume-group',
    description: 'A second volume group on a second disk, with two logical volumes.',
    apply: ({ editState, changePartitions }) => {
      const facts = { code: '8E00', typeGuid: LVM_TYPE, label: '-', fsType: 'lvm2pv' };
      changePartitions((list) => [...list, disk('sdb'), partition('sdb', 1, 2048, 99 * GIB_SECTORS, facts)]);
      editState('lvm/pvs', (text) => `${text}/dev/sdb1\tdata\tlvm2\ta-\t107374182400\t53687091200\tLabPv2\n`);
      editState('lvm/vgs', (text) => `${text}data\t1\t2\t0\twz--n-\t107374182400\t53687091200\tLabVg2\t\n`);
      editState(
        'lvm/lvs',
        (text) =>
          `${text}backup\tdata\t-wi-ao\t42949672960\t/dev/data/backup\t/dev/sdb1(0)\tLabLv2\t\nscratch\tdata\t-wi-a-\t10737418240\t/dev/data/scratch\t/dev/sdb1(10240)\tLabLv3\t\n`,
      );
      return [{ id: 'vg:data' }];
    },
  },
  {
    name: 'md-array',
    description: 'A software RAID for a data disk, with its mdadm.conf.',
    apply: ({ write, editState }) => {
      write(
        file(
          '/etc/mdadm.conf',
          'DEVICE partitions\nARRAY /dev/md0 level=raid1 num-devices=2 UUID=11111111:22222222:33333333:44444444\n',
        ),
      );
      editState(
        'md',
        () =>
          'ARRAY /dev/md0 level=raid1 num-devices=2 metadata=0.90 UUID=11111111:22222222:33333333:44444444\n',
      );
      editState(
        'proc/mdstat',
        () =>
          'Personalities : [raid1] \nmd0 : active raid1 sdc1[1] sdb1[0]\n      104857536 blocks [2/2] [UU]\n      \nunused devices: <none>\n',
      );
      return [unowned('/etc/mdadm.conf'), { id: 'md:11111111:22222222:33333333:44444444' }];
    },
  },
  {
    name: 'drbd',
    description: 'A DRBD resource in its configuration file.',
    apply: ({ write }) => {
      write(
        file('/etc/drbd.conf', 'include "/etc/drbd.d/*.res";\n'),
        file(
          '/etc/drbd.d/sr0.res',
          'resource sr0 {\n  device /dev/drbd0;\n  disk /dev/sdb1;\n  on lab-dom0 { address 192.0.2.17:7788; }\n}\n',
        ),
      );
      return [unowned('/etc/drbd.conf'), unowned('/etc/drbd.d/sr0.res'), { id: 'drbd:sr0' }];
    },
  },
  {
    name: 'iscsi-session',
    description: 'An iSCSI target is attached, and a multipath map shows it.',
    apply: ({ editState, write }) => {
      editState('iscsi', () => '198.51.100.20:3260 1 iqn.2001-05.test.example:array.lun1\n');
      editState(
        'multipath',
        () =>
          '36001405deadbeef dm-3 LIO-ORG,lab-lun\nsize=100G features="1 queue_if_no_path" hwhandler="0" wp=rw\n`-+- policy=\'round-robin 0\' prio=1 status=active\n  |- 3:0:0:1 sdd 8:48 active ready running\n  `- 4:0:0:1 sde 8:64 active ready running\n',
      );
      write(
        directory('/etc/iscsi/nodes/iqn.2001-05.test.example:array.lun1'),
        file(
          '/etc/iscsi/nodes/iqn.2001-05.test.example:array.lun1/default',
          'node.name = iqn.2001-05.test.example:array.lun1\n',
        ),
      );
      return [];
    },
  },
  {
    name: 'network-settings',
    description:
      'Name servers by hand, a resolver option, an ethtool hook, a bond file of the site, arp settings.',
    apply: ({ rewrite, write }) => {
      rewrite('/etc/resolv.conf', (text) => `${text}options timeout:1 rotate\n`);
      rewrite('/etc/sysconfig/network', (text) => `${text}GATEWAYDEV=xenbr0\n`);
      write(
        file(
          '/etc/sysconfig/network-scripts/ifcfg-Bond0',
          'DEVICE=Bond0\nBONDING_OPTS="mode=4 miimon=100"\n',
        ),
        file(
          '/etc/sysconfig/network-scripts/ifcfg-eth2',
          'DEVICE=eth2\nIPADDR=198.51.100.17\nNETMASK=255.255.255.0\nONBOOT=yes\nMTU=9000\n',
        ),
        program('/sbin/ifup-local', '#!/bin/sh\nethtool -G $1 rx 4096\n'),
        file('/etc/sysconfig/static-routes', 'any net 203.0.113.0/24 gw 192.0.2.254\n'),
      );
      return [
        ...[
          '/etc/sysconfig/network-scripts/ifcfg-Bond0',
          '/etc/sysconfig/network-scripts/ifcfg-eth2',
          '/sbin/ifup-local',
          '/etc/sysconfig/static-routes',
          '/etc/sysconfig/network',
        ].map(unowned),
      ];
    },
  },
  {
    name: 'without-network-rules',
    description: 'Neither static-rules.conf nor network.dbcache: the upgrade stops.',
    apply: ({ tree, face }) => {
      tree.remove('/etc/sysconfig/network-scripts/interface-rename-data/static-rules.conf');
      tree.remove(`${face.xapiState}/network.dbcache`);
      return [];
    },
  },
  {
    name: 'host-key-changed',
    description: 'The host has other ssh host keys than before.',
    apply: ({ write, otherHostKeys }) => {
      write(
        ...otherHostKeys.flatMap(({ name, privateKey, publicKey }) => [
          file(`/etc/ssh/${name}`, privateKey, { mode: 0o600 }),
          file(`/etc/ssh/${name}.pub`, publicKey),
        ]),
      );
      return [];
    },
  },
  {
    name: 'signed-certificate',
    description: 'The toolstack has a certificate that an authority of the site has signed.',
    apply: ({ write, signedPem, tree }) => {
      tree.remove('/etc/xensource/xapi-ssl.pem');
      write(file('/etc/xensource/xapi-ssl.pem', signedPem, { mode: 0o400 }));
      return [{ id: 'certificate:/etc/xensource/xapi-ssl.pem' }];
    },
  },
];
