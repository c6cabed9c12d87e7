import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHost } from '../../../src/collectors/host/parse.ts';
import { findElements } from '../../../src/collectors/host/xml.ts';
import type { Item } from '../../../src/model/inventory.ts';
import type { ProbeSection } from '../../../src/probe/section.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, refused, rows, section, shown } from '../../support/sections.ts';

const INVENTORY = `PRODUCT_BRAND='XenServer'
PRODUCT_NAME='xenenterprise'
PRODUCT_VERSION='6.2.0'
PLATFORM_VERSION='1.8.0'
BUILD_NUMBER='70446c'
INSTALLATION_UUID='11111111-2222-4333-8444-555555555555'
CONTROL_DOMAIN_UUID='66666666-7777-4888-8999-aaaaaaaaaaaa'
MANAGEMENT_INTERFACE='xenbr0'
`;
const UUID = '95ac709c-e408-423f-8d22-84b8134a149e';
const PACKS = '/etc/xensource/installed-repos';
const MAIN = `<?xml version="1.0" ?>
<repository build="70446c" name="main" originator="xs" product="XenServer" version="6.2.0">
  <description>XenServer Pack</description>
</repository>`;

function stock(): Buffer[] {
  return [
    shown('/etc/xensource-inventory', INVENTORY),
    shown('/etc/redhat-release', 'XenServer release 6.2.0-70446c (xenenterprise)\n'),
    shown('/etc/xensource/pool.conf', 'master'),
    shown('/etc/sysconfig/network', 'NETWORKING=yes\nHOSTNAME=xs1.example.net\n'),
    shown('/etc/sysconfig/clock', 'ZONE="Europe/Berlin"\nUTC=true\n'),
    shown('/etc/sysconfig/keyboard', 'KEYTABLE="us"\n'),
    shown('/etc/resolv.conf', 'nameserver 192.0.2.1\nnameserver 192.0.2.2\n'),
    shown('/etc/ntp.conf', 'server 0.pool.example.net iburst\nrestrict default\n'),
    shown(`${PACKS}/xs:main/XS-REPOSITORY`, MAIN),
    shown(
      `${PACKS}/xs:main/XS-PACKAGES`,
      '<packages>\n<package label="xapi-core" type="rpm" size="1">xapi-core-0.2-1.i386.rpm</package>\n</packages>',
    ),
    ran('cmdline', 'root=LABEL=root-abcdefgh ro xencons=hvc\n'),
    ran('root', '/dev/root ext3\n'),
    ran(
      'uname',
      'Linux xs1 2.6.32.43-0.4.1.xs1.8.0.835.170778xen #1 SMP Wed May 29 18:06:30 EDT 2013 i686\n',
    ),
    ran('date', '2016-06-01T10:20:30Z\n'),
    ran(
      'space',
      'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 4127440 1832496 2085276 47% /\n',
    ),
    ran('inodes', 'Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/sda1 262144 60000 202144 23% /\n'),
    ran('ha-armed /var/xapi/local.db', 'false\n'),
    ran(
      'entries',
      rows(
        ['d', 1400000000, `${PACKS}/`],
        ['d', 1400000000, `${PACKS}/xs:main`],
        ['d', 1400000000, '/var/preserve/'],
      ),
    ),
    ran('labels', rows(['../../sda1', 'root-abcdefgh'])),
  ];
}

function parse(blocks: readonly Buffer[], more: Partial<ProbeSection> = {}) {
  return parseHost({ identity: section(blocks, more) });
}

function setting(items: readonly Item[], name: string): string | undefined {
  const found = items.find((item) => item.id === `setting:${name}`);
  return found?.kind === 'setting' ? found.value : undefined;
}

/** The stock host with one block exchanged for others. */
function stockBut(start: string, ...instead: Buffer[]): Buffer[] {
  return [...stock().filter((block) => !block.includes(` ${start}\n`)), ...instead];
}

