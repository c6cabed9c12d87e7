import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlugins } from '../../../src/collectors/plugins/parse.ts';
import type { PluginItem, SettingItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound } from '../../support/hostile.ts';
import { ran, rows, section, shown } from '../../support/sections.ts';

type Row = readonly [type: string, mode: string, size: number, leadsTo: string, target: string, path: string];

/** A list as `find -printf` writes it: a row a path, a link's target after two slashes. */
function list(listed: readonly Row[], status = 0): Buffer {
  const lines = listed.map(([type, mode, size, leadsTo, target, path]) => [
    type,
    mode,
    size,
    leadsTo,
    path,
    '//',
    target,
  ]);
  return ran('list', rows(...lines), status);
}

const file = (path: string, mode = '644'): Row => ['f', mode, 100, 'f', '', path];
const folder = (path: string): Row => ['d', '755', 4096, 'd', '', path];
const link = (path: string, target: string, leadsTo = 'f'): Row => ['l', '777', 5, leadsTo, target, path];

const FIRSTBOOT: readonly Row[] = [
  folder('/etc/firstboot.d'),
  folder('/etc/firstboot.d/state'),
  folder('/etc/firstboot.d/data'),
  file('/etc/firstboot.d/data/host.conf'),
  file('/etc/firstboot.d/05-prepare-networking', '755'),
  file('/etc/firstboot.d/state/05-prepare-networking'),
];

