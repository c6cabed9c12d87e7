import { withoutCopy } from '../../model/listed.ts';
import { compareText } from '../../lib/order.ts';
import type { FindingLink, Tree } from '../../model/report.ts';
import type { FileItem } from '../../model/inventory.ts';
import { countOf, formatBytes } from '../../lib/quantities.ts';
import { STATE_WORDS } from '../words.ts';
import { anchorOf } from './anchors.ts';
import { describeItem } from './describe.ts';
import { judgementOf, type EntryGroup, type ListedFile } from './entry-group.ts';
import { joinDistinct, withoutPath } from './wording.ts';

/** The line of a tree. Every sentence in it holds for all members, the path taken out; few causes are said, more counted. */
export function treeEntry(
  folder: string,
  key: string,
  members: readonly ListedFile[],
  links: ReadonlyMap<string, FindingLink>,
): EntryGroup {
  const [first] = members;
  if (first === undefined) throw new RangeError('a tree has members');
  const { item, fate } = first.assessed;
  const tree = treeOf(folder, members);
  const because = joinDistinct(
    members.map(({ assessed }) => withoutPath(withoutCopy(assessed.fate.because), assessed.item.path)),
    2,
  );
  return {
    items: members,
    cause: {
      because,
      source: joinDistinct(
        members.map(({ assessed }) => assessed.fate.source),
        3,
      ),
      uncertain: fate.uncertain,
    },
    sharedBecause: because,
    entry: {
      anchor: anchorOf('e', `${folder}\n${key}`),
      kind: 'file',
      fate: fate.name,
      label: treeLabel(folder, members),
      facts: [
        STATE_WORDS[item.state],
        countOf(tree.files, 'file'),
        ...(tree.folders > 0 ? [countOf(tree.folders, 'folder')] : []),
        formatBytes(tree.sizeBytes),
        ...(item.state === 'unchanged' && item.package !== null ? [`of ${item.package}`] : []),
      ],
      more: [],
      ...judgementOf(first),
      provenanceBecause: joinDistinct(
        members.map(({ assessed }) => withoutPath(assessed.provenanceBecause, assessed.item.path)),
        3,
      ),
      compatBecause: joinDistinct(
        members.map(({ assessed }) => withoutPath(assessed.compatBecause, assessed.item.path)),
        3,
      ),
      state: item.state,
      to: null,
      changes: [...new Set(members.flatMap(({ assessed }) => assessed.fate.changes))],
      oldCopy: null,
      evidence: [],
      findings: firstOfEach(
        members.flatMap(({ findings }) => findings.flatMap((finding) => links.get(finding.id) ?? [])),
      ),
      tree,
    },
  };
}

/** `/opt/v/` for a folder with all that is in it, `/etc/*` for files directly in one, `/usr/share/**` for files below. */
function treeLabel(folder: string, members: readonly ListedFile[]): string {
  const start = folder === '/' ? '/' : `${folder}/`;
  const paths = members.map(({ assessed }) => assessed.item.path);
  if (paths.includes(folder)) return start;
  return paths.every((path) => !path.includes('/', start.length)) ? `${start}*` : `${start}**`;
}

/** A tree links each card once. */
function firstOfEach(links: readonly FindingLink[]): readonly FindingLink[] {
  return [...new Map(links.map((link) => [link.anchor, link])).values()];
}

function treeOf(folder: string, members: readonly ListedFile[]): Tree {
  const below = (path: string): string =>
    path === folder ? './' : path.slice(folder === '/' ? 1 : folder.length + 1);
  const items = members.map(({ assessed }) => assessed.item);
  const folders = items.filter((item) => item.type === 'directory');
  return {
    folder,
    files: items.length - folders.length,
    folders: folders.length,
    sizeBytes: items.reduce((sum, item) => sum + bytesOf(item), 0),
    parts: partsOf(items, below),
    members: items.map((item) => {
      // The state is that of the whole tree.
      const isFolder = item.type === 'directory';
      const facts = describeItem(item).facts.filter((fact) => fact !== STATE_WORDS[item.state]);
      return {
        label: isFolder && item.path !== folder ? `${below(item.path)}/` : below(item.path),
        facts: facts.filter((fact) => !(isFolder && fact === 'folder')).join(' · '),
      };
    }),
  };
}

/** A folder's own size says nothing of its content. */
function bytesOf(item: FileItem): number {
  return item.type === 'file' ? (item.sizeBytes ?? 0) : 0;
}

function partsOf(items: readonly FileItem[], below: (path: string) => string): Tree['parts'] {
  const parts = new Map<string, { files: number; sizeBytes: number }>();
  for (const item of items) {
    const path = below(item.path);
    const slash = path.indexOf('/');
    if (item.type === 'directory' || slash < 0) continue;
    const name = `${path.slice(0, slash)}/`;
    const part = parts.get(name) ?? { files: 0, sizeBytes: 0 };
    parts.set(name, { files: part.files + 1, sizeBytes: part.sizeBytes + bytesOf(item) });
  }
  if (parts.size < 2) return [];
  return [...parts]
    .map(([name, part]) => ({ name, ...part }))
    .sort((a, b) => b.files - a.files || compareText(a.name, b.name));
}
