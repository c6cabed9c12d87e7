import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadRelease } from '../../../src/rules/releases/load.ts';
import { PREFLIGHT } from '../../../src/rules/restore/preflight/index.ts';
import { runRestore } from '../../../src/rules/restore/run.ts';
import { buildSourceTree } from '../../../src/rules/restore/source-tree.ts';
import { byName } from '../../../src/rules/restore/worlds.ts';
import { file } from '../../support/inventory.ts';

const DATA = new URL('../../../data/', import.meta.url);
const SHARED = ['accounts', 'back-out', 'carried', 'conditions', 'engines', 'rules'];
const IDS = readdirSync(new URL('releases/', DATA))
  .map((name) => name.replace(/\.yaml$/, ''))
  .filter((id) => !SHARED.includes(id));
const profiles = new Map(IDS.map((id) => [id, loadRelease(DATA, id)]));

function ids(id: string): string[] {
  return profiles.get(id)?.rules.map((rule) => rule.id) ?? [];
}

function shared(name: string, key: string): { readonly id: string }[] {
  const document = parse(readFileSync(new URL(`releases/${name}.yaml`, DATA), 'utf8')) as Record<
    string,
    { id: string }[]
  >;
  return document[key] ?? [];
}

describe('the release profiles', () => {
  test('are all read whole', () => {
    expect(IDS).toHaveLength(27);
    expect([...profiles.values()].filter(({ id }, i) => id !== IDS[i])).toEqual([]);
  });

  test('use every shared rule, engine and condition', () => {
    const used = {
      rules: new Set(
        [...profiles.values()].flatMap(({ builds }) =>
          builds.flatMap(({ rules }) => rules.map(({ id }) => id)),
        ),
      ),
      engines: new Set([...profiles.values()].flatMap(({ builds }) => builds.map(({ engine }) => engine.id))),
      conditions: new Set([...profiles.values()].flatMap(({ conditions }) => conditions.map(({ id }) => id))),
    };

    for (const [name, known] of Object.entries(used))
      expect(shared(name, name).filter(({ id }) => !known.has(id))).toEqual([]);
  });

  test('have a function for each condition that is visible from dom0, and for no other', () => {
    const visible = [...profiles.values()].flatMap(({ conditions }) =>
      conditions.filter((condition) => condition.visible),
    );

    expect([...new Set(visible.map(({ id }) => id))].sort()).toEqual(Object.keys(PREFLIGHT).sort());
  });

  test.each([...profiles])(
    '%s: names each rule once, and its minimum lies below its own version',
    (_id, profile) => {
      for (const { rules } of profile.builds)
        expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      expect(profile.builds.length).toBeGreaterThan(0);
      expect(profile.backOut.length).toBeGreaterThan(2);
    },
  );

  test.each([...profiles])(
    '%s: its list is carried out on a tree that has every listed path',
    (_id, profile) => {
      const items = profile.rules
        .filter(({ path }) => !path.startsWith('/'))
        .flatMap((rule) =>
          rule.kind === 'directory'
            ? ['ssh_host_rsa_key', 'ifcfg-a', 'a.conf', 'krb5a', 'a.xml'].map((name) =>
                file(`/${rule.path}/${name}`),
              )
            : [file(`/${rule.path}`)],
        );
      const facts = {
        users: null,
        groups: null,
        mountPoints: [],
        contents: new Map(),
        inventory: new Map([['PRIMARY_DISK', '/dev/sda']]),
      };
      const tree = buildSourceTree(
        items.filter(({ path }) => !items.some((other) => other.path.startsWith(`${path}/`))),
        [],
      );

      for (const build of profile.builds) {
        const run = runRestore(profile, tree, facts, {
          build,
          rules: build.rules,
          listing: byName,
          maybeThere: true,
        });
        const reached = new Set([...run.attempts.values()].map(({ rule }) => rule.id));

        expect(run.stops).toEqual([]);
        expect(reached.size).toBeGreaterThan(15);
      }
    },
  );

  test('differ as the releases do', () => {
    expect(ids('xs-6.1')).not.toContain('root-ssh');
    expect(ids('xs-6.2')).toContain('root-ssh');
    expect(ids('xs-6.5').filter((id) => !ids('xs-6.2').includes(id))).toEqual([
      'dbcache',
      'dbcache-move',
      'xapi-db',
      'xapi-db-move',
      'lpe-move',
      'blobs-move',
      'networkd-db-move',
      'networkd-db',
      'pygrub-oracle',
      'multipath',
    ]);
    expect(ids('dundee-alpha.1').filter((id) => !ids('xs-6.5').includes(id))).toEqual([
      'locale-conf',
      'machine-id',
      'vconsole',
    ]);
    expect(ids('xs-7.0').filter((id) => !ids('dundee-alpha.1').includes(id))).toEqual([
      'pbis-krb5',
      'pbis-xml',
      'pbis-db',
      'sysconfig-logrotate',
      'mdadm',
    ]);
    expect(ids('xs-7.1')).toEqual(ids('xs-7.0'));
    expect(ids('xs-7.3').filter((id) => !ids('xs-7.1').includes(id))).toEqual(['blobs']);
    expect(ids('ch-8.1')).not.toContain('nsswitch');
    expect(ids('xs-9')).not.toContain('ifrename');
    expect(ids('xcp-ng-7.5')).toEqual(ids('xs-7.5'));
  });

  test('7.0 has two candidate builds with one list, and the second candidate of 7.2 has a rule more', () => {
    const seven = profiles.get('xs-7.0');
    const second = profiles.get('xs-7.2')?.builds[1];

    expect(seven?.builds.map(({ commit, engine }) => [commit, engine.id])).toEqual([
      ['f7a21a1', 'E1'],
      ['0307b2a', 'E0'],
    ]);
    expect(second?.rules.map(({ id }) => id).filter((id) => !ids('xs-7.2').includes(id))).toEqual(['blobs']);
  });

  test('an unknown release is an error', () => {
    expect(() => loadRelease(DATA, 'xs-99')).toThrow();
  });
});
