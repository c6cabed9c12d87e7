import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shellText } from '../lib/shell-text.ts';
import { AuditError } from '../model/errors.ts';

/** What the program needs to know of a collector; see collectors/define.ts. */
export interface ProbeCollector {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly { readonly id: string; readonly seconds: number; readonly maxBytes: number }[];
  /** The folder's probe.sh. */
  readonly fragment: URL;
}

export interface ProbeProgram {
  /** The whole program: the same bytes for every host. */
  readonly text: string;
  readonly sha256: string;
  /** Number of sections that it sends. */
  readonly sections: number;
}

/** Name of the shell function that makes a section. */
export function partFunction(collector: string, part: string): string {
  return `part_${collector}_${part}`.replaceAll('-', '_');
}

/** Puts the fixed program together: prelude, its origin, what both programs share, each collector's fragment, the list of sections, the call. */
export function composeProbe(collectors: readonly ProbeCollector[]): ProbeProgram {
  const [prelude, origin] = ['prelude.sh', 'origin.sh'].map((name) =>
    readFileSync(new URL(name, import.meta.url), 'utf8'),
  );
  const fragments = collectors.map((collector) => {
    const text = readFileSync(collector.fragment, 'utf8').trimEnd();
    return `# ${'-'.repeat(64)} ${collector.id}: ${collector.title}\n\n${text}\n`;
  });
  const calls = collectors.flatMap((collector) =>
    collector.parts.map(
      (part) =>
        `  section '${collector.id} ${part.id}' ${part.seconds} ${part.maxBytes} ` +
        partFunction(collector.id, part.id),
    ),
  );
  const main = [
    `# ${'-'.repeat(64)} the sections, and the start`,
    '',
    `PROBE_SECTIONS=${calls.length}`,
    'probe_sections() {',
    ...(calls.length > 0 ? calls : ['  :']),
    '}',
    '',
    '# Nothing has been done up to here. The line is read whole before it is run, so that a program cut short does nothing.',
    '{ probe_main 3<&0 < /dev/null; exit "$?"; }',
    '',
  ];
  const text = [prelude, origin, shellText('host'), shellText('mask'), ...fragments, main.join('\n')].join(
    '\n',
  );
  return { text, sha256: createHash('sha256').update(text).digest('hex'), sections: calls.length };
}

/** What may differ from host to host: values of the program's settings, never its text. */
export interface Launch {
  /** 24 or more hexadecimal digits; without it the host makes one. */
  readonly token?: string;
  /** Who sends it, for the header of the bundle; by hand when it is not said. */
  readonly by?: 'ssh';
  /** Digest of every packaged file. */
  readonly deep?: boolean;
  /** Bytes read of one file. */
  readonly contentLimit?: number;
  /** Bytes read of all files of one section. */
  readonly contentTotal?: number;
  /** The connection stays open on standard input until the end; the program ends when it closes. */
  readonly stdinWatch?: boolean;
}

/**
 * The lines sent before the program on the same standard input.
 * @throws AuditError `usage` when a value is not what the program takes.
 */
export function launchText(launch: Launch): string {
  const lines: string[] = [];
  if (launch.token !== undefined) {
    if (!/^[0-9a-f]{24,64}$/.test(launch.token))
      throw new AuditError(
        'usage',
        'The token must be 24 to 64 hexadecimal digits.',
        'Leave it out, and the host makes one.',
      );
    lines.push(`DOM0_AUDIT_TOKEN=${launch.token}`);
  }
  if (launch.by !== undefined) lines.push(`DOM0_AUDIT_BY=${launch.by}`);
  if (launch.deep !== undefined) lines.push(`DOM0_AUDIT_DEEP=${launch.deep ? 1 : 0}`);
  if (launch.contentLimit !== undefined)
    lines.push(`DOM0_AUDIT_CONTENT_LIMIT=${byteCount(launch.contentLimit)}`);
  if (launch.contentTotal !== undefined)
    lines.push(`DOM0_AUDIT_CONTENT_TOTAL=${byteCount(launch.contentTotal)}`);
  if (launch.stdinWatch !== undefined) lines.push(`DOM0_AUDIT_STDIN_WATCH=${launch.stdinWatch ? 1 : 0}`);
  return lines.map((line) => `${line}\n`).join('');
}

function byteCount(bytes: number): string {
  if (!Number.isSafeInteger(bytes) || bytes < 0 || bytes > 1e11)
    throw new AuditError(
      'usage',
      `${bytes} is not a number of bytes.`,
      'Give a whole number, such as 262144.',
    );
  return bytes.toFixed(0);
}