function parse(...blocks: readonly Buffer[]) {
  const collected = parsePlugins({ files: section(blocks) });
  return {
    ...collected,
    plugins: collected.items.filter((item): item is PluginItem => item.kind === 'plugin'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

describe('plug-ins', () => {
  test.each([
    ['/etc/xapi.d/plugins/echo', 'xapi.d'],
    ['/etc/xapi.d/vm-post-start/50-own', 'xapi.d'],
    ['/opt/xensource/sm/RBDSR', 'sm'],
    ['/etc/xensource/scripts/vif', 'vif'],
    ['/usr/lib/xsconsole/plugins-base/XSFeatureOwn.py', 'xsconsole'],
    ['/usr/lib64/xsconsole/plugins-extras/X.py', 'xsconsole'],
    ['/opt/xensource/libexec/xcp-rrdd-plugins/own', 'rrdd'],
    ['/opt/xensource/libexec/qemu-dm-wrapper', 'other'],
    ['/etc/firstboot.d/99-own', 'firstboot'],
    ['/etc/dhclient-exit-hooks', 'dhclient'],
    ['/sbin/ifup-local', 'ethtool'],
    ['/etc/xensource/bugtool/own.xml', 'other'],
    ['/etc/xensource/master.d/99-own', 'other'],
  ])('%s is of %s', (path, area) => {
    expect(parse(list([file(path, '755')])).plugins).toMatchObject([
      { id: `plugin:${path}`, path, area, package: null, evidence: [{ excerpt: 'mode 755, 100 bytes' }] },
    ]);
  });

  test('a link is one too, and says where it leads', () => {
    expect(parse(list([link('/opt/xensource/sm/LVMSR', 'LVMSR.py')])).plugins).toMatchObject([
      { path: '/opt/xensource/sm/LVMSR', evidence: [{ excerpt: 'link to LVMSR.py' }] },
    ]);
  });

  test('folders, byte code, and state and answers of the first boot are none', () => {
    const { plugins } = parse(
      list([...FIRSTBOOT, folder('/etc/xapi.d'), file('/opt/xensource/sm/LVMSR.pyc')]),
    );

    expect(plugins.map(({ path }) => path)).toEqual(['/etc/firstboot.d/05-prepare-networking']);
  });

  test('they come in the order of their paths', () => {
    const paths = ['/opt/xensource/sm/b', '/etc/xapi.d/z', '/opt/xensource/sm/a'];

    expect(parse(list(paths.map((path) => file(path)))).plugins.map(({ path }) => path)).toEqual(
      [...paths].sort(),
    );
  });
});

describe('the first boot', () => {
  test('a stock host has run all its scripts', () => {
    const { settings } = parse(list(FIRSTBOOT));

    expect(settings.map(({ key, value }) => [key, value])).toEqual([['state', 'present']]);
  });

  test.each([
    ['an executable without a state file', file('/etc/firstboot.d/99-own', '755'), 'pending.99-own', '755'],
    ['a folder whose name begins with a digit', folder('/etc/firstboot.d/50-own'), 'pending.50-own', '755'],
    ['a link to a script', link('/etc/firstboot.d/60-own', '/root/x'), 'pending.60-own', '777'],
    [
      'a link that leads nowhere',
      link('/etc/firstboot.d/60-own', '/root/x', 'N'),
      'dangling.60-own',
      '/root/x',
    ],
  ])('%s hides the upgrade', (_what, row, key, value) => {
    const { settings } = parse(list([...FIRSTBOOT, row]));

    expect(settings.find((setting) => setting.key === key)).toMatchObject({ area: 'firstboot', value });
  });

  test.each([
    ['a script that its owner may not run', file('/etc/firstboot.d/99-own', '655')],
    ['a name that begins with a letter', file('/etc/firstboot.d/own', '755')],
    ['a file further down', file('/etc/firstboot.d/data/99-own', '755')],
  ])('%s does not', (_what, row) => {
    expect(parse(list([...FIRSTBOOT, row])).settings.map(({ key }) => key)).toEqual(['state']);
  });

  test('without the state folder nothing is offered', () => {
    const rows = FIRSTBOOT.filter(([, , , , , path]) => !path.includes('/state'));

    expect(parse(list(rows)).settings).toMatchObject([{ key: 'state', value: 'missing' }]);
  });

  test('behind a link to a state folder nothing is claimed', () => {
    const rows = FIRSTBOOT.filter(([, , , , , path]) => !path.includes('/state'));

    expect(parse(list([...rows, link('/etc/firstboot.d/state', '/var/state', 'd')])).settings).toMatchObject([
      { key: 'state', value: 'present' },
    ]);
  });

  test('its answers become settings', () => {
    const { settings, contents } = parse(
      shown('/etc/firstboot.d/data/default-storage.conf', "XSPARTITIONS='/dev/sda3'\nTYPE='lvm'\n# x\n"),
      list(FIRSTBOOT),
    );

    expect(
      settings.filter(({ key }) => key.startsWith('default')).map(({ key, value }) => [key, value]),
    ).toEqual([
      ['default-storage.conf.XSPARTITIONS', '/dev/sda3'],
      ['default-storage.conf.TYPE', 'lvm'],
    ]);
    expect(contents).toHaveLength(1);
  });
});

describe('broken and hostile input', () => {
  test('a list that find could not finish claims nothing of the first boot and is a gap', () => {
    const { settings, gaps, plugins } = parse(
      list([...FIRSTBOOT, file('/etc/firstboot.d/99-own', '755')], 1),
    );

    expect(settings).toEqual([]);
    expect(gaps).toMatchObject([{ reason: 'denied' }]);
    expect(plugins).toHaveLength(2);
  });

  test('a list that was cut off keeps its whole rows', () => {
    const whole = list([file('/etc/xapi.d/a'), file('/etc/xapi.d/b')]);
    const cut = whole.subarray(0, whole.indexOf('/etc/xapi.d/b') + 5);

    const { plugins, gaps } = parsePluginsOf(cut);

    expect(plugins.map(({ path }) => path)).toEqual(['/etc/xapi.d/a']);
    expect(gaps).toMatchObject([{ reason: 'cut-off' }]);
  });

  test('a host without such folders has no plug-in, and no state folder', () => {
    expect(parse()).toMatchObject({ plugins: [], gaps: [], settings: [{ key: 'state', value: 'missing' }] });
  });

  test('names of all kinds are kept', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc
            .string({ unit: 'binary', minLength: 1, maxLength: 20 })
            .filter((name) => !name.includes('\0') && !name.includes('/') && !/\.py[co]$/.test(name)),
          { maxLength: 20 },
        ),
        (names) => {
          const collected = parse(list(names.map((name) => file(`/etc/xapi.d/${name}`))));

          expectSound(collected);
          expect(collected.plugins).toHaveLength(
            new Set(names.map((name) => Buffer.from(name).toString())).size,
          );
        },
      ),
    );
  });

  test('random bytes never make it throw', () => {
    expectNeverThrows(parsePlugins, ['files'], ['list', '/etc/firstboot.d/data/a.conf']);
  });
});

function parsePluginsOf(stdout: Buffer) {
  const collected = parsePlugins({ files: section([stdout], { complete: false }) });
  return {
    ...collected,
    plugins: collected.items.filter((item): item is PluginItem => item.kind === 'plugin'),
  };
}
