import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePackages } from '../../../src/collectors/packages/parse.ts';
import type { PackageItem } from '../../../src/model/inventory.ts';
import { refused, rows, section } from '../../support/sections.ts';

const PKG = ['pkg', 'xapi-core', '(none)', '0.2', '1', 'i686', '1372000000', '1371000000', '12345'];
const TEXTS = [
  'Citrix Systems, Inc.',
  'CentOS <http://x/>',
  'build.example',
  'xapi-core.src.rpm',
  '(none)',
  'A summary',
];
const UNSIGNED = ['(not a blob)', '(none)', '(none)', '(none)'];
const END = ['end', 1, 0, '0'];

function parse(lines: readonly (readonly (string | number)[])[], more: object = {}) {
  return parsePackages({ list: section([rows(...lines)], more) });
}

function only(items: readonly unknown[]): PackageItem {
  expect(items).toHaveLength(1);
  return items[0] as PackageItem;
}

describe('parsePackages', () => {
  test('reads every field of a package', () => {
    const signed = [
      'DSA/SHA1, Thu 05 Jan 2012 10:00:00 AM GMT, Key ID A8A447DCE8562897',
      '(none)',
      '(none)',
      '(none)',
    ];

    const { items, gaps } = parse([
      [...PKG, ...TEXTS, ...signed],
      ['path', '/etc/xapi.d/plugins/echo'],
      ['path', '/opt/new\\nline'],
      ['files', 120, 2],
      END,
    ]);

    expect(gaps).toEqual([]);
    expect(only(items)).toEqual({
      kind: 'package',
      id: 'package:xapi-core-0.2-1.i686',
      evidence: [{ origin: 'rpm -qa', excerpt: 'xapi-core-0.2-1.i686 Citrix Systems, Inc.' }],
      name: 'xapi-core',
      epoch: null,
      version: '0.2',
      release: '1',
      arch: 'i686',
      nevra: 'xapi-core-0.2-1.i686',
      installedAt: '2013-06-23T15:06:40Z',
      builtAt: '2013-06-12T01:20:00Z',
      sizeBytes: 12345,
      vendor: 'Citrix Systems, Inc.',
      packager: 'CentOS <http://x/>',
      buildHost: 'build.example',
      sourceRpm: 'xapi-core.src.rpm',
      url: null,
      summary: 'A summary',
      signatureKey: 'a8a447dce8562897',
      fileCount: 120,
      notablePaths: ['/etc/xapi.d/plugins/echo', '/opt/new\nline'],
    });
  });

  test.each([
    ['(none)', '(none)', 'gpg-pubkey-e8562897-459f07a4'],
    ['0', 'noarch', 'gpg-pubkey-0:e8562897-459f07a4.noarch'],
    ['12', 'x86_64', 'gpg-pubkey-12:e8562897-459f07a4.x86_64'],
  ])('with epoch %s and architecture %s names it %s', (epoch, arch, nevra) => {
    const pkg = [
      'pkg',
      'gpg-pubkey',
      epoch,
      'e8562897',
      '459f07a4',
      arch,
      '1',
      '1',
      '0',
      ...TEXTS,
      ...UNSIGNED,
    ];

    const { items } = parse([pkg, ['files', 0, 0], END]);

    expect(only(items).nevra).toBe(nevra);
    expect(only(items).signatureKey).toBeNull();
  });

  test.each([
    [
      'notes what its compiled files are and need, its own libraries left out',
      [
        ['need', 64, 'libssl.so.6'],
        ['need', 64, 'libacme.so.1'],
        ['need', 64, 'libc.so.6'],
        ['give', 64, 'libacme.so.1'],
        ['files', 9, 0, 0, 4],
      ],
      { bits: [64], needed: ['libc.so.6', 'libssl.so.6'], provided: ['libacme.so.1'] },
    ],
    [
      'knows from the files alone that there are some of both widths',
      [['files', 9, 0, 1, 4]],
      { bits: [32, 64], needed: [], provided: [] },
    ],
    [
      'knows the width from the libraries alone',
      [
        ['need', 32, 'libc.so.6'],
        ['files', 9, 0, 0, 0],
      ],
      { bits: [32], needed: ['libc.so.6'], provided: [] },
    ],
    ['says nothing where rpm noted nothing', [['files', 9, 0, 0, 0]], undefined],
    ['says nothing where an earlier program did not ask', [['files', 9, 0]], undefined],
  ])('%s', (_, records, elf) => {
    const { items, gaps } = parse([[...PKG, ...TEXTS, ...UNSIGNED], ...records, END]);

    expect(gaps).toEqual([]);
    expect(only(items).elf).toEqual(elf);
  });

  test('has one gap for all packages of which nothing was noted, but could have been', () => {
    const of = (name: string, arch: string, ...files: readonly (string | number)[]) => [
      ['pkg', name, '(none)', '1', '1', arch, '1', '1', '1', ...TEXTS, ...UNSIGNED],
      ['files', 3, 0, ...files],
    ];
    const { gaps } = parse([
      ...of('silent', 'i386', '?', '?'),
      ...of('scripts', 'noarch', '?', '?'),
      ...of('looked-at', 'i386', 0, 0),
      ...of('stock', 'i386', '-', '-'),
      ...of('also-silent', 'x86_64', '?', '?'),
      ['end', 5, 0, '0'],
    ]);

    expect(gaps).toEqual([
      {
        origin: 'ELF headers',
        reason: 'not-collected',
        detail:
          'what the programs of silent-1-1.i386 and 1 other package are built for and need; it was not noted when they were built',
      },
    ]);
  });

  test('gives two installs of one package ids of their own', () => {
    const { items } = parse([
      [...PKG, ...TEXTS, ...UNSIGNED],
      [...PKG, ...TEXTS, ...UNSIGNED],
      ['end', 2, 0, '0'],
    ]);

    expect(items.map(({ id }) => id)).toEqual([
      'package:xapi-core-0.2-1.i686',
      'package:xapi-core-0.2-1.i686#2',
    ]);
  });

  test.each([
    ['rpm printed nothing, as 4.4 does for a tag that it does not know', [['end', 0, 0, '0']], 'unparsable'],
    ['no way was found to ask it', [['end', 0, 0, 'failed 1']], 'denied'],
    [
      'it ended with an error',
      [
        [...PKG, ...TEXTS, ...UNSIGNED],
        ['end', 1, 0, '1'],
      ],
      'unparsable',
    ],
    [
      'fewer packages came than were sent',
      [
        [...PKG, ...TEXTS, ...UNSIGNED],
        ['end', 3, 0, '0'],
      ],
      'unparsable',
    ],
    [
      'a record came broken',
      [
        [...PKG, ...TEXTS, ...UNSIGNED],
        ['end', 1, 1, '0'],
      ],
      'unparsable',
    ],
  ])('says so when %s', (_, lines, reason) => {
    expect(parse(lines).gaps).toEqual([expect.objectContaining({ origin: 'rpm -qa', reason })]);
  });

  test('says so when rpm complained and went on, as it does over a damaged header', () => {
    const { gaps } = parse([[...PKG, ...TEXTS, ...UNSIGNED], END], {
      stderr: 'error: rpmdbNextIterator: skipping h#     123 Header V3 DSA signature: BAD',
    });

    expect(gaps).toEqual([expect.objectContaining({ reason: 'unparsable' })]);
  });

  test('says so when more paths tell something than were listed', () => {
    const { gaps } = parse([
      [...PKG, ...TEXTS, ...UNSIGNED],
      ['path', '/usr/bin/a'],
      ['files', 9, 1200],
      END,
    ]);

    expect(gaps).toEqual([expect.objectContaining({ reason: 'too-large' })]);
  });

  test('passes on what the probe could not do', () => {
    const { items, gaps } = parsePackages({
      list: section([refused('missing-tool', 'rpm', 'which packages')]),
    });

    expect(items).toEqual([]);
    expect(gaps).toEqual([{ origin: 'rpm', reason: 'missing-tool', detail: 'which packages' }]);
  });

  test('of a section that is not there makes nothing', () => {
    expect(parsePackages({})).toEqual({ items: [], gaps: [] });
  });

  test('never throws, and makes of every record an item or a gap', () => {
    const field = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll(/[\t\n]/g, ' '));
    fc.assert(
      fc.property(fc.array(fc.array(field, { maxLength: 22 }), { maxLength: 5 }), (records) => {
        const { items, gaps } = parse([...records.map((fields) => ['pkg', ...fields]), ['end', 0, 0, '0']]);

        expect(items.length + gaps.length).toBeGreaterThanOrEqual(records.length);
      }),
    );
  });
});
