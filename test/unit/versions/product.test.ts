import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import {
  compareReleases,
  detectRelease,
  findRelease,
  isInRange,
  knownSpellings,
} from '../../../src/versions/product.ts';
import { PRERELEASE_PROFILES, RELEASES } from '../../../src/versions/releases.ts';
import { upgradePath } from '../../../src/versions/upgrade-path.ts';

const DATA = new URL('../../../data/', import.meta.url);

function known(spelling: string) {
  const release = findRelease(spelling);
  if (release === null) throw new Error(`${spelling} is not known`);
  return release;
}

describe('spellings of releases', () => {
  test.each([
    ['6.0', '6.0.0', 'XenServer 6.0 (Boston)', 'xs-6.0'],
    ['6.0.2', '6.0.2', 'XenServer 6.0.2 (Sanibel)', null],
    ['6.1', '6.1.0', 'XenServer 6.1 (Tampa)', 'xs-6.1'],
    ['6.2', '6.2.0', 'XenServer 6.2 (Clearwater)', 'xs-6.2'],
    ['6.2sp1', '6.2.1', 'XenServer 6.2 SP1 (Clearwater)', 'xs-6.2'],
    ['6.2 SP1', '6.2.1', 'XenServer 6.2 SP1 (Clearwater)', 'xs-6.2'],
    ['6.5', '6.5.0', 'XenServer 6.5 (Creedence)', 'xs-6.5'],
    ['6.5.0', '6.5.0', 'XenServer 6.5 (Creedence)', 'xs-6.5'],
    ['v6.5', '6.5.0', 'XenServer 6.5 (Creedence)', 'xs-6.5'],
    ['6.5-sp1', '6.5.1', 'XenServer 6.5 SP1 (Cream)', 'xs-6.5'],
    ['6.5 Service Pack 1', '6.5.1', 'XenServer 6.5 SP1 (Cream)', 'xs-6.5'],
    ['7.0', '7.0.0', 'XenServer 7.0 (Dundee)', 'xs-7.0'],
    ['XenServer 7.0', '7.0.0', 'XenServer 7.0 (Dundee)', 'xs-7.0'],
    ['xs-7.0', '7.0.0', 'XenServer 7.0 (Dundee)', 'xs-7.0'],
    ['7.1 CU2', '7.1.2', 'XenServer 7.1 CU2 (Ely)', 'xs-7.1-cu'],
    ['7.1.2', '7.1.2', 'XenServer 7.1 CU2 (Ely)', 'xs-7.1-cu'],
    ['8', '8.4.0', 'XenServer 8 (Nile)', 'xs-8'],
    ['8.2cu1', '8.2.1', 'Citrix Hypervisor 8.2 CU1 (Yangtze)', 'ch-8.2-cu1'],
    ['Citrix Hypervisor 8.0', '8.0.0', 'Citrix Hypervisor 8.0 (Naples)', 'ch-8.0'],
    ['xcp-ng 8.2', '8.2.0', 'XCP-ng 8.2', 'xcp-ng-8.2'],
    ['XCP-ng-8.3', '8.3.0', 'XCP-ng 8.3', 'xcp-ng-8.3'],
    ['boston', '6.0.0', 'XenServer 6.0 (Boston)', 'xs-6.0'],
    ['Creedence', '6.5.0', 'XenServer 6.5 (Creedence)', 'xs-6.5'],
    ['cream', '6.5.1', 'XenServer 6.5 SP1 (Cream)', 'xs-6.5'],
    ['dundee', '7.0.0', 'XenServer 7.0 (Dundee)', 'xs-7.0'],
    ['DUNDEE ', '7.0.0', 'XenServer 7.0 (Dundee)', 'xs-7.0'],
  ])('%j is %s', (spelling, version, name, profile) => {
    expect(findRelease(spelling)).toMatchObject({ version, name, profile, prerelease: null });
  });

  test.each([
    ['dundee-alpha.1', '7.0.0-alpha.1', 'XenServer Dundee alpha.1', 'dundee-alpha.1', null],
    ['Dundee alpha 1', '7.0.0-alpha.1', 'XenServer Dundee alpha.1', 'dundee-alpha.1', null],
    ['7.0.0-alpha.1', '7.0.0-alpha.1', 'XenServer Dundee alpha.1', 'dundee-alpha.1', null],
    [
      'dundee-beta.3',
      '7.0.0-beta.3',
      'XenServer Dundee beta.3',
      'xs-7.0',
      'that of XenServer 7.0 (Dundee) is taken',
    ],
    ['7.0rc1', '7.0.0-rc.1', 'XenServer Dundee rc.1', 'xs-7.0', 'that of XenServer 7.0 (Dundee) is taken'],
    [
      'creedence-beta.2',
      '6.5.0-beta.2',
      'XenServer Creedence beta.2',
      'xs-6.5',
      'that of XenServer 6.5 (Creedence) is taken',
    ],
    [
      'clearwater tp',
      '6.2.0-tp.1',
      'XenServer Clearwater tp.1',
      'xs-6.2',
      'that of XenServer 6.2 (Clearwater) is taken',
    ],
  ])('%j is the pre-release %s', (spelling, version, name, profile, note) => {
    const release = known(spelling);

    expect(release).toMatchObject({ version, name, profile });
    expect(release.note ?? '').toContain(note ?? '');
    expect(release.note === null).toBe(note === null);
  });

  test.each([
    '',
    'nonsense',
    '7',
    '6.x',
    '7.0.0.0',
    '6.2sp9',
    'sp1',
    'dundee sp1',
    '6.5; rm -rf /',
    '99999.1',
    'xcp-ng 6.5sp1',
    '-1.0',
  ])('%j is no release', (spelling) => {
    expect(findRelease(spelling)).toBeNull();
  });

  test('a number that is on no list is a release of which nothing is known', () => {
    expect(findRelease('6.3')).toMatchObject({ version: '6.3.0', profile: null, codename: null });
    expect(findRelease('6.3')?.note).not.toBeNull();
  });

  test('all spellings that are offered are understood', () => {
    expect(knownSpellings().filter((spelling) => (findRelease(spelling)?.profile ?? null) === null)).toEqual(
      [],
    );
    expect(knownSpellings()).toContain('6.5sp1');
  });
});

