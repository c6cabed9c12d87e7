import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import pLimit from 'p-limit';
import { fleetHost } from '../audit/fleet-host.ts';
import { readInventory } from '../audit/inventory-file.ts';
import type { JudgeSettings } from '../audit/judge-host.ts';
import { findTarget, loadKnowledge } from '../audit/knowledge.ts';
import { compactTime, defaultFolder, fitForFolder } from '../audit/run-files.ts';
import { TOOL } from '../audit/tool.ts';
import type { HostEntry } from '../fleet/hosts/host-entry.ts';
import type { Job } from '../fleet/schedule.ts';
import { AuditError } from '../model/errors.ts';
import type { FleetDone } from '../model/fleet.ts';
import { renderJson } from '../report/json/index.ts';
import { loadWaivers } from '../rules/waivers.ts';
import type { SshOptions } from '../source/ssh/index.ts';
import { auditHost, type AuditedHost, type AuditRun } from './audit-host.ts';
import { type HostJob, type JobSettings, liveJobs, recordedJobs } from './audit-jobs.ts';
import { backupChoice, type BackupOptions } from './backup-options.ts';
import { showBackup } from './backup-words.ts';
import { now } from './clock.ts';
import { backupCode, EXIT, exitCode } from './exit.ts';
import type { FleetRunOptions } from './fleet-options.ts';
import { type HostDone, runFleet } from './fleet-run.ts';
import { listHosts } from './host-lists.ts';
import { interruptSignal } from './interrupt.ts';
import type { AuditOptions, ConnectionOptions } from './options.ts';
import { makeProgress } from './progress.ts';
import { sshOptions } from './ssh-options.ts';
import { showError, showSummary } from './words.ts';

/** Everything that `audit` may be told. */
export type AllAuditOptions = AuditOptions & ConnectionOptions & Partial<FleetRunOptions>;

/**
 * Audits one host, or many at a time with a roll-up.
 * @param targets hosts, or patterns for hosts of ssh_config
 * @returns the exit code
 */
export async function runAudit(
  targets: readonly string[],
  options: AllAuditOptions,
  backupOptions: BackupOptions | null = null,
): Promise<number> {
  const progress = makeProgress(process.stderr, Date.now);
  const ssh = sshOptions(options, (message) => {
    progress.say(message);
  });
  const hosts = await listHosts([...targets, ...(options.pool ?? [])], options, ssh, (sentence) => {
    progress.say(sentence);
  });
  const knowledge = readOnce(() => loadKnowledge(options.to, options.rules));
  const forJobs: JobSettings = { options, progress, meanwhile: knowledge };
  const jobs = [...liveJobs(hosts, ssh, forJobs), ...recordedJobs(options)];
  if (jobs.length === 0)
    throw new AuditError(
      'usage',
      'There is no host to audit.',
      'Name one: dom0-audit audit root@HOST, or --hosts FILE, --pool HOST, --bundle FILE, --inventory FILE.',
    );
  findTarget(options.to);
  if (options.rules.length > 0) knowledge();
  const judgedAt = options.judgedAt ?? now();
  const settings = await judgeSettings(options, judgedAt);
  const backup = backupOptions === null ? null : await backupChoice(backupOptions);
  const shared = { options, knowledge, settings, progress, backup };
  const [only] = jobs;
  if (only !== undefined && !isFleet(jobs, options)) return auditAlone(only, shared);
  const known = new Set(hosts.map(({ host }) => host));
  return auditMany(jobs, shared, (entries) => liveJobs(entries, ssh, forJobs), { ssh, hosts, known });
}

type Shared = Omit<AuditRun, 'folderOf' | 'inTurn'> & { readonly options: AllAuditOptions };

function isFleet(jobs: readonly HostJob[], options: AllAuditOptions): boolean {
  const lists = [options.hosts, options.ansibleInventory, options.pool, options.resume];
  return jobs.length > 1 || lists.some((list) => list !== undefined);
}

/** The rules are read while the host is at work, not before. */
function readOnce<T>(read: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: read() }).value;
}

async function auditAlone(job: HostJob, shared: Shared): Promise<number> {
  const { options, settings, progress } = shared;
  const run: AuditRun = {
    ...shared,
    folderOf: ({ inventory: { host } }) =>
      options.out ?? defaultFolder(host.hostname ?? host.address, settings.judgedAt),
    inTurn: (work) => work(),
  };
  const interrupt = interruptSignal();
  try {
    const done = await auditHost(job, run, interrupt.signal);
    progress.end();
    showHost(done);
    process.stdout.write(options.json ? renderJson(done.report) : `${done.folder}\n`);
    return codeOf(done, options);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    progress.end();
    showError(process.stderr, error);
    return EXIT.notWhole;
  } finally {
    interrupt.stop();
  }
}

