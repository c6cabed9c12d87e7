import { withholdSecrets } from '../lib/withhold.ts';
import type { GapReason } from '../model/gap.ts';
import type { ProbeSection } from '../probe/section.ts';
import type { Member } from './status-report.ts';

/** Digits of the token that the probe calls FRAME. */
const FRAME_LENGTH = 8;

/**
 * Puts what a report holds into a section as the probe would have sent it (src/probe/blocks.ts), for the parsers of the
 * collectors. Secrets are withheld here, as the probe does on the host.
 */
export class Frame {
  readonly #pieces: Buffer[] = [];
  readonly #token: string;
  readonly #contentLimit: number;

  /** @param token a word that no file of the report can hold @param contentLimit bytes kept of one file */
  constructor(token: string, contentLimit: number) {
    this.#token = token;
    this.#contentLimit = contentLimit;
  }

  /** The text of a file. @param path absolute, as on the host */
  file(path: string, member: Member): void {
    const cut = member.sizeBytes > this.#contentLimit || member.body.length < member.sizeBytes;
    const { bytes, lines } = withheld(member.body.subarray(0, this.#contentLimit));
    this.#line(`file ${escapeName(path)}`);
    this.#pieces.push(bytes);
    this.#line(`eof ${member.sizeBytes} ${cut ? 1 : 0} ${lines}`);
  }

  /** The output of a command. @param status null = not whole: the parser may not take what is absent for missing */
  command(label: string, output: Buffer | string, status: number | null = 0): void {
    this.#line(`run ${label}`);
    this.#pieces.push(withheld(Buffer.from(output)).bytes);
    if (status !== null) this.#line(`end ${status}`);
  }

  /** Rows of fields, for `command`. */
  rows(rows: readonly (readonly string[])[]): string {
    const frame = this.#token.slice(0, FRAME_LENGTH);
    return rows.map((fields) => `${frame}\t${fields.join('\t')}\n`).join('');
  }

  /** Rows outside of any command; they must come before the first file. Fields are escaped. */
  records(rows: readonly (readonly string[])[]): void {
    this.#pieces.push(Buffer.from(this.rows(rows.map((fields) => fields.map(escapeName)))));
  }

  gap(reason: GapReason, origin: string, detail: string): void {
    this.#line(`gap ${reason}\t${origin}\t${detail}`);
  }

  /** @param notHeld what the report does not hold of the section; null = it holds all that the host would have said */
  section(collector: string, part: string, notHeld: string | null): ProbeSection {
    return {
      collector,
      part,
      token: this.#token,
      status: 0,
      timedOut: false,
      truncated: false,
      complete: notHeld === null,
      seconds: null,
      stdout: Buffer.concat(this.#pieces),
      stderr: '',
      ...(notHeld !== null && { notHeld }),
    };
  }

  #line(text: string): void {
    this.#pieces.push(Buffer.from(`\n${this.#token} ${text}\n`));
  }
}

/** Masks by bytes as characters, so that what is not UTF-8 stays as it is. */
function withheld(body: Buffer): { bytes: Buffer; lines: number } {
  const { text, lines } = withholdSecrets(body.toString('latin1'));
  return { bytes: lines === 0 ? body : Buffer.from(text, 'latin1'), lines };
}

function escapeName(name: string): string {
  return name
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r');
}