describe('a stock host', () => {
  test('is known by its inventory, its kernel and its clock', () => {
    const { host, gaps } = parse(stock());

    expect(host).toMatchObject({
      hostname: 'xs1',
      uuid: '11111111-2222-4333-8444-555555555555',
      product: 'XenServer',
      version: '6.2.0',
      build: '70446c',
      platformVersion: '1.8.0',
      arch: 'i686',
      poolRole: 'master',
      collectedAt: '2016-06-01T10:20:30Z',
    });
    expect(gaps).toEqual([]);
  });

  test.each([
    ['time.zone', '"Europe/Berlin"'],
    ['time.servers', '0.pool.example.net iburst'],
    ['keyboard.keytable', '"us"'],
    ['network.hostname', 'xs1.example.net'],
    ['network.name-servers', '192.0.2.1\n192.0.2.2'],
    ['network.management-interface', 'xenbr0'],
    ['network.ipv6', undefined],
    ['host.missing-settings-files', ''],
    ['host.ha-armed', 'false'],
    ['host.safe2upgrade', 'absent'],
    ['host.firmware', 'bios'],
    ['host.root-label', 'root-abcdefgh'],
    ['host.root-fs-type', 'ext3'],
    ['host.root-available-bytes', String(2085276 * 1024)],
    ['host.root-available-inodes', '202144'],
    ['inventory.PLATFORM_VERSION', '1.8.0'],
  ])('its setting %s is %j', (name, value) => {
    expect(setting(parse(stock()).items, name)).toBe(value);
  });

  test('has the base pack with its packages', () => {
    expect(parse(stock()).items.filter(({ kind }) => kind === 'pack')).toMatchObject([
      {
        id: 'pack:xs:main',
        version: '6.2.0',
        build: '70446c',
        description: 'XenServer Pack',
        packages: ['xapi-core-0.2-1.i386'],
      },
    ]);
  });
});

describe('the inventory file', () => {
  test.each([
    ["A='x'", [['A', 'x']]],
    ['A="x"', [['A', '"x"']]],
    ['A=x', [['A', 'x']]],
    ['A=', [['A', '']]],
    ["A=''x''", [['A', 'x']]],
    ["A='x=y'", [['A', 'x=y']]],
    [" A = 'x'", [[' A ', " 'x"]]],
    [
      "A='1'\nA='2'",
      [
        ['A', '1'],
        ['A', '2'],
      ],
    ],
  ])('%j reads as the installer reads it', (text, keys) => {
    expect(parse([shown('/etc/xensource-inventory', text)]).host?.inventoryKeys).toEqual(keys);
  });

  test('of equal keys the last counts and the evidence shows both', () => {
    const { items } = parse([shown('/etc/xensource-inventory', "A='1'\nA='2'\n")]);

    expect(items.find(({ id }) => id === 'setting:inventory.A')).toMatchObject({
      value: '2',
      evidence: [{ line: 1 }, { line: 2 }],
    });
  });

  test('lines without an equals sign, blank ones too, are a setting with their numbers', () => {
    const { items, gaps } = parse(
      stockBut('file /etc/xensource-inventory', shown('/etc/xensource-inventory', `${INVENTORY}junk\n\n`)),
    );

    expect(items.find(({ id }) => id === 'setting:host.inventory-lines-without-equals')?.evidence).toEqual([
      { origin: '/etc/xensource-inventory', line: 9, excerpt: 'junk' },
      { origin: '/etc/xensource-inventory', line: 10, excerpt: '' },
    ]);
    expect(gaps).toEqual([]);
  });

  test('a key that is missing is no gap', () => {
    const { host, gaps } = parse(
      stockBut(
        'file /etc/xensource-inventory',
        shown('/etc/xensource-inventory', "PRODUCT_VERSION='6.2.0'\n"),
      ),
    );

    expect(host?.uuid).toBeNull();
    expect(gaps).toEqual([]);
  });

  test('without the file nothing is known of the release', () => {
    const { host, gaps } = parse(stockBut('file /etc/xensource-inventory'));

    expect(host?.version).toBeNull();
    expect(gaps).toMatchObject([{ origin: '/etc/xensource-inventory', reason: 'not-collected' }]);
  });

  test('a file that could not be read is one gap, not two', () => {
    const { gaps } = parse(
      stockBut('file /etc/xensource-inventory', refused('denied', '/etc/xensource-inventory')),
    );

    expect(gaps).toMatchObject([{ reason: 'denied' }]);
  });
});

