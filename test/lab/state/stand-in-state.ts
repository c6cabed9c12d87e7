import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import type { Face } from '../face/face.ts';
import { HOST } from '../face/identity.ts';
import { firewallRules, kernelCommandLine } from '../runtime/inventory.ts';
import { kernelArguments } from '../el7/boot-menu.ts';
import { freshSettings } from '../el7/settings.ts';
import { unitStates } from '../el7/units.ts';
import { labSources } from '../places.ts';
import type { LabPartition } from './gpt.ts';
import { newLayout, stockPartitions, writePartitions } from './partitions.ts';
import { stockXeState, xeObjectsText } from './xe-objects.ts';

const MODULES: readonly (readonly [string, number, number, string, string, string])[] = [
  ['tg3', 165_000, 0, '-', '3.136h', 'extra/tg3.ko'],
  ['mptsas', 53_000, 4, '-', '3.04.20', 'kernel/drivers/mptsas.ko'],
  ['mptbase', 98_000, 1, 'mptsas', '3.04.20', 'kernel/drivers/mptbase.ko'],
  ['dm_multipath', 24_000, 0, '-', '1.6.0', 'kernel/drivers/dm-multipath.ko'],
  ['dm_mod', 76_000, 8, 'dm_multipath', '-', 'kernel/drivers/dm-mod.ko'],
  ['sd_mod', 32_000, 4, '-', '-', 'kernel/drivers/sd_mod.ko'],
  ['scsi_mod', 140_000, 3, 'mptsas,sd_mod', '-', 'kernel/drivers/scsi_mod.ko'],
  ['ext3', 126_000, 2, '-', '-', 'kernel/drivers/ext3.ko'],
  ['jbd', 48_000, 1, 'ext3', '-', 'kernel/drivers/jbd.ko'],
  ['nfs', 233_000, 0, '-', '-', 'kernel/drivers/nfs.ko'],
  ['lockd', 67_000, 1, 'nfs', '-', 'kernel/drivers/lockd.ko'],
  ['sunrpc', 180_000, 2, 'nfs,lockd', '-', 'kernel/drivers/sunrpc.ko'],
  ['iscsi_tcp', 12_000, 0, '-', '-', 'kernel/drivers/iscsi_tcp.ko'],
  ['libiscsi', 42_000, 1, 'iscsi_tcp', '-', 'kernel/drivers/libiscsi.ko'],
  ['isofs', 34_000, 1, '-', '-', 'kernel/drivers/isofs.ko'],
  ['loop', 17_000, 2, '-', '-', 'kernel/drivers/loop.ko'],
  ['openvswitch', 85_000, 0, '-', '2.1.3', 'extra/openvswitch.ko'],
];

/** Line of the mount table: the log partition stands as a tmpfs with the content of a folder. */
export const LOG_MOUNT = '/var/log /dev/sda5 mode=755 logs\n';

const LOGS = [
  'messages',
  'secure',
  'cron',
  'maillog',
  'xensource.log',
  'SMlog',
  'audit.log',
  'wtmp',
  'lastlog',
];

function writeLogs(put: (name: string, text: string, mode?: number) => void): void {
  for (const name of LOGS) put(`logs/${name}`, name.endsWith('log') ? `lab log ${name}\n` : '', 0o600);
  put('logs/installer/install-log', 'lab installer log\n');
}

/** Partitions of an untouched host. */
export function partitionsOf(face: Face): LabPartition[] {
  return face.series === 'el7' ? newLayout(HOST.rootLabel.slice('root-'.length)) : stockPartitions();
}

/** The rules of the file that the 7.0 lab ships. */
function shippedRules(): string[] {
  const text = fs.readFileSync(
    labSources('packages', 'iptables-services@7.0', 'etc/sysconfig/iptables'),
    'utf8',
  );
  return text.split('\n').filter((line) => line.startsWith('-A '));
}

