import type { AssessedItem } from '../../model/fate.ts';
import type { SettingItem } from '../../model/inventory.ts';
import type { Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import type { Relation } from './relation.ts';

/** Hosts of the pool with another CPU than this one: a running machine cannot move between them. */
export const poolCpusDiffer: Relation = {
  name: 'pool-cpus-differ',
  title: 'this host, where others of its pool have another CPU ({{hosts}})',
  // Virtual machines and what is said of the hosts come from the same questions.
  kinds: ['vm'],
  find: (facts) => besideOthers(facts, 'cpu', (own, other) => own.value !== other.value),
};

/** A host that does not stand alone: only such a one is upgraded in turn with others. */
export const poolOfSeveralHosts: Relation = {
  name: 'pool-of-several-hosts',
  title: 'this host, where its pool has others ({{hosts}})',
  kinds: ['vm'],
  find: (facts) => besideOthers(facts, 'enabled', () => true),
};

/** One match about this host, with the other hosts of its pool that count. */
function besideOthers(
  facts: Facts,
  field: string,
  counts: (own: SettingItem, other: SettingItem) => boolean,
): Match[] {
  const hosts = facts.items('setting', 'any').flatMap(({ item }) => {
    const uuid = item.area === 'xapi' ? /^hosts\.([^.]+)\.([\w-]+)$/.exec(item.key) : null;
    return uuid?.[2] === field ? [{ uuid: uuid[1] ?? '', item }] : [];
  });
  const own = hosts.find(({ uuid }) => uuid === facts.inventory.host.uuid);
  if (own === undefined) return [];
  const others = hosts.filter((host) => host !== own && counts(own.item, host.item));
  if (others.length === 0) return [];
  return [
    {
      subject: own.item.id,
      key: null,
      evidence: [own, ...others].flatMap(({ item }) => item.evidence),
      values: {
        subject: own.item.key,
        value: own.item.value,
        hosts: others
          .map(({ uuid }) => nameOfHost(facts.item(`setting:xapi.hosts.${uuid}.name-label`), uuid))
          .join(', '),
      },
    },
  ];
}

function nameOfHost(name: AssessedItem | null, uuid: string): string {
  return name?.item.kind === 'setting' ? name.item.value : uuid;
}

const STORAGE_KEYS = new Set(['default-SR', 'suspend-image-SR', 'crash-dump-SR']);

/** What the pool keeps on storage that only this host has. */
export const poolSettingOnLocalStorage: Relation = {
  name: 'pool-setting-on-local-storage',
  title: 'a setting of the pool that names local storage of this host ({{name}})',
  kinds: ['sr'],
  find: (facts) =>
    facts.items('setting', 'any').flatMap(({ item }) => {
      if (item.area !== 'pool' || !STORAGE_KEYS.has(item.key)) return [];
      const sr = facts.item(`sr:${item.value}`)?.item;
      if (sr?.kind !== 'sr' || sr.shared) return [];
      return [
        {
          subject: item.id,
          key: null,
          evidence: [...item.evidence, ...sr.evidence],
          values: { subject: item.key, key: item.key, uuid: sr.uuid, name: sr.name },
        },
      ];
    }),
};
