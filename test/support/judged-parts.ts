import type { AssessedItem, Compat, FateName, Provenance } from '../../src/model/fate.ts';
import type { Finding, Outcome, Severity } from '../../src/model/finding.ts';
import type { Gap } from '../../src/model/gap.ts';
import type { FileItem, Inventory, Item, PackageItem } from '../../src/model/inventory.ts';
import type { Judged, JudgedHost } from '../../src/model/judged.ts';

/** Pieces of which tests put a judged host together; whatever is not said has a quiet default. */

export const BACKUP = '/dev/disk/by-id/scsi-36b8ca3a0f-part2';
const LIST = 'host-installer upgrade.py:377-428@f7a21a1';

export function fileItem(path: string, more: Partial<FileItem> = {}): FileItem {
  const isMissing = more.state === 'missing';
  return {
    kind: 'file',
    id: `file:${path}`,
    evidence: [{ origin: 'find /', excerpt: path.slice(0, 200) }],
    path,
    type: 'file',
    state: 'unowned',
    package: null,
    config: false,
    mode: isMissing ? null : '100644',
    user: isMissing ? null : 'root',
    group: isMissing ? null : 'root',
    uid: isMissing ? null : 0,
    gid: isMissing ? null : 0,
    sizeBytes: isMissing ? null : 1834,
    mtime: isMissing ? null : '2015-03-02T08:14:00Z',
    linkTarget: null,
    linkLeadsTo: null,
    changes: [],
    hiddenChanges: [],
    digest: null,
    hardLinks: 1,
    ...more,
  };
}

export function packageItem(name: string, more: Partial<PackageItem> = {}): PackageItem {
  const { version, release, arch } = { version: '1.0', release: '1', arch: 'x86_64', ...more };
  const nevra = `${name}-${version}-${release}.${arch ?? '(none)'}`;
  return {
    kind: 'package',
    id: `package:${nevra}`,
    evidence: [{ origin: 'rpm -qa', excerpt: nevra }],
    name,
    epoch: null,
    nevra,
    vendor: null,
    packager: null,
    buildHost: null,
    signatureKey: null,
    installedAt: '2014-11-20T10:02:11Z',
    builtAt: null,
    sourceRpm: null,
    summary: null,
    url: null,
    fileCount: 12,
    sizeBytes: 220_144,
    notablePaths: [],
    ...more,
    version,
    release,
    arch,
  };
}

export interface Judgement {
  readonly provenance?: Provenance;
  readonly provenanceBecause?: string;
  readonly stockChange?: boolean;
  readonly fate?: FateName;
  readonly to?: string;
  readonly changes?: readonly string[];
  readonly because?: string;
  readonly source?: string;
  readonly uncertain?: string;
  readonly compat?: Compat;
  readonly compatBecause?: string;
}

export function assessed(item: Item, judgement: Judgement = {}): AssessedItem {
  return {
    item,
    provenance: judgement.provenance ?? 'local',
    provenanceBecause: judgement.provenanceBecause ?? 'No package owns it.',
    stockChange: judgement.stockChange ?? false,
    fate: {
      name: judgement.fate ?? 'lost',
      to: judgement.to ?? null,
      changes: judgement.changes ?? [],
      because:
        judgement.because ?? 'The restore list does not name it, and nothing is known to take its place.',
      source: judgement.source ?? LIST,
      uncertain: judgement.uncertain ?? null,
    },
    compat: judgement.compat ?? 'works',
    compatBecause: judgement.compatBecause ?? 'Nothing in it depends on the old release.',
  };
}

export function finding(
  rule: string,
  severity: Severity,
  subject: string,
  more: Partial<Finding> = {},
): Finding {
  return {
    id: `${rule}:${subject}`,
    rule,
    severity,
    subject,
    title: 'A thing that matters',
    why: 'After the upgrade it no longer does what it did.',
    remediation: [],
    evidence: [],
    sources: ['host-installer upgrade.py@f7a21a1'],
    waiver: null,
    digest: `sha256:${'5eed'.repeat(16)}`,
    compat: null,
    fate: null,
    ...more,
  };
}