describe('the order of releases', () => {
  test('is the order in which they came out', () => {
    const spellings = [
      '5.6',
      '6.0',
      '6.0.2',
      '6.1',
      '6.2',
      '6.2sp1',
      'creedence-beta.1',
      '6.5',
      '6.5sp1',
      'dundee-alpha.1',
      'dundee-beta.2',
      '7.0',
      '7.1',
      '7.1cu1',
      '7.2',
      '7.6',
      '8.0',
      '8.2',
      '8.2cu1',
      '8',
    ];
    const versions = spellings.map((spelling) => known(spelling).version);

    expect([...versions].reverse().sort(compareReleases)).toEqual(versions);
  });

  test('a pre-release lies before its release in a range too', () => {
    expect(isInRange('7.0.0-alpha.1', '>=6.0.0 <7.0.0')).toBe(true);
    expect(isInRange('7.0.0', '>=6.0.0 <7.0.0')).toBe(false);
    expect(isInRange('6.2.1', '6.2.x')).toBe(true);
  });

  test.each([
    ['XenServer', '6.5.0', [], '6.5.0'],
    ['XenServer', '6.5.0', ['XS65E001', 'XS65ESP1'], '6.5.1'],
    ['XenServer', '6.2.0', ['XS62ESP1'], '6.2.1'],
    ['XenServer', '6.5.0', ['XS62ESP1'], '6.5.0'],
    ['XCP-ng', '7.6.0', [], '7.6.0'],
  ])('a %s host of version %s with hotfixes %j is %s', (brand, version, hotfixes, expected) => {
    expect(detectRelease(brand, version, hotfixes)?.version).toBe(expected);
  });

  test('a host without a version is of no release', () => {
    expect(detectRelease('XenServer', null, [])).toBeNull();
  });
});

describe('upgrade paths', () => {
  test.each([
    ['6.0', '7.0', true],
    ['6.2sp1', '7.0', true],
    ['6.5', '7.6', true],
    ['6.5', 'xcp-ng-7.5', true],
    ['7.0', '8.2', true],
    ['7.0', '7.0', true],
    ['6.5', '8.0', false],
    ['5.6', '7.0', false],
    ['5.6', '6.2', true],
    ['7.0', '6.5', false],
    ['6.5', 'dundee-alpha.1', false],
    ['dundee-beta.3', '7.0', false],
    ['xcp-ng-8.2', '8.2cu1', false],
  ])('from %s to %s is official: %s', (from, to, official) => {
    const path = upgradePath(known(from), known(to));

    expect(path.official).toBe(official);
    expect(path.because).not.toBe('');
  });
});

describe('the release profiles', () => {
  const ids = new Set([...RELEASES.flatMap(({ profile }) => profile ?? []), ...PRERELEASE_PROFILES.values()]);

  test.each([...ids].sort())('%s is there and is what the list of releases says', (id) => {
    expect(existsSync(new URL(`releases/${id}.yaml`, DATA))).toBe(true);
    const profile = loadRelease(DATA, id);
    const listed = RELEASES.filter((release) => release.profile === id);

    if (listed.length > 0) expect(listed.map(({ version }) => version)).toContain(profile.version);
    for (const { platformVersion, version } of listed)
      if (platformVersion !== null && version === profile.version)
        expect(profile.platformVersion).toBe(platformVersion);
  });
});