/** Writes everything that the stand-ins and the namespace read about the host. */
export function writeStandInState(folder: string, face: Face): void {
  const seven = face.series === 'el7';
  const put = (name: string, text: string, mode = 0o644): void => {
    const path = join(folder, name);
    fs.mkdirSync(dirname(path), { recursive: true });
    fs.writeFileSync(path, text, { mode });
  };
  put(
    'uname',
    `kernel='${face.kernel}'\nbuild='#1 SMP Fri Dec 12 14:20:11 EST 2014'\nmachine='${face.machine}'\n`,
  );
  writePartitions(folder, partitionsOf(face));
  put(
    'modules',
    MODULES.map(
      ([name, size, users, by, version, path]) =>
        `${name}\t${size}\t${users}\t${by}\t${version}\t/lib/modules/${face.kernel}/${path}\n`,
    ).join(''),
  );
  put(
    'pci',
    '00:00.0\t0600\t8086:3403 (rev 22)\tHost bridge: Intel Corporation 5500 I/O Hub to ESI Port (rev 22)\n02:00.0\t0200\t14e4:1659 (rev 11)\tEthernet controller: Broadcom Corporation NetXtreme BCM5721 Gigabit Ethernet (rev 11)\n02:01.0\t0200\t14e4:1659 (rev 11)\tEthernet controller: Broadcom Corporation NetXtreme BCM5721 Gigabit Ethernet (rev 11)\n03:00.0\t0100\t1000:0058 (rev 08)\tSCSI storage controller: LSI Logic / Symbios Logic SAS1068E (rev 08)\n',
  );
  put(
    'dmi',
    'system-manufacturer\tLab Systems\nsystem-product-name\tLab Server 1\nsystem-serial-number\tLAB0001\nbios-vendor\tLab BIOS\nbios-version\t1.0\n',
  );
  put(
    'nics',
    'eth0\ttg3\t3.136h\t5721-v3.61\t0000:02:00.0\t1000Mb/s\neth1\ttg3\t3.136h\t5721-v3.61\t0000:02:01.0\t1000Mb/s\n',
  );
  put(
    'iptables-save',
    `*filter\n:INPUT ACCEPT [120:9400]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [98:12800]\n:RH-Firewall-1-INPUT - [0:0]\n${(seven ? shippedRules() : firewallRules()).join('\n')}\nCOMMIT\n# Completed on Wed Mar 11 09:58:12 2015\n`,
  );
  put('losetup', '/dev/loop0: [0801]:98304 (/opt/xensource/packages/iso/XenCenter.iso)\n');
  put(
    'lvm/pvs',
    `pv_name\tvg_name\tpv_fmt\tpv_attr\tpv_size\tpv_free\tpv_uuid\n/dev/sda3\t${HOST.vgName}\tlvm2\ta-\t483179626496\t0\tLabPv1\n`,
  );
  put(
    'lvm/vgs',
    `vg_name\tpv_count\tlv_count\tsnap_count\tvg_attr\tvg_size\tvg_free\tvg_uuid\tvg_tags\n${HOST.vgName}\t1\t1\t0\twz--n-\t483179626496\t0\tLabVg1\t\n`,
  );
  put(
    'lvm/lvs',
    `lv_name\tvg_name\tlv_attr\tlv_size\tlv_path\tdevices\tlv_uuid\tlv_tags\n${HOST.localSr}\t${HOST.vgName}\t-wi-ao\t483179626496\t/dev/${HOST.vgName}/${HOST.localSr}\t/dev/sda3(0)\tLabLv1\t\n`,
  );
  put(
    'dm',
    `${HOST.vgName.replaceAll('-', '--')}-${HOST.localSr.replaceAll('-', '--')}\t252\t0\t0 956317696 linear\t8:3 384\n`,
  );
  put(
    'proc/cmdline',
    seven ? `${kernelArguments(freshSettings(face.installedAt))}\n` : kernelCommandLine(face),
  );
  put(
    'proc/swaps',
    `Filename\t\t\t\tType\t\tSize\tUsed\tPriority\n${seven ? '/dev/sda6                               partition\t1048572\t0\t-1' : '/var/swap/swap.001                      file\t\t524280\t0\t-1'}\n`,
  );
  put(
    'proc/modules',
    MODULES.map(
      ([name, size, users, by]) =>
        `${name} ${size} ${users} ${by === '-' ? '-' : `${by},`} Live 0x0000000000000000\n`,
    ).join(''),
  );
  writeNetwork(put);
  writeNetworkCards(put, folder);
  const objects = stockXeState(face);
  for (const [name, xeClass] of Object.entries(objects)) put(`xe/${name}.txt`, xeObjectsText(xeClass));
  put('xe.mode', 'ok\n');
  put('rpm.mode', 'ok\n');
  put('mounts', seven ? LOG_MOUNT : '');
  if (seven) writeLogs(put);
  if (seven) put('units', unitStates());
  put('calls.log', '', 0o666);
  fs.chmodSync(join(folder, 'calls.log'), 0o666);
}

