import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readInventory } from '../audit/inventory-file.ts';
import { judgeHost } from '../audit/judge-host.ts';
import { loadKnowledge } from '../audit/knowledge.ts';
import { AuditError } from '../model/errors.ts';
import type { AssessedItem } from '../model/fate.ts';
import type { JudgedHost } from '../model/judged.ts';
import { EXIT } from './exit.ts';
import { printable } from './words.ts';

export interface ExplainOptions {
  readonly from?: string;
  readonly to: string;
  readonly method: 'worst' | 'rolling' | 'cd' | 'unattended';
  readonly rules: readonly string[];
}

/**
 * Why an item has its fate, and which rules found something in it.
 * @param audit the folder of an audit, or an inventory file
 * @throws AuditError `item-unknown`
 */
export async function explain(audit: string, subject: string, options: ExplainOptions): Promise<number> {
  const inventory = await readInventory(await inventoryPath(audit));
  const host = judgeHost(inventory, loadKnowledge(options.to, options.rules), {
    from: options.from ?? null,
    method: options.method,
    judgedAt: new Date().toISOString(),
    waivers: [],
    baseline: null,
    targetBaseline: null,
  });
  const found = host.assessment.items.filter(({ item }) => isNamed(item, subject));
  if (found.length === 0) throw unknownItem(subject, host);
  for (const one of found) process.stdout.write(`${describe(one, host).map(printable).join('\n')}\n\n`);
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
  return 'name' in item && item.name === subject;
}

function describe({ item, ...assessed }: AssessedItem, host: JudgedHost): string[] {
  const { fate } = assessed;
  const findings = host.outcomes.flatMap((outcome) =>
    outcome.outcome === 'findings' ? outcome.findings : [],
  );
  const about = findings.filter((finding) => finding.subject === item.id);
  return [
    item.id,
    `  comes from   ${assessed.provenance}: ${assessed.provenanceBecause}`,
    ...(item.kind === 'file'
      ? [`  state        ${item.state}${item.changes.length > 0 ? `: ${item.changes.join(', ')}` : ''}`]
      : []),
    `  fate         ${fate.name}${fate.to === null ? '' : ` to ${fate.to}`}`,
    ...fate.changes.map((change) => `                 ${change}`),
    `  because      ${fate.because}`,
    `  source       ${fate.source}`,
    ...(fate.uncertain === null ? [] : [`  uncertain    ${fate.uncertain}`]),
    `  on ${host.toName}: ${assessed.compat}. ${assessed.compatBecause}`,
    about.length === 0 ? '  findings     none' : '  findings',
    ...about.flatMap((finding) => [
      `    ${finding.severity.padEnd(8)} ${finding.title}  [${finding.rule}]`,
      ...finding.evidence.map(
        ({ origin, line, excerpt }) =>
          `             ${origin}${line === undefined ? '' : `:${line}`}: ${excerpt}`,
      ),
    ]),
  ];
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
