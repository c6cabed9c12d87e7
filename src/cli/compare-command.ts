import { Option, type Command } from 'commander';
import { compareAudits } from '../audit/compare-audits.ts';
import { withReport } from '../audit/judge-now.ts';
import { loadKnowledge, type Knowledge } from '../audit/knowledge.ts';
import { readEarlierAudit } from '../audit/verify-folder.ts';
import type { ReportedAudit } from '../audit/verify-settings.ts';
import { writeRun } from '../audit/write-run.ts';
import { readInventory } from '../audit/inventory-file.ts';
import type { CompareDocument } from '../model/compare.ts';
import { COMPARE_FORMATS, compareFiles, comparisonText } from '../report/compare-files.ts';
import { loadWaivers } from '../rules/waivers.ts';
import { now } from './clock.ts';
import { addDocumentOptions, type DocumentOptions } from './closing-options.ts';
import { EXIT } from './exit.ts';
import { addJudgeOptions, type AuditOptions } from './options.ts';

type CompareOptions = DocumentOptions & { readonly scope?: 'one-host' | 'two-hosts' } & Pick<
    AuditOptions,
    'from' | 'to' | 'method' | 'baseline' | 'targetBaseline' | 'rules' | 'waivers'
  >;

/** `compare A B`: two audits of one host, or of two. */
export function addCompare(program: Command, done: (code: number) => void): void {
  const compare = program
    .command('compare')
    .description(
      'say what differs between two audits, of one host (what changed since) or of two (what is odd)',
    )
    .argument('<a>', 'folder of an audit, its report.json, or an inventory.json.gz')
    .argument('<b>', 'the same of the other one')
    .addOption(
      new Option('--scope <word>', 'take them for one host or for two (default: as their uuids say)').choices(
        ['one-host', 'two-hosts'],
      ),
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
      done(await runCompare(a, b, options));
    });
  addDocumentOptions(
    addJudgeOptions(compare),
    'compare',
    COMPARE_FORMATS,
    'none are written without it',
  ).addHelpText(
    'after',
    [
      '',
      'Exit codes: 0 no difference · 1 a difference · 2 none seen, but not everything could be compared',
      'An inventory without a report is judged now; --from, --to, --method, --rules and --waivers are for that.',
      '',
      'Examples:',
      '  dom0-audit compare dom0-audit-xs1-20160601T101500Z dom0-audit-xs1-20160615T220000Z',
      '  dom0-audit compare --out odd-xs2 xs1/ xs2/',
      '',
    ].join('\n'),
  );
}

async function runCompare(a: string, b: string, options: CompareOptions): Promise<number> {
  const comparedAt = options.at ?? now();
  let known: Knowledge | null = null;
  const knowledge = (): Knowledge => (known ??= loadKnowledge(options.to, options.rules));
  const settings = {
    from: options.from ?? null,
    method: options.method,
    judgedAt: comparedAt,
    waivers: options.waivers === undefined ? [] : loadWaivers([options.waivers]),
    baseline: options.baseline === undefined ? null : await readInventory(options.baseline),
    targetBaseline: options.targetBaseline === undefined ? null : await readInventory(options.targetBaseline),
  };
  const read = async (path: string): Promise<ReportedAudit> =>
    withReport(await readEarlierAudit(path), knowledge, settings);
  const document = compareAudits(await read(a), await read(b), comparedAt, options.scope ?? null);
  if (options.out !== undefined) {
    const folder = await writeRun(options.out, compareFiles(document, options.format));
    process.stderr.write(`comparison: ${folder}\n`);
  }
  const [json] = options.json ? compareFiles(document, ['json']) : [];
  process.stdout.write(json?.content ?? comparisonText(document));
  return compareExit(document);
}

/** A difference is an answer, whatever else could not be compared. */
function compareExit({ isDifferent, isPartial }: CompareDocument): number {
  if (isDifferent) return EXIT.findings;
  return isPartial ? EXIT.notWhole : EXIT.done;
}
