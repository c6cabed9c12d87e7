import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCron } from '../../../src/collectors/cron/parse.ts';
import type { CronItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, rows, section, shown } from '../../support/sections.ts';

const STOCK = `SHELL=/bin/bash
PATH=/sbin:/bin:/usr/sbin:/usr/bin
MAILTO=root
HOME=/

# run-parts
01 * * * * root run-parts /etc/cron.hourly
02 4 * * * root run-parts /etc/cron.daily
22 4 * * 0 root run-parts /etc/cron.weekly
42 4 1 * * root run-parts /etc/cron.monthly
`;

function parse(...blocks: readonly Buffer[]) {
  const collected = parseCron({ tables: section(blocks) });
  return { ...collected, jobs: collected.items.filter((item): item is CronItem => item.kind === 'cron') };
}

describe('the stock crontab', () => {
  test('has four jobs with their commands and variables', () => {
    const { jobs, gaps } = parse(shown('/etc/crontab', STOCK));

    expect(jobs.map(({ command }) => command)).toEqual([
      'run-parts /etc/cron.hourly',
      'run-parts /etc/cron.daily',
      'run-parts /etc/cron.weekly',
      'run-parts /etc/cron.monthly',
    ]);
    expect(jobs[1]).toMatchObject({
      file: '/etc/crontab',
      line: 8,
      source: 'crontab',
      schedule: '02 4 * * *',
      user: 'root',
      environment: [
        ['SHELL', '/bin/bash'],
        ['PATH', '/sbin:/bin:/usr/sbin:/usr/bin'],
        ['MAILTO', 'root'],
        ['HOME', '/'],
      ],
    });
    expect(gaps).toEqual([]);
  });
});

describe('entries', () => {
  test.each([
    ['*/5 * * * * root /x', '*/5 * * * *', 'root', '/x'],
    ['0\t2\t*\t*\t1-5\tbackup\t/root/b.sh  -v', '0 2 * * 1-5', 'backup', '/root/b.sh  -v'],
    ['@reboot root /root/fix.sh', '@reboot', 'root', '/root/fix.sh'],
    ['@midnight root /x', '@midnight', 'root', '/x'],
    ['-*/5 * * * * root /quiet', '*/5 * * * *', 'root', '/quiet'],
    ['0 0 1,15 jan mon-fri root /x', '0 0 1,15 jan mon-fri', 'root', '/x'],
    ['  1 1 * * * root A=b /x', '1 1 * * *', 'root', 'A=b /x'],
  ])('%j of cron.d', (line, schedule, user, command) => {
    const { jobs, gaps } = parse(shown('/etc/cron.d/a', `${line}\n`));

    expect(jobs).toMatchObject([{ schedule, user, command, source: 'cron.d' }]);
    expect(gaps).toEqual([]);
  });

  test('in the table of a user there is no user field', () => {
    const { jobs } = parse(shown('/var/spool/cron/root', '*/5 * * * * /root/watch --now\n@daily /root/d\n'));

    expect(jobs).toMatchObject([
      { schedule: '*/5 * * * *', user: 'root', command: '/root/watch --now', source: 'user' },
      { schedule: '@daily', user: 'root', command: '/root/d' },
    ]);
  });

  test.each([
    ['date +\\%F', 'date +%F', undefined],
    ['mail -s x ops%hello%world', 'mail -s x ops', 'hello\nworld'],
    ['echo \\%a%b\\%c', 'echo %a', 'b%c'],
    ['cat%', 'cat', ''],
  ])('percent signs of %j', (text, command, input) => {
    const [job] = parse(shown('/var/spool/cron/root', `1 1 * * * ${text}\n`)).jobs;

    expect(job?.command).toBe(command);
    expect(job?.input).toBe(input);
  });

  test.each([
    '1 1 * * root /x',
    '1 1 * * * root',
    '@fortnightly root /x',
    'hello world',
    'a b c d e root /x',
    '@reboot root',
  ])('%j, which cron cannot read, is a gap', (line) => {
    const { jobs, gaps } = parse(shown('/etc/cron.d/a', `${line}\n`));

    expect(jobs).toEqual([]);
    expect(gaps).toMatchObject([{ origin: '/etc/cron.d/a', reason: 'unparsable' }]);
  });

  test('a variable counts for the entries after it, and the last value of a name counts', () => {
    const { jobs } = parse(
      shown('/etc/cron.d/a', '1 1 * * * r /a\nMAILTO = "x y"\n2 2 * * * r /b\nMAILTO=\n3 3 * * * r /c\n'),
    );

    expect(jobs.map(({ environment }) => environment)).toEqual([
      undefined,
      [['MAILTO', 'x y']],
      [['MAILTO', '']],
    ]);
  });

  test('an id stays when a line moves, and changes with the meaning', () => {
    const before = parse(shown('/etc/cron.d/a', '1 1 * * * root /x\n')).jobs;
    const moved = parse(shown('/etc/cron.d/a', '# new\n\n1   1 * * *  root   /x\n')).jobs;
    const other = parse(shown('/etc/cron.d/a', '1 2 * * * root /x\n')).jobs;

    expect(moved[0]?.id).toBe(before[0]?.id);
    expect(other[0]?.id).not.toBe(before[0]?.id);
  });

  test('a line that stands twice is two jobs', () => {
    const { jobs } = parse(shown('/etc/cron.d/a', '1 1 * * * root /x\n1 1 * * * root /x\n'));

    expect(jobs.map(({ id, line }) => [id.slice(-2), line])).toEqual([
      [jobs[0]?.id.slice(-2), 1],
      ['#2', 2],
    ]);
  });
});

