import type { ProbeSection } from '../../probe/section.ts';
import { readRecords } from '../records.ts';
import { readWords, type MachineCode } from './machine-code.ts';

/** One path as find saw it. Names are still escaped, bytes as characters (latin1). */
export interface Actual {
  /** Letter of find: f d l p s c b. */
  readonly type: string;
  /** Permissions, octal without leading zeros. */
  readonly mode: string;
  readonly user: string;
  readonly group: string;
  readonly size: string;
  readonly mtime: string;
  readonly uid: string;
  readonly gid: string;
  readonly hardLinks: string;
  readonly link: string;
}

/** What one package says of a path. */
export interface Expected {
  readonly digest: string;
  /** Bits of FILEFLAGS: 1 %config, 64 %ghost. */
  readonly flags: number;
  /** Bits of FILEVERIFYFLAGS: what `rpm -V` compares. */
  readonly verifyFlags: number;
  /** Number of the package in the listing. */
  readonly package: string;
  readonly type: string;
  readonly mode: string;
  readonly user: string;
  readonly group: string;
  readonly size: string;
  readonly mtime: string;
  readonly link: string;
}

/**
 * One path of the listing. `U` unowned, `C` differs from its package, `K` does not but is listed because an installer
 * can touch it, `D` a folder that rpm made for what packages put into it, listed for the same reason, `?` only a digest could
 * tell and there is none, `M` missing, `O` the package knows it by another name.
 */
export interface Listed {
  readonly state: 'U' | 'C' | 'K' | 'D' | '?' | 'M' | 'O';
  readonly path: string;
  /** null for a missing path. */
  readonly actual: Actual | null;
  readonly expected: Expected[];
  /** `O`: the name in the package. */
  readonly ownedAs: string | null;
}

/** The whole listing of the `root` part; see probe.sh for its records. */
export interface Listing {
  readonly paths: readonly Listed[];
  readonly digests: ReadonlyMap<string, string>;
  /** What a link leads to: %Y of find. */
  readonly leads: ReadonlyMap<string, string>;
  /** What stands at the real path of an `O`. */
  readonly aliases: ReadonlyMap<string, Actual>;
  /** Name fields of packages by number. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
  /** Packaged paths on other file systems. */
  readonly elsewhere: readonly { readonly count: string; readonly fsType: string; readonly mount: string }[];
  /** Files with machine code, and the bytes that tell about it. */
  readonly code: ReadonlyMap<string, MachineCode>;
  readonly counts: ReadonlyMap<string, string>;
}

/** Sorts the records of the section; what is not of the right shape is counted under `odd`. */
export function readListing(section: ProbeSection): Listing {
  const paths: Listed[] = [];
  const digests = new Map<string, string>();
  const leads = new Map<string, string>();
  const aliases = new Map<string, Actual>();
  const packages = new Map<string, readonly string[]>();
  const elsewhere: { count: string; fsType: string; mount: string }[] = [];
  const code = new Map<string, MachineCode>();
  const counts = new Map<string, string>();
  let file: MachineCode | null = null;
  let odd = 0;
  for (const record of readRecords(section)) {
    const [kind, first = '', second = '', third = ''] = record;
    const before = paths.at(-1);
    if (kind === 'A' && record.length === 13)
      paths.push(listed(stateOf(first), record[12] ?? '', record.slice(2)));
    else if (kind === 'X' && record.length === 14 && before) before.expected.push(expectedOf(record));
    else if (kind === 'M' && record.length === 2) paths.push(listed('M', first, null));
    else if (kind === 'O' && record.length === 3)
      paths.push({ ...listed('O', first, null), ownedAs: second });
    else if (kind === 'H' && record.length === 3) digests.set(second, first);
    else if (kind === 'L' && record.length === 3) leads.set(second, first);
    else if (kind === 'Z' && record.length === 12) aliases.set(record[11] ?? '', actualOf(record.slice(1)));
    else if (kind === 'P' && record.length === 7) packages.set(first, record.slice(2));
    else if (kind === 'E' && record.length === 4)
      elsewhere.push({ count: first, fsType: second, mount: third });
    else if (kind === 'F' && record.length === 2) {
      file = { ranges: [], vermagic: null };
      code.set(first, file);
    } else if (kind === 'W' && record.length === 3 && file) {
      const range = readWords(first, second);
      if (range === null) odd++;
      else file.ranges.push(range);
    } else if (kind === 'V' && record.length === 2 && file) file.vermagic = first;
    else if (kind === 'N' && record.length === 3) counts.set(first, second);
    else if (kind !== 'T') odd++;
  }
  if (odd > 0) counts.set('odd', String(odd));
  return { paths, digests, leads, aliases, packages, elsewhere, code, counts };
}

function stateOf(letter: string): 'U' | 'C' | 'K' | 'D' | '?' {
  return letter === 'U' || letter === 'C' || letter === 'K' || letter === 'D' ? letter : '?';
}

function listed(state: Listed['state'], path: string, fields: readonly string[] | null): Listed {
  return { state, path, actual: fields && actualOf(fields), expected: [], ownedAs: null };
}

function actualOf(fields: readonly string[]): Actual {
  const [type = '', mode = '', user = '', group = '', size = '', mtime = '', uid = '', gid = ''] = fields;
  return {
    type,
    mode,
    user,
    group,
    size,
    mtime,
    uid,
    gid,
    hardLinks: fields[8] ?? '',
    link: fields[9] ?? '',
  };
}

function expectedOf(record: readonly string[]): Expected {
  const [, , digest = '', flags, verifyFlags, , number = '', type = '', mode = '', user = '', group = ''] =
    record;
  return {
    digest,
    flags: Number(flags),
    verifyFlags: Number(verifyFlags),
    package: number,
    type,
    mode,
    user,
    group,
    size: record[11] ?? '',
    mtime: record[12] ?? '',
    link: record[13] ?? '',
  };
}