describe('what the installer carries', () => {
  test.each([
    ['ZONE=Europe/Berlin\nZONE="Asia/Tokyo" \n', '"Asia/Tokyo"'],
    [' ZONE=Europe/Berlin\n', ''],
    ['UTC=true\n', ''],
  ])('of the clock file %j the zone is %j', (text, zone) => {
    expect(setting(parse([shown('/etc/sysconfig/clock', text)]).items, 'time.zone')).toBe(zone);
  });

  test('whether a cut section has a zone is not known', () => {
    expect(setting(parse([], { complete: false }).items, 'time.zone')).toBeUndefined();
  });

  test('time servers that the installer cannot see are a setting of their own', () => {
    const { items } = parse([
      shown('/etc/ntp.conf', 'server a\nserver\tb iburst\n  server c\npeer d\nserver\t127.127.1.0 # local\n'),
    ]);

    expect(setting(items, 'time.servers')).toBe('a');
    expect(setting(items, 'time.unread-servers')).toBe('server\tb iburst\nserver c');
  });

  test('files that the installer opens without a test are named when they are missing', () => {
    expect(setting(parse([]).items, 'host.missing-settings-files')).toBe(
      '/etc/sysconfig/network /etc/ntp.conf',
    );
    expect(setting(parse([refused('denied', '/etc/ntp.conf')]).items, 'host.missing-settings-files')).toBe(
      '/etc/sysconfig/network',
    );
    expect(setting(parse([], { complete: false }).items, 'host.missing-settings-files')).toBeUndefined();
  });
});

describe('pool role', () => {
  test.each([
    ['master', 'master', 0],
    ['master\n', 'master', 0],
    ['slave:192.0.2.10', 'member', 0],
    ['broken', 'unknown', 1],
    ['', 'unknown', 1],
  ])('pool.conf %j makes it %s', (text, role, gapCount) => {
    const { host, gaps } = parse(
      stockBut('file /etc/xensource/pool.conf', shown('/etc/xensource/pool.conf', text)),
    );

    expect(host?.poolRole).toBe(role);
    expect(gaps.filter(({ origin }) => origin === '/etc/xensource/pool.conf')).toHaveLength(gapCount);
  });
});

describe('state before the upgrade', () => {
  test('the marker, HA and UEFI are seen', () => {
    const blocks = [
      ...stockBut('run ha-armed /var/xapi/local.db').filter((block) => !block.includes(' run entries\n')),
      ran('ha-armed /var/lib/xcp/local.db', 'true\n'),
      ran(
        'entries',
        rows(['f', 1464770000, '/var/preserve/safe2upgrade'], ['d', 1464770000, '/sys/firmware/efi/']),
      ),
    ];

    const { items } = parse(blocks);

    expect(setting(items, 'host.ha-armed')).toBe('true');
    expect(setting(items, 'host.safe2upgrade')).toBe('present');
    expect(setting(items, 'host.firmware')).toBe('uefi');
  });

  test('without a local.db HA is off, unless the section was cut', () => {
    expect(setting(parse(stockBut('run ha-armed /var/xapi/local.db')).items, 'host.ha-armed')).toBe('false');
    expect(setting(parse([], { complete: false }).items, 'host.ha-armed')).toBeUndefined();
  });

  test('a listing that was cut off proves no absence', () => {
    const cut = ran('entries', '');
    const { items } = parse([cut.subarray(0, cut.length - 9)], { complete: false });

    expect(setting(items, 'host.safe2upgrade')).toBeUndefined();
  });

  test('where udev has no label for the root device, the boot line tells it', () => {
    expect(setting(parse(stockBut('run labels')).items, 'host.root-label')).toBe('root-abcdefgh');
    const other = stockBut('run labels', ran('labels', rows(['../../sda1', 'mine'])));
    expect(setting(parse(other).items, 'host.root-label')).toBe('mine');
  });
});

