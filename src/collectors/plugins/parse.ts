import { compareText } from '../../lib/order.ts';
import type { Item, PluginItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, excerptOf, firstOfEach, readSection, type PartGap } from '../reading.ts';
import { pluginArea } from './areas.ts';
import { answerSettings, firstbootSettings } from './firstboot.ts';
import { readListing, type ListedPath } from './listing.ts';

/*
 * One `find` over the folders by which a dom0 is extended (6.0 to 6.5), a row a path, fields divided by tabs:
 *
 *     f 755 1234 f /etc/xapi.d/plugins/echo //
 *     l 777 12 f /opt/xensource/sm/RBDSR // RBDSR.py
 *
 * Every path that is no directory becomes a plug-in item (modes octal, sizes in bytes); which package brings it is known to the
 * file item of the same path, so `package` is null here. Byte code of Python, and state and answers of the first boot, are no
 * plug-ins. Of the first boot two things become settings: the installer's test whether its scripts have all run, and its answers.
 * No such folder: nothing, and no gap. Gaps: a list that was cut off or that find could not finish.
 * Learnt from host-installer product.py (f7a21a1) and the layout of xapi, sm, xsconsole and xcp-rrdd.
 */
export function parsePlugins(parts: Parts): Collected {
  const reading = readSection(parts['files']);
  const shown = reading.command('list');
  const paths = readListing(reading);
  const gaps: PartGap[] = [...reading.gaps];
  if (shown && shown.status !== 0) {
    gaps.push({
      origin: 'find /etc/xapi.d …',
      reason: shown.status === null ? 'cut-off' : 'denied',
      detail: `the list of plug-ins is not whole; ${paths.length} paths were read`,
    });
  }
  const isWhole = shown ? shown.status === 0 : reading.complete;
  return {
    items: firstOfEach<Item>([
      ...pluginItems(paths),
      // A list that is not whole cannot say that a state file is missing.
      ...(isWhole ? firstbootSettings(paths) : []),
      ...reading.files.flatMap(answerSettings),
    ]),
    gaps,
    contents: reading.files.map(contentOf),
  };
}

function pluginItems(paths: readonly ListedPath[]): PluginItem[] {
  const items = new Map<string, PluginItem>();
  for (const entry of paths) {
    const area = entry.type === 'd' ? null : pluginArea(entry.path);
    if (area !== null) items.set(entry.path, pluginItem(entry, area));
  }
  return [...items.values()].sort((a, b) => compareText(a.path, b.path));
}

function pluginItem(entry: ListedPath, area: PluginItem['area']): PluginItem {
  const { path, mode, sizeBytes, linkTarget, type } = entry;
  const excerpt = type === 'l' ? `link to ${linkTarget}` : `mode ${mode}, ${sizeBytes} bytes`;
  return {
    kind: 'plugin',
    id: `plugin:${path}`,
    evidence: [{ origin: path, excerpt: excerptOf(excerpt) }],
    path,
    area,
    package: null,
  };
}
