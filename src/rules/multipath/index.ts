import type { Assessment } from '../../model/fate.ts';
import type { Inventory } from '../../model/inventory.ts';
import { allItems, itemsOfKind } from '../../model/items.ts';
import type { MultipathForecast } from '../../model/multipath.ts';
import { confOf, ownConf, type Conf } from './conf.ts';
import { forecastText } from './from-text.ts';
import {
  findInEffect,
  hasCustomFile,
  indexFiles,
  multipathGap,
  multipathPaths,
  type InEffect,
} from './in-effect.ts';
import type { MultipathKnowledge, ToolsId } from './knowledge.ts';
import { readStatements } from './statements.ts';

/** The tools whose arrays and whose file of the product are in the data. */
const TARGET_TOOLS: ToolsId = 'el7';

export interface MultipathUpgrade {
  /** Versions such as `6.5.0`. */
  readonly from: string;
  readonly to: string;
  /** Name of the target for people. */
  readonly targetName: string;
  /** An inventory of a clean target host, whose file then stands for the one in the data. */
  readonly targetBaseline: Inventory | null;
}

/**
 * What becomes of the host's multipath settings. Pure.
 * @param load the knowledge, read only for a host whose multipath.conf is not as the product ships it
 * @returns null when the file in effect is stock, or when nothing is known about the tools of the source release
 */
export function forecastMultipath(
  inventory: Inventory,
  assessment: Assessment,
  upgrade: MultipathUpgrade,
  load: () => MultipathKnowledge,
): MultipathForecast | null {
  const files = indexFiles(assessment.items);
  if (!hasCustomFile(inventory, files)) return null;
  const known = load();
  const from = known.toolsOf(upgrade.from);
  if (from === null) return null;
  const inEffect = findInEffect(inventory, files, from, known);
  if (!inEffect.isCustom) return null;
  const to = known.toolsOf(upgrade.to);
  const paths = multipathPaths(files, inEffect.file?.path ?? null);
  const tools = { from: known.tools[from].name, to: to === null ? null : known.tools[to].name };
  const nothing = {
    options: [],
    arrays: [],
    missing: [],
    unsaid: [],
    comeBack: [],
    proposal: null,
    diff: null,
  };
  const about = { file: inEffect.file, paths, tools };
  if (to !== TARGET_TOOLS)
    return {
      ...about,
      ...nothing,
      gaps: [
        multipathGap(
          inEffect.file?.path ?? '/etc/multipath.conf',
          'not-collected',
          `what the multipath tools of ${upgrade.targetName} make of the settings`,
        ),
      ],
      proposalNote: `There is no table of the multipath tools of ${upgrade.targetName}, so no file can be proposed.`,
      uncertainties: [],
      sources: [],
    };
  const trust = {
    uncertainties: [
      ...folderNote(known.tools[from].readsFolder, files),
      ...new Set([known.tools[from].uncertain, known.tools[to].uncertain]),
    ],
    sources: [
      ...new Set([
        known.tools[from].source,
        known.tools[to].source,
        known.product.source,
        known.place.source,
      ]),
    ],
  };
  const { content } = inEffect;
  if (content === null)
    return {
      ...about,
      ...nothing,
      ...trust,
      gaps: inEffect.gap === null ? [] : [inEffect.gap],
      proposalNote: whyNoText(inEffect),
    };
  const context = {
    known,
    from,
    to,
    own: targetConf(known, upgrade.targetBaseline),
    attached: attachedLuns(inventory),
  };
  return { ...about, ...trust, ...forecastText(inEffect, content, context, upgrade.targetName) };
}

/** What the tools of 7.x read after their main file is not put together with it. */
function folderNote(readsFolder: boolean, files: ReturnType<typeof indexFiles>): readonly string[] {
  const others = files.near.filter(({ item }) => /^\/etc\/multipath\/conf\.d\/.*\.conf/.test(item.path));
  return readsFolder && others.length > 0
    ? [
        `The tools on the host also read ${others.map(({ item }) => item.path).join(', ')}, which is not part of this forecast and is not carried over.`,
      ]
    : [];
}

function whyNoText({ file }: InEffect): string {
  return file === null
    ? 'There is no multipath.conf on the host that the tools could read, so nothing can be carried over; the target starts with the file of the product.'
    : 'No file is proposed, because the text of the file in effect was not received.';
}

/** The target's own file: as a clean host of it has it, else from the data. */
function targetConf(known: MultipathKnowledge, baseline: Inventory | null): Conf {
  const content = baseline?.contents.find(({ path, truncated }) => path === known.product.path && !truncated);
  if (content === undefined) return ownConf(known);
  return confOf(readStatements(content.text).settings, known);
}

/** SCSI ids of the LUNs that storage repositories of this host lie on. */
function attachedLuns(inventory: Inventory): ReadonlySet<string> {
  return new Set(
    itemsOfKind(allItems(inventory), 'pbd').flatMap(({ deviceConfig }) => deviceConfig['SCSIid'] ?? []),
  );
}
