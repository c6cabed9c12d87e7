import semver from 'semver';
import { z } from 'zod';
import type { Inventory, Item } from '../../model/inventory.ts';
import { compareText } from '../../lib/order.ts';
import { BUILT_FORMS, readData, type Forms } from '../forms.ts';
import { provenanceContext, type ProvenanceContext } from './context.ts';
import { fileProvenance } from './files.ts';
import { otherProvenance } from './others.ts';
import { loadStockKnowledge, type StockKnowledge } from './stock-knowledge.ts';
import type { Judged } from './words.ts';

const multipathSchema = z.strictObject({ settings: z.array(z.string()) });

/** Reads data/stock/ once; the same knowledge serves any number of hosts. */
export function loadProvenance(
  dataDirectory: URL,
  forms: Forms = BUILT_FORMS,
): {
  readonly stock: StockKnowledge;
  readonly provenanceOf: (inventory: Inventory, release: string) => ReadonlyMap<string, Judged>;
} {
  const stock = loadStockKnowledge(dataDirectory, forms);
  const multipath = readData(new URL('stock/multipath-6.5.yaml', dataDirectory), multipathSchema, forms);
  return {
    stock,
    provenanceOf(inventory, release) {
      const settings = semver.satisfies(release, '6.5.x') ? multipath.settings : null;
      return judgeAll(inventory, provenanceContext(inventory, stock, release, settings));
    },
  };
}

/** The provenance of every item, by its id. */
function judgeAll(inventory: Inventory, context: ProvenanceContext): Map<string, Judged> {
  const judged = new Map<string, Judged>();
  for (const section of Object.values(inventory.sections)) {
    for (const item of section.items) judged.set(item.id, judgeOne(item, context));
  }
  inheritFolders(context, judged);
  return judged;
}

function judgeOne(item: Item, context: ProvenanceContext): Judged {
  if (item.kind === 'file') return fileProvenance(item, context);
  if (item.kind === 'package') {
    return (
      context.packageProvenance.get(item.nevra) ?? {
        provenance: 'unknown',
        because: 'The package list does not hold it.',
      }
    );
  }
  return otherProvenance(item, context);
}

/** An unowned folder that holds only what a stock dom0 or one package made is no customisation of its own. */
function inheritFolders(context: ProvenanceContext, judged: Map<string, Judged>): void {
  const below = new Map<string, Set<string>>();
  const files = [...context.files.values()].sort((a, b) => compareText(b.path, a.path));
  for (const file of files) {
    let own = judged.get(file.id);
    const inside = below.get(file.path);
    if (file.type === 'directory' && file.state === 'unowned' && own && inside?.size === 1) {
      const [only] = inside;
      if (own.provenance !== 'runtime' && (only === 'runtime' || only === 'third-party')) {
        own = {
          provenance: only,
          because: `Everything in it is ${only === 'runtime' ? 'made by a stock dom0' : 'of a third party'}.`,
        };
        judged.set(file.id, own);
      }
    }
    if (!own) continue;
    const parent = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
    const set = below.get(parent) ?? new Set<string>();
    set.add(file.state === 'unowned' ? own.provenance : 'owned');
    below.set(parent, set);
  }
}
