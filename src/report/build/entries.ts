import { compareText } from '../../lib/order.ts';
import type { HostFacts } from '../../model/host.ts';
import type { FindingLink } from '../../model/report.ts';
import { SEVERITY_WORDS } from '../words.ts';
import { anchorOf } from './anchors.ts';
import { isBuiltIn } from '../../model/finding.ts';
import type { CardGroup } from './card-groups.ts';
import { describeItem } from './describe.ts';
import { judgementOf, type EntryGroup, type ListedFile } from './entry-group.ts';
import { oldCopyOf, type ListedItem, withoutCopy } from '../../model/listed.ts';
import { treeEntry } from './tree-entry.ts';
import { groupTrees, type Leaf } from '../../lib/trees.ts';
import { evidenceLines, withoutPath } from './wording.ts';

/** So many lines of one kind may stand below a folder before they become one line that opens. */
const FEW = 10;
/** Changed files are looked at one by one, so more of them may stand. */
const FEW_CHANGED = 40;

/** One line an item, one line a tree; sorted by label. */
export function buildEntries(
  listed: readonly ListedItem[],
  cards: readonly CardGroup[],
  host: HostFacts,
): readonly EntryGroup[] {
  const links = linksByFinding(cards);
  const files = listed.filter(isGroupable);
  const { trees, singles } = groupFiles(files);
  const alone = new Set<ListedItem>(singles);
  return [
    ...listed
      .filter((item) => !isGroupable(item) || alone.has(item))
      .map((item) => singleEntry(item, links, host)),
    ...trees.map(({ folder, key, members }) => treeEntry(folder, key, members, links)),
  ].sort((a, b) => compareText(a.entry.label, b.entry.label) || compareText(a.entry.anchor, b.entry.anchor));
}

/** A file on which no rule has something of its own to say. */
function isGroupable(listed: ListedItem): listed is ListedFile {
  return listed.assessed.item.kind === 'file' && listed.findings.every(isBuiltIn);
}

function groupFiles(files: readonly ListedFile[]): {
  trees: readonly { folder: string; key: string; members: readonly ListedFile[] }[];
  singles: readonly ListedFile[];
} {
  const ownFolders = new Set(
    files
      .filter(({ assessed: { item } }) => item.type === 'directory' && item.state === 'unowned')
      .map(({ assessed: { item } }) => item.path),
  );
  return groupTrees(
    files.map((file): Leaf<ListedFile> => {
      const { item } = file.assessed;
      return {
        path: item.path,
        key: treeKey(file),
        limit: item.state === 'changed' ? FEW_CHANGED : FEW,
        isFolder: item.type === 'directory',
        value: file,
      };
    }),
    ownFolders,
  );
}

/** What members of a tree have in common. Files of a package from elsewhere keep to their package. */
function treeKey({ assessed, findings }: ListedFile): string {
  const { item, fate, provenance, compat } = assessed;
  const [builtIn] = findings;
  return JSON.stringify([
    fate.name,
    provenance,
    compat,
    item.state,
    item.state === 'unchanged' ? item.package : null,
    builtIn?.severity ?? null,
    builtIn?.waiver ?? null,
  ]);
}

function linksByFinding(cards: readonly CardGroup[]): ReadonlyMap<string, FindingLink> {
  return new Map(
    cards.flatMap((card) =>
      card.findings.map((finding): [string, FindingLink] => [
        finding.id,
        {
          anchor: card.anchor,
          severity: finding.severity,
          severityLabel: SEVERITY_WORDS[finding.severity].label,
          title: finding.title,
          isWaived: card.isWaived,
          isBuiltIn: isBuiltIn(finding),
        },
      ]),
    ),
  );
}

function singleEntry(
  listed: ListedItem,
  links: ReadonlyMap<string, FindingLink>,
  host: HostFacts,
): EntryGroup {
  const { assessed, findings } = listed;
  const { item, fate } = assessed;
  const { label, facts, more, path } = describeItem(item);
  const copy = oldCopyOf(assessed, host);
  return {
    items: [listed],
    cause: { because: withoutCopy(fate.because), source: fate.source, uncertain: fate.uncertain },
    sharedBecause: withoutPath(withoutCopy(fate.because), path),
    entry: {
      anchor: anchorOf('e', item.id),
      kind: item.kind,
      fate: fate.name,
      label,
      facts,
      more,
      ...judgementOf(listed),
      state: item.kind === 'file' ? item.state : null,
      to: fate.to,
      changes: fate.changes,
      oldCopy: copy === null ? null : `${copy.path} on ${copy.on}, until the next upgrade`,
      evidence: evidenceLines(item.evidence),
      findings: findings.flatMap((finding) => links.get(finding.id) ?? []),
      tree: null,
    },
  };
}
