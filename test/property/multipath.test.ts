import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multipath } from '../../src/formats/braces.ts';
import { print } from '../../src/formats/format.ts';
import { forecastText } from '../support/multipath.ts';

const HEAD_LINES = 2;

const value = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    '0',
    '12',
    'fail',
    'tur',
    'netapp',
    'alua',
    'immediate',
    '"1 queue_if_no_path"',
    '"0"',
    '*',
    '"LUN.*"',
    'readsector0',
  ),
  fc.constantFrom(
    '"/sbin/mpath_prio_emc /dev/%n"',
    '"/sbin/scsi_id -g"',
    '"round-robin 0"',
    '10,',
    '"tur",',
    '',
    'x # y',
  ),
  fc.stringMatching(/^[a-z(){}|*."#! -]{0,12}$/).map((text) => `"${text.replace(/"/g, '')}"`),
);
const keyword = fc.constantFrom(
  'verbosity',
  'selector',
  'path_selector',
  'prio',
  'prio_callout',
  'default_prio_callout',
  'getuid_callout',
  'features',
  'default_features',
  'no_path_retry',
  'rr_min_io',
  'path_checker',
  'checker',
  'udev_dir',
  'user_friendly_names',
  'hwtable_regex_match',
  'hw_str_match',
  'pg_timeout',
  'nobody_knows',
  'wwid',
  'alias',
  'devnode',
  'all_devs',
  'mode',
);
const line = fc.tuple(keyword, value).map(([key, text]) => `  ${key} ${text}`);
const lines = fc.array(line, { maxLength: 8 });
const stanza = fc
  .tuple(fc.constantFrom('device', 'multipath', 'other'), fc.option(value), fc.option(value), lines)
  .map(([name, vendor, product, inside]) =>
    [
      ` ${name} {`,
      ...(vendor === null ? [] : [`  vendor ${vendor}`]),
      ...(product === null ? [] : [`  product ${product}`]),
      ...inside,
      ' }',
    ].join('\n'),
  );
const section = fc
  .tuple(
    fc.constantFrom(
      'defaults',
      'blacklist',
      'blacklist_exceptions',
      'devnode_blacklist',
      'devices',
      'multipaths',
      'overrides',
    ),
    fc.array(fc.oneof(stanza, line), { maxLength: 5 }),
  )
  .map(([name, inside]) => [`${name} {`, ...inside, '}'].join('\n'));
const conf = fc
  .array(fc.oneof(section, fc.constant('# mine'), fc.constant('')), { maxLength: 6 })
  .map((parts) => `${parts.join('\n')}\n`);
const release = fc.constantFrom('6.2.0', '6.5.0');

describe('the proposed multipath.conf', () => {
  test('parses, prints back what it is, and leaves nothing to change when it is judged again', () => {
    fc.assert(
      fc.property(conf, release, (text, from) => {
        const { proposal, gaps } = forecastText(text, { from });
        expect(proposal === null).toBe(gaps.length > 0);
        if (proposal === null) return;
        const parsed = multipath.parse(proposal.text);
        expect(parsed.errors).toEqual([]);
        expect(print(parsed)).toBe(proposal.text);

        // As the tools of the target read it, and as those of the old release would.
        for (const again of [from, '7.0.0']) {
          const second = forecastText(proposal.text, { from: again });
          expect(second.options.filter(({ action }) => action !== 'keep')).toEqual([]);
          expect(second.proposal?.text.split('\n').slice(HEAD_LINES).join('\n')).toBe(proposal.text);
        }
      }),
      { numRuns: 120 },
    );
  });

  test('keeps each line of the host, as it is or as a comment', () => {
    fc.assert(
      fc.property(conf, release, (text, from) => {
        const { proposal } = forecastText(text, { from });
        if (proposal === null) return;
        const proposed = proposal.text.split('\n');
        let at = HEAD_LINES;
        for (const line of text.split('\n')) {
          const found = proposed.findIndex(
            (other, i) => i >= at && (other === line || other.replace(/^(\s*)# /, '$1') === line),
          );
          expect(found, line).toBeGreaterThanOrEqual(at);
          at = found + 1;
        }
      }),
      { numRuns: 120 },
    );
  });
});

describe('hostile text', () => {
  test('never throws, and is either understood whole or a gap', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          fc.stringMatching(/^[devics{}"#!\n\r\\ a*(|)[\]]{0,200}$/),
        ),
        release,
        (text, from) => {
          const { proposal, gaps } = forecastText(text, { from });

          expect(proposal === null).toBe(gaps.length > 0);
        },
      ),
      { numRuns: 250 },
    );
  });
});
