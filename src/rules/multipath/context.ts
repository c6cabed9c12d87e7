import type { Conf } from './conf.ts';
import type { MultipathKnowledge, ToolsId } from './knowledge.ts';

/** What a line is judged by. */
export interface MultipathContext {
  readonly known: MultipathKnowledge;
  readonly from: ToolsId;
  readonly to: ToolsId;
  /** The target's own file. */
  readonly own: Conf;
  /** WWIDs of LUNs that the storage manager attaches, and writes into its file itself. */
  readonly attached: ReadonlySet<string>;
}
