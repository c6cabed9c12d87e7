import { readFileSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectLive, type CollectedHost } from '../../src/audit/collect-host.ts';
import { judgeHost } from '../../src/audit/judge-host.ts';
import { loadKnowledge, type Knowledge } from '../../src/audit/knowledge.ts';
import { TOOL } from '../../src/audit/tool.ts';
import type { JudgedHost } from '../../src/model/judged.ts';
import type { ReportDocument, ReportHost } from '../../src/model/report-document.ts';
import type { Report } from '../../src/model/report.ts';
import { buildReport } from '../../src/report/build.ts';
import { sshSource, type SshOptions } from '../../src/source/ssh/index.ts';
import type { HostSource, Source } from '../../src/source/source.ts';
import type { RunningLab } from '../lab/index.ts';

export const JUDGED_AT = '2016-06-01T10:15:00Z';

const TOKEN = '0123456789abcdef0123456789abcdef';

let known: Knowledge | null = null;

/** The knowledge for an upgrade to 7.0, read once. */
export function knowledge(): Knowledge {
  return (known ??= loadKnowledge('7.0', []));
}

/** Asks a running lab over SSH, by the ordinary code path. */
export async function collectLab(
  running: RunningLab,
  more: { deep?: boolean; ssh?: Partial<SshOptions> } = {},
): Promise<CollectedHost> {
  return withLabSource(running, more.ssh ?? {}, (source) => collectFrom(source, more.deep));
}

/** The same over a connection that stands. */
export async function collectFrom(source: Source, deep = false): Promise<CollectedHost> {
  const settings = { token: TOKEN, deep, contentLimit: 262_144 };
  return collectLive(source, 'lab', settings, () => undefined);
}

/** Lends the SSH source of a running lab. */
export async function withLabSource<T>(
  running: RunningLab,
  ssh: Partial<SshOptions>,
  use: (source: HostSource) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-known-'));
  try {
    writeFileSync(join(folder, 'known_hosts'), `${running.knownHostsLine}\n`);
    writeFileSync(join(folder, 'config'), `Host *\n  UserKnownHostsFile ${join(folder, 'known_hosts')}\n`);
    const source = sshSource(
      { host: running.host, port: running.port, user: running.user },
      {
        homeDirectory: folder,
        localUser: 'tester',
        agentSocket: null,
        configFiles: [join(folder, 'config')],
        globalKnownHostsFiles: [],
        identityFiles: [running.privateKeyPath],
        acceptNewHostKey: false,
        batch: true,
        password: null,
        sudo: false,
        prompter: null,
        ...ssh,
      },
    );
    return await use(source);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the report says of a host that was collected. */
export function judgeLab(collected: CollectedHost): {
  judged: JudgedHost;
  host: ReportHost;
  document: ReportDocument;
} {
  const { judged, report } = reportOf(collected);
  const [host] = report.document.hosts;
  if (host === undefined) throw new Error('the report has no host');
  return { judged, host, document: report.document };
}

/** The report of a host that was collected, as the formats lay it out. */
export function reportOf({ inventory }: CollectedHost): { judged: JudgedHost; report: Report } {
  const judged = judgeHost(inventory, knowledge(), {
    from: null,
    method: 'worst',
    judgedAt: JUDGED_AT,
    waivers: [],
    baseline: null,
    targetBaseline: null,
  });
  const { rules } = knowledge();
  const report = buildReport({
    tool: TOOL,
    rules: { version: rules.version, sha256: rules.sha256 },
    judgedAt: JUDGED_AT,
    ticket: null,
    title: null,
    hosts: [judged],
  });
  return { judged, report };
}

/** The published schema of report.json. */
export function reportSchema(): object {
  return JSON.parse(
    readFileSync(new URL('../../schema/report-1.schema.json', import.meta.url), 'utf8'),
  ) as object;
}