describe('hotfixes', () => {
  const info = `<info uuid="${UUID}" name-label="XS60E001" name-description="a &quot;fix&quot;" version="1.0"/>`;

  test('are known by their records, with the time of the record', () => {
    const { items } = parse([
      shown(`/var/patch/applied/${UUID}`, info),
      ran('entries', rows(['d', 1, '/var/patch/applied/'], ['f', 1325376000, `/var/patch/applied/${UUID}`])),
    ]);

    expect(items.filter(({ kind }) => kind === 'hotfix')).toMatchObject([
      { id: `hotfix:${UUID}`, name: 'XS60E001', appliedAt: '2012-01-01T00:00:00Z' },
    ]);
  });

  test('an empty record still says which hotfix by its name', () => {
    const { items, gaps } = parse(
      stockBut('run entries', ran('entries', rows(['f', 1325376000, `/var/patch/applied/${UUID}`]))),
    );

    expect(items.filter(({ kind }) => kind === 'hotfix')).toMatchObject([{ uuid: UUID, name: null }]);
    expect(gaps).toEqual([]);
  });

  test('a record that says nothing is a gap', () => {
    const { items, gaps } = parse([...stock(), shown('/var/patch/applied/notes', 'hello')]);

    expect(items.filter(({ kind }) => kind === 'hotfix')).toEqual([]);
    expect(gaps).toMatchObject([{ origin: '/var/patch/applied/notes', reason: 'unparsable' }]);
  });
});

describe('packs and driver disks', () => {
  const record = (id: string, more = '') =>
    shown(
      `${PACKS}/${id}/XS-REPOSITORY`,
      `<repository originator="${id.split(':')[0] ?? ''}" name="${id.split(':')[1] ?? ''}" version="1.0"${more}><description>A &amp; B</description></repository>`,
    );
  const packages = (id: string, ...list: string[]) =>
    shown(`${PACKS}/${id}/XS-PACKAGES`, `<packages>${list.join('\n')}</packages>`);

  test('a pack keeps its packages by file name, or by label where there is none', () => {
    const { items } = parse([
      record('oem:acme', ' build="5"'),
      packages(
        'oem:acme',
        '<package label="a" type="rpm">a-1-2.noarch.rpm</package>',
        '<package label="b" type="rpm"/>',
      ),
    ]);

    expect(items.filter(({ kind }) => kind === 'pack')).toMatchObject([
      { packId: 'oem:acme', build: '5', description: 'A & B', packages: ['a-1-2.noarch', 'b'] },
    ]);
  });

  test('a pack all of whose packages go into the kernel is a driver disk', () => {
    const driver =
      '<package label="bnx2x" type="driver-rpm" kernel="2.6.32xen">bnx2x-modules-xen-1.i386.rpm</package>';
    const rpm = '<package label="tool" type="rpm">tool-1.i386.rpm</package>';

    const { items } = parse([
      record('xs:bnx2x'),
      packages('xs:bnx2x', driver),
      record('oem:mixed'),
      packages('oem:mixed', driver, rpm),
    ]);

    expect(items.flatMap(({ id, kind }) => (kind === 'setting' ? [] : [id]))).toEqual([
      'driver-disk:xs:bnx2x',
      'pack:oem:mixed',
    ]);
  });

  test('a record of the time before XML has the id and the name', () => {
    const { items } = parse([shown(`${PACKS}/xs:old/XS-REPOSITORY`, 'xs:old\nOld pack\nxenserver\n')]);

    expect(items.filter(({ kind }) => kind === 'pack')).toMatchObject([
      { packId: 'xs:old', description: 'Old pack' },
    ]);
  });

  test.each([
    ['an empty record', shown(`${PACKS}/x/XS-REPOSITORY`, ''), 'unparsable'],
    [
      'a record without a name',
      shown(`${PACKS}/x/XS-REPOSITORY`, '<repository originator="x"/>'),
      'unparsable',
    ],
    [
      'a record that never ends',
      shown(`${PACKS}/x/XS-REPOSITORY`, '<repository originator="x'),
      'unparsable',
    ],
    ['a folder without a record', ran('entries', rows(['d', 1, `${PACKS}/x`])), 'not-collected'],
  ])('%s is a gap', (_what, block, reason) => {
    const { items, gaps } = parse([...stock().filter((other) => !other.includes(' run entries\n')), block]);

    expect(items.filter(({ id }) => id === 'pack:x')).toEqual([]);
    expect(gaps).toMatchObject([{ origin: `${PACKS}/x/XS-REPOSITORY`, reason }]);
  });

  test('the lists of packages do not go into the contents', () => {
    expect(parse(stock()).contents?.map(({ path }) => path)).not.toContain(`${PACKS}/xs:main/XS-PACKAGES`);
  });
});

