import type { ProbeSection } from '../../src/probe/section.ts';

/** The word that frames blocks in made sections; its first eight digits are the prelude's FRAME. */
export const TOKEN = 'a1b2c3d4e5f60718293a4b5c';
export const FRAME = TOKEN.slice(0, 8);

interface FileOptions {
  /** Size on the host, when it is more than the text. */
  readonly size?: number;
  readonly withheld?: number;
}

/** A file as `show` prints it. */
export function shown(path: string, text: string | Buffer, options: FileOptions = {}): Buffer {
  const body = Buffer.from(text);
  const cut = options.size !== undefined && options.size > body.length ? 1 : 0;
  const end = `\n${TOKEN} eof ${options.size ?? body.length} ${cut} ${options.withheld ?? 0}\n`;
  return Buffer.concat([Buffer.from(`\n${TOKEN} file ${escaped(path)}\n`), body, Buffer.from(end)]);
}

/** The output of a command as `run` prints it. */
export function ran(label: string, output: string | Buffer, status = 0): Buffer {
  return Buffer.concat([
    Buffer.from(`\n${TOKEN} run ${label}\n`),
    Buffer.from(output),
    Buffer.from(`\n${TOKEN} end ${status}\n`),
  ]);
}

/** Rows that the fragment marks with FRAME, fields divided by tabs. */
export function rows(...lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((fields) => `${FRAME}\t${fields.join('\t')}\n`).join('');
}

/** A note of `gap`. */
export function refused(reason: string, origin: string, detail = 'could not be read'): Buffer {
  return Buffer.from(`\n${TOKEN} gap ${reason}\t${origin}\t${detail}\n`);
}

/** A section that was received whole, unless told otherwise. */
export function section(
  blocks: readonly (string | Buffer)[],
  more: Partial<ProbeSection> = {},
): ProbeSection {
  return {
    collector: 'made',
    part: 'made',
    token: TOKEN,
    status: 0,
    timedOut: false,
    truncated: false,
    complete: true,
    seconds: 0,
    stdout: Buffer.concat(blocks.map((block) => Buffer.from(block))),
    stderr: '',
    ...more,
  };
}

function escaped(path: string): string {
  return path
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}
