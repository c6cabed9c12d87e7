import type { ElfFacts } from '../lib/elf.ts';
import type { Gap } from './gap.ts';
import type { HostFacts } from './host.ts';

/** Where a fact was seen: a command or path, the line as the host gave it (at most 200 characters). */
export interface Evidence {
  readonly origin: string;
  readonly line?: number;
  readonly excerpt: string;
}

interface ItemOf<K extends string> {
  readonly kind: K;
  /** Unique and stable across runs: `<kind>:<subject>`, see docs/design.md section 6. */
  readonly id: string;
  readonly evidence: readonly Evidence[];
}

export type FileType =
  'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'character-device' | 'block-device' | 'unknown';

/** `unchanged`, `changed`, `missing` against the rpm database; `unowned` when no package knows the path. */
export type FileState = 'unchanged' | 'changed' | 'unowned' | 'missing';

/** What differs from the package, by the letters of `rpm -V` put into words. */
export type FileChange = 'size' | 'mode' | 'digest' | 'device' | 'link' | 'user' | 'group' | 'mtime' | 'type';

/** One path of the host's root file system. */
export interface FileItem extends ItemOf<'file'> {
  /** Absolute; percent-encoded when `pathEncoding` is set (the bytes are not UTF-8). */
  readonly path: string;
  readonly pathEncoding?: 'percent';
  readonly type: FileType;
  readonly state: FileState;
  /** NEVRA of the owning package; null when unowned. */
  readonly package: string | null;
  /** The package marks it `%config`. */
  readonly config: boolean;
  /** Octal, file type and permissions, `100644`; null for a missing file. */
  readonly mode: string | null;
  /** Name as the host resolves it; null when the number has no name, or for a missing file. */
  readonly user: string | null;
  readonly group: string | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly sizeBytes: number | null;
  /** ISO 8601 UTC, whole seconds. */
  readonly mtime: string | null;
  readonly linkTarget: string | null;
  /** What the link leads to on the running host; null when it is no link. */
  readonly linkLeadsTo: FileType | 'dangling' | 'loop' | null;
  /** Against the package; empty unless `changed`. */
  readonly changes: readonly FileChange[];
  /** Those of `changes` that `rpm -V` would not show, because the package's verify flags hide them. */
  readonly hiddenChanges: readonly FileChange[];
  /** Hex digest of the content where the host took one. */
  readonly digest: string | null;
  /** Number of hard links; null when not known. */
  readonly hardLinks: number | null;
  /** Compiled files that are unowned or changed: what they are, and what they need; absent = none, or not looked at. */
  readonly elf?: ElfFacts;
}

/** One installed rpm package. */
export interface PackageItem extends ItemOf<'package'> {
  readonly name: string;
  /** null = no epoch. */
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
  /** null for packages without one, such as gpg-pubkey. */
  readonly arch: string | null;
  /** `name-epoch:version-release.arch`, epoch only when there is one. */
  readonly nevra: string;
  readonly vendor: string | null;
  readonly packager: string | null;
  readonly buildHost: string | null;
  /** Last 16 hex digits of the signing key; null = unsigned or unknown. */
  readonly signatureKey: string | null;
  /** ISO 8601 UTC. */
  readonly installedAt: string | null;
  readonly builtAt: string | null;
  readonly sourceRpm: string | null;
  readonly summary: string | null;
  readonly url: string | null;
  readonly fileCount: number | null;
  readonly sizeBytes: number | null;
  /** Only name, version and release are known, from a status report: every other field says nothing. */
  readonly nameOnly?: true;
  /** Paths it owns that say what it brings: kernel modules, init scripts, cron files, libraries. */
  readonly notablePaths: readonly string[];
  /** What rpm noted of its compiled files when it was built; absent = it noted nothing, or the package is of the product. */
  readonly elf?: PackageElf;
}

/** The compiled files of a package, all together. */
export interface PackageElf {
  /** Widths that there are. */
  readonly bits: readonly (32 | 64)[];
  /** Libraries that they are linked with, by soname, in alphabetical order; its own are left out. */
  readonly needed: readonly string[];
  /** Libraries that it brings, by soname. */
  readonly provided: readonly string[];
}

