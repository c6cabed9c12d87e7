import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseXapi } from '../../../src/collectors/xapi/parse.ts';
import { mapOf, readRecords, valueOf } from '../../../src/collectors/xapi/records.ts';
import { linesOf } from '../../../src/collectors/reading.ts';
import type { PbdItem, SettingItem, SrItem, VmItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, refused, section } from '../../support/sections.ts';
import { xe, xeList } from '../../support/xe.ts';

const HERE = '11111111-2222-4333-8444-555555555555';
const THERE = '66666666-2222-4333-8444-555555555555';

function host(uuid: string, more: Readonly<Record<string, string>> = {}) {
  return {
    uuid,
    'name-label': `xs-${uuid.slice(0, 1)}`,
    enabled: 'true',
    'host-metrics-live': 'true',
    ...more,
  };
}

function vm(uuid: string, more: Readonly<Record<string, string>> = {}) {
  return {
    uuid,
    'name-label': `vm ${uuid}`,
    'is-a-snapshot': 'false',
    'is-control-domain': 'false',
    'power-state': 'running',
    'suspend-SR-uuid': '<not in database>',
    'VCPUs-max': '2',
    platform: 'acpi: true',
    'resident-on': HERE,
    'other-config': '',
    ...more,
  };
}

const sr = (uuid: string, more: Readonly<Record<string, string>> = {}) => ({
  uuid,
  'name-label': `sr ${uuid}`,
  VDIs: '',
  'physical-size': '1000',
  type: 'lvm',
  'content-type': 'user',
  shared: 'false',
  'other-config': '',
  ...more,
});
const pbd = (uuid: string, onHost: string, of: string, more: Readonly<Record<string, string>> = {}) => ({
  uuid,
  'host-uuid': onHost,
  'sr-uuid': of,
  'device-config': 'device: /dev/sda3',
  'currently-attached': 'true',
  ...more,
});
const vdi = (uuid: string, on: string, more: Readonly<Record<string, string>> = {}) => ({
  uuid,
  'name-label': `disk ${uuid}`,
  'sr-uuid': on,
  'virtual-size': '1073741824',
  managed: 'true',
  ...more,
});
const vbd = (uuid: string, of: string, disk: string, more: Readonly<Record<string, string>> = {}) => ({
  uuid,
  'vm-uuid': of,
  'vdi-uuid': disk,
  empty: 'false',
  type: 'Disk',
  ...more,
});

type Answers = Readonly<Record<string, string>>;

const NOTHING: Answers = {
  pool: '',
  host: '',
  sr: '',
  pbd: '',
  vm: '',
  vbd: '',
  vdi: '',
  patch: '',
  evacuation: '',
  pif: '',
  network: '',
  sm: '',
};

function parse(answers: Answers, more: Parameters<typeof section>[1] = {}) {
  const blocks = Object.entries({ ...NOTHING, ...answers }).map(([label, output]) => ran(label, output));
  return sorted([ran('this-host', `${HERE}\n`), ...blocks], more);
}

