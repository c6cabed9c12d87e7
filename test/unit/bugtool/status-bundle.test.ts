import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputName } from '../../../src/bugtool/names.ts';
import { OUTPUTS } from '../../../src/bugtool/outputs.ts';
import { statusBundle } from '../../../src/bugtool/status-bundle.ts';
import type { StatusReport } from '../../../src/bugtool/status-report.ts';
import { readDatabase, readMap, readSet } from '../../../src/bugtool/xapi-database.ts';
import { collect } from '../../../src/collectors/collect.ts';
import { collectors } from '../../../src/collectors/index.ts';
import { allItems, itemsOfKind } from '../../../src/model/items.ts';
import type { Inventory } from '../../../src/model/inventory.ts';

const INVENTORY =
  "INSTALLATION_UUID='11111111-1111-4111-8111-111111111111'\nPRIMARY_DISK='/dev/disk/by-id/scsi-1'\n";

function reportOf(files: Readonly<Record<string, string | Buffer>>): StatusReport {
  const members = new Map(
    Object.entries({ 'etc/xensource-inventory': INVENTORY, ...files }).map(([name, text]) => {
      const body = Buffer.from(text);
      return [name, { body, sizeBytes: body.length, modified: 1_464_772_500 }];
    }),
  );
  return {
    format: 'tar',
    folder: 'bug-report-1',
    members,
    bytesReceived: 1,
    sha256: 'ab'.repeat(32),
    problems: [],
  };
}

function inventoryOf(files: Readonly<Record<string, string | Buffer>>): Inventory {
  const asked = collectors.flatMap(({ id, parts }) =>
    parts.map(({ id: part, answers }) => ({ collector: id, part, answers })),
  );
  const { inventory, failures } = collect(statusBundle(reportOf(files), asked), {
    tool: { name: 'test', version: '0' },
    source: 'bugtool',
    address: 'report',
    probeSha256: null,
    connection: {},
  });
  expect(failures).toEqual([]);
  return inventory;
}

const settingOf = (inventory: Inventory, id: string): string | undefined =>
  itemsOfKind(allItems(inventory), 'setting').find((item) => item.id === `setting:${id}`)?.value;

describe('names of outputs', () => {
  test.each([
    ['rpm -qa', 'rpm-qa.out'],
    ['ls -lR /boot', 'ls-lR-%boot.out'],
    ['df -alT', 'df-alT.out'],
    ['chkconfig --list', 'chkconfig--list.out'],
    ['xapi-db.xml', 'xapi-db.xml'],
    ['ethtool -i eth0.100', 'ethtool-i-eth0.100'],
    ['iscsiadm -m session -P 3', 'iscsiadm-m-session-P-3.out'],
  ])('%s is kept as %s', (label, name) => {
    expect(outputName(label)).toBe(name);
  });
});

