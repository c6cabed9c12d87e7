import { describe, expect, test } from 'vitest';
import { forecastText, MULTIPATH } from '../../../support/multipath.ts';

/** `defaults prio alua` as a file with this one setting. */
function fileOf(section: string, line: string): string {
  if (section === 'device') return `devices {\n\tdevice {\n\t\tvendor "ACME"\n\t\t${line}\n\t}\n}\n`;
  if (section === 'multipath') return `multipaths {\n\tmultipath {\n\t\twwid "3600"\n\t\t${line}\n\t}\n}\n`;
  return `${section} {\n\t${line}\n}\n`;
}

function optionOf(section: string, line: string, from = '6.2.0') {
  const [keyword = ''] = line.split(/\s/);
  const option = forecastText(fileOf(section, line), { from }).options.find(
    (other) => other.keyword === keyword,
  );
  if (option === undefined) throw new Error(`no option ${keyword}`);
  return option;
}

describe('a line of multipath.conf', () => {
  test.each([
    ['a keyword that both know', 'defaults', 'verbosity 3', 'same', 'keep', null],
    ['a keyword in a stanza', 'device', 'path_grouping_policy multibus', 'same', 'keep', null],
    ['mode, which is on its way out', 'multipath', 'mode 0660', 'same', 'keep', null],
    [
      'selector',
      'defaults',
      'selector "round-robin 0"',
      'renamed',
      'rewrite',
      'path_selector "round-robin 0"',
    ],
    ['an old spelling', 'defaults', 'default_features "0"', 'renamed', 'rewrite', 'features "0"'],
    [
      'a program for priorities',
      'device',
      'prio_callout "/sbin/mpath_prio_alua /dev/%n"',
      'renamed',
      'rewrite',
      'prio "alua"',
    ],
    [
      'the same by its oldest name',
      'device',
      'prio_callout "/sbin/pp_alua %n"',
      'renamed',
      'rewrite',
      'prio "alua"',
    ],
    [
      'tpc, which rdac follows',
      'device',
      'prio_callout "/sbin/mpath_prio_tpc /dev/%n"',
      'renamed',
      'rewrite',
      'prio "rdac"',
    ],
    [
      'netapp, which ontap follows',
      'defaults',
      'default_prio_callout "mpath_prio_netapp %n"',
      'renamed',
      'rewrite',
      'prio "ontap"',
    ],
    ['no program', 'defaults', 'prio_callout none', 'renamed', 'rewrite', 'prio "const"'],
    ['a priority by its old name', 'device', 'prio netapp', 'renamed', 'rewrite', 'prio "ontap"'],
    [
      'queueing by features',
      'device',
      'features "1 queue_if_no_path"',
      'renamed',
      'rewrite',
      'no_path_retry "queue"',
    ],
    [
      'queueing among other features',
      'device',
      'features "3 queue_if_no_path pg_init_retries 50"',
      'renamed',
      'rewrite',
      'features "2 pg_init_retries 50"; no_path_retry "queue"',
    ],
    [
      'a program that nothing follows',
      'device',
      'prio_callout "/sbin/mpath_prio_balance_units"',
      'removed',
      'leave-out',
      null,
    ],
    ['a program of the site', 'device', 'prio_callout "/opt/site/prio %n"', 'removed', 'leave-out', null],
    ['udev_dir', 'defaults', 'udev_dir /dev', 'removed', 'leave-out', null],
    [
      'getuid_callout',
      'device',
      'getuid_callout "/sbin/scsi_id -g -u -s /block/%n"',
      'removed',
      'leave-out',
      null,
    ],
    ['a checker that is not there', 'device', 'path_checker site', 'removed', 'leave-out', null],
    ['rr_min_io', 'device', 'rr_min_io 100', 'ignored', 'leave-out', null],
    ['a line without a value', 'defaults', 'verbosity', 'ignored', 'leave-out', null],
    [
      'another default of the tools',
      'defaults',
      'path_selector "round-robin 0"',
      'other-default',
      'keep',
      null,
    ],
    ['another default of the file', 'defaults', 'no_path_retry 12', 'other-default', 'keep', null],
    ['a keyword of nobody', 'defaults', 'no_patch_retry 12', 'unknown', 'leave-out', null],
    ['a keyword in a wrong section', 'blacklist', 'alias x', 'unknown', 'leave-out', null],
  ])('%s is judged', (_, section, line, verdict, action, becomes) => {
    expect(optionOf(section, line)).toMatchObject({ verdict, action, becomes });
  });

  test.each([
    ['reload_readwrite yes', 'removed', null],
    ['pg_timeout none', 'ignored', null],
    ['hwtable_regex_match yes', 'removed', null],
    ['hwtable_regex_match no', 'renamed', 'hw_str_match "yes"'],
    ['replace_wwid_whitespace no', 'removed', null],
  ])('of 6.5 reads %s', (line, verdict, becomes) => {
    expect(optionOf('defaults', line, '6.5.0')).toMatchObject({ verdict, becomes });
  });

  test.each([
    ['user_friendly_names yes', 'WWID'],
    ['find_multipaths 1', 'single path'],
  ])('%s works, but is kept out because of the storage manager', (line, word) => {
    const option = optionOf('defaults', line, '6.5.0');

    expect(option).toMatchObject({ verdict: 'same', action: 'leave-out' });
    expect(option.because).toContain(word);
  });

  test.each([
    ['/sbin/scsi_id -g -u -s /block/%n', 'gives the same identity'],
    ['/sbin/scsi_id -g -u -ppre-spc3-83 -s /block/%n', 'other names'],
    ['/usr/local/bin/lun-id %n', 'other names'],
  ])('getuid_callout %s says what happens to the names', (command, words) => {
    expect(optionOf('defaults', `getuid_callout "${command}"`).because).toContain(words);
  });

  test('names its line, and every verdict names its source', () => {
    const { options } = forecastText('# a\n\ndefaults {\n # b\n verbosity 3\n\n  udev_dir /dev\n}\n');

    expect(options.map(({ line, keyword }) => [line, keyword])).toEqual([
      [5, 'verbosity'],
      [7, 'udev_dir'],
    ]);
    expect(options.every(({ source }) => source !== '')).toBe(true);
  });

  test('is left out where another one of its stanza says the same already', () => {
    const { options } = forecastText(
      'devices {\n device {\n  vendor "A"\n  prio_callout "/sbin/mpath_prio_emc %n"\n  prio alua\n }\n device {\n  vendor "B"\n  prio_callout "/sbin/mpath_prio_emc %n"\n }\n}\n',
    );
    const callouts = options.filter(({ keyword }) => keyword === 'prio_callout');

    expect(callouts.map(({ action }) => action)).toEqual(['leave-out', 'rewrite']);
    expect(callouts[0]?.because).toContain('Line 5 says prio already.');
  });

  test('asks for a queue once: a stanza with no_path_retry keeps its features', () => {
    const { options } = forecastText('defaults {\n features "1 queue_if_no_path"\n no_path_retry 5\n}\n');

    expect(options[0]).toMatchObject({ keyword: 'features', action: 'keep' });
  });

  test('of a section that nobody knows is judged with the section as one', () => {
    const { options } = forecastText(
      'overrides {\n a b\n inner {\n  c d\n }\n}\ndefaults {\n verbosity 1\n}\n',
    );

    expect(options.map(({ line, keyword, verdict }) => [line, keyword, verdict])).toEqual([
      [1, 'overrides', 'unknown'],
      [8, 'verbosity', 'same'],
    ]);
  });

  test('of devnode_blacklist counts, and the section gets its name of today', () => {
    const { options, missing } = forecastText('devnode_blacklist {\n devnode "^sda$"\n}\n');

    expect(options[0]).toMatchObject({
      keyword: 'devnode_blacklist',
      verdict: 'renamed',
      becomes: 'blacklist',
    });
    expect(missing).toMatchObject([{ line: 2, setting: 'devnode "^sda$"' }]);
  });

  test('that is as 6.5 ships it is left to the file of the target, a stanza as one', () => {
    const { options } = forecastText(
      'defaults {\n dev_loss_tmo 30\n}\ndevices {\n device {\n  vendor "NETAPP"\n  product "LUN.*"\n  dev_loss_tmo 30\n }\n device {\n  vendor "DGC"\n  product ".*"\n  detect_prio yes\n }\n}\n',
      { from: '6.5.0' },
    );

    expect(options.map(({ line, keyword, action, isStock }) => [line, keyword, action, isStock])).toEqual([
      [2, 'dev_loss_tmo', 'leave-out', true],
      [5, 'device', 'leave-out', true],
      [11, 'vendor', 'keep', false],
      [12, 'product', 'keep', false],
      [13, 'detect_prio', 'keep', false],
    ]);
  });

  test('that the storage manager writes for a LUN of a repository is left to it', () => {
    const pbd = {
      kind: 'pbd',
      id: 'pbd:1',
      evidence: [],
      uuid: '1',
      sr: '2',
      attached: true,
      deviceConfig: { SCSIid: '3600a' },
    } as const;
    const { options, missing } = forecastText('blacklist_exceptions {\n wwid "3600a"\n wwid "3600b"\n}\n', {
      from: '6.5.0',
      beside: [pbd],
    });

    expect(options.map(({ value, action }) => [value, action])).toEqual([
      ['3600a', 'leave-out'],
      ['3600b', 'keep'],
    ]);
    expect(missing.map(({ setting }) => setting)).toEqual(['wwid "3600b"']);
  });
});

