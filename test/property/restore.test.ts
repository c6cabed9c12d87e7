import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FileItem, FileType } from '../../src/model/inventory.ts';
import { decodePath } from '../../src/lib/path-bytes.ts';
import { loadRelease } from '../../src/rules/releases/load.ts';
import { simulateRestore, type RestoreResult } from '../../src/rules/restore/simulate.ts';
import type { RestoreFacts } from '../../src/rules/restore/world.ts';
import { file } from '../support/inventory.ts';

const seven = loadRelease(new URL('../../data/', import.meta.url), 'xs-7.0');
const FACTS: RestoreFacts = {
  users: [
    { name: 'root', id: 0 },
    { name: 'nagios', id: 500 },
  ],
  groups: [{ name: 'root', id: 0 }],
  mountPoints: ['/mnt/nfs'],
  contents: new Map(),
  inventory: new Map([['PRIMARY_DISK', '/dev/sda']]),
};

const FOLDERS = [
  'etc',
  'etc/ssh',
  'etc/xensource',
  'etc/firstboot.d/data',
  'etc/sysconfig/network-scripts',
  'etc/sysconfig/network-scripts/interface-rename-data',
  'root/.ssh',
  'root/.ssh/d',
  'var/lib/pbis',
  'var/lib/pbis/db',
  'var/lib/likewise',
  'var/lib/xcp',
  'var/xapi',
  'var/xapi/blobs',
  'opt/site',
];
const NAMES = [
  'resolv.conf',
  'krb5.conf',
  'ptoken',
  'state.db',
  'networkd.db',
  'ssh_host_rsa_key',
  'x.conf',
  'ifcfg-eth0',
  'static-rules.conf',
  '.from_install',
  'a.xml',
  'multipath.conf',
  'mdadm.conf',
  'authorized_keys',
];
const hostile = fc.oneof(
  fc.constantFrom('\n.conf', 'a\nb', '-rf', '$(x).conf', '<b>.conf', '\u001b[31m.conf', ' ', '..conf'),
  fc
    .uint8Array({ minLength: 1, maxLength: 6 })
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0 && byte !== 0x2f)).toString('latin1')),
);
const name = fc
  .oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, hostile)
  .filter((text) => !['', '.', '..'].includes(text));
const target = fc.oneof(
  name,
  fc.constantFrom(
    '/opt/site/x',
    '../../opt/site',
    '../x.conf',
    '/dev/null',
    '.',
    '',
    '../../../../etc',
    '/var/lib/xcp',
  ),
);
const type: fc.Arbitrary<FileType> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<FileType>('file') },
  fc.constantFrom<FileType>(
    'directory',
    'symlink',
    'fifo',
    'socket',
    'character-device',
    'block-device',
    'unknown',
  ),
);

const item: fc.Arbitrary<FileItem> = fc
  .record({
    folder: fc.constantFrom(...FOLDERS),
    name,
    type,
    target,
    mode: fc.integer({ min: 0, max: 0o7777 }),
    uid: fc.constantFrom(0, 0, 0, 500, 4711),
    leadsTo: fc.constantFrom<FileItem['linkLeadsTo']>('file', 'directory', 'dangling', 'loop', null),
    state: fc.constantFrom<FileItem['state']>('unowned', 'changed', 'unchanged', 'missing'),
  })
  .map((made) => {
    const named = decodePath(Buffer.from(`/${made.folder}/${made.name}`, 'latin1'));
    return file(named.path, {
      ...(named.pathEncoding === undefined ? {} : { pathEncoding: named.pathEncoding }),
      type: made.type,
      mode: made.mode.toString(8).padStart(6, '0'),
      uid: made.uid,
      linkTarget: made.type === 'symlink' ? made.target : null,
      linkLeadsTo: made.type === 'symlink' ? made.leadsTo : null,
      state: made.state,
    });
  });
const tree = fc.uniqueArray(item, { selector: ({ path }) => path, maxLength: 25 });

function plain({ fates, stops, inert }: RestoreResult) {
  const entries = <T>(map: ReadonlyMap<string, T>): [string, T][] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return { fates: entries(fates), stops, inert: entries(inert) };
}

describe('the restore, played through on any tree', () => {
  test('gives fates to paths of the inventory only, never to a missing one', () => {
    fc.assert(
      fc.property(tree, (items) => {
        const { fates, stops } = simulateRestore(seven, items, FACTS);
        const known = new Map(items.map((entry) => [entry.path, entry]));

        for (const [path, fate] of fates) {
          expect(known.get(path)?.state).not.toBe('missing');
          expect(fate.to === null).toBe(fate.name !== 'moved');
          expect(fate.source).toContain('restore rule ');
          if (fate.name === 'kept') expect(fate.changes).toEqual([]);
          if (fate.name === 'converted') expect(fate.changes).not.toEqual([]);
        }
        for (const stop of stops) expect(seven.conditions.map(({ id }) => id)).toContain(stop.condition);
      }),
    );
  });

  test('does not depend on the order of the items', () => {
    fc.assert(
      fc.property(
        tree.chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        ([items, shuffled]) => {
          expect(plain(simulateRestore(seven, shuffled, FACTS))).toEqual(
            plain(simulateRestore(seven, items, FACTS)),
          );
        },
      ),
    );
  });

  test('says the same of every path when a file is added that no rule leads to', () => {
    fc.assert(
      fc.property(tree, (items) => {
        const more = [...items, file('/usr/local/bin/mine'), file('/home/a/b')];

        expect(plain(simulateRestore(seven, more, FACTS))).toEqual(
          plain(simulateRestore(seven, items, FACTS)),
        );
      }),
    );
  });

  test('a stop is the same for all builds, or belongs to one of them', () => {
    const commits = new Set([null, ...seven.builds.map(({ commit }) => commit)]);
    fc.assert(
      fc.property(tree, (items) => {
        const both = simulateRestore(seven, items, FACTS).stops;
        const alone = seven.builds.map(
          (build) => simulateRestore({ ...seven, builds: [build] }, items, FACTS).stops,
        );

        expect(both.filter(({ onlyBuild }) => !commits.has(onlyBuild))).toEqual([]);
        expect(both.length).toBeGreaterThanOrEqual(Math.max(...alone.map((stops) => stops.length)));
      }),
    );
  });

  test('with both builds possible, no path fares better than with either alone', () => {
    const worse = ['kept', 'moved', 'converted', 'replaced', 'lost'];
    fc.assert(
      fc.property(tree, (items) => {
        const both = simulateRestore(seven, items, FACTS).fates;
        for (const build of seven.builds) {
          for (const [path, fate] of simulateRestore({ ...seven, builds: [build] }, items, FACTS).fates)
            expect(worse.indexOf(both.get(path)?.name ?? 'kept')).toBeGreaterThanOrEqual(
              worse.indexOf(fate.name),
            );
        }
      }),
    );
  });
});
