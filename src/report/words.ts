import type { ReportHost } from '../model/report-document.ts';
import type { Compat, FateName, Provenance } from '../model/fate.ts';
import type { Severity, Verdict, Waiver } from '../model/finding.ts';
import type { GapReason } from '../model/gap.ts';
import type { MultipathArray, OptionVerdict } from '../model/multipath.ts';
import type { PoolRole, UpgradeMethod } from '../model/host.ts';
import type { FileState, ItemKind } from '../model/inventory.ts';

/** The words of docs/design.md section 3 as an administrator reads them. */

interface Word {
  readonly label: string;
  readonly meaning: string;
}

export const VERDICT_WORDS: Readonly<Record<Verdict, Word>> = {
  blocked: {
    label: 'Blocked',
    meaning: 'Do not start the upgrade. Clear every blocker first, then audit again.',
  },
  incomplete: {
    label: 'Incomplete',
    meaning: 'No blocker was found, but not everything that could be one was seen. Close the gaps first.',
  },
  'action-needed': {
    label: 'Action needed',
    meaning: 'Nothing stops the upgrade. Plan the steps below, or what they protect is gone afterwards.',
  },
  ready: {
    label: 'Ready',
    meaning: 'Nothing stops the upgrade, and nothing of weight is lost by it.',
  },
};

export const SEVERITY_WORDS: Readonly<Record<Severity, Word>> = {
  blocker: {
    label: 'Blocker',
    meaning: 'the upgrade refuses, stops half-way or destroys data, or nobody can log in afterwards',
  },
  high: { label: 'High', meaning: 'a service or storage path fails or changes' },
  medium: { label: 'Medium', meaning: 'a customisation is lost or must be reworked' },
  low: { label: 'Low', meaning: 'cosmetic or easily redone' },
  info: { label: 'Info', meaning: 'good to know' },
};

export const FATE_WORDS: Readonly<Record<FateName, Word>> = {
  destroyed: { label: 'Destroyed', meaning: 'Gone for good: not even the backup partition has it.' },
  lost: {
    label: 'Lost',
    meaning: 'Nothing is known to take its place; yours is only on the backup partition.',
  },
  replaced: {
    label: 'Replaced',
    meaning: 'The target brings its own; yours is only on the backup partition.',
  },
  unknown: {
    label: 'Not known',
    meaning: 'What happens to it could not be told; the reason stands with it.',
  },
  converted: {
    label: 'Converted',
    meaning: 'Comes back changed, or its meaning is carried in another form.',
  },
  moved: { label: 'Moved', meaning: 'Comes back under another path.' },
  kept: { label: 'Kept', meaning: 'Comes back at the same path with the same content, mode and owner.' },
  untouched: { label: 'Untouched', meaning: 'Lies on storage that the installer leaves alone.' },
};

export const COMPAT_WORDS: Readonly<Record<Compat, Word>> = {
  breaks: { label: 'breaks', meaning: 'once back in place, it fails or takes the host down with it' },
  'needs-rework': { label: 'needs rework', meaning: 'must be adapted before it works on the target' },
  unknown: { label: 'not known', meaning: 'could not be told whether it works on the target' },
  ignored: { label: 'ignored', meaning: 'nothing on the target reads it' },
  works: { label: 'works', meaning: 'works on the target once it is back in place' },
};

/** What a line of multipath.conf means to the tools of the target. */
export const OPTION_WORDS: Readonly<Record<OptionVerdict, string>> = {
  same: 'same',
  renamed: 'renamed',
  removed: 'removed',
  'other-default': 'other default',
  ignored: 'ignored',
  unknown: 'unknown keyword',
};

/** What the target has for an array without the host's own stanza. */
export const ARRAY_WORDS: Readonly<Record<MultipathArray['verdict'], Word>> = {
  same: { label: 'same', meaning: 'the target alone gives all that the stanza asks for' },
  other: { label: 'other default', meaning: 'the target has an entry for it that says otherwise' },
  lost: { label: 'lost', meaning: 'the target has no entry for it; the general defaults would hold' },
};

