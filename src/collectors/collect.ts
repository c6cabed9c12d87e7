import { compareText } from '../lib/order.ts';
import type { Gap } from '../model/gap.ts';
import type { HostFacts } from '../model/host.ts';
import type {
  Collection,
  FileContent,
  Inventory,
  Item,
  Section,
  StatusReportFacts,
} from '../model/inventory.ts';
import type { Bundle } from '../probe/bundle.ts';
import type { Collected, Collector, Parts } from './define.ts';
import { collectors as allCollectors } from './index.ts';
import { partGap, printable } from './part-gaps.ts';
import { uniquelyNamed } from './reading.ts';
import { withholdContent, withholdItem } from './withhold-items.ts';

/** What only the caller knows of a bundle. */
export interface CollectInfo {
  readonly tool: Inventory['tool'];
  readonly source: Collection['source'];
  readonly statusReport?: StatusReportFacts;
  /** The address it was reached at, or the file name of the bundle. */
  readonly address: string;
  /** SHA-256 of the program that was sent; null for a bundle from a file. */
  readonly probeSha256: string | null;
  readonly connection: Readonly<Record<string, string>>;
}

/** A parser that threw: a bug of ours. Its collector has a gap, and the others are not touched. */
export interface CollectorFailure {
  readonly collector: string;
  readonly error: unknown;
}

export interface CollectResult {
  readonly inventory: Inventory;
  /** Empty, unless there is a bug. */
  readonly failures: readonly CollectorFailure[];
}

/** Where what is wrong with a bundle as a whole is said; no collector has this id. */
export const BUNDLE_SECTION = 'bundle';

/** Turns the sections of a bundle into an inventory. Each collector reads its own parts; none can spoil another one. */
export function collect(
  bundle: Bundle,
  info: CollectInfo,
  collectors: readonly Collector[] = allCollectors,
): CollectResult {
  const failures: CollectorFailure[] = [];
  const sections: Record<string, Section> = {};
  const contents: FileContent[] = [];
  const taken = new Set<string>();
  let host: HostFacts = { ...UNKNOWN_HOST, address: info.address, collectedAt: bundle.header.clock };
  let assumedUnchanged: number | null = null;
  let ownedPaths: number | null = null;
  for (const collector of collectors) {
    const { collected, gaps } = runCollector(collector, bundle, failures);
    sections[collector.id] = makeSection(collected.items, gaps, taken);
    contents.push(...(collected.contents ?? []));
    host = { ...host, ...collected.host };
    assumedUnchanged = collected.counts?.assumedUnchanged ?? assumedUnchanged;
    ownedPaths = collected.counts?.ownedPaths ?? ownedPaths;
  }
  if (bundle.problems.length > 0)
    sections[BUNDLE_SECTION] = { status: 'unavailable', items: [], gaps: bundle.problems.map(bundleGap) };
  const inventory: Inventory = {
    schema: 'dom0-audit/inventory@1',
    tool: info.tool,
    host,
    collection: {
      source: info.source,
      ...(info.statusReport && { statusReport: info.statusReport }),
      probeSha256: info.probeSha256,
      seconds: bundle.seconds,
      bytesReceived: bundle.bytesReceived,
      complete: bundle.complete,
      connection: info.connection,
      assumedUnchanged,
      deep: bundle.header.deep,
      ownedPaths,
      limits: bundle.header.contentLimit === null ? {} : { contentBytes: bundle.header.contentLimit },
    },
    sections,
    contents: mergeContents(contents),
  };
  return { inventory, failures };
}

const UNKNOWN_HOST: HostFacts = {
  address: '',
  hostname: null,
  uuid: null,
  product: null,
  version: null,
  build: null,
  platformVersion: null,
  arch: null,
  poolRole: 'unknown',
  collectedAt: null,
  inventoryKeys: [],
};

function runCollector(
  collector: Collector,
  bundle: Bundle,
  failures: CollectorFailure[],
): { collected: Collected; gaps: Gap[] } {
  const parts: Record<string, Parts[string]> = {};
  const gaps: Gap[] = [];
  for (const part of collector.parts) {
    const section = bundle.sections.find((one) => one.collector === collector.id && one.part === part.id);
    if (section) parts[part.id] = section;
    const gap = partGap(collector, part, section, bundle);
    if (gap) gaps.push(gap);
  }
  try {
    const collected = collector.parse(parts);
    const own = collected.gaps.map((gap) => ({
      ...gap,
      collector: collector.id,
      detail: printable(gap.detail),
    }));
    return { collected, gaps: withoutRepeats([...gaps, ...own]) };
  } catch (error) {
    failures.push({ collector: collector.id, error });
    gaps.push({
      collector: collector.id,
      origin: collector.id,
      reason: 'unparsable',
      detail: printable(
        `${collector.title}: the answer of the host could not be read, because of a fault in dom0-audit (${String(error)})`,
      ),
    });
    return { collected: { items: [], gaps: [] }, gaps };
  }
}

function withoutRepeats(gaps: readonly Gap[]): Gap[] {
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()];
}

/** Items sorted by id, each id once in the whole inventory. */
function makeSection(items: readonly Item[], gaps: readonly Gap[], taken: Set<string>): Section {
  const sorted = items.map(withholdItem).sort((a, b) => compareText(a.id, b.id));
  const named = uniquelyNamed(sorted).map((item) => {
    let id = item.id;
    for (let n = 2; taken.has(id); n++) id = `${item.id}#${n}`;
    taken.add(id);
    return id === item.id ? item : { ...item, id };
  });
  const status = gaps.length === 0 ? 'complete' : named.length > 0 ? 'partial' : 'unavailable';
  return { status, items: named, gaps };
}

function bundleGap(problem: string): Gap {
  return { collector: BUNDLE_SECTION, origin: BUNDLE_SECTION, reason: 'cut-off', detail: printable(problem) };
}

/** Each path once, sorted; of two texts the one that is whole, else the longer one. */
function mergeContents(contents: readonly FileContent[]): FileContent[] {
  const byPath = new Map<string, FileContent>();
  for (const content of contents) {
    const key = `${content.pathEncoding ?? ''}:${content.path}`;
    const present = byPath.get(key);
    if (!present || isBetter(content, present)) byPath.set(key, content);
  }
  return [...byPath.values()].map(withholdContent).sort((a, b) => compareText(a.path, b.path));
}

function isBetter(content: FileContent, present: FileContent): boolean {
  if (content.truncated !== present.truncated) return present.truncated;
  return content.text.length > present.text.length;
}