describe('data/stock/multipath.yaml', () => {
  test('knows every keyword and value of the file that 7.0 ships', () => {
    const { own } = MULTIPATH;
    const names = own.devices.flatMap((entry) => Object.keys(entry));

    expect(
      Object.keys(own.defaults).filter((name) => MULTIPATH.row('defaults', name)?.el7 !== 'read'),
    ).toEqual([]);
    expect(
      names.filter((name) => !['read', 'ignored'].includes(MULTIPATH.row('device', name)?.el7 ?? '')),
    ).toEqual([]);
  });

  test('gives every renamed keyword a name that the target reads in the same section', () => {
    const rows = ['defaults', 'device', 'multipath'] as const;
    for (const section of rows)
      for (const name of ['selector', 'prio_callout', 'default_features', 'hwtable_regex_match']) {
        const becomes = MULTIPATH.row(section, name)?.becomes;
        if (becomes !== undefined)
          expect(MULTIPATH.row(section, becomes)?.el7, `${section} ${name}`).toBe('read');
      }
  });

  test.each([
    ['6.0.0', 'el5'],
    ['6.2.0', 'el5'],
    ['6.5.0', 'el6'],
    ['7.0.0-alpha.1', 'el7'],
    ['7.5.0', 'el7'],
    ['8.2.0', null],
  ])('knows the tools of %s as %s', (release, tools) => {
    expect(MULTIPATH.toolsOf(release)).toBe(tools);
  });
});
