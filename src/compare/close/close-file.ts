import { lowerBound } from '../../lib/globs.ts';
import type { FieldDifference } from '../../model/compare.ts';
import type { FileItem } from '../../model/inventory.ts';
import { fieldDifferences } from '../field-differences.ts';
import type { FileLook } from '../file-look.ts';
import { sameContent, type ContentAnswer } from '../same-content.ts';
import { textDiff } from '../text-diff.ts';
import { answer, hiddenAnswer, type Answer, type Foretold, type Side, type Sides } from './answer.ts';

/** What is seen at one path of the upgraded host. */
interface Sight {
  readonly id: string;
  readonly look: FileLook;
  /** A package of the target brought it, and it is as the package has it. */
  readonly isPackaged: boolean;
}

/** Closes a file: where it was, else where it was foretold. */
export function closeFile(file: FileItem, foretold: Foretold | null, sides: Sides): Answer {
  if (file.state === 'missing') return closeRemoved(file, sides);
  const before = sides.before.look(file);
  const here = sightAt(file.path, sides.after, sides.hiddenBy(file).length > 0);
  const atHome = here === null ? null : closeSight(file.path, before, here);
  if (atHome?.closing === 'identical') return atHome;
  return (
    closeMoved(foretold, before, sides) ??
    atHome ??
    closeFolder(file, sides.after) ??
    hiddenAnswer(sides.hiddenBy(file)) ??
    notThere(file, sides.after)
  );
}

/**
 * @param mayBeHidden the probe could not look there; otherwise a path that only the fetch saw is as its package brought it,
 *   since the probe lists everything else
 */
function sightAt(path: string, { index, look, fetched }: Side, mayBeHidden: boolean): Sight | null {
  const file = index.file(path);
  const entry = fetched(path);
  if (file !== null && file.state !== 'missing')
    return {
      id: file.id,
      look: look(file),
      isPackaged: file.state === 'unchanged',
    };
  return entry === null || entry === undefined
    ? null
    : { id: `file:${path}`, look: entry, isPackaged: !mayBeHidden };
}

function closeSight(path: string, before: FileLook, { id, look, isPackaged }: Sight): Answer {
  const content = sameContent(before, look);
  const differences = [...metadataDifferences(before, look), ...contentDifference(before, look, content)];
  const found = {
    foundAt: id,
    differences,
    proof: content.answer === 'unknown' ? null : content.proof,
  } as const;
  const diff = textDiff(path, before, look, { before: 'before the upgrade', after: 'now' });
  if (content.answer === 'unknown')
    return answer('untold', `It is there. ${content.because}`, {
      ...found,
      wouldTell: `\`sha256sum ${path}\`, against the backup of this audit (audit --backup).`,
    });
  if (differences.length > 0 && isPackaged)
    return answer('missing', "The target's own file is there, as its package brought it; yours is not.", {
      ...found,
      diff,
    });
  if (differences.length > 0)
    return answer(
      'changed',
      `A file is there, and differs in ${differences.map(({ field }) => field).join(', ')}.`,
      {
        ...found,
        diff,
      },
    );
  const time =
    before.mtime !== null && look.mtime !== null && before.mtime !== look.mtime
      ? ' Its time of change is another one.'
      : '';
  return answer(
    'identical',
    `${content.answer === 'likely' ? content.because : 'Same content, mode and owner.'}${time}`,
    found,
  );
}

function metadataDifferences(before: FileLook, after: FileLook): FieldDifference[] {
  // The mode of a link says nothing, and nobody asks for its owner.
  const view = ({ type, mode, user, group, linkTarget }: FileLook) =>
    type === 'symlink' ? { type, linkTarget } : { type, mode, user, group, linkTarget };
  return fieldDifferences(view(before), view(after)).filter(
    ({ field, before: one, after: other }) =>
      field === 'type' || field === 'linkTarget' || (one !== null && other !== null),
  );
}

function contentDifference(before: FileLook, after: FileLook, content: ContentAnswer): FieldDifference[] {
  if (content.answer !== 'different' || before.type !== 'file' || after.type !== 'file') return [];
  const said = (look: FileLook): string | null =>
    look.sizeBytes === null ? null : `${look.sizeBytes} bytes`;
  return [{ field: 'content', before: said(before), after: said(after) }];
}

function closeMoved(foretold: Foretold | null, before: FileLook, { after }: Sides): Answer | null {
  if (foretold?.fate !== 'moved' || foretold.to === null) return null;
  const there = sightAt(foretold.to, after, true);
  if (there === null) return null;
  const found = closeSight(foretold.to, before, there);
  if (found.closing !== 'identical')
    return { ...found, note: `Seen at ${foretold.to}, where it was foretold. ${found.note}` };
  return { ...found, closing: 'moved', note: `It is at ${foretold.to}, as foretold. ${found.note}` };
}

/** A folder that a package of the target owns is not listed, but what lies in it is. */
function closeFolder({ type, path }: FileItem, { index }: Side): Answer | null {
  if (type !== 'directory') return null;
  const paths = sortedPaths(index.ofKind('file'));
  const first = paths[lowerBound(paths, (one) => one < `${path}/`)];
  if (first?.startsWith(`${path}/`) !== true) return null;
  return answer(
    'identical',
    'The folder is there, since something lies in it; its mode and owner were not seen.',
    {
      foundAt: `file:${first}`,
      proof: 'record',
    },
  );
}

const known = new WeakMap<readonly FileItem[], readonly string[]>();

function sortedPaths(files: readonly FileItem[]): readonly string[] {
  const paths =
    known.get(files) ??
    files
      .filter(({ state }) => state !== 'missing')
      .map(({ path }) => path)
      .sort();
  known.set(files, paths);
  return paths;
}

function notThere({ path }: FileItem, after: Side): Answer {
  return answer(
    'missing',
    after.fetched(path) === null
      ? 'Nothing is there.'
      : "Nothing is there, or only what the target's package brought.",
  );
}

/** A file that an administrator had removed from its package: back means that it is away again. */
function closeRemoved(file: FileItem, sides: Sides): Answer {
  const { path } = file;
  const now = sides.after.index.file(path);
  if (now?.state === 'missing' || sides.after.fetched(path) === null)
    return answer('identical', 'It had been removed, and is not there now.', {
      foundAt: now?.id ?? null,
      proof: 'record',
    });
  const seen = sightAt(path, sides.after, false);
  if (seen !== null)
    return answer('changed', 'It had been removed, and is there again.', {
      foundAt: seen.id,
      proof: 'record',
      differences: [{ field: 'state', before: 'missing', after: 'there' }],
      needsLook: true,
    });
  return (
    hiddenAnswer(sides.hiddenBy(file)) ??
    answer(
      'untold',
      'It had been removed. Whether a package of the target brought it again was not seen: what a package brought unchanged is not listed.',
      { wouldTell: `\`ls -l ${path}\` on the host.` },
    )
  );
}
