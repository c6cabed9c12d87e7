import { countOf } from '../lib/quantities.ts';
import { groupTrees, type Leaf } from '../lib/trees.ts';
import type { HostFacts } from '../model/host.ts';
import { oldCopyOf, type OldCopy } from '../model/listed.ts';
import type { RestoreFile, RestoreStep } from '../model/restore-plan.ts';
import type { PlannedPath } from './paths.ts';
import { encodedPath } from './script.ts';
import { quoted, shellWord } from './shell-words.ts';
import { ownFindings, type PlacedStep } from './placed-step.ts';

/** More files of one kind below a folder than these are one step. */
const FEW = 6;

/** Where RESTORE.md mounts the backup partition. */
export const OLD_ROOT = '/mnt/old';

/** Longer paths are given by their number. */
const LONGEST_WORD = 160;

/**
 * One step a file, or one for all files of a folder about which the same is to be said.
 * @param byScript there is a restore.sh; else files come from the backup partition
 */
export function fileSteps(
  paths: readonly PlannedPath[],
  files: readonly RestoreFile[],
  host: HostFacts,
  byScript: boolean,
): readonly PlacedStep[] {
  const byPath = new Map((byScript ? files : []).map((file) => [encodedPath(file), file]));
  const shown = paths.filter(isShown);
  const ownFolders = new Set(
    shown
      .filter(({ item }) => item?.type === 'directory' && item.state === 'unowned')
      .map(({ path }) => path),
  );
  const leaves = shown.map((path): Leaf<PlannedPath> => ({
    path: path.path,
    key: treeKey(path),
    limit: ownFindings(path.findings).length > 0 ? Number.MAX_SAFE_INTEGER : FEW,
    isFolder: (path.entry?.type ?? path.item?.type) === 'directory',
    value: path,
  }));
  const { trees, singles } = groupTrees(leaves, ownFolders);
  return [
    ...singles.map((path) => singleStep(path, byPath.get(encodedPath(path)) ?? null, host)),
    ...trees.flatMap(({ folder, members }) => treeStep(folder, members, host, byScript)),
  ];
}

/** A folder that is only there for others says nothing to the administrator, nor does what the report does not list. */
function isShown({ item, judged, decision }: PlannedPath): boolean {
  return item !== null || (judged?.item.kind !== 'file' && decision.act !== 'parent');
}

/** Files share a step when all that is said of them is the same; a finding of its own makes a step of its own. */
function treeKey({ phase, decision, entry, pathEncoding, findings, id }: PlannedPath): string {
  const alone = ownFindings(findings).length > 0 ? id : '';
  return JSON.stringify([
    phase,
    decision.group,
    decision.act,
    decision.because,
    entry !== null,
    pathEncoding ?? '',
    alone,
  ]);
}

function singleStep(path: PlannedPath, file: RestoreFile | null, host: HostFacts): PlacedStep {
  const { decision, item, judged } = path;
  const copy = judged === null ? null : oldCopyOf(judged, host);
  const isDeleted = item?.state === 'missing';
  const group = isDeleted
    ? 'check'
    : file === null && copy === null && isWanted(path)
      ? 'gone'
      : decision.group;
  const argument = file === null ? null : argumentOf(file);
  return {
    place: 0,
    key: path.path,
    step: {
      phase: path.phase,
      group,
      subjects: [path.id],
      kind: 'file',
      label: path.path,
      count: 1,
      because: isDeleted
        ? 'It was deleted on the old host; the target may bring it again. Decide whether it has to go there, too.'
        : decision.because,
      commands: commandsFor(group, decision.act, argument, copy, path),
      check: checkFor(group, argument, path),
      findings: ownFindings(path.findings),
      oldCopy: copy,
    },
  };
}

/** A file that has to come back from somewhere. */
function isWanted({ decision }: PlannedPath): boolean {
  return decision.group === 'put-back' || decision.group === 'decide' || decision.group === 'rework';
}

function treeStep(
  folder: string,
  members: readonly PlannedPath[],
  host: HostFacts,
  byScript: boolean,
): readonly PlacedStep[] {
  const [first] = members;
  if (first === undefined) return [];
  const { decision, phase, pathEncoding, entry } = first;
  const place = { path: folder, ...(pathEncoding === undefined ? {} : { pathEncoding }) };
  const copyOf = first.judged === null ? null : oldCopyOf(first.judged, host);
  const copy = copyOf === null ? null : { ...copyOf, path: folder };
  const argument = entry === null || !byScript ? null : wordOf(encodedPath(place));
  return [
    {
      place: 0,
      key: folder,
      step: {
        phase,
        group: decision.group,
        subjects: members.map(({ id }) => id),
        kind: 'file',
        label: folder,
        count: members.length,
        because: `${countOf(members.length, 'path')} below it. For each: ${decision.because}`,
        commands: commandsFor(decision.group, decision.act, argument, copy, place),
        check: checkFor(decision.group, argument, place),
        findings: [],
        oldCopy: copy,
      },
    },
  ];
}

function commandsFor(
  group: RestoreStep['group'],
  act: RestoreFile['act'],
  argument: string | null,
  copy: OldCopy | null,
  place: Pick<PlannedPath, 'path' | 'pathEncoding'>,
): readonly string[] {
  if (group === 'check' || group === 'dropped' || group === 'gone') return [];
  if (argument === null) return copy === null ? [] : copyCommand(group, place);
  switch (group) {
    case 'put-back':
      return [`sh restore.sh --in-place ${argument}`];
    case 'decide':
      return [`sh restore.sh --in-place ${act === 'unjudged' ? '--unjudged ' : ''}${argument}`];
    case 'rework':
      return [`sh restore.sh --in-place --reworked ADAPTED-FILE ${argument}`];
  }
}

/** From the backup partition: asks before it replaces something; what has to be adapted goes elsewhere. */
function copyCommand(
  group: RestoreStep['group'],
  { path, pathEncoding }: Pick<PlannedPath, 'path' | 'pathEncoding'>,
): readonly string[] {
  const from = pathEncoding === undefined ? shellWord(`${OLD_ROOT}${path}`) : null;
  const to = shellWord(path);
  if (from === null || to === null) return [];
  return [group === 'put-back' ? `cp -ai -T ${from} ${to}` : `cp -ai ${from} /root/`];
}

function checkFor(
  group: RestoreStep['group'],
  argument: string | null,
  place: Pick<PlannedPath, 'path' | 'pathEncoding'>,
): RestoreStep['check'] {
  if (argument !== null && group === 'put-back') return { sentence: 'the same command again says "same".' };
  if (argument !== null && group === 'decide')
    return { sentence: 'the same command again says "same"; then try what uses it.' };
  const word = place.pathEncoding === undefined ? shellWord(place.path) : null;
  return word === null ? { sentence: 'by hand.' } : { command: `ls -ld ${word}` };
}

function argumentOf(file: RestoreFile): string {
  const encoded = encodedPath(file);
  return file.type === 'folder' || encoded.length > LONGEST_WORD ? String(file.number) : wordOf(encoded);
}

function wordOf(encoded: string): string {
  return encoded.includes('\\') ? quoted(encoded) : encoded;
}