export interface ServiceItem extends ItemOf<'service'> {
  readonly name: string;
  readonly manager: 'sysv' | 'systemd' | 'xinetd' | 'inittab' | 'rc.local';
  /** Script, program or file that makes it. */
  readonly path: string;
  /** Runlevels in which it is started; for xinetd and inittab as configured, for systemd those that its targets stand for. */
  readonly enabledRunlevels: readonly number[];
  /** null = could not be told. */
  readonly running: boolean | null;
  /** inittab: the whole entry; xinetd: the server program; systemd: its first start command. */
  readonly command: string | null;
  /** systemd only: the word of `systemctl list-unit-files` (enabled, disabled, static, masked …). */
  readonly unitState?: string;
}

export interface CronItem extends ItemOf<'cron'> {
  readonly file: string;
  readonly line: number | null;
  readonly source: 'crontab' | 'cron.d' | 'user' | 'periodic' | 'anacron' | 'at';
  readonly schedule: string;
  readonly user: string;
  readonly command: string;
  /** What cron feeds to the command: the text after its first bare `%`; absent = nothing. */
  readonly input?: string;
  /** Variables that the table sets before the entry, in order; absent = none. */
  readonly environment?: readonly (readonly [name: string, value: string])[];
  /** Why cron or run-parts passes it over; absent = it is run. */
  readonly ignored?: string;
}

export interface UserItem extends ItemOf<'user'> {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly shell: string;
  /** Whether a password hash is set; the hash itself never leaves the host. */
  readonly password: 'set' | 'locked' | 'empty' | 'unknown';
}