function sorted(blocks: readonly Buffer[], more: Parameters<typeof section>[1] = {}) {
  const collected = parseXapi({ records: section(blocks, more) });
  return {
    ...collected,
    srs: collected.items.filter((item): item is SrItem => item.kind === 'sr'),
    pbds: collected.items.filter((item): item is PbdItem => item.kind === 'pbd'),
    vms: collected.items.filter((item): item is VmItem => item.kind === 'vm'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

function value(settings: readonly SettingItem[], id: string) {
  return settings.find((setting) => setting.id === `setting:${id}`)?.value;
}

describe('the format of xe', () => {
  test('is read as xapi prints it', () => {
    const text = `uuid ( RO)                        : 0e5f0b43
                  name-label ( RW): Local storage
    sm-type ( RO) [DEPRECATED]    : not a field, for its colon stands elsewhere
      tapdisk ( RO) [DEPRECATED]  : nor this
         old-type ( RO) [DEPRECATED]: lvm
                other-config (MRW): i18n-key: local-storage


`;
    const { records, odd, strayLines } = readRecords(linesOf(Buffer.from(text)));

    expect(records.map(({ fields }) => [...fields.keys()])).toEqual([['uuid', 'name-label', 'other-config']]);
    expect([odd, strayLines]).toEqual([[], []]);
  });

  test('a field that is marked as deprecated stands in the same column', () => {
    const width = 'other-config (MRW) [DEPRECATED]'.length + 4;
    const text = [
      `${'uuid ( RO)'.padEnd(width)}: 0e5f0b43`,
      `${'other-config (MRW) [DEPRECATED]'.padStart(width)}: a: 1`,
    ].join('\n');

    const { records } = readRecords(linesOf(Buffer.from(text)));

    expect(records.map((record) => [...mapOf(record, 'other-config')])).toEqual([[['a', '1']]]);
  });

  test('any value comes back, with its line breaks, colons and semicolons', () => {
    const text = fc.string({ maxLength: 30 }).map((part) => `x${part.replaceAll('\r', '')}`);
    const values = fc.array(text, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (names) => {
        const output = xe(
          ...names.map((name, index) => ({ uuid: `u${index}`, 'name-label': name, type: 'lvm' })),
        );

        const { records, odd, strayLines } = readRecords(linesOf(Buffer.from(output)));

        expect(odd).toEqual([]);
        expect(strayLines).toEqual([]);
        expect(records.map((record) => record.fields.get('name-label'))).toEqual(
          names.map((name) => name.replace(/\n+$/, '')),
        );
      }),
    );
  });

  test.each([
    ['a field twice', 'evil\n    name-label ( RW): other'],
    ['a record that begins inside a name', 'evil\nuuid ( RO)          : forged\n    name-label ( RW): x'],
    ['a record with an end', 'evil\n\n\nuuid ( RO)          : forged'],
  ])('a name that makes %s is not believed', (_what, name) => {
    const output = xeList(
      [
        { name: 'uuid', value: 'one' },
        { name: 'name-label', mark: ' RW', value: name },
        { name: 'type', value: 'lvm' },
      ],
      [
        { name: 'uuid', value: 'two' },
        { name: 'name-label', mark: ' RW', value: 'good' },
        { name: 'type', value: 'lvm' },
      ],
      [
        { name: 'uuid', value: 'three' },
        { name: 'name-label', mark: ' RW', value: 'good' },
        { name: 'type', value: 'lvm' },
      ],
    );

    const { records, odd } = readRecords(linesOf(Buffer.from(output)));

    expect(odd.length).toBeGreaterThan(0);
    expect(records.map((record) => valueOf(record, 'uuid'))).toEqual(
      expect.arrayContaining(['two', 'three']),
    );
    expect(records.map((record) => valueOf(record, 'uuid'))).not.toContain('one');
  });

  test('a record that lacks a field of the others is believed, unless it ends in a text', () => {
    const output = xe(
      { uuid: 'a', 'name-label': 'x', type: 'nfs' },
      { uuid: 'b', 'name-label': 'y', type: 'nfs', shared: 'true' },
      { uuid: 'c', 'name-label': 'z' },
      { uuid: 'd', 'name-label': '' },
    );

    const { records, odd } = readRecords(linesOf(Buffer.from(output)));

    expect(records.map((record) => valueOf(record, 'uuid'))).toEqual(['a', 'b', 'd']);
    expect(odd.map((record) => valueOf(record, 'uuid'))).toEqual(['c']);
  });

  test.each([
    [
      'a: 1; b: 2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a: x; y; b: 2',
      [
        ['a', 'x; y'],
        ['b', '2'],
      ],
    ],
    [
      'url: http://h:80/; b: ',
      [
        ['url', 'http://h:80/'],
        ['b', ''],
      ],
    ],
    ['My Field: x', [['My Field', 'x']]],
    ['', []],
    [
      'chappassword: hunter2; chapuser: bob',
      [
        ['chappassword', '[withheld]'],
        ['chapuser', 'bob'],
      ],
    ],
    [
      'api_token: hunter2; secret_key: hunter2',
      [
        ['api_token', '[withheld]'],
        ['secret_key', '[withheld]'],
      ],
    ],
  ])('a map of %j', (text, entries) => {
    const { records } = readRecords(linesOf(Buffer.from(xe({ uuid: 'u', 'other-config': text }))));

    expect(records.map((record) => [...mapOf(record, 'other-config')])).toEqual([entries]);
  });
});

describe('a host on its own, as installed', () => {
  const collected = parse({
    pool: xe({
      uuid: 'p',
      'name-label': '',
      master: HERE,
      'default-SR': 'sr1',
      'other-config': '',
      'ha-enabled': 'false',
      'wlb-enabled': 'false',
    }),
    host: xe(
      host(HERE, {
        hostname: 'xs1',
        edition: 'free',
        logging: '',
        'software-version': 'product_version: 6.2.0; build_number: 70446c',
        'other-config': 'iscsi_iqn: iqn.2001:x',
        cpu_info: 'vendor: GenuineIntel; features: 77bee3ff; flags: fpu de',
      }),
    ),
    sr: xe(sr('sr1', { VDIs: 'd1' })),
    pbd: xe(pbd('b1', HERE, 'sr1')),
    vdi: xe(vdi('d1', 'sr1')),
    sm: xe({ uuid: 's', 'name-label': 'Local', type: 'lvm', 'driver-filename': '/opt/xensource/sm/LVMSR' }),
  });

  test('stands alone', () => {
    expect(collected.host).toEqual({ poolRole: 'standalone' });
    expect(collected.gaps).toEqual([]);
  });

  test('has its local storage with what lies on it', () => {
    expect(collected.srs).toMatchObject([
      {
        id: 'sr:sr1',
        name: 'sr sr1',
        type: 'lvm',
        shared: false,
        sizeBytes: 1000,
        vdiCount: 1,
        location: '/dev/sda3',
        onThisHost: true,
        vdis: [{ uuid: 'd1', name: 'disk d1', sizeBytes: 1073741824, managed: true }],
      },
    ]);
    expect(collected.pbds).toMatchObject([
      { id: 'pbd:b1', sr: 'sr1', attached: true, deviceConfig: { device: '/dev/sda3' } },
    ]);
  });

  test('has settings of pool, host and drivers', () => {
    expect(value(collected.settings, 'pool.ha-enabled')).toBe('false');
    expect(value(collected.settings, 'pool.default-SR')).toBe('sr1');
    expect(value(collected.settings, 'xapi.host.edition')).toBe('free');
    expect(value(collected.settings, 'xapi.host.software-version.product_version')).toBe('6.2.0');
    expect(value(collected.settings, 'xapi.host.other-config.iscsi_iqn')).toBe('iqn.2001:x');
    expect(value(collected.settings, `xapi.hosts.${HERE}.cpu`)).toBe('GenuineIntel 77bee3ff');
    expect(value(collected.settings, 'xapi.host.cpu_info.flags')).toBeUndefined();
    expect(value(collected.settings, 'xapi.sm.lvm')).toBe('/opt/xensource/sm/LVMSR');
  });
});

describe('a pool', () => {
  test.each([
    [HERE, 'master'],
    [THERE, 'member'],
  ])('with the master %s makes this host %s', (master, poolRole) => {
    expect(parse({ pool: xe({ uuid: 'p', master }), host: xe(host(HERE), host(THERE)) }).host).toEqual({
      poolRole,
    });
  });

  test('local storage of other hosts is left to their own audits, shared storage is not', () => {
    const { srs, pbds } = parse({
      sr: xe(sr('mine'), sr('theirs'), sr('all', { shared: 'true', type: 'nfs' }), sr('unplugged')),
      pbd: xe(
        pbd('1', HERE, 'mine'),
        pbd('2', THERE, 'theirs'),
        pbd('3', HERE, 'all', { 'device-config': 'server: 10.0.0.9; serverpath: /xs' }),
        pbd('4', THERE, 'all'),
        pbd('5', HERE, 'unplugged', { 'currently-attached': 'false' }),
      ),
      vdi: xe(vdi('d', 'all')),
    });

    expect(
      srs.map(({ uuid, onThisHost, location, vdis, vdiCount }) => [
        uuid,
        onThisHost,
        location,
        vdis?.length,
        vdiCount,
      ]),
    ).toEqual([
      ['mine', true, '/dev/sda3', 0, 0],
      ['all', true, '10.0.0.9:/xs', undefined, 1],
      ['unplugged', true, '/dev/sda3', 0, 0],
    ]);
    expect(pbds.map(({ uuid, attached }) => [uuid, attached])).toEqual([
      ['1', true],
      ['3', true],
      ['5', false],
    ]);
  });

  test('hotfixes of this host are told from those that only others have, and hosts can be compared', () => {
    const { settings } = parse({
      host: xe(host(HERE), host(THERE)),
      patch: xe(
        { uuid: 'a', 'name-label': 'XS62E001', hosts: `${HERE}; ${THERE}` },
        { uuid: 'b', 'name-label': 'XS62E002', hosts: THERE },
        { uuid: 'c', 'name-label': 'uploaded', hosts: '' },
      ),
    });

    expect(
      settings.filter(({ key }) => key.startsWith('patch')).map(({ key, value }) => [key, value]),
    ).toEqual([
      ['patch.a', 'XS62E001'],
      ['patch-elsewhere.b', 'XS62E002'],
    ]);
    expect(value(settings, `xapi.hosts.${HERE}.patches`)).toBe('a');
    expect(value(settings, `xapi.hosts.${THERE}.patches`)).toBe('a\nb');
  });

  test('interfaces are those of this host, networks say what administrators set', () => {
    const { settings } = parse({
      pif: xe(
        {
          uuid: '1',
          device: 'eth0',
          VLAN: '-1',
          management: 'true',
          'host-uuid': HERE,
          'IP-configuration-mode': 'Static',
          IP: '10.0.0.5',
          netmask: '255.255.255.0',
          gateway: '',
          'other-config': 'ethtool-gro: off',
        },
        {
          uuid: '2',
          device: 'eth0',
          VLAN: '100',
          management: 'false',
          'host-uuid': HERE,
          'IP-configuration-mode': 'None',
          IP: '',
          netmask: '',
          gateway: '',
          'other-config': '',
        },
        {
          uuid: '3',
          device: 'eth0',
          VLAN: '-1',
          management: 'true',
          'host-uuid': THERE,
          'IP-configuration-mode': 'DHCP',
          IP: '',
          netmask: '',
          gateway: '',
          'other-config': '',
        },
      ),
      network: xe({
        uuid: 'n',
        'name-label': 'Storage',
        MTU: '9000',
        bridge: 'xenbr1',
        'other-config': 'static-routes: 10.1.0.0/16/10.0.0.1',
      }),
    });

    expect(value(settings, 'xapi.pif.eth0.IP')).toBe('10.0.0.5');
    expect(value(settings, 'xapi.pif.eth0.IP-configuration-mode')).toBe('Static');
    expect(value(settings, 'xapi.pif.eth0.gateway')).toBeUndefined();
    expect(value(settings, 'xapi.pif.eth0.other-config.ethtool-gro')).toBe('off');
    expect(value(settings, 'xapi.pif.eth0.100.management')).toBe('false');
    expect(value(settings, 'xapi.network.xenbr1.MTU')).toBe('9000');
    expect(value(settings, 'xapi.network.xenbr1.other-config.static-routes')).toBe('10.1.0.0/16/10.0.0.1');
  });
});

describe('virtual machines that keep the host from being emptied', () => {
  const storage = {
    host: xe(host(HERE), host(THERE)),
    sr: xe(sr('local'), sr('shared', { shared: 'true' }), sr('theirs')),
    pbd: xe(pbd('p', HERE, 'local'), pbd('q', THERE, 'theirs')),
    vdi: xe(
      vdi('on-local', 'local'),
      vdi('on-shared', 'shared'),
      vdi('iso', 'shared'),
      vdi('on-theirs', 'theirs'),
    ),
  };

  test.each([
    ['a disk on shared storage', {}, vbd('b', 'v', 'on-shared'), []],
    [
      'a disk on local storage',
      {},
      vbd('b', 'v', 'on-local'),
      ['local-disk: its disk "disk on-local" is on local storage "sr local"'],
    ],
    ['a CD', {}, vbd('b', 'v', 'iso', { type: 'CD' }), ['cd: "disk iso" is inserted in its CD drive']],
    ['an empty drive', {}, vbd('b', 'v', '<not in database>', { type: 'CD', empty: 'true' }), []],
    [
      'a PCI device',
      { 'other-config': 'pci: 0/0000:04:00.0' },
      vbd('b', 'v', 'on-shared'),
      ['pci-passthrough: a PCI device of this host is passed through to it'],
    ],
    [
      'its machine shut down',
      { 'power-state': 'halted', 'resident-on': '<not in database>' },
      vbd('b', 'v', 'on-local'),
      [],
    ],
    ['another host', { 'resident-on': THERE }, vbd('b', 'v', 'on-local'), []],
    [
      'its memory saved locally',
      { 'power-state': 'suspended', 'resident-on': '<not in database>', 'suspend-SR-uuid': 'local' },
      vbd('b', 'v', 'on-shared'),
      ['suspended: it has to be resumed or shut down first, and its memory is saved on storage of this host'],
    ],
    [
      'its memory saved on shared storage, though new images would be local',
      {
        'power-state': 'suspended',
        'resident-on': '<not in database>',
        'suspend-SR-uuid': 'local',
        'suspend-VDI-uuid': 'on-shared',
      },
      vbd('b', 'v', 'on-shared'),
      ['suspended: it has to be resumed or shut down first'],
    ],
    [
      'its memory saved on local storage of another host',
      {
        'power-state': 'suspended',
        'resident-on': '<not in database>',
        'suspend-VDI-uuid': 'on-theirs',
      },
      vbd('b', 'v', 'on-shared'),
      [],
    ],
  ])('one with %s', (_what, more, drive, obstacles) => {
    expect(parse({ ...storage, vm: xe(vm('v', more)), vbd: xe(drive) }).vms).toMatchObject([
      { id: 'vm:v', obstacles },
    ]);
  });

  test('what xapi itself says is put into words, and what is new stays as it is', () => {
    const { vms } = parse({
      ...storage,
      vm: xe(vm('a'), vm('b'), vm('c')),
      evacuation: xe(
        { uuid: 'a', 'name-label': 'x', reason: 'VM_REQUIRES_SR,OpaqueRef:1,OpaqueRef:2' },
        { uuid: 'b', 'name-label': 'x', reason: 'VM_MISSING_PV_DRIVERS,OpaqueRef:1' },
        { uuid: 'c', 'name-label': 'x', reason: 'NEW_CODE,1' },
      ),
    });

    expect(vms.map(({ obstacles }) => obstacles)).toEqual([
      ['no-shared-storage: a disk or CD is on storage that no other host has'],
      ['no-pv-drivers: it cannot be moved without XenServer Tools'],
      ['xapi: NEW_CODE,1'],
    ]);
  });

  test('on a host that stands alone there is nowhere to go, and it is said once', () => {
    const { vms } = parse({
      host: xe(host(HERE)),
      vm: xe(vm('a')),
      evacuation: xe({ uuid: 'a', 'name-label': 'x', reason: 'NO_HOSTS_AVAILABLE' }),
    });

    expect(vms[0]?.obstacles).toEqual(['no-other-host: no other host is there to take it']);
  });

  test('what a rule may ask of a machine is there; control domains and snapshots are not', () => {
    const { vms } = parse({
      vm: xe(
        vm('a', {
          'other-config': 'auto_poweron: true',
          platform: 'cores-per-socket: 4; acpi: true',
          'VCPUs-max': '8',
          'name-label': 'two\nlines',
        }),
        vm('dom0', { 'is-control-domain': 'true' }),
        vm('snap', { 'is-a-snapshot': 'true' }),
      ),
    });

    expect(vms).toMatchObject([
      {
        uuid: 'a',
        name: 'two\nlines',
        autoPowerOn: true,
        vcpusMax: 8,
        coresPerSocket: 4,
        residentHere: true,
        powerState: 'running',
      },
    ]);
  });
});

describe('when xapi does not answer', () => {
  test('a host without xe has one gap', () => {
    expect(sorted([refused('missing-tool', 'xe', 'this host has no xe')])).toMatchObject({
      items: [],
      gaps: [{ origin: 'xe', reason: 'missing-tool', detail: 'this host has no xe' }],
    });
  });

  test('every question that was not answered is a gap with the reason of the first', () => {
    const { gaps, items } = sorted([ran('this-host', `${HERE}\n`), ran('pool', '', 1)], {
      stderr: 'Error: Connection refused (calling connect )\n',
    });

    expect(items).toEqual([]);
    expect(gaps).toHaveLength(12);
    expect(new Set(gaps.map(({ reason }) => reason))).toEqual(new Set(['not-running']));
    expect(gaps[0]?.detail).toContain('Connection refused');
  });

  test.each([
    [137, '', 'timed-out'],
    [1, 'Authentication failed', 'denied'],
    [1, 'The host is still booting', 'not-running'],
  ])('status %s with %j is %s', (status, stderr, reason) => {
    const { gaps } = sorted([ran('this-host', `${HERE}\n`), ran('pool', '', status)], { stderr });

    expect(new Set(gaps.map((gap) => gap.reason))).toEqual(new Set([reason]));
  });

  test('one question that fails costs itself only', () => {
    const blocks = Object.keys(NOTHING).map((label) =>
      ran(label, label === 'sr' ? '' : '', label === 'patch' ? 1 : 0),
    );

    const { gaps } = sorted([ran('this-host', `${HERE}\n`), ...blocks], { stderr: 'Unknown command' });

    expect(gaps).toMatchObject([{ origin: 'xe patch-list', reason: 'not-running' }]);
  });

  test('after one that took too long the rest is timed out too, and what came is kept', () => {
    const { gaps, srs } = sorted([
      ran('this-host', `${HERE}\n`),
      ran('pool', ''),
      ran('host', ''),
      ran('sr', xe(sr('mine', { shared: 'true' }))),
      ran('pbd', '', 137),
    ]);

    expect(srs).toHaveLength(1);
    expect(gaps.map(({ origin, reason }) => [origin, reason]).slice(0, 2)).toEqual([
      ['xe pbd-list', 'timed-out'],
      ['xe vm-list', 'timed-out'],
    ]);
  });

  test('a connection that was cut leaves the rest cut off', () => {
    const { gaps } = sorted([ran('this-host', `${HERE}\n`), ran('pool', '')], {
      complete: false,
      status: null,
    });

    expect(gaps.every(({ reason }) => reason === 'cut-off')).toBe(true);
    expect(gaps).toHaveLength(11);
  });

  test('without the uuid of this host evacuation is not asked, and that is no gap', () => {
    const blocks = Object.keys(NOTHING)
      .filter((label) => label !== 'evacuation')
      .map((label) => ran(label, ''));

    expect(sorted([ran('this-host', '\n'), ...blocks]).gaps).toEqual([]);
  });

  test('a section that did not come gives nothing; its gap is not ours', () => {
    expect(parseXapi({})).toMatchObject({ items: [], gaps: [] });
  });
});

describe('hostile input', () => {
  test('no secret of a record reaches the inventory', () => {
    const collected = parse({
      pool: xe({ uuid: 'p', master: HERE, 'other-config': 'wlb_password: hunter2; note: ok' }),
      pbd: xe(
        pbd('b', HERE, 's', {
          'device-config': 'target: 10.0.0.9; chapuser: bob; chappassword: hunter2; cifspassword: hunter2',
        }),
      ),
      host: xe(host(HERE, { 'other-config': 'rhn-token: hunter2' })),
    });

    expect(JSON.stringify(collected)).not.toContain('hunter2');
    expect(collected.pbds).toMatchObject([{ deviceConfig: { chapuser: 'bob', chappassword: '[withheld]' } }]);
  });

  test('a name that looks like a field is a gap, and nobody takes its record for true', () => {
    const forged = xe(vm('bad'))
      .split('\n')
      .find((line) => line.includes('power-state'))
      ?.replace('running', 'halted');

    const { vms, gaps } = parse({
      vm: xe(vm('good'), vm('better'), vm('bad', { 'name-label': `x\n${forged ?? ''}` })),
    });

    expect(forged).toContain('power-state ( RO): halted');
    expect(vms.map(({ uuid }) => uuid)).toEqual(['good', 'better']);
    expect(gaps).toMatchObject([{ origin: 'xe vm-list', reason: 'unparsable' }]);
  });

  test('random bytes never make it throw', () => {
    expectNeverThrows(parseXapi, ['records'], ['this-host', ...Object.keys(NOTHING)]);
  });

  test('every record is an item or counted in a gap', () => {
    const words = [
      'uuid ( RO)    : a\n',
      '    name-label ( RW): x\n',
      '\n\n',
      'name-label ( RW): y\n',
      ': ',
      'sr',
      ' ( RO)',
      '   type ( RO): lvm\n',
    ];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse({ sr: text });

        expectSound(collected);
        const said = linesOf(Buffer.from(text)).some((line) => line.text.trim() !== '');
        const { records, odd, strayLines } = readRecords(linesOf(Buffer.from(text)));
        if (said) expect(records.length + odd.length + strayLines.length).toBeGreaterThan(0);
        if (odd.length + strayLines.length > 0)
          expect(collected.gaps).toMatchObject([{ origin: 'xe sr-list' }]);
      }),
    );
  });
});