test.each([
  [
    '<a x="1" y=\'2\'>t</a>',
    [
      ['x', '1'],
      ['y', '2'],
    ],
    't',
  ],
  ['<a x = "a>b">t', [['x', 'a>b']], 't'],
  ['<ab x="1"/><a/>', [], ''],
  ['<a x="&lt;&#65;&#99999999;">', [['x', '<A&#99999999;']], ''],
])('the first element of %j', (text, attributes, inner) => {
  const [element] = findElements(text, 'a');

  expect([...(element?.attributes ?? [])]).toEqual(attributes);
  expect(element?.text).toBe(inner);
});

describe('a hostile host', () => {
  test('never makes the parser throw', () => {
    expectNeverThrows(
      parseHost,
      ['identity'],
      [
        '/etc/xensource-inventory',
        `${PACKS}/x/XS-REPOSITORY`,
        `${PACKS}/x/XS-PACKAGES`,
        `/var/patch/applied/${UUID}`,
        '/etc/xensource/pool.conf',
        'entries',
        'labels',
        'space',
        'uname',
      ],
    );
  });

  test('every line of its inventory is a key or a line without an equals sign', () => {
    fc.assert(
      fc.property(hostileText(["A='1'", 'PRODUCT_VERSION=', "='x'", '\n', '__proto__=1\n']), (text) => {
        const collected = parse([shown('/etc/xensource-inventory', text)]);

        expectSound(collected);
        const bytes = Buffer.from(text);
        const lines = bytes.length === 0 ? 0 : bytes.toString('utf8').replace(/\n$/, '').split('\n').length;
        const broken =
          setting(collected.items, 'host.inventory-lines-without-equals')?.split('\n').length ?? 0;
        expect((collected.host?.inventoryKeys?.length ?? 0) + broken).toBe(lines);
      }),
    );
  });

  test('two records of one pack are two items', () => {
    const collected = parse([
      shown(`${PACKS}/a/XS-REPOSITORY`, MAIN),
      shown(`${PACKS}/b/XS-REPOSITORY`, MAIN),
    ]);

    expect(collected.items.filter(({ kind }) => kind === 'pack').map(({ id }) => id)).toEqual([
      'pack:xs:main',
      'pack:xs:main#2',
    ]);
  });

  test('a megabyte of attributes is read in a moment', () => {
    const text = `<repository ${'a="1" '.repeat(150_000)} originator="x" name="y">`;

    const { items } = parse([shown(`${PACKS}/x/XS-REPOSITORY`, text)]);

    expect(items.filter(({ kind }) => kind === 'pack')).toHaveLength(1);
  });
});
