import type { Compat, FateName, Provenance } from './fate.ts';
import type { Severity, Verdict } from './finding.ts';
import type { PoolRole } from './host.ts';
import type { ItemKind } from './inventory.ts';

/**
 * One host of a run, as small as the roll-up needs it: a line of `fleet.jsonl`. Thousands of them are held at once, so
 * nothing of a host's contents is in here.
 */
export type FleetHost = FleetDone | FleetFailed;

interface FleetHostBase {
  /** As the user named it; unique within a run. */
  readonly name: string;
  /** Times that it was tried. */
  readonly attempts: number;
  /** Seconds, of the last attempt. */
  readonly seconds: number;
}

/** Not audited; every such host is in the roll-up with its reason. */
export interface FleetFailed extends FleetHostBase {
  readonly status: 'failed';
  /** Code of the AuditError, `cancelled`, or `bug`. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export interface FleetDone extends FleetHostBase {
  readonly status: 'done';
  /** Exit code of its audit. */
  readonly code: number;
  /** Of its report, relative to the folder of the run. */
  readonly folder: string;
  readonly address: string;
  readonly hostname: string | null;
  /** Of the installation, which is that of the host in the pool database. */
  readonly uuid: string | null;
  readonly version: string | null;
  readonly build: string | null;
  readonly from: string;
  readonly to: string;
  readonly poolRole: PoolRole;
  /** The pool as this host's xapi has it; null when xapi did not say. */
  readonly pool: FleetPool | null;
  /** ISO 8601 UTC, the host's clock. */
  readonly collectedAt: string | null;
  readonly verdict: Verdict;
  readonly verdictBecause: readonly string[];
  /** Unwaived findings by severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  readonly gaps: number;
  /** What is wrong with its bundle (cut, altered), a sentence each; absent when it is whole. */
  readonly bundleProblems?: readonly string[];
  readonly findings: readonly FleetFinding[];
  /** What the report of the host lists. */
  readonly items: readonly FleetItem[];
}

export interface FleetPool {
  readonly uuid: string;
  readonly name: string;
  /** uuid of the host that is the master. */
  readonly master: string | null;
  /** Every host of the pool, this one among them. */
  readonly members: readonly PoolMember[];
}

export interface PoolMember {
  readonly uuid: string;
  readonly name: string;
  /** Of its management interface; null = xapi does not say. */
  readonly address: string | null;
}

export interface FleetFinding {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly title: string;
  readonly waived: boolean;
}

export interface FleetItem {
  /** As in the report; a package without its version, so that the same one is the same on every host. */
  readonly id: string;
  readonly kind: ItemKind;
  readonly provenance: Provenance;
  readonly fate: FateName;
  readonly compat: Compat;
  /** Digest of a file, value of a setting, version of a package …: two hosts with the same item and another value differ. Null = not known. */
  readonly value: string | null;
}

/** `index.json`: what many hosts come to. Hosts are named by their place in `hosts`. */
export interface FleetIndex {
  readonly schema: 'dom0-audit/index@1';
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601 UTC. */
  readonly judgedAt: string;
  readonly ticket: string | null;
  readonly title: string | null;
  readonly hosts: readonly FleetRow[];
  readonly pools: readonly PoolRollUp[];
  /** Rules with findings: the worst first, then those on most hosts. */
  readonly rules: readonly FleetRule[];
  /** What the hosts' reports list: what is on one host first, then on two … */
  readonly items: readonly FleetItemRow[];
}

export type FleetRow =
  FleetFailed | (Omit<FleetDone, 'findings' | 'items' | 'pool'> & { readonly pool: string | null });

export interface FleetRule {
  readonly rule: string;
  readonly severity: Severity;
  /** Of the first host that has it. */
  readonly title: string;
  readonly hosts: readonly number[];
  /** Hosts on which all its findings are waived. */
  readonly waived: readonly number[];
}

export interface FleetItemRow {
  readonly id: string;
  readonly kind: ItemKind;
  /** Of the first host that has it. */
  readonly provenance: Provenance;
  /** Worst over the hosts. */
  readonly fate: FateName;
  readonly compat: Compat;
  /** Hosts that have it, by what they have: the most common value first; null = not known. */
  readonly values: readonly { readonly value: string | null; readonly hosts: readonly number[] }[];
}

/** A pool is upgraded as one: the master first, then its members, one after another. */
export interface PoolRollUp {
  readonly uuid: string;
  readonly name: string;
  /** Worst over its hosts; `incomplete` at least when a member is missing. */
  readonly verdict: Verdict;
  /** In the order of the upgrade. */
  readonly order: readonly PoolStep[];
  /** Findings that are of the pool, not of one host, each once. */
  readonly findings: readonly (FleetFinding & { readonly hosts: readonly number[] })[];
  /** Where one host differs from the others, a sentence each; the odd one out first. */
  readonly odd: readonly {
    readonly item: string;
    readonly hosts: readonly number[];
    readonly sentence: string;
  }[];
}

export interface PoolStep {
  readonly uuid: string;
  readonly name: string;
  readonly role: 'master' | 'member';
  /** Place in `hosts`; null = it was not audited. */
  readonly host: number | null;
  readonly go: 'go' | 'no-go' | 'unknown';
  /** A sentence. */
  readonly because: string;
}