export interface GroupItem extends ItemOf<'group'> {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

export interface MountItem extends ItemOf<'mount'> {
  readonly target: string;
  readonly source: string;
  readonly fsType: string;
  readonly options: string;
  readonly inFstab: boolean;
  readonly mounted: boolean;
  /** Of the line in fstab, which may differ from those in force; absent when there is none. */
  readonly fstabOptions?: string;
  readonly sizeBytes: number | null;
  readonly usedBytes: number | null;
}

export interface SwapItem extends ItemOf<'swap'> {
  readonly path: string;
  readonly type: string;
  readonly sizeBytes: number | null;
  readonly inFstab: boolean;
  readonly active: boolean;
}

export interface RepoItem extends ItemOf<'repo'> {
  readonly repoId: string;
  readonly file: string;
  readonly name: string | null;
  readonly baseUrl: string | null;
  readonly enabled: boolean;
}

export interface ModuleItem extends ItemOf<'module'> {
  readonly name: string;
  readonly loaded: boolean;
  readonly path: string | null;
  readonly package: string | null;
  readonly version: string | null;
}

/** One argument on the boot line of the default entry. */
export interface BootArgItem extends ItemOf<'boot-arg'> {
  readonly target: 'xen' | 'kernel';
  readonly name: string;
  readonly value: string | null;
  readonly entry: string;
  readonly file: string;
}

export interface HotfixItem extends ItemOf<'hotfix'> {
  readonly uuid: string;
  readonly name: string | null;
  readonly appliedAt: string | null;
}

/** A base or supplemental pack of /etc/xensource/installed-repos. */
export interface PackItem extends ItemOf<'pack'> {
  /** `originator:name`, as XenServer writes it. */
  readonly packId: string;
  readonly name: string;
  readonly version: string | null;
  readonly build: string | null;
  readonly description: string | null;
  readonly packages: readonly string[];
}

export interface DriverDiskItem extends ItemOf<'driver-disk'> {
  readonly driverDiskId: string;
  readonly name: string;
  readonly version: string | null;
  readonly packages: readonly string[];
}

export interface DiskItem extends ItemOf<'disk'> {
  readonly device: string;
  readonly byId: readonly string[];
  readonly sizeBytes: number | null;
  readonly vendor: string | null;
  readonly model: string | null;
  /** Kind of partition table. */
  readonly table: 'gpt' | 'dos' | 'none' | 'unknown';
  readonly isPrimary: boolean;
  /** A multipath map: the devices of its paths, which are no disks of their own here. */
  readonly paths?: readonly string[];
}

export interface PartitionItem extends ItemOf<'partition'> {
  readonly disk: string;
  readonly number: number;
  readonly device: string;
  readonly sizeBytes: number | null;
  /** GPT type GUID, sgdisk code or DOS type byte, as the tool gave it. */
  readonly type: string | null;
  /** Label of the file system on it. */
  readonly label: string | null;
  readonly role: 'root' | 'backup' | 'sr' | 'boot' | 'log' | 'swap' | 'other';
  readonly startBytes?: number | null;
  /** Name in a GPT. */
  readonly name?: string | null;
  readonly fsType?: string | null;
}

export interface VolumeGroupItem extends ItemOf<'vg'> {
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly physicalVolumes: readonly string[];
  readonly logicalVolumes: readonly string[];
  readonly uuid?: string;
  readonly freeBytes?: number | null;
  /** The logical volumes with size and the letters of `lvs` (`-wi-a-`). */
  readonly volumes?: readonly {
    readonly name: string;
    readonly sizeBytes: number | null;
    readonly attributes: string;
  }[];
}

export interface MdItem extends ItemOf<'md'> {
  readonly device: string;
  readonly level: string | null;
  readonly members: readonly string[];
}

export interface DrbdItem extends ItemOf<'drbd'> {
  readonly resource: string;
  readonly file: string;
  readonly state: string | null;
}

export interface SrItem extends ItemOf<'sr'> {
  readonly uuid: string;
  readonly name: string;
  readonly type: string;
  readonly contentType: string | null;
  readonly shared: boolean;
  readonly sizeBytes: number | null;
  readonly vdiCount: number | null;
  readonly location: string | null;
  /** A PBD joins it to this host, attached or not. */
  readonly onThisHost?: boolean;
  readonly otherConfig?: Readonly<Record<string, string>>;
  /** What lies on it, for local storage only; absent = not known. */
  readonly vdis?: readonly {
    readonly uuid: string;
    readonly name: string;
    readonly sizeBytes: number | null;
    readonly managed: boolean;
  }[];
}

export interface PbdItem extends ItemOf<'pbd'> {
  readonly uuid: string;
  readonly sr: string;
  readonly attached: boolean;
  readonly deviceConfig: Readonly<Record<string, string>>;
}

export interface VmItem extends ItemOf<'vm'> {
  readonly uuid: string;
  readonly name: string;
  readonly powerState: string;
  readonly residentHere: boolean;
  /** Why it would keep the host from being emptied, each with a word that does not change before its colon; empty = it would not. */
  readonly obstacles: readonly string[];
  /** Started by itself when the host or pool starts. */
  readonly autoPowerOn?: boolean;
  readonly vcpusMax?: number | null;
  readonly coresPerSocket?: number | null;
  readonly haRestartPriority?: string | null;
  /** uuid of its protection policy (6.0 and 6.1); null = none. */
  readonly protectionPolicy?: string | null;
}

export interface NicItem extends ItemOf<'nic'> {
  readonly name: string;
  readonly mac: string | null;
  readonly driver: string | null;
  readonly role: 'physical' | 'bond' | 'vlan' | 'bridge' | 'other';
  readonly configFile: string | null;
  /** Slaves of a bond, ports of a bridge; those of virtual machines are left out. */
  readonly members?: readonly string[];
}

export interface RouteItem extends ItemOf<'route'> {
  readonly destination: string;
  readonly via: string | null;
  readonly device: string | null;
  readonly file: string | null;
  /** Routing table; null = the main one. */
  readonly table?: string | null;
  /** Who made it, in the kernel's words (`static`, `boot`, `zebra`); null = not said. */
  readonly protocol?: string | null;
  /** In force on the running host; null = could not be told. */
  readonly active?: boolean | null;
}

export interface FirewallItem extends ItemOf<'firewall'> {
  readonly table: string;
  readonly rule: string;
  readonly file: string | null;
  readonly active: boolean | null;
}

export interface CertificateItem extends ItemOf<'certificate'> {
  readonly path: string;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly notAfter: string | null;
  readonly keyBits: number | null;
  /** Name such as `sha1WithRSAEncryption`; null = could not be read. */
  readonly signatureAlgorithm?: string | null;
}

/** A plug-in or hook by which the host is extended: xapi.d, SM drivers, vif scripts, xsconsole, rrdd. */
export interface PluginItem extends ItemOf<'plugin'> {
  readonly path: string;
  readonly area:
    'xapi.d' | 'sm' | 'vif' | 'xsconsole' | 'rrdd' | 'firstboot' | 'dhclient' | 'ethtool' | 'other';
  readonly package: string | null;
}

/** A setting that is no file of its own: what the installer carries in another form, or a pool setting. */
export interface SettingItem extends ItemOf<'setting'> {
  readonly area: string;
  readonly key: string;
  readonly value: string;
  /** File or command that holds it. */
  readonly from: string;
}

export type Item =
  | FileItem
  | PackageItem
  | ServiceItem
  | CronItem
  | UserItem
  | GroupItem
  | MountItem
  | SwapItem
  | RepoItem
  | ModuleItem
  | BootArgItem
  | HotfixItem
  | PackItem
  | DriverDiskItem
  | DiskItem
  | PartitionItem
  | VolumeGroupItem
  | MdItem
  | DrbdItem
  | SrItem
  | PbdItem
  | VmItem
  | NicItem
  | RouteItem
  | FirewallItem
  | CertificateItem
  | PluginItem
  | SettingItem;

export type ItemKind = Item['kind'];

/** Text of a file that matters, as the host sent it: secrets withheld, cut at the content limit. */
export interface FileContent {
  readonly path: string;
  readonly pathEncoding?: 'percent';
  readonly text: string;
  /** The host's size in bytes; larger than the text when it was cut. */
  readonly sizeBytes: number | null;
  readonly truncated: boolean;
  /** Lines in which a secret was withheld. */
  readonly withheldLines: number;
}

/** One collector's part of the inventory. */
export interface Section {
  readonly status: 'complete' | 'partial' | 'unavailable';
  readonly items: readonly Item[];
  readonly gaps: readonly Gap[];
}

/** A XenServer status report (an archive of `xen-bugtool`). */
export interface StatusReportFacts {
  /** Its folder in the archive, `bug-report-20160601101500`. */
  readonly folder: string;
  /** When it was made, as the host's `date` says it in the host's own time zone; null = not said. */
  readonly madeAt: string | null;
  readonly format: 'tar' | 'tar.bz2' | 'zip';
  /** Of the archive. */
  readonly sha256: string;
}

/** How the facts came to us. Seconds are the host's clock; bytes are as received. */
export interface Collection {
  readonly source: 'ssh' | 'bundle' | 'bugtool';
  /** What a status report says of itself; only where the source is `bugtool`. */
  readonly statusReport?: StatusReportFacts;
  /** SHA-256 of the fixed program text. */
  readonly probeSha256: string | null;
  readonly seconds: number | null;
  readonly bytesReceived: number;
  readonly complete: boolean;
  /** Algorithms agreed on, host key fingerprint, user, sudo; empty for a bundle. */
  readonly connection: Readonly<Record<string, string>>;
  /** Size and mtime equal, so taken as unchanged without a digest. */
  readonly assumedUnchanged: number | null;
  readonly deep: boolean;
  readonly ownedPaths: number | null;
  /** Limits in force, by name with the unit in it (`contentBytes`); what they cut is a gap. */
  readonly limits?: Readonly<Record<string, number>>;
}

export interface Inventory {
  readonly schema: 'dom0-audit/inventory@1';
  readonly tool: { readonly name: string; readonly version: string };
  readonly host: HostFacts;
  readonly collection: Collection;
  /** Keyed by collector id. */
  readonly sections: Readonly<Record<string, Section>>;
  readonly contents: readonly FileContent[];
}