function showHost({ judged, folder, backup, errors, failures }: AuditedHost): void {
  showSummary(process.stderr, judged, folder);
  if (backup instanceof AuditError) showError(process.stderr, backup);
  else if (backup !== null) showBackup(process.stderr, backup.manifest);
  for (const error of errors) showError(process.stderr, error);
  for (const { collector, error } of failures)
    process.stderr.write(`A bug of dom0-audit: the collector ${collector} failed: ${String(error)}\n`);
}

function codeOf({ judged, backup, errors, failures }: AuditedHost, { failOn, strict }: AuditOptions): number {
  return Math.max(
    exitCode([judged], failOn, strict),
    backup instanceof AuditError ? EXIT.notWhole : backupCode(backup?.manifest, strict),
    errors.length > 0 ? EXIT.notWhole : EXIT.done,
    failures.length > 0 ? EXIT.bug : EXIT.done,
  );
}

interface Reachable {
  readonly ssh: SshOptions;
  readonly hosts: readonly HostEntry[];
  /** Addresses that are in the run already. */
  readonly known: Set<string>;
}

/** Each host in a folder of its own, and the roll-up over all. */
async function auditMany(
  jobs: readonly HostJob[],
  shared: Shared,
  liveJobsOf: (entries: readonly HostEntry[]) => HostJob[],
  reachable: Reachable,
): Promise<number> {
  const { options, settings, progress } = shared;
  const folder = options.resume ?? options.out ?? `dom0-audit-${compactTime(settings.judgedAt)}`;
  // For hours of hosts the heap must stay small; left alone it grows to what the machine has before it is tidied.
  setFlagsFromString('--optimize-for-size');
  const inTurn = pLimit(1);
  const isBlindPool = ({ pool }: HostDone, name: string): boolean => {
    const isBlind = pool === null && options.pool?.includes(name) === true;
    if (isBlind)
      progress.say(
        `${name} does not say which hosts are in its pool (is xapi running?): only it was audited.`,
      );
    return isBlind;
  };
  const fleetJob = (job: HostJob): Job<HostDone> => ({
    name: job.name,
    run: async (signal) => {
      const own = folderName(job.name);
      const done = await auditHost(job, { ...shared, inTurn, folderOf: () => join(folder, own) }, signal);
      const value = hostDone(done, own, options);
      return {
        value: isBlindPool(value, job.name) ? { ...value, code: Math.max(value.code, EXIT.notWhole) } : value,
        worthRetry: wasCut(done),
      };
    },
  });
  return runFleet(
    jobs.map(fleetJob),
    {
      folder,
      resume: options.resume !== undefined,
      concurrency: options.concurrency ?? 8,
      hostTimeout: options.hostTimeout ?? 3600,
      retries: options.retries ?? 2,
      others: (host) =>
        (options.pool ?? []).includes(host.name) ? liveJobsOf(members(host, reachable)).map(fleetJob) : [],
    },
    { tool: TOOL, judgedAt: settings.judgedAt, ticket: options.ticket ?? null, title: options.title ?? null },
    progress,
  );
}

/** The other hosts of the pool, reached as this one was. */
function members(host: FleetDone, { hosts, known }: Reachable): HostEntry[] {
  const asked = hosts.find(({ name }) => name === host.name);
  const names = host.pool?.members.map(({ name }) => name) ?? [];
  return (host.pool?.members ?? []).flatMap(({ uuid, name, address }) => {
    if (uuid === host.uuid || address === null || known.has(address)) return [];
    known.add(address);
    const isUnique = name !== '' && names.filter((other) => other === name).length === 1;
    return [
      {
        name: isUnique ? name : address,
        host: address,
        user: asked?.user ?? null,
        port: asked?.port ?? null,
      },
    ];
  });
}

/** Another attempt may bring what the connection lost; a recorded bundle is cut the same way each time. */
function wasCut({ judged }: AuditedHost): boolean {
  const { source, complete } = judged.inventory.collection;
  return source === 'ssh' && !complete;
}

function hostDone(done: AuditedHost, own: string, options: AuditOptions): HostDone {
  const [document] = done.report.document.hosts;
  if (document === undefined) throw new RangeError('a report is about a host');
  return { ...fleetHost(done.judged.inventory, document, own), code: codeOf(done, options) };
}

/** The name of the host, made fit for a folder; where that changes it, a digest keeps two of them apart. */
function folderName(name: string): string {
  const fit = fitForFolder(basename(name));
  return fit === name
    ? fit
    : `${fit || 'host'}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
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