describe('what a status report becomes', () => {
  test('nothing but its inventory file: no setting says that something is missing, and every part is a gap', () => {
    const inventory = inventoryOf({});
    const settings = itemsOfKind(allItems(inventory), 'setting').map(({ id }) => id);

    expect(settings.filter((id) => !id.startsWith('setting:inventory.'))).toEqual([]);
    for (const { id } of collectors) expect(inventory.sections[id]?.gaps.length, id).toBeGreaterThan(0);
  });

  test.each([
    ['the marker of an upgrade', 'host.safe2upgrade'],
    ['UEFI', 'host.firmware'],
    ['high availability', 'host.ha-armed'],
    ['the time zone', 'time.zone'],
    ['the first boot', 'firstboot.state'],
    ['the network cache', 'network.dbcache'],
    ['rules for interface names', 'network.static-rules'],
    ['where the primary disk leads', 'storage.PRIMARY_DISK'],
    ['time servers', 'ntp.conf'],
    ['the boot menu', 'boot.loader'],
    ['the password of root', 'account.root-password'],
  ])('%s is not said to be absent because the report does not hold it', (_name, id) => {
    expect(settingOf(inventoryOf({}), id)).toBe(undefined);
  });

  test('packages have a name and a version, and an architecture where rpm prints one', () => {
    const items = itemsOfKind(
      allItems(
        inventoryOf({
          'rpm-qa.out': 'gpg-pubkey-217521f6-45e8a532\nxapi-core-1.9-1.x86_64\nodd\nbash-3.2-33.el5\n',
        }),
      ),
      'package',
    );

    expect(items.map(({ nevra, nameOnly }) => [nevra, nameOnly])).toEqual([
      ['bash-3.2-33.el5', true],
      ['gpg-pubkey-217521f6-45e8a532', true],
      ['xapi-core-1.9-1.x86_64', true],
    ]);
  });

  test('services have the runlevels of chkconfig; nothing is said of whether they run, nor of services of xinetd', () => {
    const list =
      'sshd           \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\nmcollective\t0:off\t1:off\t2:off\t3:off\t4:off\t5:off\t6:off\n' +
      '\nxinetd based services:\n\tcheck_mk:      \ton\n';
    const items = itemsOfKind(allItems(inventoryOf({ 'chkconfig--list.out': list })), 'service');

    expect(items.map(({ name, enabledRunlevels, running }) => [name, enabledRunlevels, running])).toEqual([
      ['mcollective', [], null],
      ['sshd', [2, 3, 4, 5], null],
    ]);
  });

  test('interfaces are told apart by what the kernel and ethtool say; those of virtual machines are left out', () => {
    const interfaces = ['eth0', 'eth0.100', 'bond0', 'xenbr0', 'lo', 'vif1.0']
      .map((name) => `${name}      Link encap:Ethernet  HWaddr 00:16:3E:00:00:01\n          UP MTU:1500\n\n`)
      .join('');
    const inventory = inventoryOf({
      'ifconfig-a.out': interfaces,
      'ethtool-i-eth0.out': 'driver: e1000e\nversion: 1\nbus-info: 0000:02:00.0\n',
      'ethtool-i-xenbr0.out': 'driver: bridge\nversion: 2.3\nbus-info: N/A\n',
      'brctl-show.out':
        'bridge name\tbridge id\tSTP enabled\tinterfaces\nxenbr0\t\t8000.00163e000001\tno\t\tbond0\n\t\t\t\t\t\t\tvif1.0\n',
      'proc/net/bonding/bond0': 'Bonding Mode: x\n\nSlave Interface: eth0\nMII Status: up\n',
      'proc/net/vlan/eth0.100': 'eth0.100  VID: 100\n',
    });

    expect(
      itemsOfKind(allItems(inventory), 'nic').map(({ name, role, driver, members }) => [
        name,
        role,
        driver,
        members,
      ]),
    ).toEqual([
      ['bond0', 'bond', null, ['eth0']],
      ['eth0', 'physical', 'e1000e', []],
      ['eth0.100', 'vlan', null, []],
      ['xenbr0', 'bridge', null, ['bond0']],
    ]);
  });

  test('an output that xen-bugtool ended says nothing', () => {
    const inventory = inventoryOf({ 'rpm-qa.out': 'bash-3.2-33.el5\n\n** timeout **\n' });

    expect(inventory.sections['packages']).toMatchObject({ status: 'unavailable', items: [] });
  });

  test('df -alT becomes sizes, also where a long source breaks the line', () => {
    const df =
      'Filesystem    Type   1K-blocks      Used Available Use% Mounted on\n' +
      'rootfs      rootfs     4127440   1832496   2085276  47% /\n/dev/root     ext3     4127440   1832496   2085276  47% /\n' +
      'proc          proc           0         0         0   -  /proc\n' +
      '/dev/mapper/XSLocalEXT--6b1f1d0c\n              ext3   464379408    198656 440592128   1% /run/sr-mount/6b1f\n';
    const inventory = inventoryOf({
      'df-alT.out': df,
      'proc/mounts':
        '/dev/root / ext3 rw 0 0\n/dev/mapper/XSLocalEXT--6b1f1d0c /run/sr-mount/6b1f ext3 rw 0 0\n',
    });
    const sizes = itemsOfKind(allItems(inventory), 'mount').map(({ target, sizeBytes }) => [
      target,
      sizeBytes,
    ]);

    expect(settingOf(inventory, 'host.root-used-bytes')).toBe(String(1_832_496 * 1024));
    expect(sizes).toEqual([
      ['/', 4_127_440 * 1024],
      ['/run/sr-mount/6b1f', 464_379_408 * 1024],
    ]);
  });

  test('swap of fstab is not said to be out of use', () => {
    const inventory = inventoryOf({
      'etc/fstab': '/var/swap/swap.001 swap swap defaults 0 0\n',
      'proc/mounts': 'x / ext3 rw 0 0\n',
    });

    expect(itemsOfKind(allItems(inventory), 'swap')).toEqual([]);
  });

  test.each([
    ['true', 'true'],
    ['false', 'false'],
  ])('high availability that is armed (%s) is told by local.db, where the report has it', (value, said) => {
    const inventory = inventoryOf({
      'var/xapi/local.db': `<db><row key="ha.armed" value="${value}"/></db>\n<row key="ha.armed" value="true"/>`,
    });

    expect(settingOf(inventory, 'host.ha-armed')).toBe(said);
    expect(inventory.sections['host']?.gaps.map(({ detail }) => detail).join()).not.toContain('HA is armed');
  });

  test('the boot menu is whole only when the list of /boot names no other one', () => {
    const menu =
      'default xe\nlabel xe\n  kernel mboot.c32\n  append /boot/xen.gz --- /boot/vmlinuz root=LABEL=r --- /boot/initrd.img\n';
    const list = (name: string): string =>
      `/boot:\ntotal 1\n-rw-r--r-- 1 root root 300 Jun  1 10:15 ${name}\n`;
    const statusOf = (files: Readonly<Record<string, string>>): string | undefined =>
      inventoryOf({ 'boot/extlinux.conf': menu, ...files }).sections['boot']?.status;

    expect(statusOf({})).toBe('partial');
    expect(statusOf({ 'ls-lR-%boot.out': list('extlinux.conf') })).toBe('complete');
    expect(
      statusOf({
        'ls-lR-%boot.out': `${list('extlinux.conf')}\n/boot/grub:\n-rw-r--r-- 1 root root 9 Jun  1  2016 menu.lst\n`,
      }),
    ).toBe('partial');
  });

  test('a member of a pool does not take its own old database for that of the pool', () => {
    const database =
      '<database><table name="pool"><row ref="r" uuid="u" ha_enabled="true"/></table></database>';
    const haOf = (files: Readonly<Record<string, string>>): string | undefined =>
      settingOf(inventoryOf(files), 'pool.ha-enabled');

    expect(haOf({ 'xapi-db.xml': database, 'etc/xensource/pool.conf': 'slave:10.0.0.1' })).toBe(undefined);
    expect(haOf({ 'xapi-db.xml': database, 'etc/xensource/pool.conf': 'master' })).toBe('true');
    expect(haOf({ 'xapi-db-dumped.xml': database, 'etc/xensource/pool.conf': 'slave:10.0.0.1' })).toBe(
      'true',
    );
    expect(
      haOf({ 'xapi-db-dumped.xml': database.slice(0, -4), 'etc/xensource/pool.conf': 'slave:10.0.0.1' }),
    ).toBe(undefined);
  });

  test('a name that looks like fields of xe changes no other field', () => {
    const name = 'evil%n         type ( RO): nfs%n%nuuid ( RO)          : other';
    const inventory = inventoryOf({
      'xapi-db-dumped.xml': `<database><table name="SR"><row ref="r" uuid="u" name__label="${name}" type="lvm" shared="true"/></table></database>`,
    });

    expect(itemsOfKind(allItems(inventory), 'sr').map(({ uuid, type }) => [uuid, type])).toEqual([
      ['u', 'lvm'],
    ]);
  });

  test('passwords in files of the report are withheld', () => {
    const inventory = inventoryOf({
      'etc/iscsi/iscsid.conf': 'node.session.auth.password = hunter2secret\n',
    });

    expect(JSON.stringify(inventory)).not.toContain('hunter2secret');
    expect(inventory.contents.find(({ path }) => path === '/etc/iscsi/iscsid.conf')?.withheldLines).toBe(1);
  });

  test('a problem of the archive is a gap of the whole', () => {
    const bundle = statusBundle({ ...reportOf({}), problems: ['It could be read only in part.'] }, []);

    expect(bundle).toMatchObject({ complete: false, problems: ['It could be read only in part.'] });
  });
});