const BUILT_IN: Readonly<Partial<Record<FateName, readonly [Severity, string]>>> = {
  destroyed: ['high', 'A customisation is destroyed'],
  lost: ['medium', 'A customisation is lost'],
  replaced: ['medium', 'A customisation is replaced by stock'],
  converted: ['low', 'A customisation comes back changed'],
  moved: ['medium', 'A customisation comes back under another path'],
};

/** The built-in finding of an item that is not simply kept. */
export function builtIn({ item, fate }: AssessedItem): readonly Finding[] {
  const words = BUILT_IN[fate.name];
  if (words === undefined) return [];
  return [
    finding(`customisation-${fate.name}`, words[0], item.id, {
      title: words[1],
      why: fate.because,
      remediation: [
        'Before the upgrade: decide whether it is still needed, and keep a copy off the host.',
        'After the upgrade: put it back from the backup partition, which only holds it until the next upgrade.',
      ],
      sources: [fate.source],
    }),
  ];
}

/** One outcome a rule, from its findings. */
export function outcomesOf(findings: readonly Finding[], gaps: readonly Gap[] = []): readonly Outcome[] {
  const rules = new Map<string, Finding[]>();
  for (const found of findings) {
    const same = rules.get(found.rule);
    if (same === undefined) rules.set(found.rule, [found]);
    else same.push(found);
  }
  return [...rules].map(([rule, same]) => ({
    rule,
    title: same[0]?.title ?? rule,
    outcome: 'findings',
    findings: same,
    gaps,
  }));
}

export function inventory(items: readonly Item[], more: Partial<Inventory> = {}): Inventory {
  return {
    schema: 'dom0-audit/inventory@1',
    tool: { name: 'dom0-audit', version: '0.1.0' },
    host: {
      address: '192.0.2.17',
      hostname: 'xs-lab-07',
      uuid: '7c1a9d52-1a0e-4c44-9e0b-5f6f0c3f2b11',
      product: 'XenServer',
      version: '6.5.0',
      build: '90233c',
      platformVersion: '1.9.0',
      arch: 'x86_64',
      poolRole: 'member',
      collectedAt: '2016-06-02T21:40:07Z',
      inventoryKeys: [
        ['PRODUCT_VERSION', '6.5.0'],
        ['BACKUP_PARTITION', BACKUP],
      ],
    },
    collection: {
      source: 'ssh',
      probeSha256: '4b1c'.repeat(16),
      seconds: 11,
      bytesReceived: 412_338,
      complete: true,
      connection: {},
      assumedUnchanged: 39_120,
      deep: false,
      ownedPaths: 40_015,
    },
    sections: { files: { status: 'complete', items, gaps: [] } },
    contents: [],
    ...more,
  };
}

/** A host on which nothing was found, until told otherwise. */
export function judgedHost(
  items: readonly AssessedItem[] = [],
  findings: readonly Finding[] = items.flatMap(builtIn),
  more: Partial<JudgedHost> = {},
): JudgedHost {
  return {
    inventory: inventory(items.map(({ item }) => item)),
    inventorySha256: 'a7d0'.repeat(16),
    upgrade: { from: '6.5.0', to: '7.0.0', method: 'worst' },
    fromName: 'XenServer 6.5 (Creedence)',
    toName: 'XenServer 7.0 (Dundee)',
    assessment: { items, stops: [] },
    outcomes: outcomesOf(findings),
    verdict: 'ready',
    verdictBecause: [],
    diffs: [],
    backOut: [],
    checklist: [],
    uncertainties: [],
    ...more,
  };
}

export function judged(hosts: readonly JudgedHost[], more: Partial<Judged> = {}): Judged {
  return {
    tool: { name: 'dom0-audit', version: '0.1.0' },
    rules: { version: '2016.06.1', sha256: 'c0de'.repeat(16) },
    judgedAt: '2016-06-02T21:45:00Z',
    ticket: null,
    title: null,
    hosts,
    ...more,
  };
}
