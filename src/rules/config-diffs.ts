import { createTwoFilesPatch } from 'diff';
import { compareText } from '../lib/order.ts';
import type { ConfigDiff } from '../model/judged.ts';
import type { FileItem, Inventory } from '../model/inventory.ts';

/** Beyond this many characters of either text, a difference is no reading matter any more. */
const LONGEST_TEXT = 262_144;

/**
 * Differences between the files of this host and the same files of an untouched host, where both texts are at hand.
 * @param against `baseline`: the other host has the source release; `target`: a clean host of the target release.
 */
export function configDiffs(
  inventory: Inventory,
  pristine: Inventory,
  against: ConfigDiff['against'],
): ConfigDiff[] {
  const texts = new Map(pristine.contents.map((content) => [content.path, content]));
  const files = new Map(
    Object.values(inventory.sections)
      .flatMap((section) => section.items)
      .filter((item): item is FileItem => item.kind === 'file')
      .map((item) => [item.path, item]),
  );
  const diffs: ConfigDiff[] = [];
  for (const content of inventory.contents) {
    const file = files.get(content.path);
    const other = texts.get(content.path);
    if (file === undefined || file.state === 'unchanged' || other === undefined) continue;
    if (content.text === other.text || content.truncated || other.truncated) continue;
    if (Math.max(content.text.length, other.text.length) > LONGEST_TEXT) continue;
    diffs.push({
      subject: file.id,
      path: content.path,
      against,
      unified: unified(content.path, other.text, content.text, against),
    });
  }
  return diffs.sort((a, b) => compareText(a.path, b.path));
}

function unified(path: string, before: string, after: string, against: ConfigDiff['against']): string {
  const label = against === 'baseline' ? 'untouched host' : 'clean target host';
  return createTwoFilesPatch(path, path, before, after, label, 'this host', { context: 3 });
}
