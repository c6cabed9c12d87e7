/** A line of the bundle that starts a section. */
export interface Begin {
  readonly word: 'begin';
  readonly collector: string;
  readonly part: string;
  /** Watchdog. */
  readonly seconds: number;
  /** Output limit. */
  readonly maxBytes: number;
  readonly pack: 'gzip' | 'plain';
}

/** The line after a section's output; its standard error follows. */
export interface End {
  readonly word: 'end';
  readonly collector: string;
  readonly part: string;
  readonly hundredths: number;
  readonly stderrBytes: number;
}

export interface Close {
  readonly word: 'close';
  /** Number of sections sent. */
  readonly count: number;
  readonly hundredths: number;
  /** See Seal; null when the host has no md5sum. */
  readonly digest: string | null;
}

export type Boundary = Begin | End | Close | { readonly word: 'header' };

/** A line of the bundle, without its token; null when it is no boundary but, say, a block inside a plain section. */
export function parseBoundary(line: string): Boundary | null {
  if (line === 'header') return { word: 'header' };
  const begin = /^begin ([a-z0-9-]+) ([a-z0-9-]+) (\d{1,9}) (\d{1,12}) (gzip|plain)$/.exec(line);
  if (begin) {
    const [, collector = '', part = '', seconds, maxBytes, pack] = begin;
    return {
      word: 'begin',
      collector,
      part,
      seconds: Number(seconds),
      maxBytes: Number(maxBytes),
      pack: pack === 'gzip' ? 'gzip' : 'plain',
    };
  }
  const end = /^end ([a-z0-9-]+) ([a-z0-9-]+) (\d{1,12}) (\d{1,6})$/.exec(line);
  if (end) {
    const [, collector = '', part = '', hundredths, stderrBytes] = end;
    return {
      word: 'end',
      collector,
      part,
      hundredths: Number(hundredths),
      stderrBytes: Number(stderrBytes),
    };
  }
  const close = /^close (\d{1,9}) (\d{1,12})(?: ([0-9a-f]{32}))?$/.exec(line);
  if (close)
    return {
      word: 'close',
      count: Number(close[1]),
      hundredths: Number(close[2]),
      digest: close[3] ?? null,
    };
  return null;
}

export type MadeBy = 'hand' | 'ssh' | 'ansible';

const MADE_BY: readonly MadeBy[] = ['hand', 'ssh', 'ansible'];

/** What the probe says about itself. A field is null when it was not said. */
export interface BundleHeader {
  /** Host's own clock at the start, ISO 8601 UTC. */
  readonly clock: string | null;
  readonly uid: number | null;
  /** Name of the user that the program ran as. */
  readonly user: string | null;
  /** Who called sudo; null without sudo. */
  readonly sudo: string | null;
  /** Address that the SSH session came from; null when it was none, or sudo hides it. */
  readonly from: string | null;
  /** Who started the program; null from a program that does not say. */
  readonly by: MadeBy | null;
  /** Program and version. */
  readonly shell: string | null;
  /** SHA-256 of the program as its sender, or the host, has it. */
  readonly program: string | null;
  readonly deep: boolean;
  /** Bytes read of one file. */
  readonly contentLimit: number | null;
  /** Number of sections that the program means to send. */
  readonly sections: number | null;
}

export function parseHeader(text: string): BundleHeader {
  const values = new Map(
    text.split('\n').map((line): [string, string] => {
      const space = line.indexOf(' ');
      return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    }),
  );
  const count = (key: string): number | null => {
    const value = values.get(key);
    return value !== undefined && /^\d{1,12}$/.test(value) ? Number(value) : null;
  };
  const word = (key: string): string | null => {
    const value = values.get(key);
    return value === '' ? null : (value ?? null);
  };
  const clock = values.get('clock') ?? '';
  const program = values.get('program') ?? '';
  return {
    clock: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(clock) ? clock : null,
    uid: count('uid'),
    user: word('user'),
    sudo: word('sudo'),
    from: word('from'),
    by: MADE_BY.find((one) => one === values.get('by')) ?? null,
    shell: word('shell'),
    program: /^[0-9a-f]{64}$/.test(program) ? program : null,
    deep: count('deep') === 1,
    contentLimit: count('content-limit'),
    sections: count('sections'),
  };
}
