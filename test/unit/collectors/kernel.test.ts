import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseKernel } from '../../../src/collectors/kernel/parse.ts';
import type { ModuleItem, SettingItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, refused, rows, section, shown } from '../../support/sections.ts';

const RELEASE = '2.6.32.43-0.4.1.xs1.8.0.835.170778xen';
const TREE = `/lib/modules/${RELEASE}`;

function parse(...blocks: readonly Buffer[]) {
  const collected = parseKernel({ modules: section(blocks) });
  return {
    ...collected,
    modules: collected.items.filter((item): item is ModuleItem => item.kind === 'module'),
    settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting'),
  };
}

describe('modules', () => {
  test('that are loaded have their path and version', () => {
    const { modules, gaps } = parse(
      ran(
        'loaded',
        rows(
          ['loaded', 'ext3', 'jbd,', ''],
          ['loaded', 'bnx2x', '-', '(U)'],
          ['version', 'bnx2x', '1.74.22'],
          ['path', 'ext3', `${TREE}/kernel/fs/ext3/ext3.ko`],
          ['path', 'bnx2x', `${TREE}/kernel/drivers/net/bnx2x.ko`],
        ),
      ),
      ran('added', rows([`${TREE}/extra/bnx2x.ko`])),
    );

    expect(modules).toMatchObject([
      {
        id: 'module:ext3',
        loaded: true,
        path: `${TREE}/kernel/fs/ext3/ext3.ko`,
        version: null,
        package: null,
      },
      { id: 'module:bnx2x', loaded: true, path: `${TREE}/extra/bnx2x.ko`, version: '1.74.22' },
    ]);
    expect(modules[0]?.evidence[0]?.excerpt).toBe('loaded, used by jbd');
    expect(modules[1]?.evidence[0]?.excerpt).toBe('loaded, (U)');
    expect(gaps).toEqual([]);
  });

  test('that did not come with the kernel are listed even when they are not loaded', () => {
    const paths = [`${TREE}/updates/net/enic-x.ko.gz`, `${TREE}/extra/readme.ko.txt`];

    const { modules } = parse(ran('added', rows(...paths.map((path) => [path]))));

    expect(modules).toMatchObject([{ name: 'enic_x', loaded: false, path: paths[0] }]);
  });

  test.each([
    [['extra'], 'extra'],
    [['extra', 'updates'], 'updates'],
    [['weak-updates', 'extra'], 'extra'],
    [['weak-updates'], 'weak-updates'],
    [[], 'kernel/drivers/net'],
  ])('of a module in kernel and in %j the kernel takes that of %s', (folders, taken) => {
    const { modules } = parse(
      ran('loaded', rows(['loaded', 'x', '-', ''], ['path', 'x', `${TREE}/kernel/drivers/net/x.ko`])),
      ran('added', rows(...folders.map((folder) => [`${TREE}/${folder}/x.ko`]))),
    );

    expect(modules).toMatchObject([{ loaded: true, path: `${TREE}/${taken}/x.ko` }]);
  });

  test('that were put in by hand have no path', () => {
    expect(parse(ran('loaded', rows(['loaded', 'mine', '-', '(P)']))).modules).toMatchObject([
      { name: 'mine', path: null },
    ]);
  });

  test('without a list of modules the gap of the host stands', () => {
    expect(parse(refused('not-collected', '/lib/modules')).gaps).toMatchObject([{ origin: '/lib/modules' }]);
  });
});

test('release, taint and DKMS are settings', () => {
  const { settings } = parse(
    ran('release', `${RELEASE}\n`),
    ran('tainted', '4096\n'),
    ran(
      'dkms',
      rows(['/var/lib/dkms/drbd/8.3.1'], ['/var/lib/dkms/drbd/8.4.0'], ['/var/lib/dkms/drbd/kernel-2.6']),
    ),
  );

  expect(settings.map(({ id, value }) => [id, value])).toEqual([
    ['setting:kernel.release', RELEASE],
    ['setting:kernel.tainted', '4096'],
    ['setting:dkms.drbd', '8.3.1 8.4.0'],
  ]);
});

