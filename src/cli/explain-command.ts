import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readInventory } from '../audit/inventory-file.ts';
import { judgeHost } from '../audit/judge-host.ts';
import { loadKnowledge } from '../audit/knowledge.ts';
import { AuditError } from '../model/errors.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { JudgedHost } from '../model/judged.ts';
import { EXIT } from './exit.ts';
import { explainItem } from './explain-words.ts';
import { printable } from './words.ts';

export interface ExplainOptions {
  readonly from?: string;
  readonly to: string;
  readonly method: 'worst' | 'rolling' | 'cd' | 'unattended';
  readonly rules: readonly string[];
}

/**
 * Why an item has its fate, and which rules looked at it with what came of it.
 * @param audit the folder of an audit, or an inventory file
 * @throws AuditError `item-unknown`
 */
export async function explain(audit: string, subject: string, options: ExplainOptions): Promise<number> {
  const inventory = await readInventory(await inventoryPath(audit));
  const knowledge = loadKnowledge(options.to, options.rules);
  const host = judgeHost(inventory, knowledge, {
    from: options.from ?? null,
    method: options.method,
    judgedAt: new Date().toISOString(),
    waivers: [],
    baseline: null,
    targetBaseline: null,
  });
  const found = host.assessment.items.filter(({ item }) => isNamed(item, subject));
  if (found.length === 0) throw unknownItem(subject, host);
  for (const one of found)
    process.stdout.write(`${explainItem(one, host, knowledge).map(printable).join('\n')}\n\n`);
  return EXIT.done;
}

async function inventoryPath(audit: string): Promise<string> {
  try {
    return (await stat(audit)).isDirectory() ? join(audit, 'inventory.json.gz') : audit;
  } catch {
    return audit;
  }
}

function isNamed(item: AssessedItem['item'], subject: string): boolean {
  if (item.id === subject || ('path' in item && item.path === subject)) return true;
  if ('file' in item && item.file === subject) return true;
  return 'name' in item && item.name === subject;
}

function unknownItem(subject: string, host: JudgedHost): AuditError {
  const near = host.assessment.items.filter(({ item }) => item.id.includes(subject)).slice(0, 5);
  return new AuditError(
    'item-unknown',
    `The audit holds no item ${subject}. A file that its package brought and that is unchanged is not listed.`,
    near.length === 0
      ? 'Give a path, or an id such as package:NAME-VERSION-RELEASE.ARCH.'
      : `Did you mean ${near.map(({ item }) => item.id).join(', ')}?`,
  );
}
