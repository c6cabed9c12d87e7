/** What `find` said of one path. Numbers that are only compared stay text. */
export interface HostState {
  /** Device and inode. */
  readonly identity: string;
  readonly links: number;
  /** Takes less room than it is long. */
  readonly hasHoles: boolean;
  readonly sizeBytes: number;
  /** Size and both times: differs when the file was written or its owner or mode changed. */
  readonly moment: string;
  /** Letter of `find -printf %y`: f d l p s c b. */
  readonly type: string;
}

/** Names are keyed by their bytes, one character a byte (latin1). */
export type ByName<T> = ReadonlyMap<string, T>;

/** Records `device inode links blocks size mtime ctime type path`, each ended by a NUL. */
export function readStates(bytes: Buffer): ByName<HostState> {
  const states = new Map<string, HostState>();
  for (const record of bytes.toString('latin1').split('\0')) {
    const match = /^(\d+) (\d+) (\d+) (\d+) (\d+) (\S+) (\S+) (\S) (.+)$/s.exec(record);
    if (match === null) continue;
    const [
      ,
      device = '',
      inode = '',
      links = '',
      blocks = '',
      size = '',
      mtime = '',
      ctime = '',
      type = '',
      path = '',
    ] = match;
    states.set(path, {
      identity: `${device}:${inode}`,
      links: Number(links),
      hasHoles: type === 'f' && Number(blocks) * 512 < Number(size),
      sizeBytes: Number(size),
      moment: `${size} ${mtime} ${ctime}`,
      type,
    });
  }
  return states;
}

/** Lines `<hex>  <name>` of sha256sum and the like; only names that it writes as they are. */
export function readDigests(bytes: Buffer): ByName<string> {
  const digests = new Map<string, string>();
  for (const line of bytes.toString('latin1').split('\n')) {
    const [, digest, name] = /^([0-9a-f]{32,128}) [ *](.+)$/.exec(line) ?? [];
    if (digest !== undefined && name !== undefined) digests.set(name, digest);
  }
  return digests;
}

/** Records `<hex>  -\n<name>`, each ended by a NUL: of files whose names hold a backslash or a line break. */
export function readOddDigests(bytes: Buffer): ByName<string> {
  const digests = new Map<string, string>();
  for (const record of bytes.toString('latin1').split('\0')) {
    const [, digest, name] = /^([0-9a-f]{32,128}) [ *]-\n(.+)$/s.exec(record) ?? [];
    if (digest !== undefined && name !== undefined) digests.set(name, digest);
  }
  return digests;
}

/**
 * What `getfattr -d -e hex` prints: `# file: <name>`, lines `<attribute>=0x<hex>`, an empty line. It writes a backslash,
 * a line break and other control characters of a name as `\ooo`.
 */
export function readAttributes(bytes: Buffer): ByName<Readonly<Record<string, Buffer>>> {
  const all = new Map<string, Record<string, Buffer>>();
  let current: Record<string, Buffer> | null = null;
  for (const line of bytes.toString('latin1').split('\n')) {
    const file = /^# file: (.+)$/.exec(line)?.[1];
    if (file !== undefined) {
      current = {};
      all.set(unescapeOctal(file), current);
    }
    const [, name, hex] = /^([^#=][^=]*)(?:=0x([0-9a-f]*)|=?)$/i.exec(line) ?? [];
    if (current !== null && name !== undefined) current[unescapeOctal(name)] = Buffer.from(hex ?? '', 'hex');
  }
  return all;
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