describe('modprobe', () => {
  test.each([
    ['alias eth0 bnx2', 'alias.eth0', 'bnx2'],
    ['options bnx2 disable_msi=1 x=2', 'options.bnx2', 'disable_msi=1 x=2'],
    ['options loop a=1\noptions loop b=2', 'options.loop', 'a=1 b=2'],
    ['blacklist usb_storage', 'blacklist.usb_storage', ''],
    ['install ipv6 /bin/true', 'install.ipv6', '/bin/true'],
    ['install x \\\n  /bin/a; \\\n  /bin/b', 'install.x', '/bin/a; /bin/b'],
    ['alias a b\nalias a c', 'alias.a', 'c'],
  ])('%j', (text, key, value) => {
    const { settings, gaps } = parse(shown('/etc/modprobe.d/local', `# c\n\n${text}\n`));

    expect(settings).toMatchObject([{ id: `setting:modprobe.${key}`, value, from: '/etc/modprobe.d/local' }]);
    expect(gaps).toEqual([]);
  });

  test('backup files are not read, only kept', () => {
    const { settings, contents } = parse(shown('/etc/modprobe.d/a.rpmsave', 'alias a b\n'));

    expect(settings).toEqual([]);
    expect(contents).toHaveLength(1);
  });

  test('a line that modprobe would not understand is a gap', () => {
    expect(parse(shown('/etc/modprobe.conf', 'optoins x y\nalias\n')).gaps).toMatchObject([
      { origin: '/etc/modprobe.conf', reason: 'unparsable' },
      { origin: '/etc/modprobe.conf', reason: 'unparsable' },
    ]);
  });
});

describe('sysctl', () => {
  test('the last line of a key counts, and that of sysctl.conf over those of the folder', () => {
    const { settings } = parse(
      shown(
        '/etc/sysctl.conf',
        '# Kernel\nnet.ipv4.ip_forward = 0\n; x\nnet.ipv4.ip_forward=1\nkernel/panic = 10\n-vm.swappiness = 5\n',
      ),
      shown('/etc/sysctl.d/local.conf', 'net.ipv4.ip_forward = 2\nvm.dirty_ratio = 3\n'),
    );

    expect(settings.map(({ id, value, from }) => [id, value, from])).toEqual([
      ['setting:sysctl.net.ipv4.ip_forward', '1', '/etc/sysctl.conf'],
      ['setting:sysctl.vm.dirty_ratio', '3', '/etc/sysctl.d/local.conf'],
      ['setting:sysctl.kernel.panic', '10', '/etc/sysctl.conf'],
      ['setting:sysctl.vm.swappiness', '5', '/etc/sysctl.conf'],
    ]);
    expect(settings[0]?.evidence).toHaveLength(3);
  });

  test('a line without an equals sign is a gap', () => {
    expect(parse(shown('/etc/sysctl.conf', 'net.ipv4.ip_forward 1\n= 3\n')).gaps).toHaveLength(2);
  });
});

test('a kernel without modules and settings gives nothing', () => {
  expect(parse()).toMatchObject({ items: [], gaps: [], contents: [] });
});

describe('a hostile host', () => {
  test('never makes the parser throw', () => {
    expectNeverThrows(
      parseKernel,
      ['modules'],
      ['loaded', 'added', 'release', 'tainted', 'dkms', '/etc/modprobe.conf', '/etc/sysctl.conf'],
    );
  });

  test.each(['/etc/modprobe.conf', '/etc/sysctl.conf'])(
    'each line of %s is a setting, comment, continuation or gap',
    (path) => {
      const words = ['alias ', 'options ', 'a ', 'b', '=', '\n', '#', '\\\n', 'net.ipv4.x = 1\n', ';'];
      fc.assert(
        fc.property(hostileText(words), (text) => {
          const collected = parse(shown(path, text));

          expectSound(collected);
          const starts = logicalLines(Buffer.from(text).toString('utf8'), path.endsWith('sysctl.conf'));
          const seen = new Set([
            ...collected.items.flatMap(({ evidence }) => evidence.map(({ line }) => line)),
            ...collected.gaps.map(({ detail }) => Number(/line (\d+)/.exec(detail)?.[1])),
          ]);
          expect(starts.filter((line) => !seen.has(line))).toEqual([]);
        }),
      );
    },
  );
});

/** Numbers of the lines at which something that is neither blank nor a comment begins. */
function logicalLines(text: string, semicolons: boolean): number[] {
  const lines = text.split('\n').map((line) => line.trim());
  const found: number[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (lines[at]?.startsWith('#')) continue;
    const first = at;
    while (lines[at]?.endsWith('\\') && at + 1 < lines.length) at++;
    const joined = lines
      .slice(first, at + 1)
      .map((line) => line.replace(/\\$/, ''))
      .join(' ')
      .trim();
    if (joined !== '' && !(semicolons && joined.startsWith(';'))) found.push(first + 1);
  }
  return found;
}
