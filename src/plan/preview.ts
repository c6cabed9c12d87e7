import { encodePath } from '../lib/path-bytes.ts';
import type { FileItem, FileType, Inventory } from '../model/inventory.ts';
import { allItems, itemsOfKind } from '../model/items.ts';
import type { RestoreFile, RestorePlan } from '../model/restore-plan.ts';

/** What restore.sh would do about one path, as far as an inventory of the upgraded host tells. */
export type PreviewAction =
  /** It is there already, with mode and owner of the plan, and the same content where the host took a digest. */
  | 'same'
  /** Something else is there: restore.sh would show the difference and ask. */
  | 'replace'
  /** Nothing is known to be there: it would be put there, or a file of the target's own packages would be replaced. */
  | 'put'
  /** It would go into the staging folder only. */
  | 'stage'
  /** It cannot be put there: a folder where a file should be, a link on the way. */
  | 'refuse';

export interface PreviewRow {
  readonly number: number;
  readonly path: string;
  readonly pathEncoding?: 'percent';
  readonly action: PreviewAction;
  /** Sentences. */
  readonly because: string;
}

export interface RestorePreview {
  /** Why restore.sh would refuse this host as a whole; empty = it would not. */
  readonly refusals: readonly string[];
  readonly rows: readonly PreviewRow[];
}

const TYPES: Readonly<Record<RestoreFile['type'], FileType>> = {
  file: 'file',
  hard: 'file',
  folder: 'directory',
  link: 'symlink',
};

/** Links of the target itself that restore.sh goes through; the same list is in restore.sh. */
const MERGED = new Set(['/bin', '/sbin', '/lib', '/lib64', '/etc/init.d']);

/** Shows beforehand what a restore would do on the upgraded host, from its inventory. Pure; nothing is written. */
export function previewRestore(plan: RestorePlan, inventory: Inventory): RestorePreview {
  const items = allItems(inventory);
  const files = new Map(itemsOfKind(items, 'file').map((item) => [bytesOf(item), item]));
  const accounts = {
    user: new Set(itemsOfKind(items, 'user').map(({ name }) => name)),
    group: new Set(itemsOfKind(items, 'group').map(({ name }) => name)),
  };
  return {
    refusals: refusals(plan, inventory),
    rows: plan.files
      .filter(({ act }) => act !== 'parent')
      .map((file) => {
        const { action, because } = previewFile(file, files);
        return {
          number: file.number,
          path: file.path,
          ...(file.pathEncoding === undefined ? {} : { pathEncoding: file.pathEncoding }),
          action,
          because: [because, ...missingOwners(file, accounts)].join(' '),
        };
      }),
  };
}

function refusals({ host, upgrade }: RestorePlan, inventory: Inventory): readonly string[] {
  const uuid = inventory.host.inventoryKeys.find(([key]) => key === 'INSTALLATION_UUID')?.[1] ?? null;
  const { version } = inventory.host;
  return [
    ...(uuid !== null && uuid === host.uuid
      ? []
      : [
          `The plan is for INSTALLATION_UUID ${host.uuid ?? 'not known'}; this host says ${uuid ?? 'nothing'}.`,
        ]),
    ...(version === upgrade.productVersion
      ? []
      : [
          `The plan is for release ${upgrade.productVersion}; this host runs ${version ?? 'an unknown one'}.`,
        ]),
  ];
}

function previewFile(
  file: RestoreFile,
  files: ReadonlyMap<string, FileItem>,
): Pick<PreviewRow, 'action' | 'because'> {
  if (file.act === 'rework') return { action: 'stage', because: file.because };
  const link = linkOnTheWay(bytesOf(file), files);
  if (link !== null) return { action: 'refuse', because: `${link.path} is a symbolic link on the target.` };
  const there = files.get(bytesOf(file));
  if (there === undefined || there.state === 'missing')
    return {
      action: 'put',
      because:
        'Nothing is known to be there, unless a package of the target brings it unchanged; then it asks.',
    };
  const wanted = TYPES[file.type];
  if (
    there.type !== wanted &&
    (there.type === 'directory' || wanted === 'directory' || isSpecial(there.type))
  )
    return { action: 'refuse', because: `There is a ${there.type} where a ${file.type} should be.` };
  const differences = differencesOf(file, there);
  return differences.length === 0
    ? { action: 'same', because: 'It is there as the plan wants it, as far as the inventory tells.' }
    : { action: 'replace', because: `It is there, and differs in ${differences.join(', ')}.` };
}

function isSpecial(type: FileType): boolean {
  return type !== 'file' && type !== 'symlink' && type !== 'directory';
}

function differencesOf(file: RestoreFile, there: FileItem): readonly string[] {
  if (there.type !== TYPES[file.type]) return ['type'];
  const isFile = there.type === 'file';
  const hasDigest = isFile && there.digest !== null && there.digest.length === 64;
  const differs: readonly (readonly [string, boolean])[] = [
    ['size', isFile && there.sizeBytes !== null && there.sizeBytes !== file.sizeBytes],
    ['content', hasDigest && there.digest !== file.sha256],
    ['what it leads to', file.type === 'link' && there.linkTarget !== file.leadsTo],
    [
      'mode',
      there.type !== 'symlink' &&
        there.mode !== null &&
        (Number.parseInt(there.mode, 8) & 0o7777).toString(8) !== file.mode,
    ],
    ['owner', file.user !== null && there.user !== file.user],
    ['group', file.group !== null && there.group !== file.group],
    ['time', isFile && there.mtime !== null && file.mtime !== null && there.mtime !== file.mtime],
  ];
  return differs.filter(([, isDifferent]) => isDifferent).map(([word]) => word);
}

/** The first folder above the path that is a link on the target. */
function linkOnTheWay(path: string, files: ReadonlyMap<string, FileItem>): FileItem | null {
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
    const above = files.get(path.slice(0, at));
    if (above?.type === 'symlink' && !MERGED.has(path.slice(0, at))) return above;
  }
  return null;
}

function missingOwners(
  { user, group, uid, gid }: RestoreFile,
  accounts: { readonly user: ReadonlySet<string>; readonly group: ReadonlySet<string> },
): readonly string[] {
  const missing = [
    ...(user === null || accounts.user.size === 0 || accounts.user.has(user) ? [] : [`user ${user}`]),
    ...(group === null || accounts.group.size === 0 || accounts.group.has(group) ? [] : [`group ${group}`]),
  ];
  return missing.length === 0
    ? []
    : [
        `The target has no ${missing.join(' and no ')}: the old numbers ${String(uid)}:${String(gid)} would be used.`,
      ];
}

/** The path as bytes, one character each. */
function bytesOf({ path, pathEncoding }: Pick<RestoreFile, 'path' | 'pathEncoding'>): string {
  return encodePath(path, pathEncoding).toString('latin1');
}
