import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseServices } from '../../../src/collectors/services/parse.ts';
import type { ServiceItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { TOKEN, ran, rows, section, shown } from '../../support/sections.ts';

type Row = readonly [type: string, target: string, mode: number, path: string, link: string];

const script = (name: string, mode = 755): Row => ['f', 'f', mode, `/etc/rc.d/init.d/${name}`, ''];
const start = (level: number, name: string, to: string, target = 'f'): Row => [
  'l',
  target,
  777,
  `/etc/rc.d/rc${level}.d/${name}`,
  to,
];

function entries(...list: readonly Row[]): Buffer {
  return ran(
    'entries',
    rows(...list.map(([type, target, mode, path, link]) => [type, target, mode, `${path}\t//\t${link}`])),
  );
}

function parse(...blocks: readonly (string | Buffer)[]) {
  return parseServices({ startup: section(blocks) });
}

function service(items: readonly { id: string }[], name: string): ServiceItem | undefined {
  return items.find((item): item is ServiceItem => item.id === `service:${name}`);
}

describe('SysV scripts', () => {
  test('start in the runlevels of their links', () => {
    const { items, gaps } = parse(
      entries(
        script('sshd'),
        script('snmpd'),
        start(3, 'S55sshd', '../init.d/sshd'),
        start(5, 'S55sshd', '../init.d/sshd'),
        start(0, 'K25sshd', '../init.d/sshd'),
      ),
    );

    expect(service(items, 'sshd')).toMatchObject({
      path: '/etc/rc.d/init.d/sshd',
      manager: 'sysv',
      enabledRunlevels: [3, 5],
    });
    expect(service(items, 'snmpd')?.enabledRunlevels).toEqual([]);
    expect(gaps).toEqual([]);
  });

  test.each<[string, Row, Row, readonly number[]]>([
    ['may not be executed', script('x', 644), start(3, 'S50x', '../init.d/x'), []],
    ['is a backup', script('x.rpmsave'), start(3, 'S50x.rpmsave', '../init.d/x.rpmsave'), []],
    ['has an absolute link', script('x'), start(3, 'S50x', '/etc/init.d/x'), [3]],
    ['has a link of another name', script('x'), start(4, 'S50other', '../init.d/x'), [4]],
    ['has a link that goes in a circle', script('x'), start(3, 'S50x', '../init.d/x', 'L'), []],
  ])('a script that %s', (_what, own, link, levels) => {
    const name = own[3].slice('/etc/rc.d/init.d/'.length);

    expect(service(parse(entries(own, link)).items, name)?.enabledRunlevels).toEqual(levels);
  });

  test('a start link that leads elsewhere is a service of its own', () => {
    const { items } = parse(
      entries(start(3, 'S98agent', '/opt/agent/init'), ['f', 'f', 755, '/etc/rc.d/rc3.d/S99firstboot', '']),
    );

    expect(service(items, 'agent')).toMatchObject({ path: '/opt/agent/init', enabledRunlevels: [3] });
    expect(service(items, 'firstboot')).toMatchObject({
      path: '/etc/rc.d/rc3.d/S99firstboot',
      enabledRunlevels: [3],
    });
  });

  test('a start link that leads nowhere starts nothing and is still shown', () => {
    const { items } = parse(entries(start(3, 'S97gone', '../init.d/gone', 'N')));

    expect(service(items, 'gone')).toMatchObject({ path: '/etc/rc.d/init.d/gone', enabledRunlevels: [] });
  });

  test('the function library and folders are no services', () => {
    const { items } = parse(entries(script('functions', 644), ['d', 'd', 755, '/etc/rc.d/init.d/old', '']));

    expect(items).toEqual([]);
  });

  test('scripts in a real /etc/init.d count too', () => {
    const { items } = parse(
      entries(['f', 'f', 755, '/etc/init.d/x', ''], ['l', 'f', 777, '/etc/rc2.d/S20x', '../init.d/x']),
    );

    expect(service(items, 'x')).toMatchObject({ path: '/etc/init.d/x', enabledRunlevels: [2] });
  });

  test('names with blanks, newlines and equals signs hide nothing', () => {
    const { items } = parse(entries(script('a b'), script('password=1'), script('x\ny'), script('zz')));

    expect(items.map(({ id }) => id)).toEqual([
      'service:a b',
      'service:password=1',
      'service:x\ny',
      'service:zz',
    ]);
  });
});

describe('whether a service runs', () => {
  const lock: Row = ['f', 'f', 644, '/var/lock/subsys/x', ''];
  const keeps = ran('keeps-lock', '/etc/rc.d/init.d/x\n');
  const alive = `${TOKEN} pid 1 x.pid\n`;
  const dead = `${TOKEN} pid 0 x.pid\n`;

  test.each<[string, readonly Row[], readonly (string | Buffer)[], boolean | null]>([
    ['a lock', [lock], [], true],
    ['a lock and a dead process', [lock], [dead], false],
    ['a live process', [], [alive], true],
    ['a dead process', [], [dead], false],
    ['no lock of a script that makes one', [], [keeps], false],
    ['nothing of a script that makes none', [], [], null],
  ])('%s tells', (_what, extra, blocks, expected) => {
    expect(service(parse(entries(script('x'), ...extra), ...blocks).items, 'x')?.running).toBe(expected);
  });

  test('a listing that was cut off proves no missing lock', () => {
    const listed = entries(script('x'));
    const cut = listed.subarray(0, listed.length - 9);

    const { items } = parseServices({ startup: section([keeps, cut], { complete: false }) });

    expect(service(items, 'x')?.running).toBeNull();
  });
});

describe('rc files', () => {
  const text = '#!/bin/sh\n# comment\n\ntouch /var/lock/subsys/local\n/root/fix.sh\n';
  const rcLocal: Row = ['f', 'f', 755, '/etc/rc.d/rc.local', ''];

  test('rc.local is one service with its lines, in the runlevels of its links', () => {
    const { items, contents } = parse(
      shown('/etc/rc.d/rc.local', text),
      entries(rcLocal, start(3, 'S99local', '../rc.local'), start(5, 'S99local', '/etc/rc.local')),
    );

    expect(service(items, 'rc.local')).toMatchObject({
      path: '/etc/rc.d/rc.local',
      enabledRunlevels: [3, 5],
      command: 'touch /var/lock/subsys/local\n/root/fix.sh',
      evidence: [{ line: 4 }, { line: 5 }],
    });
    expect(contents).toMatchObject([{ path: '/etc/rc.d/rc.local', text }]);
  });

  test('an rc.local that may not be executed never runs', () => {
    const { items } = parse(
      shown('/etc/rc.d/rc.local', text),
      entries(['f', 'f', 644, '/etc/rc.d/rc.local', ''], start(3, 'S99local', '../rc.local')),
    );

    expect(service(items, 'rc.local')?.enabledRunlevels).toEqual([]);
  });

  test('an rc.local of comments only has no command', () => {
    expect(service(parse(shown('/etc/rc.d/rc.local', '#!/bin/sh\n')).items, 'rc.local')?.command).toBeNull();
  });

  test('the programs of the boot itself are named by their paths', () => {
    const { items } = parse(
      entries(['f', 'f', 755, '/etc/rc.d/rc', ''], ['f', 'f', 755, '/etc/rc.d/rc.sysinit', '']),
    );

    expect(items.map(({ id }) => id)).toEqual(['service:rc', 'service:rc.sysinit']);
  });
});

describe('inittab', () => {
  test.each([
    ['id:3:initdefault:', 'id', [3]],
    ['si::sysinit:/etc/rc.d/rc.sysinit', 'si', [0, 1, 2, 3, 4, 5, 6]],
    ['s0:2345:respawn:/sbin/agetty ttyS0 115200', 's0', [2, 3, 4, 5]],
    ['x:5:off:/bin/x', 'x', []],
    ['a:3:once:/bin/sh -c "a:b"', 'a', [3]],
  ])('%j starts in %j', (line, id, levels) => {
    const { items, gaps } = parse(shown('/etc/inittab', `# stock\n${line}\n`));

    expect(service(items, id)).toMatchObject({
      manager: 'inittab',
      enabledRunlevels: levels,
      command: line,
    });
    expect(gaps).toEqual([]);
  });

  test('of two entries with one id both are kept', () => {
    const { items } = parse(shown('/etc/inittab', 'x:3:once:/a\nx:3:once:/b\n'));

    expect(items.map(({ id }) => id)).toEqual(['service:x', 'service:x#2']);
  });

  test('each line is an entry, a comment or a gap', () => {
    const words = ['id:', '3:', 'respawn:', '/bin/x', '\n', '#', '::', 'si::sysinit:/x\n'];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(shown('/etc/inittab', text));

        expectSound(collected);
        const meaningful = Buffer.from(text)
          .toString('utf8')
          .split('\n')
          .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
        expect(collected.items.length + collected.gaps.length).toBe(meaningful.length);
      }),
    );
  });
});

