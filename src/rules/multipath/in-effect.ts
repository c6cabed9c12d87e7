import { compareText } from '../../lib/order.ts';
import type { AssessedItem } from '../../model/fate.ts';
import type { Gap } from '../../model/gap.ts';
import type { FileContent, FileItem, Inventory } from '../../model/inventory.ts';
import { allItems, itemsOfKind } from '../../model/items.ts';
import type { MultipathFile, MultipathPath } from '../../model/multipath.ts';
import { isCustom } from '../facts-index.ts';
import type { MultipathKnowledge, ToolsId } from './knowledge.ts';

const MAIN = '/etc/multipath.conf';
const MOST_LINKS = 8;

/** The file that multipathd reads on the running host, and its text. */
export interface InEffect {
  readonly file: MultipathFile | null;
  /** null: it was not received; `gap` says why. */
  readonly content: FileContent | null;
  readonly gap: Gap | null;
  /** Somebody edited it, or put another one in its place. */
  readonly isCustom: boolean;
}

/** Files by path. Only those with multipath in their path are indexed: a dom0 has 200,000 others. */
interface Files {
  get(path: string): AssessedItem<FileItem> | undefined;
  /** Those that are indexed. */
  readonly near: readonly AssessedItem<FileItem>[];
}

export function indexFiles(items: readonly AssessedItem[]): Files {
  const near = items.filter(isFile).filter(({ item }) => item.path.includes('multipath'));
  const byPath = new Map(near.map((file) => [file.item.path, file]));
  const isAt = (path: string) => (file: AssessedItem<FileItem>) => file.item.path === path;
  return {
    near,
    get: (path) =>
      byPath.get(path) ?? (path.includes('multipath') ? undefined : items.filter(isFile).find(isAt(path))),
  };
}

/** Whether there is anything that the product did not put there; a quick look before anything is read. */
export function hasCustomFile(inventory: Inventory, files: Files): boolean {
  const told = toldByHost(inventory);
  return files.near.some(isCustom) || (told !== null && isCustomPath(files, told));
}

/** Finds the file behind /etc/multipath.conf: from 6.5 on a link to the file of the storage manager, before that a file. */
export function findInEffect(
  inventory: Inventory,
  files: Files,
  tools: ToolsId,
  known: Pick<MultipathKnowledge, 'product' | 'tools'>,
): InEffect {
  const main = files.get(MAIN)?.item;
  const usual = known.tools[tools].link ? known.product.path : MAIN;
  const path = main?.type === 'symlink' ? behindLink(inventory, files, main) : usualPath(main, usual);
  if (path === null) {
    const isGone = main !== undefined && isCustomPath(files, MAIN);
    return { file: null, content: null, gap: null, isCustom: isGone };
  }
  const place = path === usual ? 'usual' : path === MAIN ? 'plain-file' : 'other-file';
  const content =
    contentOf(inventory, path) ?? (main?.type === 'symlink' ? contentOf(inventory, MAIN) : null);
  return {
    file: { path, place, because: becauseOf(place, main?.type === 'symlink') },
    content,
    gap: content === null ? gapFor(inventory, path) : null,
    isCustom: place !== 'usual' || isCustomPath(files, path),
  };
}

/** What the upgrade does to everything here that an administrator may have written, and to the file in effect. */
export function multipathPaths(files: Files, inEffect: string | null): MultipathPath[] {
  const other = inEffect === null || inEffect.includes('multipath') ? undefined : files.get(inEffect);
  return [...files.near, ...(other === undefined ? [] : [other])]
    .filter(({ item }) => item.type !== 'directory' && isMultipathPath(item.path, inEffect))
    .filter((file) => file.item.path === inEffect || file.item.path === MAIN || isCustom(file))
    .map(({ item, fate }) => ({
      path: item.path,
      fate: fate.name,
      to: fate.to,
      because: fate.because,
      inEffect: item.path === inEffect,
    }))
    .sort((a, b) => compareText(a.path, b.path));
}

function isMultipathPath(path: string, inEffect: string | null): boolean {
  return path === inEffect || /^\/(etc|etc\/alternatives|var\/lib)\/multipath([-./]|$)/.test(path);
}

function usualPath(main: FileItem | undefined, usual: string): string | null {
  // Files as the product brought them are not in the inventory.
  if (main === undefined) return usual;
  return main.type === 'file' && main.state !== 'missing' ? MAIN : null;
}

function behindLink(inventory: Inventory, files: Files, main: FileItem): string | null {
  const told = toldByHost(inventory);
  if (told !== null) return told;
  let path = absolute(main.linkTarget, MAIN);
  for (let hops = 0; path !== null && hops < MOST_LINKS; hops++) {
    const item = files.get(path)?.item;
    if (item?.type !== 'symlink') return item?.state === 'missing' ? null : path;
    path = absolute(item.linkTarget, path);
  }
  return null;
}

/** What `readlink -f /etc/multipath.conf` said. */
function toldByHost(inventory: Inventory): string | null {
  const told = itemsOfKind(allItems(inventory), 'setting').find(
    ({ area, key, value }) => area === 'multipath' && key === 'conf-leads-to' && value !== '',
  );
  return told?.value ?? null;
}

function absolute(target: string | null, from: string): string | null {
  if (target === null || target.startsWith('/')) return target;
  const parts: string[] = [];
  for (const part of `${from.slice(0, from.lastIndexOf('/'))}/${target}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function isCustomPath(files: Files, path: string): boolean {
  const file = files.get(path);
  return file !== undefined && isCustom(file);
}

function contentOf(inventory: Inventory, path: string): FileContent | null {
  return inventory.contents.find((content) => content.path === path) ?? null;
}

function gapFor(inventory: Inventory, path: string): Gap {
  const known = Object.values(inventory.sections)
    .flatMap((section) => section.gaps)
    .find((gap) => gap.origin === path);
  return multipathGap(path, known?.reason ?? 'not-collected', 'what its settings become on the target');
}

export function multipathGap(origin: string, reason: Gap['reason'], detail: string): Gap {
  return { collector: 'storage', origin, reason, detail };
}

function becauseOf(place: MultipathFile['place'], isLink: boolean): string {
  if (place === 'plain-file')
    return `A plain file stands at ${MAIN}, where the product keeps a link. The tools read it, but the storage manager goes on writing into its own file, so LUNs that it opens there are not opened here.`;
  if (place === 'other-file') return `The link ${MAIN} leads here instead of to the file of the product.`;
  return isLink ? `The link ${MAIN} leads here, as the product has it.` : 'The file of this release.';
}

function isFile(assessed: AssessedItem): assessed is AssessedItem<FileItem> {
  return assessed.item.kind === 'file';
}
