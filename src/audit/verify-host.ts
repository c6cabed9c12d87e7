import { createHash } from 'node:crypto';
import { indexInventory, type InventoryIndex } from '../compare/inventory-index.ts';
import type { Question, Side, Sides } from '../compare/close/answer.ts';
import { lookAt, lookAtEntry } from '../compare/file-look.ts';
import { redactMispredictions } from '../compare/redact.ts';
import { closeAll, type Closed } from '../compare/verify.ts';
import { AuditError } from '../model/errors.ts';
import type { Inventory, Item } from '../model/inventory.ts';
import type { ReportFinding, ReportHost } from '../model/report-document.ts';
import type { VerifyDocument } from '../model/verify.ts';
import { TOOL } from './tool.ts';
import { consentTo } from './verify-dropped.ts';
import { hiddenByGaps } from './verify-gaps.ts';
import type { FetchedPaths, OldContent, ReportedAudit, Verified, VerifySettings } from './verify-settings.ts';
import { releaseOf, verifyWarnings } from './verify-warnings.ts';

/**
 * Closes every item of an audit against an inventory of the upgraded host.
 * @throws AuditError `audit-mismatch` when the report lists an item that the inventory does not have
 */
export async function verifyHost(
  audit: ReportedAudit,
  after: Inventory,
  settings: VerifySettings,
): Promise<Verified> {
  const before = indexInventory(audit.inventory);
  const questions = questionsOf(audit.report.host, before, settings);
  const later = sideOf(indexInventory(after), settings.fetched ?? new Map(), new Map());
  const hiddenBy = hiddenByGaps(after);
  const taken = new Map(audit.manifest?.entries.map((entry) => [entry.path, entry]) ?? []);
  const runsTarget = releaseOf(after) === audit.report.host.upgrade.to;
  const close = (bytes: ReadonlyMap<string, Buffer>): Closed => {
    const sides: Sides = { before: sideOf(before, taken, bytes), after: later, hiddenBy };
    return closeAll(questions, sides, { beforeRestore: settings.beforeRestore, runsTarget });
  };
  const first = close(new Map());
  const bytes = await readOld(first, before, settings.oldContent);
  const document: VerifyDocument = {
    ...headOf(audit, after, settings),
    ...(bytes.size === 0 ? first : close(bytes)),
    gaps: {
      before: audit.report.host.gaps,
      after: Object.values(after.sections).flatMap(({ gaps }) => gaps),
    },
    warnings: verifyWarnings(audit, after, settings),
  };
  return { document, mispredictions: redactMispredictions(document, audit.inventory, after) };
}

/** What the report lists, and the storage that has to be there in any case. */
function questionsOf(host: ReportHost, before: InventoryIndex, settings: VerifySettings): Question[] {
  const findings = new Map<string, ReportFinding[]>();
  for (const finding of host.findings) {
    const same = findings.get(finding.subject);
    if (same === undefined) findings.set(finding.subject, [finding]);
    else same.push(finding);
  }
  const { dropped, waivers, verifiedAt: at } = settings;
  const listed = host.items.map((foretold): Question => {
    const item = before.get(foretold.id);
    if (item === null) throw mismatch(foretold.id);
    const consent = consentTo(item, foretold, findings.get(item.id) ?? [], { dropped, waivers, at });
    return { item, foretold, consent };
  });
  const ids = new Set(listed.map(({ item }) => item.id));
  const watched = before.items
    .filter((item) => isWatched(item) && !ids.has(item.id))
    .map((item): Question => ({
      item,
      foretold: null,
      consent: consentTo(item, null, [], { dropped, waivers, at }),
    }));
  return [...listed, ...watched];
}

function isWatched(item: Item): boolean {
  if (item.kind === 'sr') return item.onThisHost !== false;
  return item.kind === 'pbd' || (item.kind === 'disk' && (item.paths?.length ?? 0) > 0);
}

function sideOf(index: InventoryIndex, entries: FetchedPaths, bytes: ReadonlyMap<string, Buffer>): Side {
  return {
    index,
    look: (file) =>
      lookAt(file, {
        content: index.content(file),
        entry: entries.get(file.path) ?? null,
        bytes: bytes.get(file.path) ?? null,
      }),
    fetched: (path) => {
      const entry = entries.get(path);
      return entry === undefined || entry === null ? entry : lookAtEntry(entry, bytes.get(path) ?? null);
    },
  };
}

/** Old bytes of the files for which they would tell more. */
async function readOld(
  { items }: Closed,
  before: InventoryIndex,
  oldContent: OldContent | null,
): Promise<ReadonlyMap<string, Buffer>> {
  if (oldContent === null) return new Map();
  const wanted = items.flatMap(({ id, foundAt, proof, diff, closing }) => {
    const item = before.get(id);
    if (item?.kind !== 'file' || item.type !== 'file' || foundAt === null || diff !== null) return [];
    const isSettled = closing === 'identical' && (proof === 'digest' || proof === 'text');
    return isSettled ? [] : [item.path];
  });
  return wanted.length === 0 ? new Map() : oldContent(wanted);
}

type Head = Omit<VerifyDocument, keyof Closed | 'gaps' | 'warnings'>;

function headOf(
  { from, report, inventorySha256 }: ReportedAudit,
  after: Inventory,
  settings: VerifySettings,
): Head {
  const { document, host } = report;
  return {
    schema: 'dom0-audit/verify@1',
    tool: TOOL,
    verifiedAt: settings.verifiedAt,
    ticket: settings.ticket ?? document.ticket,
    title: settings.title ?? document.title,
    upgrade: host.upgrade,
    beforeRestore: settings.beforeRestore,
    before: {
      ...hostOf(host.host, inventorySha256),
      from,
      judgedAt: document.judgedAt,
      rules: document.rules,
      verdict: host.verdict,
    },
    after: hostOf(after.host, createHash('sha256').update(JSON.stringify(after)).digest('hex')),
  };
}

function hostOf(
  host: Pick<
    VerifyDocument['after'],
    'address' | 'hostname' | 'uuid' | 'product' | 'version' | 'build' | 'collectedAt'
  >,
  inventorySha256: string,
): VerifyDocument['after'] {
  const { address, hostname, uuid, product, version, build, collectedAt } = host;
  return { address, hostname, uuid, product, version, build, collectedAt, inventorySha256 };
}

function mismatch(id: string): AuditError {
  return new AuditError(
    'audit-mismatch',
    `The report lists ${id}, which the inventory beside it does not have.`,
    'Take both from one run of the audit.',
  );
}
