import type { Inventory } from '../model/inventory.ts';
import { itemsOfKind, allItems } from '../model/items.ts';
import type { Misprediction, MispredictionsDocument, VerifyDocument } from '../model/verify.ts';
import { generalise } from './host-words.ts';

/** Accounts that everybody has. */
const SYSTEM_UIDS = 500;
/** Addresses, and what else tells where a host is, whoever it belongs to. */
const ANYBODYS: readonly (readonly [pattern: RegExp, as: string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<uuid>'],
  [/(?<![0-9a-f:])(?:[0-9a-f]{2}:){5}[0-9a-f]{2}(?![0-9a-f:])/gi, '<mac>'],
  [/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g, '<address>'],
  [/\biqn\.\d{4}-\d\d\.[^\s/]+/g, '<initiator>'],
];

/**
 * What can be sent to the project: paths, fates and their sources. No contents and no values; names of the host, its
 * addresses and numbers, and the names of people's accounts are replaced.
 */
export function redactMispredictions(
  document: VerifyDocument,
  before: Inventory,
  after: Inventory,
): MispredictionsDocument {
  const hosts = [generalise(before), generalise(after)];
  const people = peopleOf([before, after]);
  const redact = (text: string): string =>
    ANYBODYS.reduce(
      (said, [pattern, as]) => said.replace(pattern, as),
      people(hosts.reduce((said, general) => general(said), text)),
    );
  return {
    schema: 'dom0-audit/mispredictions@1',
    tool: document.tool,
    rules: document.before.rules,
    upgrade: document.upgrade,
    fromBuild: document.before.build,
    toBuild: document.after.build,
    beforeRestore: document.beforeRestore,
    itemsClosed: document.items.length,
    entries: document.mispredictions.map((entry) => redactEntry(entry, redact)),
  };
}

function redactEntry(entry: Misprediction, redact: (text: string) => string): Misprediction {
  return {
    ...entry,
    id: redact(entry.id),
    to: entry.to === null ? null : redact(entry.to),
    source: redact(entry.source),
    uncertain: entry.uncertain === null ? null : redact(entry.uncertain),
    differences: entry.differences.map(redact),
  };
}

/** Puts a number for the name of each account that a person made, where it stands as a word of its own. */
function peopleOf(inventories: readonly Inventory[]): (text: string) => string {
  const items = inventories.flatMap(allItems);
  const names = [
    ...itemsOfKind(items, 'user').flatMap(({ name, uid }) =>
      uid >= SYSTEM_UIDS && uid < 65_534 ? [name] : [],
    ),
    ...itemsOfKind(items, 'group').flatMap(({ name, gid }) =>
      gid >= SYSTEM_UIDS && gid < 65_534 ? [name] : [],
    ),
  ];
  const numbers = new Map([...new Set(names)].sort().map((name, index) => [name, `<account ${index + 1}>`]));
  return (text) =>
    text
      .split(/([^A-Za-z0-9._-]+)/)
      .map((word) => numbers.get(word) ?? word)
      .join('');
}
