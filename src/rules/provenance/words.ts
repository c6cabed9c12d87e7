import type { Provenance } from '../../model/fate.ts';
import type { InstallWindow } from './install-window.ts';
import type { StockKnowledge } from './stock-knowledge.ts';

export interface Judged {
  readonly provenance: Provenance;
  readonly because: string;
  /** See AssessedItem.stockChange. */
  readonly stockChange?: boolean;
}

/** What the provenance of a package is judged from. */
export interface PackageContext {
  readonly stock: StockKnowledge;
  readonly window: InstallWindow;
  /** Build hosts of packages with a stock vendor. */
  readonly stockBuildHosts: ReadonlySet<string>;
  /** Names of packages by the pack or driver disk that brought them. */
  readonly packOf: ReadonlyMap<string, { readonly id: string; readonly kind: 'pack' | 'driver-disk' }>;
  readonly hasHotfixes: boolean;
  /** A hotfix was applied within half an hour of this time; true for any time when no hotfix says when. */
  isHotfixTime(iso: string | null): boolean;
}