describe('hostile content', () => {
  const names = [
    ...Object.values(OUTPUTS).map(outputName),
    'ethtool-i-eth0.out',
    'inventory.xml',
    'proc/mounts',
    'proc/cmdline',
    'proc/modules',
    'proc/mdstat',
    'proc/net/bonding/bond0',
    'etc/xensource-inventory',
    'etc/fstab',
    'etc/modprobe.d/x',
    'var/patch/applied/x',
    'var/xapi/networkd.db',
    'boot/extlinux.conf',
  ];
  const word = fc.constantFrom(
    ...[
      "'",
      '"',
      '<row ',
      'ref="',
      'uuid="',
      '<table name="VM">',
      '/dev/disk',
      ':',
      ' -> ',
      '\n',
      '\t',
      ' ',
      '%_',
      "(('",
      '\\',
      '-',
      '0',
      '\u0000',
    ],
    ...[
      'eth0 Link encap:',
      'lrwxrwxrwx 1 root root 3 Jan  1 10:15 ',
      '/dev:\n',
      'filename:  /x.ko',
      '1:on',
      '\u001b[31m',
      'abababab\t',
    ],
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('no content of a report makes a parser fail, and the same content gives the same inventory', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 12, noNullPrototype: true }),
        (files) => {
          expect(JSON.stringify(inventoryOf(files))).toBe(JSON.stringify(inventoryOf(files)));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the database of xapi', () => {
  test('texts, sets and maps come back as they were', () => {
    const text = `<database><table name="VM"><row ref="OpaqueRef:1" name__label="a%_b &amp; 100%% &lt;c&gt;%n" tags="('x' 'it\\'s')" other_config="(('k' 'v') ('empty' ''))"/></table></database>`;
    const row = readDatabase(text)?.get('VM')?.get('OpaqueRef:1');

    expect(row?.get('name__label')).toBe('a  b & 100% <c>\n');
    expect(readSet(row?.get('tags'))).toEqual(['x', "it's"]);
    expect(readMap(row?.get('other_config'))).toEqual([
      ['k', 'v'],
      ['empty', ''],
    ]);
  });

  test.each([
    ['nothing', ''],
    ['another document', '<html><body/></html>'],
    ['one that was cut off', '<database><table name="VM">'],
  ])('%s is none', (_name, text) => {
    expect(readDatabase(text)).toBe(null);
  });
});
