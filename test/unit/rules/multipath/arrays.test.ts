import { describe, expect, test } from 'vitest';
import { addStanzas, entryFor, featuresWith } from '../../../../src/rules/multipath/hardware-table.ts';
import type { Stanza } from '../../../../src/rules/multipath/conf.ts';
import { isFoundIn, samplesOf } from '../../../../src/rules/multipath/patterns.ts';
import { forecastText } from '../../../support/multipath.ts';

function device(vendor: string, product: string, ...lines: string[]): string {
  return [
    ` device {`,
    `  vendor "${vendor}"`,
    `  product "${product}"`,
    ...lines.map((line) => `  ${line}`),
    ' }',
  ].join('\n');
}

function arraysOf(...devices: string[]) {
  return forecastText(`devices {\n${devices.join('\n')}\n}\n`).arrays;
}

describe('a device stanza', () => {
  test.each([
    [
      'that says what the target has built in',
      device('3PARdata', 'VV', 'path_grouping_policy multibus', 'path_checker directio'),
      'same',
      [],
    ],
    [
      'of one product of an entry for several',
      device('HP', 'HSV300', 'prio alua', 'no_path_retry 12'),
      'same',
      [],
    ],
    ['of a pattern for two products', device('DELL', 'MD36xx(i|f)', 'prio rdac'), 'same', []],
    [
      'that spells a value otherwise',
      device('DGC', '.*', 'detect_prio 1', 'retain_attached_hw_handler yes'),
      'same',
      [],
    ],
    [
      'that asks for something else',
      device('3PARdata', 'VV', 'path_checker tur', 'path_grouping_policy multibus'),
      'other',
      ['path_checker tur/directio'],
    ],
    [
      'in which a program gives the priority',
      device('COMPELNT', 'Compellent Vol', 'prio_callout "/sbin/mpath_prio_alua %n"'),
      'other',
      ['prio alua/const'],
    ],
    [
      'of an array for which the file of the product speaks',
      device('EQLOGIC', '100E-00', 'no_path_retry 60'),
      'other',
      ['no_path_retry 60/0'],
    ],
    [
      'of an array that the target does not know',
      device('NIMBLE', 'Server', 'prio alua', 'path_checker tur'),
      'lost',
      ['prio alua/const', 'path_checker tur/directio'],
    ],
    [
      'whose lines mean nothing on the target',
      device('NIMBLE', 'Server', 'rr_min_io 3', 'features "0"'),
      'lost',
      [],
    ],
  ])('%s is laid over the target', (_, stanza, verdict, differences) => {
    const [array] = arraysOf(stanza);

    expect(array).toMatchObject({ verdict });
    expect(array?.differences.map(({ keyword, wanted, target }) => `${keyword} ${wanted}/${target}`)).toEqual(
      differences,
    );
  });

  test('of one vendor after another is judged by itself, with its line', () => {
    const arrays = arraysOf(
      device('HP', 'HSV300', 'prio alua'),
      device('HP', 'P6000', 'prio alua'),
      device('HP', 'HSVX700', 'hardware_handler "1 alua"'),
    );

    expect(arrays.map(({ line, product, verdict }) => [line, product, verdict])).toEqual([
      [3, 'HSV300', 'same'],
      [8, 'P6000', 'lost'],
      [13, 'HSVX700', 'same'],
    ]);
  });

  test('with a broad pattern hides entries of the target without taking over what they say', () => {
    const [array] = arraysOf(device('HP', '.*', 'path_checker tur'));

    expect(array?.takesOver).toContain('HP/LOGICAL VOLUME.* (built in)');
    expect(array?.differences).toContainEqual({ keyword: 'path_checker', wanted: 'tur', target: 'directio' });
  });

  test('written as the product writes it hides nothing, since it takes over what that entry says', () => {
    expect(arraysOf(device('NETAPP', 'LUN.*', 'no_path_retry 5'))[0]?.takesOver).toEqual([]);
  });

  test('before a wider one is never taken: the last one that fits counts', () => {
    const arrays = arraysOf(
      device('HP', 'HSV300', 'prio alua'),
      device('HP', 'HSV', 'prio alua'),
      device('HP', 'MSA', 'prio alua'),
    );

    expect(arrays.map(({ hiddenBy }) => hiddenBy)).toEqual([8, null, null]);
  });

  test('of which nothing is left but its names is left out', () => {
    const { arrays, options, proposal } = forecastText(
      `devices {\n${device('HP', '.*', 'prio_callout "/opt/site/prio"')}\n}\n`,
    );

    expect(arrays).toEqual([]);
    expect(options[0]).toMatchObject({ line: 2, keyword: 'device', action: 'leave-out' });
    expect(proposal?.text).toContain(' # device {');
  });

  test('for all devices is compared with every entry', () => {
    const [array] = arraysOf(device('ALL', 'ANY', 'all_devs yes', 'path_checker tur'));

    expect(array?.verdict).toBe('other');
    expect(array?.entries.length).toBeGreaterThan(70);
  });
});

