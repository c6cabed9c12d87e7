import { excerptOf, mergeMatches } from '../evaluation.ts';
import type { Facts } from '../facts.ts';
import { nameOf, type Relation } from './relation.ts';

/** A mount that the upgrade drops although a storage repository lies on it. */
export const mountNeededBySr: Relation = {
  name: 'mount-needed-by-sr',
  title: 'a mount that is lost and on which a storage repository lies ({{sr}})',
  kinds: ['mount', 'pbd', 'sr'],
  find: (facts) =>
    lostMounts(facts).flatMap(({ item }) =>
      facts.items('pbd', 'any').flatMap((pbd) => {
        const place = locationOf(pbd.item.deviceConfig);
        if (place === null || !isBelow(place, item.target)) return [];
        return [
          {
            subject: item.id,
            key: pbd.item.sr,
            evidence: [...item.evidence, ...pbd.item.evidence],
            values: {
              subject: item.target,
              target: item.target,
              source: item.source,
              sr: pbd.item.sr,
              used: place,
            },
          },
        ];
      }),
    ),
};

/** A mount that the upgrade drops although scripts or cron jobs work on it. */
export const mountNeededByScript: Relation = {
  name: 'mount-needed-by-script',
  title: 'a mount that is lost and that a script or cron job names ({{script}})',
  kinds: ['mount', 'file', 'cron'],
  find: (facts) =>
    mergeMatches(
      lostMounts(facts).flatMap(({ item }) =>
        facts.scripts('custom').flatMap(({ assessed, script, path, lineText }) =>
          script.paths
            .filter((used) => isBelow(used.path, item.target))
            .map((used) => ({
              subject: item.id,
              key: nameOf(assessed.item.id),
              evidence: [{ origin: path, line: used.line, excerpt: excerptOf(lineText(used.line)) }],
              values: {
                subject: item.target,
                target: item.target,
                source: item.source,
                script: nameOf(assessed.item.id),
                used: used.path,
              },
            })),
        ),
      ),
    ),
};

/** Where the product keeps its own library, the guest tools. */
const TOOLS = '/opt/xensource/';

/** An ISO library on the root file system: its SR survives in the database, its files do not. */
export const isoSrOnRoot: Relation = {
  name: 'iso-sr-on-root',
  title: 'an ISO or file storage repository whose folder lies on the root file system ({{location}})',
  kinds: ['sr', 'pbd', 'mount'],
  find: (facts) =>
    facts.items('pbd', 'any').flatMap(({ item }) => {
      const location = locationOf(item.deviceConfig);
      if (location === null || location.startsWith(TOOLS) || isElsewhere(facts, location)) return [];
      const sr = facts.item(`sr:${item.sr}`);
      if (sr?.item.kind !== 'sr' || !['iso', 'file'].includes(sr.item.type)) return [];
      return [
        {
          subject: sr.item.id,
          key: null,
          evidence: [...sr.item.evidence, ...item.evidence],
          values: { subject: sr.item.name, name: sr.item.name, uuid: sr.item.uuid, location },
        },
      ];
    }),
};

function lostMounts(facts: Facts) {
  return facts
    .items('mount', 'custom')
    .filter(({ fate, item }) => fate.name === 'lost' && item.target !== '/' && item.target.startsWith('/'));
}

/** A local folder named by a PBD: `location`, `path` or `device` that is an absolute path outside /dev. */
function locationOf(config: Readonly<Record<string, string>>): string | null {
  for (const key of ['location', 'path', 'device']) {
    const value = config[key];
    if (value !== undefined && value.startsWith('/') && !value.startsWith('//') && !value.startsWith('/dev/'))
      return value;
  }
  return null;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function isElsewhere(facts: Facts, path: string): boolean {
  return facts
    .items('mount', 'any')
    .some(({ item }) => item.mounted && item.target !== '/' && isBelow(path, item.target));
}
