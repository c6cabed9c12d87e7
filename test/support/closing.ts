import { createHash } from 'node:crypto';
import type { ReportedAudit } from '../../src/audit/verify-settings.ts';
import type { BackupEntry, BackupManifest } from '../../src/model/backup.ts';
import type { AssessedItem } from '../../src/model/fate.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Gap } from '../../src/model/gap.ts';
import type {
  FileContent,
  Inventory,
  Item,
  PbdItem,
  ServiceItem,
  SrItem,
} from '../../src/model/inventory.ts';
import { buildReport } from '../../src/report/build.ts';
import { ALL_COLLECTORS, collectorsOf } from '../../src/rules/collectors-of.ts';
import { builtIn, inventory, judged, judgedHost } from './judged-parts.ts';

export interface HostParts {
  readonly version?: string;
  readonly hostname?: string;
  readonly uuid?: string;
  /** Whole texts by path. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Texts with all that there is to say of them. */
  readonly contents?: readonly FileContent[];
  readonly gaps?: readonly Gap[];
}

/** An inventory in which every collector answered, each item where its collector puts it. */
export function hostWith(items: readonly Item[], more: HostParts = {}): Inventory {
  const made = inventory([]);
  const sectionOf = (collector: string) => ({
    status: 'complete' as const,
    items: items.filter((item) => homeOf(item) === collector),
    gaps: (more.gaps ?? []).filter((gap) => gap.collector === collector),
  });
  return {
    ...made,
    host: {
      ...made.host,
      version: more.version ?? '6.5.0',
      ...(more.hostname === undefined ? {} : { hostname: more.hostname }),
      ...(more.uuid === undefined ? {} : { uuid: more.uuid }),
    },
    sections: Object.fromEntries(ALL_COLLECTORS.map((collector) => [collector, sectionOf(collector)])),
    contents: [
      ...Object.entries(more.texts ?? {}).map(([path, text]): FileContent => ({
        path,
        text,
        sizeBytes: Buffer.byteLength(text),
        truncated: false,
        withheldLines: 0,
      })),
      ...(more.contents ?? []),
    ],
  };
}

function homeOf(item: Item): string {
  return item.kind === 'setting' ? 'host' : (collectorsOf(item.kind)[0] ?? 'files');
}

export interface AuditParts extends HostParts {
  readonly findings?: readonly Finding[];
  readonly entries?: readonly BackupEntry[];
}

/** The audit of a host that has these items and others that the report does not list. */
export function auditOf(
  items: readonly AssessedItem[],
  more: AuditParts = {},
  others: readonly Item[] = [],
): ReportedAudit {
  const host = hostWith([...items.map(({ item }) => item), ...others], more);
  const inventorySha256 = createHash('sha256').update(JSON.stringify(host)).digest('hex');
  const { document } = buildReport(
    judged(
      [
        judgedHost(items, more.findings ?? items.flatMap(builtIn), {
          inventory: host,
          inventorySha256,
        }),
      ],
      { ticket: 'CHG0012345', title: 'Upgrade of xs-lab-07' },
    ),
  );
  const [first] = document.hosts;
  if (first === undefined) throw new Error('the report has no host');
  return {
    from: 'audit',
    inventory: host,
    inventorySha256,
    report: { document, host: first },
    manifest: more.entries === undefined ? null : manifestOf(more.entries),
  };
}

function manifestOf(entries: readonly BackupEntry[]): BackupManifest {
  return {
    schema: 'dom0-audit/backup@1',
    tool: { name: 'dom0-audit', version: '0.1.0' },
    host: { address: '192.0.2.17', hostname: 'xs-lab-07', uuid: null, version: '6.5.0' },
    upgrade: { from: '6.5.0', to: '7.0.0' },
    ticket: null,
    takenAt: '2016-06-02T21:50:00Z',
    archive: null,
    limits: { fileBytes: 1, totalBytes: 1, exclude: [], include: [] },
    entries,
    facts: [],
  };
}

/** A regular file of root as a backup or a fetch has it. */
export function entryOf(path: string, content: string | null, more: Partial<BackupEntry> = {}): BackupEntry {
  return {
    path,
    member: `root${path}`,
    status: content === null ? 'failed' : 'taken',
    because: content === null ? 'The host could not read it: Input/output error.' : null,
    type: 'file',
    mode: '0644',
    uid: 0,
    gid: 0,
    user: 'root',
    group: 'root',
    sizeBytes: content === null ? null : Buffer.byteLength(content),
    mtime: '2015-03-02T08:14:00Z',
    linkTarget: null,
    hardLinkTo: null,
    sha256: content === null ? null : createHash('sha256').update(content).digest('hex'),
    hostSha256: null,
    sparse: false,
    attributes: {},
    subjects: [],
    ...more,
  };
}

export function service(name: string, more: Partial<ServiceItem> = {}): ServiceItem {
  return {
    kind: 'service',
    id: `service:${name}`,
    evidence: [],
    name,
    manager: 'sysv',
    path: `/etc/rc.d/init.d/${name}`,
    enabledRunlevels: [3, 5],
    running: true,
    command: null,
    ...more,
  };
}

export function storage(uuid: string, more: Partial<SrItem> = {}): SrItem {
  return {
    kind: 'sr',
    id: `sr:${uuid}`,
    evidence: [],
    uuid,
    name: 'NFS store',
    type: 'nfs',
    contentType: 'user',
    shared: true,
    sizeBytes: 1,
    vdiCount: 0,
    location: 'nas.example.test:/export',
    onThisHost: true,
    ...more,
  };
}

export function connection(uuid: string, sr: string, more: Partial<PbdItem> = {}): PbdItem {
  return {
    kind: 'pbd',
    id: `pbd:${uuid}`,
    evidence: [],
    uuid,
    sr,
    attached: true,
    deviceConfig: { server: 'nas.example.test' },
    ...more,
  };
}