describe('xinetd', () => {
  const agent =
    'service check_mk\n{\n\ttype = UNLISTED\n\tserver = /usr/bin/agent\n\tserver_args = -x\n\tdisable = no\n}\n';
  const levels = entries(script('xinetd'), start(3, 'S56xinetd', '../init.d/xinetd'), [
    'f',
    'f',
    644,
    '/var/lock/subsys/xinetd',
    '',
  ]);

  test('a service starts and runs with xinetd', () => {
    const { items, gaps } = parse(
      shown('/etc/xinetd.conf', 'defaults\n{\n\tinstances = 60\n}\nincludedir /etc/xinetd.d\n'),
      shown('/etc/xinetd.d/check_mk', agent),
      levels,
    );

    expect(service(items, 'check_mk')).toMatchObject({
      manager: 'xinetd',
      path: '/etc/xinetd.d/check_mk',
      enabledRunlevels: [3],
      running: true,
      command: '/usr/bin/agent -x',
    });
    expect(gaps).toEqual([]);
  });

  test.each([
    ['disable = yes', '/etc/xinetd.d/a', 'service a {\ndisable = yes\n}\n', ''],
    ['a dot in the file name', '/etc/xinetd.d/a.bak', 'service a {\n}\n', ''],
    [
      'the list of disabled ones',
      '/etc/xinetd.d/a',
      'service a {\n}\n',
      'defaults {\ndisabled = b\ndisabled += a\n}\n',
    ],
    ['the list of enabled ones', '/etc/xinetd.d/a', 'service a {\n}\n', 'defaults {\nenabled = b\n}\n'],
  ])('%s keeps a service off', (_what, path, text, main) => {
    const { items } = parse(shown('/etc/xinetd.conf', main), shown(path, text), levels);

    expect(service(items, 'a')).toMatchObject({ enabledRunlevels: [], running: false });
  });

  test('two services of one name are told apart by their ids', () => {
    const text = 'service time {\nid = time-stream\n}\nservice time {\nid = time-dgram\n}\n';

    const names = parse(shown('/etc/xinetd.d/time', text)).items.map(({ id }) => id);

    expect(names).toEqual(['service:time-stream', 'service:time-dgram']);
  });

  test('an include that leads elsewhere and a line that nobody understands are gaps', () => {
    const { gaps } = parse(shown('/etc/xinetd.conf', 'includedir /opt/xinetd.d\nnonsense\n'));

    expect(gaps).toMatchObject([
      { origin: '/opt/xinetd.d', reason: 'not-collected' },
      { origin: '/etc/xinetd.conf', reason: 'unparsable' },
    ]);
  });
});

test('a host without any of this has no services and no gaps', () => {
  expect(parse()).toMatchObject({ items: [], gaps: [], contents: [] });
});

test('random bytes never make the parser throw', () => {
  expectNeverThrows(
    parseServices,
    ['startup'],
    ['/etc/inittab', '/etc/xinetd.d/x', '/etc/rc.d/rc.local', 'entries', 'keeps-lock'],
  );
});