function stanza(vendor: string | null, product: string | null, settings: Record<string, string>): Stanza {
  return {
    line: null,
    vendor,
    product,
    revision: null,
    settings: new Map(Object.entries(settings).map(([keyword, value]) => [keyword, { value, line: null }])),
  };
}

function settingsOf(entry: Stanza | null): Record<string, string> {
  return Object.fromEntries([...(entry?.settings ?? [])].map(([keyword, { value }]) => [keyword, value]));
}

describe('the hardware table of the tools of 7.x', () => {
  const builtIn = [
    stanza('HP', 'MSA.*', { prio: 'alua', no_path_retry: '18', features: '0' }),
    stanza('HP', 'MSA.*X', { prio: 'const' }),
  ];

  test('drops an entry that a stanza is written like, and fills the stanza from it', () => {
    const table = addStanzas(builtIn, [stanza('HP', 'MSA.*', { prio: 'rdac' })], false);

    expect(table.map(({ product }) => product)).toEqual(['MSA.*X', 'MSA.*']);
    expect(settingsOf(table.at(-1) ?? null)).toEqual({
      prio: 'rdac',
      no_path_retry: '18',
      features: '1 queue_if_no_path',
    });
  });

  test('looks for the patterns of its entries in the text of a stanza, and keeps both', () => {
    const table = addStanzas(builtIn, [stanza('HP', 'MSA2012', { path_checker: 'tur' })], false);

    expect(table).toHaveLength(3);
    expect(settingsOf(entryFor(table, 'HP', 'MSA2012'))).toMatchObject({ path_checker: 'tur', prio: 'alua' });
    expect(settingsOf(entryFor(table, 'HP', 'MSA2040'))).toMatchObject({ prio: 'alua' });
  });

  test('does not look for patterns with hw_str_match', () => {
    const table = addStanzas(builtIn, [stanza('HP', 'MSA2012', { path_checker: 'tur' })], true);

    expect(settingsOf(entryFor(table, 'HP', 'MSA2012'))).toEqual({ path_checker: 'tur' });
  });

  test('is written over as a whole by a stanza for all devices', () => {
    const table = addStanzas(
      builtIn,
      [stanza(null, null, { all_devs: 'yes', no_path_retry: 'fail' })],
      false,
    );

    expect(settingsOf(entryFor(table, 'HP', 'MSA1'))).toMatchObject({ no_path_retry: 'fail', features: '0' });
  });

  test('takes the last entry that fits', () => {
    expect(settingsOf(entryFor(builtIn, 'HP', 'MSA9X'))).toEqual({ prio: 'const' });
    expect(entryFor(builtIn, 'IBM', '2145')).toBe(null);
  });

  test.each([
    ['0', true, '1 queue_if_no_path'],
    ['1 queue_if_no_path', false, '0'],
    ['3 queue_if_no_path pg_init_retries 50', false, '2 pg_init_retries 50'],
    ['2 pg_init_retries 50', true, '3 pg_init_retries 50 queue_if_no_path'],
    ['', false, '0'],
  ])('writes features %j with a queue %s', (features, queue, expected) => {
    expect(featuresWith(features, queue)).toBe(expected);
  });
});

describe('patterns', () => {
  test.each([
    ['LUN.*', 'LUN C-Mode', true],
    ['VV', 'xVVx', true],
    ['^1746', '^1746', false],
    ['^1745|^1746', '1746', true],
    ['*', 'anything', true],
    ['(a|*b)', 'xb', true],
    ['{COMPAQ,HP}', 'HP', false],
    ['(', '(', false],
  ])('%j in %j: %s', (pattern, text, found) => {
    expect(isFoundIn(pattern, text)).toBe(found);
  });

  test('are looked for in linear time', () => {
    expect(isFoundIn('(a*)*c', 'a'.repeat(10_000))).toBe(false);
  });

  test.each([
    ['VV', ['VV']],
    ['MD36xx(i|f)', ['MD36xx(i|f)', 'MD36xxi', 'MD36xxf']],
    ['^1745|^1746', ['^1745|^1746', '1745', '1746']],
    ['HSV3[046]0', ['HSV3[046]0', 'HSV300', 'HSV340', 'HSV360']],
    ['LUN.*', ['LUN.*', 'LUN']],
    ['^hd[a-z]', ['^hd[a-z]', 'hda']],
  ])('%s stands for %j', (pattern, samples) => {
    expect(samplesOf(pattern)).toEqual(samples);
  });

  test('stand for few names, however they are nested', () => {
    expect(samplesOf('(a|b)'.repeat(40)).length).toBeLessThan(30);
  });
});
