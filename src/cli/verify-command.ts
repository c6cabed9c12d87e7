import { resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultFolder } from '../audit/run-files.ts';
import { loadDropped } from '../audit/verify-dropped.ts';
import { readEarlierAudit } from '../audit/verify-folder.ts';
import { oldContentOf } from '../audit/verify-old-content.ts';
import { verifyHost } from '../audit/verify-host.ts';
import type { ReportedAudit } from '../audit/verify-settings.ts';
import { writeRun } from '../audit/write-run.ts';
import { AuditError } from '../model/errors.ts';
import type { VerifyDocument } from '../model/verify.ts';
import { VERIFY_FORMATS, verifyFiles } from '../report/verify-files.ts';
import { loadWaivers } from '../rules/waivers.ts';
import { now } from './clock.ts';
import { addDocumentOptions, type DocumentOptions } from './closing-options.ts';
import { EXIT } from './exit.ts';
import { addConnectionOptions, type AuditOptions } from './options.ts';
import { lookAgain, type LookOptions } from './verify-look.ts';
import { previewPlan } from './verify-plan.ts';
import { printable } from './words.ts';

type VerifyOptions = DocumentOptions &
  LookOptions &
  Pick<AuditOptions, 'waivers' | 'ticket' | 'title'> & {
    readonly against?: string;
    readonly plan?: string;
    readonly dropped?: string;
    readonly beforeRestore: boolean;
    readonly backupIdentity?: string;
  };

/** `verify HOST --against DIR`: closes every item of an audit after the upgrade. */
export function addVerify(program: Command, done: (code: number) => void): void {
  const verify = program
    .command('verify')
    .description(
      'after the upgrade: is each item of the audit back, identical, enabled? Writes the closing report',
    )
    .argument('[host]', '[user@]host[:port], or a Host of ~/.ssh/config')
    .option('--against <dir>', 'folder of the audit that was made before the upgrade')
    .option('--plan <dir>', 'instead: show what the restore plan in this folder would do; nothing is written')
    .option('--bundle <file>', 'bundle that the probe made on the upgraded host; - is standard input')
    .option('--inventory <file>', 'inventory of an audit of the upgraded host')
    .option('--before-restore', 'nothing was restored yet: what is there came through the upgrade', false)
    .option('--no-fetch', 'do not read the listed files on the host for their digests; the probe alone looks')
    .option('--backup-identity <file>', 'secret key of age, for the old contents in an encrypted backup')
    .option('--dropped <file>', 'things that are given up on purpose, with reason and approver')
    .option('--waivers <file>', 'accepted findings, in place of those that the audit was given')
    .option('--ticket <ref>', 'reference of the change ticket (default: that of the audit)')
    .option('--title <text>', 'title of the change (default: that of the audit)')
    .action(async (host: string | undefined, options: VerifyOptions) => {
      done(
        options.plan === undefined
          ? await runVerify(host, options)
          : await previewPlan(host, options.plan, options),
      );
    });
  addDocumentOptions(
    addConnectionOptions(verify),
    'verify',
    VERIFY_FORMATS,
    'default: dom0-audit-verify-<host>-<UTC time>',
  ).addHelpText(
    'after',
    [
      '',
      'Exit codes: 0 every item is closed · 1 an item is not back · 2 an item could not be told, or the job could not be done',
      '',
      'Examples:',
      '  dom0-audit verify root@xs1 --against dom0-audit-xs1-20160601T101500Z --before-restore',
      '  dom0-audit verify root@xs1 --against dom0-audit-xs1-20160601T101500Z --dropped dropped.yaml',
      '  dom0-audit verify root@xs1 --plan dom0-audit-xs1-20160601T101500Z',
      '  dom0-audit verify --bundle after.bundle --against dom0-audit-xs1-20160601T101500Z',
      '',
      'A file for --dropped:',
      '  dropped:',
      '    - item: service:snmpd        # an item id, or a path such as /opt/old-agent/**',
      '      reason: monitored from outside now',
      '      approver: change board',
      '',
    ].join('\n'),
  );
}

async function runVerify(host: string | undefined, options: VerifyOptions): Promise<number> {
  const verifiedAt = options.at ?? now();
  if (options.against === undefined)
    throw new AuditError(
      'usage',
      'There is no audit to verify against.',
      'Name its folder: dom0-audit verify root@HOST --against DIR.',
    );
  const audit = await auditToVerify(options.against);
  const dropped = options.dropped === undefined ? [] : loadDropped(options.dropped);
  const waivers = options.waivers === undefined ? [] : loadWaivers([options.waivers]);
  const { inventory, failures, fetched } = await lookAgain(host, audit, verifiedAt, options);
  const { document, mispredictions } = await verifyHost(audit, inventory, {
    verifiedAt,
    ticket: options.ticket ?? null,
    title: options.title ?? null,
    beforeRestore: options.beforeRestore,
    waivers,
    dropped,
    oldContent: oldContentOf(options.against, audit.manifest, options.backupIdentity ?? null),
    fetched,
  });
  const files = verifyFiles(document, mispredictions, options.format);
  const folder = await writeRun(folderFor(document, options), files);
  showClosing(document, folder);
  const [json] = options.json ? verifyFiles(document, mispredictions, ['json']) : [];
  process.stdout.write(json?.content ?? `${folder}\n`);
  for (const { collector, error } of failures)
    process.stderr.write(`A bug of dom0-audit: the collector ${collector} failed: ${String(error)}\n`);
  return failures.length > 0 ? EXIT.bug : verifyExit(document);
}

/** An item that is known not to be back is an answer, whatever else could not be told. */
function verifyExit({ outcome }: Pick<VerifyDocument, 'outcome'>): number {
  switch (outcome) {
    case 'open':
      return EXIT.findings;
    case 'unclear':
      return EXIT.notWhole;
    case 'closed':
      return EXIT.done;
  }
}

async function auditToVerify(path: string): Promise<ReportedAudit> {
  const audit = await readEarlierAudit(path);
  if (audit.report !== null) return { ...audit, report: audit.report };
  throw new AuditError(
    'report-missing',
    `${path} holds an inventory and no report.json that belongs to it, so there is nothing to close.`,
    'Name the folder of the audit that was approved, or make a report of it first: dom0-audit audit --inventory FILE.',
  );
}

/** The audit stays as it was approved: its sums would no longer hold with other files among them. */
function folderFor({ after, before, verifiedAt }: VerifyDocument, { out, against }: VerifyOptions): string {
  if (out === undefined)
    return defaultFolder(`verify-${after.hostname ?? before.hostname ?? after.address}`, verifiedAt);
  if (against === undefined || resolve(out) !== resolve(against)) return out;
  throw new AuditError(
    'usage',
    'The closing report cannot go into the folder of the audit: that one stays as it was approved.',
    'Choose another folder with --out, or leave it out.',
  );
}

/** What an admin wants to know before opening the closing report. */
function showClosing({ after, outcome, because, counts, warnings }: VerifyDocument, folder: string): void {
  const lines = [
    `${after.hostname ?? after.address}: ${{ closed: 'CLOSED', open: 'NOT CLOSED', unclear: 'NOT CERTAIN' }[outcome]}`,
    ...because.map((sentence) => `  ${sentence}`),
    `  ${counts.identical} back and identical, ${counts.changed} back and changed, ${counts.moved} moved, ${counts.dropped} dropped, ${counts.untold} not told, ${counts.missing} not back`,
    ...warnings.map((warning) => `  Note: ${warning}`),
    `  report: ${folder}/verify.html`,
  ];
  process.stderr.write(`\n${lines.map(printable).join('\n')}\n`);
}
