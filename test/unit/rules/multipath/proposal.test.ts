import { describe, expect, test } from 'vitest';
import { readStatements } from '../../../../src/rules/multipath/statements.ts';
import { forecastText } from '../../../support/multipath.ts';

/** The proposed text without the two lines at its head. */
function proposedFor(text: string, from = '6.2.0'): string {
  const { proposal } = forecastText(text, { from });
  if (proposal === null) throw new Error('nothing is proposed');
  return proposal.text.split('\n').slice(2).join('\n');
}

describe('the proposed file', () => {
  test.each([
    ['nothing to change', '# mine\n\ndefaults {\n\tverbosity\t3 # why\n}\n'],
    ['an end without a line break', 'defaults {\n}\n# end\n'],
    ['a brace on the next line, and comments of both kinds', 'defaults\n{\n ! no\n verbosity 3\n}\n'],
    ['line ends of other systems', 'defaults {\r\n verbosity 3\r\n}\r\n'],
    ['no settings at all', '\n\n#\n'],
  ])('with %s is the text of the host, byte for byte', (_, text) => {
    expect(proposedFor(text)).toBe(text);
  });

  test('ends with a line break, without which the tools do not read the last line', () => {
    expect(proposedFor('defaults {\n verbosity 3\n}')).toBe('defaults {\n verbosity 3\n}\n');
  });

  test('has a reason and the old line above each new one, and leaves the rest of the line', () => {
    const lines = proposedFor(
      'defaults {\n\tselector   "round-robin 0"  # as told\n\tudev_dir /dev\n}\n',
    ).split('\n');

    expect(lines[1]).toMatch(/^\t# dom0-audit: \S/);
    expect(lines.slice(2, 4)).toEqual([
      '\t# selector   "round-robin 0"  # as told',
      '\tpath_selector   "round-robin 0"  # as told',
    ]);
    expect(lines[4]).toMatch(/^\t# dom0-audit: \S/);
    expect(lines.slice(5)).toEqual(['\t# udev_dir /dev', '}', '']);
  });

  test.each([
    ['path_checker tur,', 'path_checker tur'],
    ['path_checker "tur",', 'path_checker "tur"'],
    [
      'features "3 queue_if_no_path pg_init_retries 50"',
      'features "2 pg_init_retries 50"\n no_path_retry "queue"',
    ],
    ['prio_callout none', 'prio const'],
    ['hwtable_regex_match no', 'hw_str_match yes'],
    ['default_selector round-robin', 'path_selector round-robin'],
  ])('writes %s anew', (line, becomes) => {
    const text = proposedFor(`defaults {\n ${line}\n}\n`, '6.2.0');

    expect(text).toContain(`\n # ${line}\n ${becomes}\n}`);
  });

  test('names the file it was made from and the place where it must be put', () => {
    const { proposal } = forecastText('defaults {\n verbosity 3\n}\n', { from: '6.5.0' });

    expect(proposal?.text).toMatch(
      /^# Proposed by dom0-audit for XenServer 7\.0 \(Dundee\), made from \/etc\/multipath\.xenserver\/multipath\.conf of/,
    );
    expect(proposal).toMatchObject({
      fileName: 'multipath.conf.proposed',
      path: '/etc/multipath/conf.d/custom.conf',
    });
    expect(proposal?.never.map(({ path }) => path)).toEqual([
      '/etc/multipath.conf.bak',
      '/etc/multipath.conf',
      '/etc/multipath.xenserver/multipath.conf',
    ]);
  });

  test('has the section of a stanza of nobody as comments only', () => {
    const lines = proposedFor('overrides {\n a {\n  b c\n }\n}\n').split('\n');

    expect(lines.slice(1)).toEqual(['# overrides {', ' # a {', '  # b c', ' # }', '# }', '']);
  });
});

describe('statements', () => {
  test.each([
    ['a "x y"', 'x y'],
    ['a " x   y "', 'x y'],
    ['a ""', ''],
    ['a x # y', 'x'],
    ['a x!y', 'x'],
    ['a x y', 'x'],
    ['a "x" y', 'x'],
  ])('%s has the value %j', (line, value) => {
    expect(readStatements(`defaults {\n ${line}\n}\n`).settings[0]).toMatchObject({ keyword: 'a', value });
  });

  test('tell the settings of one stanza from those of the next', () => {
    const { settings, blocks } = readStatements(
      'devices {\n device {\n  vendor a\n }\n device {\n  vendor b\n }\n}\n',
    );

    expect(new Set(settings.map(({ block }) => block)).size).toBe(2);
    expect(blocks.map(({ path, line, lastLine }) => [path, line, lastLine])).toEqual([
      ['devices/device', 2, 4],
      ['devices/device', 5, 7],
      ['devices', 1, 8],
    ]);
  });

  test.each([
    ['a"b" c', [2]],
    ['a#b c', [2]],
    ['a "b\\" c"', [2]],
    ['a b } c d', [2]],
  ])('find %s odd', (line, lines) => {
    const found = readStatements(`defaults {\n ${line}\n}\n`).errors.map((error) => error.line);

    expect([...new Set(found)]).toEqual(expect.arrayContaining(lines));
  });
});
