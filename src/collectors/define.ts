import type { ProbeSection } from '../probe/section.ts';
import type { Gap } from '../model/gap.ts';
import type { HostFacts } from '../model/host.ts';
import type { FileContent, Item } from '../model/inventory.ts';

/** One section that a collector asks of the host; the shell function is `part_<collector>_<part>`, dashes as underscores. */
export interface Part {
  readonly id: string;
  /** Watchdog, in seconds of the host's clock. */
  readonly seconds: number;
  /** Output limit in bytes, uncompressed. */
  readonly maxBytes: number;
  /** What is not known when the part fails, for the gap: "which packages are installed". */
  readonly answers: string;
}

/** What a parser made of the parts it was given. A parser never throws for what a host says. */
export interface Collected {
  readonly items: readonly Item[];
  /** `collector` is filled in by collect.ts. */
  readonly gaps: readonly Omit<Gap, 'collector'>[];
  readonly contents?: readonly FileContent[];
  readonly host?: Partial<HostFacts>;
  readonly counts?: { readonly assumedUnchanged?: number; readonly ownedPaths?: number };
}

/** The parts by id; a part that was not received is absent (collect.ts has already made its gap). */
export type Parts = Readonly<Record<string, ProbeSection | undefined>>;

/** A collector reads like a label: id, title, what it asks on the host, and how the answers become items. */
export interface Collector {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
  /** The folder's probe.sh. */
  readonly fragment: URL;
  parse(parts: Parts): Collected;
}

/** Types a collector's label; nothing else. */
export function defineCollector<const C extends Collector>(collector: C): C {
  return collector;
}