export const PROVENANCE_WORDS: Readonly<Record<Provenance, string>> = {
  stock: 'stock',
  hotfix: 'hotfix',
  'supplemental-pack': 'supplemental pack',
  'driver-disk': 'driver disk',
  'third-party': 'third party',
  local: 'made by hand',
  runtime: 'made by dom0 itself',
  unknown: 'unknown origin',
};

export const STATE_WORDS: Readonly<Record<FileState, string>> = {
  unchanged: 'as packaged',
  changed: 'changed',
  unowned: 'unowned',
  missing: 'missing',
};

export const GAP_WORDS: Readonly<Record<GapReason, string>> = {
  denied: 'permission denied',
  'missing-tool': 'command not on the host',
  'timed-out': 'took too long',
  'too-large': 'larger than the limit',
  unparsable: 'could not be understood',
  'cut-off': 'cut off before its end',
  'not-running': 'service not running',
  'not-collected': 'not asked for',
  withheld: 'withheld because it is secret',
};

export const METHOD_WORDS: Readonly<Record<UpgradeMethod, string>> = {
  worst: 'not decided: the worst of all ways is assumed',
  rolling: 'rolling pool upgrade',
  cd: 'from CD, attended',
  unattended: 'unattended, with an answer file',
};

export const POOL_ROLE_WORDS: Readonly<Record<PoolRole, string>> = {
  master: 'pool master',
  member: 'pool member',
  standalone: 'standalone host',
  unknown: 'not known',
};

export const WAIVER_WORDS: Readonly<Record<Waiver['status'], string>> = {
  active: 'waived',
  expired: 'waiver expired',
  changed: 'waiver void: changed since it was accepted',
};

/** Facts of an SSH connection by the names that the source gives them. */
export const CONNECTION_WORDS: Readonly<Record<string, string>> = {
  address: 'Connected to',
  user: 'Logged in as',
  server: 'SSH server',
  kex: 'Key exchange',
  hostKey: 'Host key algorithm',
  hostKeyFingerprint: 'Host key fingerprint',
  cipher: 'Cipher',
  mac: 'Message authentication',
  legacy: 'Legacy algorithms',
  authentication: 'Authenticated by',
  privilege: 'Root by',
  jumpHosts: 'Through',
  madeBy: 'Bundle made by',
  session: 'In a session over',
  runAs: 'Program run as',
  shell: 'Shell',
  programVersion: 'Program',
};

/** Kinds in the order in which they are shown. */
export const KIND_WORDS = {
  file: 'Files',
  service: 'Services',
  cron: 'Cron and at jobs',
  user: 'Users',
  group: 'Groups',
  mount: 'Mounts',
  swap: 'Swap',
  'boot-arg': 'Boot arguments',
  module: 'Kernel modules',
  nic: 'Network interfaces',
  route: 'Routes',
  firewall: 'Firewall rules',
  plugin: 'Plug-ins and hooks',
  certificate: 'Certificates',
  setting: 'Settings',
  repo: 'Repositories',
  package: 'Packages',
  hotfix: 'Hotfixes',
  pack: 'Supplemental packs',
  'driver-disk': 'Driver disks',
  disk: 'Disks',
  partition: 'Partitions',
  vg: 'Volume groups',
  md: 'Software RAID',
  drbd: 'DRBD',
  sr: 'Storage repositories',
  pbd: 'Storage connections',
  vm: 'Virtual machines',
} as const satisfies Readonly<Record<ItemKind, string>>;

export const KINDS = Object.keys(KIND_WORDS) as readonly ItemKind[]; // the keys of a record over ItemKind

/** Where an audit comes from when nobody asked the host: a sentence; null = the host was asked. */
export function madeFrom({ collection: { statusReport } }: ReportHost): string | null {
  return statusReport
    ? `Made from the XenServer status report ${statusReport.folder} of ${statusReport.madeAt ?? 'an unknown date'}; the host itself was not asked.`
    : null;
}
