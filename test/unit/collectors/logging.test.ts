import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLogging } from '../../../src/collectors/logging/parse.ts';
import type { SettingItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { refused, section, shown } from '../../support/sections.ts';

const STOCK_SYSLOG = `# Log all kernel messages to the console.
#kern.*                                                 /dev/console
*.info;mail.none;authpriv.none;cron.none                /var/log/messages
authpriv.*                                              /var/log/secure
*.emerg                                                 *
local7.*                                                /var/log/boot.log
`;

function parse(...blocks: readonly Buffer[]) {
  const collected = parseLogging({ files: section(blocks) });
  const settings = collected.items.filter((item): item is SettingItem => item.kind === 'setting');
  return { ...collected, settings, ids: settings.map(({ id }) => id) };
}

function value(settings: readonly SettingItem[], id: string) {
  return settings.find((setting) => setting.id === id)?.value;
}

describe('a stock host', () => {
  test('sends its logs nowhere', () => {
    const { ids, gaps, contents } = parse(
      shown('/etc/syslog.conf', STOCK_SYSLOG),
      shown('/etc/sysconfig/syslog', 'SYSLOGD_OPTIONS="-m 0"\nKLOGD_OPTIONS="-x"\nSYSLOG_UMASK=077\n'),
      shown(
        '/etc/ntp.conf',
        'driftfile /var/lib/ntp/drift\nserver 0.pool.example.org\nserver 1.pool.example.org iburst\n',
      ),
    );

    expect(ids).toEqual([
      'setting:syslog.options./etc/sysconfig/syslog.SYSLOGD_OPTIONS',
      'setting:syslog.options./etc/sysconfig/syslog.KLOGD_OPTIONS',
      'setting:ntp.conf',
      'setting:ntp.server.0.pool.example.org',
      'setting:ntp.server.1.pool.example.org',
    ]);
    expect(gaps).toEqual([]);
    expect(contents).toHaveLength(3);
  });
});

describe('remote log destinations', () => {
  test.each([
    ['*.*\t@loghost', '@loghost', '*.*'],
    ['local2.info;mail.none   @10.0.0.9', '@10.0.0.9', 'local2.info;mail.none'],
    ['*.* @@logs.example.com:514', '@@logs.example.com:514', '*.*'],
    ['*.* @(z9)logs:10514;RSYSLOG_Format', '@(z9)logs:10514', '*.*'],
    ['*.* @[2001:db8::1]:514', '@[2001:db8::1]:514', '*.*'],
    ['& @loghost', '@loghost', '&'],
    [':msg, contains, "fail" @loghost', '@loghost', ':msg, contains, "fail"'],
    ['*.* @loghost # to the collector', '@loghost', '*.*'],
  ])('%j goes to %s', (line, target, selector) => {
    const { settings } = parse(shown('/etc/rsyslog.d/remote.conf', `${line}\n`));

    expect(value(settings, `setting:syslog.remote.${target}`)).toBe(selector);
  });

  test('the long form of rsyslog counts too', () => {
    const line = '*.* action(type="omfwd" target="logs" port="514" protocol="tcp")';

    expect(
      value(parse(shown('/etc/rsyslog.conf', `${line}\n`)).settings, 'setting:syslog.remote.@logs'),
    ).toBe(line);
  });

  test('two rules for one destination are one setting with both selectors', () => {
    const { settings } = parse(shown('/etc/syslog.conf', 'local1.* @a\nlocal2.* @a\n'));

    expect(settings.find(({ key }) => key === 'remote.@a')).toMatchObject({
      value: 'local1.*\nlocal2.*',
      evidence: [{ line: 1 }, { line: 2 }],
    });
  });

  test.each(['# *.* @loghost', '*.* /var/log/mail@host', '*.* |/dev/xconsole', '$template x,"a @b %msg%"'])(
    '%j goes nowhere',
    (line) => {
      expect(parse(shown('/etc/syslog.conf', `${line}\n`)).ids.filter((id) => id.includes('remote'))).toEqual(
        [],
      );
    },
  );

  test('an address in another file is no destination', () => {
    expect(
      parse(shown('/etc/aliases', 'root: @loghost\n')).ids.filter((id) => id.includes('remote')),
    ).toEqual([]);
  });
});

describe('time servers', () => {
  test('only lines that begin with the word count, as for the installer', () => {
    const { settings } = parse(
      shown('/etc/ntp.conf', 'server a\n server b\n#server c\nserver d prefer\npeer e\n'),
    );

    expect(settings.filter(({ area }) => area === 'ntp').map(({ key, value }) => [key, value])).toEqual([
      ['conf', 'present'],
      ['server.a', ''],
      ['server.d', 'prefer'],
    ]);
  });

  test('a missing ntp.conf is said, for the installer stops without it', () => {
    expect(value(parse().settings, 'setting:ntp.conf')).toBe('missing');
  });

  test.each([
    ['it could not be read', () => parse(refused('denied', '/etc/ntp.conf'))],
    [
      'the section was cut off',
      () => {
        const collected = parseLogging({ files: section([], { complete: false }) });
        return { settings: collected.items.filter((item): item is SettingItem => item.kind === 'setting') };
      },
    ],
  ])('it is not called missing when %s', (_why, run) => {
    expect(value(run().settings, 'setting:ntp.conf')).toBeUndefined();
  });
});

describe('broken and hostile input', () => {
  test('a withheld key file stays a gap', () => {
    expect(parse(refused('withheld', '/etc/ntp/keys', 'it holds keys')).gaps).toEqual([
      { origin: '/etc/ntp/keys', reason: 'withheld', detail: 'it holds keys' },
    ]);
  });

  test('random bytes never make it throw', () => {
    expectNeverThrows(
      parseLogging,
      ['files'],
      ['/etc/syslog.conf', '/etc/ntp.conf', '/etc/sysconfig/syslog'],
    );
  });

  test('every line is in the content, and no destination is lost', () => {
    const words = [
      '*.* @h\n',
      '*.* @@h:1\n',
      '# x\n',
      'server a\n',
      '@',
      ' ',
      ';t\n',
      'SYSLOGD_OPTIONS=-r\n',
    ];
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(shown('/etc/syslog.conf', text));

        expectSound(collected);
        expect(collected.contents?.[0]?.text).toBe(Buffer.from(text).toString('utf8'));
        const sends = text.split('\n').some((line) => /^\*\.\* @h$/.test(line));
        if (sends) expect(collected.ids).toContain('setting:syslog.remote.@h');
      }),
    );
  });
});
