import { printableName } from './names.ts';
import type { ArchiveLimits, Member } from './status-report.ts';

/** One entry of an archive, before anything of it is read. */
export interface Entry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly sizeBytes: number;
  readonly modified: number | null;
}

/** Says that reading any further is of no use; the sentence becomes a problem of the report. */
export class EnoughRead extends Error {}

/** Keeps the members that are of use, within the limits, and notes what it had to leave out. */
export class MemberStore {
  readonly members = new Map<string, Member>();
  readonly problems: string[] = [];
  folder: string | null = null;
  #seen = 0;
  #unpacked = 0;
  #kept = 0;
  #odd: string[] = [];
  readonly #limits: ArchiveLimits;
  readonly #isWanted: (name: string) => boolean;

  constructor(limits: ArchiveLimits, isWanted: (name: string) => boolean) {
    this.#limits = limits;
    this.#isWanted = isWanted;
  }

  /** The name below the folder of the report when the entry is of use, else null. @throws EnoughRead */
  wants(entry: Entry): string | null {
    if (++this.#seen > this.#limits.members)
      throw new EnoughRead(`It has more than ${this.#limits.members} files; the rest was not read.`);
    const [folder = '', ...rest] = entry.name.split('/');
    if (entry.isFolder) return null;
    const name = rest.join('/');
    if (!entry.isFile || folder === '' || name === '' || rest.some(isOddPart)) return this.#leaveOut(entry);
    if (!this.#isWanted(name)) return null;
    this.folder ??= folder;
    if (folder !== this.folder) return this.#leaveOut(entry);
    if (this.members.has(name)) {
      this.problems.push(`${printableName(name)} is in it twice; the second was left out.`);
      return null;
    }
    return name;
  }

  /** Counts bytes that were unpacked. @throws EnoughRead */
  count(bytes: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#limits.unpackedBytes)
      throw new EnoughRead(
        `Unpacked it holds more than ${this.#limits.unpackedBytes} bytes; the rest was not read.`,
      );
  }

  /** How many bytes of a member there is room for. */
  get room(): number {
    return Math.max(0, Math.min(this.#limits.memberBytes, this.#limits.keptBytes - this.#kept));
  }

  keep(name: string, entry: Entry, body: Buffer, cut: boolean): void {
    this.#kept += body.length;
    this.members.set(name, {
      body,
      sizeBytes: cut ? Math.max(entry.sizeBytes, body.length + 1) : body.length,
      modified: entry.modified,
    });
    if (cut)
      this.problems.push(
        `${printableName(name)} is too large; only its first ${body.length} bytes were read.`,
      );
  }

  /** The last problem, after everything was read. */
  finish(): void {
    const [first] = this.#odd;
    if (first === undefined) return;
    const count = this.#odd.length === 1 ? 'One entry is' : `${this.#odd.length} entries are`;
    this.problems.push(
      `${count} nothing that xen-bugtool writes (links, or names that lead elsewhere) and left out, the first: ${printableName(first)}.`,
    );
  }

  #leaveOut(entry: Entry): null {
    // The first name and the number are all that is told.
    this.#odd.push(this.#odd.length === 0 ? entry.name : '');
    return null;
  }
}

function isOddPart(part: string): boolean {
  return part === '..' || part === '.' || part === '' || part.includes('\0');
}