function writeNetwork(put: (name: string, text: string) => void): void {
  const [mac0, mac1] = HOST.macs;
  const routes = `Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\n192.0.2.0       0.0.0.0         255.255.255.0   U     0      0        0 xenbr0\n0.0.0.0         ${HOST.gateway}       0.0.0.0         UG    0      0        0 xenbr0\n`;
  put('net/route', routes);
  put(
    'net/ip-route-local',
    `broadcast 192.0.2.255 dev xenbr0  table local  proto kernel  scope link  src ${HOST.address} \nlocal ${HOST.address} dev xenbr0  table local  proto kernel  scope host  src ${HOST.address} \nlocal 127.0.0.0/8 dev lo  table local  proto kernel  scope host  src 127.0.0.1 \n`,
  );
  put(
    'net/ip-route',
    `192.0.2.0/24 dev xenbr0  proto kernel  scope link  src ${HOST.address} \ndefault via ${HOST.gateway} dev xenbr0 \n`,
  );
  put(
    'net/ip-rule',
    '0:\tfrom all lookup local \n32766:\tfrom all lookup main \n32767:\tfrom all lookup default \n',
  );
  const nic = (number: number, name: string, mac: string, address = ''): string =>
    `${number}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP qlen 1000\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n${address}`;
  const addresses = `    inet ${HOST.address}/24 brd 192.0.2.255 scope global xenbr0\n`;
  const loopback =
    '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 16436 qdisc noqueue state UNKNOWN \n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n';
  put(
    'net/ip-addr',
    `${loopback}    inet 127.0.0.1/8 scope host lo\n${nic(2, 'eth0', mac0)}${nic(3, 'eth1', mac1)}${nic(4, 'xenbr0', mac0, addresses)}`,
  );
  put('net/ip-link', `${loopback}${nic(2, 'eth0', mac0)}${nic(3, 'eth1', mac1)}${nic(4, 'xenbr0', mac0)}`);
  put(
    'net/ip-link-o',
    `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 16436 qdisc noqueue state UNKNOWN \\    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n${[
      ['eth0', mac0],
      ['eth1', mac1],
      ['xenbr0', mac0],
    ]
      .map(([name = '', mac = ''], i) =>
        nic(i + 2, name, mac)
          .trimEnd()
          .replace('\n', '\\'),
      )
      .join('\n')}\n`,
  );
  put(
    'net/ip-addr-o',
    `1: lo    inet 127.0.0.1/8 scope host lo\n4: xenbr0    inet ${HOST.address}/24 brd 192.0.2.255 scope global xenbr0\n`,
  );
  put(
    'net/ifconfig',
    [
      ['eth0', mac0],
      ['eth1', mac1],
      ['xenbr0', mac0],
    ]
      .map(
        ([name = '', mac = '']) =>
          `${name.padEnd(10)}Link encap:Ethernet  HWaddr ${mac.toUpperCase()}  \n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\n`,
      )
      .join(''),
  );
  put(
    'net/listening',
    'Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address               Foreign Address             State      \ntcp        0      0 0.0.0.0:22                  0.0.0.0:*                   LISTEN      \ntcp        0      0 0.0.0.0:443                 0.0.0.0:*                   LISTEN      \n',
  );
  put('net/vswitch', 'xenbr0 eth0\nxenbr1 eth1\n');
}

/** The cards as /sys shows them. */
function writeNetworkCards(put: (name: string, text: string) => void, folder: string): void {
  const link = (path: string, target: string): void => {
    fs.mkdirSync(dirname(join(folder, path)), { recursive: true });
    fs.symlinkSync(target, join(folder, path));
  };
  HOST.macs.forEach((mac, i) => {
    put(`sys/class/net/eth${i}/address`, `${mac}\n`);
    put(`sys/class/net/eth${i}/operstate`, 'up\n');
    put(`sys/class/net/eth${i}/mtu`, '1500\n');
    put(`sys/bus/pci/drivers/tg3/0000:02:0${i}.0`, '');
    fs.mkdirSync(join(folder, `sys/devices/pci0000:00/0000:02:0${i}.0`), { recursive: true });
    link(`sys/class/net/eth${i}/device`, `../../../devices/pci0000:00/0000:02:0${i}.0`);
    link(`sys/devices/pci0000:00/0000:02:0${i}.0/driver`, '../../../bus/pci/drivers/tg3');
  });
  put('sys/class/net/xenbr0/address', `${HOST.macs[0]}\n`);
  put('sys/class/net/lo/address', '00:00:00:00:00:00\n');
  fs.mkdirSync(join(folder, 'sys/fs/cgroup'), { recursive: true });
}
