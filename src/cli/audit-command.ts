import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { collectLive, collectRecorded, type CollectedHost } from '../audit/collect-host.ts';
import { readInventory } from '../audit/inventory-file.ts';
import { judgeHost, type JudgeSettings } from '../audit/judge-host.ts';
import { findTarget, loadKnowledge, type Knowledge } from '../audit/knowledge.ts';
import { defaultFolder, runFiles } from '../audit/run-files.ts';
import { TOOL } from '../audit/tool.ts';
import { writeRun } from '../audit/write-run.ts';
import { AuditError } from '../model/errors.ts';
import type { JudgedHost } from '../model/judged.ts';
import type { Report } from '../model/report.ts';
import { loadWaivers } from '../rules/waivers.ts';
import { fileSource } from '../source/file.ts';
import { parseTarget, sshSource } from '../source/ssh/index.ts';
import { EXIT, exitCode } from './exit.ts';
import type { AuditOptions, ConnectionOptions } from './options.ts';
import { makeProgress, type Progress } from './progress.ts';
import { sshOptions } from './ssh-options.ts';
import { showError, showSummary } from './words.ts';

/** One host of the run, however its inventory is got. */
interface Job {
  readonly name: string;
  collect(): Promise<CollectedHost>;
}

/** Audits each host in turn; a host that fails is told and does not hold up the others. @returns the exit code */
export async function runAudit(
  targets: readonly string[],
  options: AuditOptions & ConnectionOptions,
): Promise<number> {
  const progress = makeProgress(process.stderr, Date.now);
  const knowledge = readOnce(() => loadKnowledge(options.to, options.rules));
  const jobs = makeJobs(targets, options, progress, knowledge);
  if (jobs.length === 0) {
    throw new AuditError(
      'usage',
      'There is no host to audit.',
      'Name one: dom0-audit audit root@HOST, or --bundle FILE, or --inventory FILE.',
    );
  }
  const judgedAt = options.judgedAt ?? new Date().toISOString().replace(/\.\d+/, '');
  findTarget(options.to);
  if (options.rules.length > 0) knowledge();
  const settings = await judgeSettings(options, judgedAt);
  let code: number = EXIT.done;
  for (const job of jobs) {
    code = Math.max(
      code,
      await auditOne(job, { options, knowledge, settings, progress, many: jobs.length > 1 }),
    );
  }
  progress.end();
  return code;
}

/** The rules are read while the host is at work, not before: that takes about as long as the probe. */
function readOnce(read: () => Knowledge): () => Knowledge {
  let known: Knowledge | null = null;
  return () => (known ??= read());
}

interface Run {
  readonly options: AuditOptions;
  readonly knowledge: () => Knowledge;
  readonly settings: JudgeSettings;
  readonly progress: Progress;
  readonly many: boolean;
}

async function auditOne(job: Job, run: Run): Promise<number> {
  const { options, knowledge, settings, progress } = run;
  try {
    const { inventory, failures } = await job.collect();
    const judged = judgeHost(inventory, knowledge(), settings);
    const { report, files } = runFiles(judgedRun(judged, run), options.format);
    const folder = await writeRun(folderOf(judged, run), files);
    progress.end();
    showSummary(process.stderr, judged, folder);
    process.stdout.write(options.json ? jsonOf(report, files) : `${folder}\n`);
    if (failures.length > 0) {
      for (const failure of failures)
        process.stderr.write(
          `A bug of dom0-audit: the collector ${failure.collector} failed: ${String(failure.error)}\n`,
        );
      return EXIT.bug;
    }
    return exitCode([judged], options.failOn, options.strict);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    progress.end();
    showError(process.stderr, error);
    return EXIT.notWhole;
  }
}

function judgedRun(host: JudgedHost, { options, knowledge, settings }: Run): Parameters<typeof runFiles>[0] {
  return {
    tool: TOOL,
    rules: { version: knowledge().rules.version, sha256: knowledge().rules.sha256 },
    judgedAt: settings.judgedAt,
    ticket: options.ticket ?? null,
    title: options.title ?? null,
    hosts: [host],
  };
}

/** With several hosts, a folder each below `--out`. */
function folderOf(host: JudgedHost, { options, settings, many }: Run): string {
  const { hostname, address } = host.inventory.host;
  const own = defaultFolder(hostname ?? address, settings.judgedAt);
  if (options.out === undefined) return own;
  return many ? join(options.out, own) : options.out;
}

function jsonOf(report: Report, files: ReturnType<typeof runFiles>['files']): string {
  const made = files.find((file) => file.name === 'report.json');
  return made ? String(made.content) : `${JSON.stringify(report.document, null, 2)}\n`;
}

function makeJobs(
  targets: readonly string[],
  options: AuditOptions & ConnectionOptions,
  progress: Progress,
  knowledge: () => Knowledge,
): Job[] {
  const ssh =
    targets.length === 0
      ? null
      : sshOptions(options, (message) => {
          progress.say(message);
        });
  const live = targets.map((text): Job => {
    const target = parseTarget(text);
    return {
      name: text,
      collect: () =>
        collectLive(
          sshSource(target, ssh ?? sshOptions(options, () => undefined)),
          target.host,
          { token: randomBytes(16).toString('hex'), deep: options.deep, contentLimit: options.contentLimit },
          ({ bytes, section }) => {
            progress.update(target.host, section ?? 'connecting', bytes);
            knowledge();
          },
        ),
    };
  });
  const recorded = (options.bundle ?? []).map((path): Job => ({
    name: path,
    collect: () =>
      collectRecorded(fileSource(path, process.stdin), path === '-' ? 'standard input' : basename(path)),
  }));
  const saved = (options.inventory ?? []).map((path): Job => ({
    name: path,
    collect: async () => ({ inventory: await readInventory(path), failures: [] }),
  }));
  return [...live, ...recorded, ...saved];
}

async function judgeSettings(options: AuditOptions, judgedAt: string): Promise<JudgeSettings> {
  return {
    from: options.from ?? null,
    method: options.method,
    judgedAt,
    waivers: options.waivers === undefined ? [] : loadWaivers([options.waivers]),
    baseline: options.baseline === undefined ? null : await readInventory(options.baseline),
    targetBaseline: options.targetBaseline === undefined ? null : await readInventory(options.targetBaseline),
  };
}
