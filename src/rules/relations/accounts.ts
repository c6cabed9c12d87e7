import type { Match } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import type { Relation } from './relation.ts';

const COMES_BACK = new Set(['kept', 'moved', 'converted']);

/** A file that comes back although its owner or group will not exist. */
export const ownerWithoutAccount: Relation = {
  name: 'owner-without-account',
  title: 'a file that comes back and whose owner or group will not exist on the target ({{owner}})',
  kinds: ['file', 'user', 'group'],
  find: (facts) => {
    const users = lostNames(facts, 'user');
    const groups = lostNames(facts, 'group');
    return facts.items('file', 'any').flatMap(({ item, fate }): Match[] => {
      if (!COMES_BACK.has(fate.name)) return [];
      const owners = [
        item.user !== null && users.has(item.user) ? `user ${item.user}` : null,
        item.group !== null && groups.has(item.group) ? `group ${item.group}` : null,
        item.user === null && item.uid !== null ? `uid ${item.uid}` : null,
        item.group === null && item.gid !== null ? `gid ${item.gid}` : null,
      ].filter((owner) => owner !== null);
      return owners.map((owner) => ({
        subject: item.id,
        key: owner,
        evidence: item.evidence,
        values: { subject: item.path, path: item.path, owner },
      }));
    });
  },
};

function lostNames(facts: Facts, kind: 'user' | 'group'): ReadonlySet<string> {
  return new Set(
    facts.items(kind, 'custom').flatMap(({ item, fate }) => (fate.name === 'lost' ? [item.name] : [])),
  );
}