test.each([
  ['/etc/cron.d/a', false],
  ['/etc/cron.d/a.cron', false],
  ['/etc/cron.d/a.rpmsave', true],
  ['/etc/cron.d/a~', true],
])('whether cron passes over %s: %s', (path, ignored) => {
  expect(parse(shown(path, '1 1 * * * root /x\n')).jobs[0]?.ignored !== undefined).toBe(ignored);
});

describe('run-parts folders', () => {
  test.each([
    ['daily/logrotate', 'f', 755, false],
    ['hourly/mcelog.cron', 'f', 755, false],
    ['daily/notes', 'f', 644, true],
    ['weekly/old.rpmsave', 'f', 755, true],
    ['weekly/old~', 'f', 755, true],
    ['monthly/x,v', 'f', 755, true],
    ['monthly/.hidden', 'f', 755, true],
    ['monthly/gone', 'l', 777, true],
  ])('/etc/cron.%s as %s with mode %d is passed over: %s', (name, type, mode, ignored) => {
    const { jobs } = parse(ran('entries', rows([type, mode, 'root', `/etc/cron.${name}`])));

    expect(jobs).toMatchObject([
      { source: 'periodic', schedule: name.split('/')[0], user: 'root', command: `/etc/cron.${name}` },
    ]);
    expect(jobs[0]?.ignored !== undefined).toBe(ignored);
  });

  test('folders and the folder itself are no jobs', () => {
    const { items } = parse(
      ran('entries', rows(['d', 755, 'root', '/etc/cron.daily/'], ['d', 755, 'root', '/etc/cron.daily/x'])),
    );

    expect(items).toEqual([]);
  });
});

test('anacron jobs have their period, delay and variables', () => {
  const { jobs, gaps } = parse(
    shown(
      '/etc/anacrontab',
      'SHELL=/bin/sh\n1\t65\tcron.daily\t\trun-parts /etc/cron.daily\n@monthly 5 m /m %x\nbad 1 x y\n',
    ),
  );

  expect(jobs).toMatchObject([
    {
      source: 'anacron',
      schedule: 'every 1 days, 65 minutes after the start',
      command: 'run-parts /etc/cron.daily',
      environment: [['SHELL', '/bin/sh']],
    },
    { schedule: '@monthly, 5 minutes after the start', command: '/m %x' },
  ]);
  expect(gaps).toHaveLength(1);
});

describe('at jobs', () => {
  const job = `#!/bin/sh
# atrun uid=0 gid=0
# mail root 0
umask 22
MYSQL_PWD=abc; export MYSQL_PWD
cd /root || {
\t echo 'Execution directory inaccessible' >&2
\t exit 1
}
\${SHELL:-/bin/sh} << 'marcinDELIMITER4f2c'
/root/once.sh
shutdown -r now
marcinDELIMITER4f2c
`;

  test('are known by time and owner, and only the job itself is kept', () => {
    const { jobs, contents } = parse(
      shown('/var/spool/at/a00007016c9a78', job),
      ran('entries', rows(['f', 700, 'backup', '/var/spool/at/a00007016c9a78'])),
    );

    expect(jobs).toMatchObject([
      {
        source: 'at',
        user: 'backup',
        schedule: '2015-06-07T12:08:00Z',
        command: '/root/once.sh\nshutdown -r now',
      },
    ]);
    expect(JSON.stringify([jobs, contents])).not.toContain('abc');
  });

  test('without a listing the owner is the number in the job', () => {
    expect(parse(shown('/var/spool/at/a00007016c9a78', job)).jobs[0]?.user).toBe('uid 0');
  });

  test('a job of an unknown form keeps what is no variable', () => {
    const text = '#!/bin/sh\nA=b; export A\n/root/x\n';

    expect(parse(shown('/var/spool/at/a00007016c9a78', text)).jobs[0]?.command).toBe('/root/x');
  });

  test('a file with another name is a gap', () => {
    expect(parse(shown('/var/spool/at/x', job)).gaps).toMatchObject([
      { origin: '/var/spool/at/x', reason: 'unparsable' },
    ]);
  });
});

test('a host without jobs has no items and no gaps', () => {
  expect(parse()).toMatchObject({ items: [], gaps: [], contents: [] });
});

describe('a hostile host', () => {
  test('never makes the parser throw', () => {
    expectNeverThrows(
      parseCron,
      ['tables'],
      ['/etc/crontab', '/etc/anacrontab', '/var/spool/cron/x', '/var/spool/at/a0000701500a3c', 'entries'],
    );
  });

  test('each line of a table is a job, a variable, a comment or a gap', () => {
    const words = [
      '1 1 * * * root /x\n',
      '@daily root /y\n',
      'A=b\n',
      '# c\n',
      '* ',
      'root ',
      '/x',
      '\n',
      '%',
      '@reboot ',
    ];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(shown('/etc/cron.d/a', text));

        expectSound(collected);
        const lines = Buffer.from(text)
          .toString('utf8')
          .split('\n')
          .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
        const variables = lines.filter((line) => /^\s*("[^"]*"|'[^']*'|[^\s"'=]+)\s*=/.test(line));
        expect(collected.items.length + collected.gaps.length).toBe(lines.length - variables.length);
      }),
    );
  });

  test('thousands of variables are not copied into each job', () => {
    const text = Array.from({ length: 5000 }, (_, i) => `V${i}=1\n1 1 * * * root /x${i}\n`).join('');

    const { jobs } = parse(shown('/etc/cron.d/a', text));

    expect(jobs).toHaveLength(5000);
    expect(Math.max(...jobs.map(({ environment }) => environment?.length ?? 0))).toBe(100);
  });
});
