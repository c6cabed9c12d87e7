import type { Begin, End } from './boundary.ts';
import { inflate } from './inflate.ts';
import type { Stretch } from './mark-reader.ts';
import type { ProbeSection } from './section.ts';

/** One section from what stood between its begin and its end, and what is wrong with it, as the end of a sentence. */
export async function makeSection(
  token: string,
  begin: Begin,
  end: End | null,
  body: Stretch<unknown>,
  stderr: string,
  limit: number,
): Promise<{ section: ProbeSection; problem: string | null }> {
  const unpacked =
    begin.pack === 'gzip'
      ? await inflate(body.before, limit)
      : { bytes: body.before, broken: false, tooLarge: false };
  const tail = splitStatus(unpacked.bytes, token);
  const tooLarge = unpacked.tooLarge || body.overflow;
  const truncated = tooLarge || tail?.cut === true;
  const whole = end !== null && !unpacked.broken && tail !== null && tail.bytes === tail.stdout.length;
  const section: ProbeSection = {
    collector: begin.collector,
    part: begin.part,
    token,
    status: tail?.status ?? null,
    timedOut:
      end !== null && !truncated && (tail?.status ?? null) === null && end.hundredths >= begin.seconds * 100,
    truncated,
    complete: whole,
    seconds: end === null ? null : end.hundredths / 100,
    stdout: tail?.stdout ?? unpacked.bytes,
    stderr,
  };
  return { section, problem: whole ? null : wrong(end, unpacked.broken, tooLarge, tail) };
}

function wrong(end: End | null, broken: boolean, tooLarge: boolean, tail: Tail | null): string {
  if (tooLarge) return 'it holds more than its limit; the rest was not read.';
  if (end === null) return 'it was cut off before its end.';
  if (broken) return 'its data is damaged: it was altered, or what packs it was ended by force.';
  return tail === null ? 'its last line is missing.' : 'it does not have the number of bytes that it says.';
}

interface Tail {
  readonly stdout: Buffer;
  /** null: the section was ended by force. */
  readonly status: number | null;
  readonly bytes: number;
  readonly cut: boolean;
}

/** Takes the status line, which the probe's filter writes last, off a section's output. */
function splitStatus(bytes: Buffer, token: string): Tail | null {
  const at = bytes.lastIndexOf(`\n${token} status `);
  if (at === -1) return null;
  const line = bytes.subarray(at + 1 + token.length).toString('latin1');
  const match = /^ status (\d{1,3}|-) (\d{1,12}) ([01])\n$/.exec(line);
  if (!match) return null;
  return {
    stdout: bytes.subarray(0, at),
    status: match[1] === '-' ? null : Number(match[1]),
    bytes: Number(match[2]),
    cut: match[3] === '1',
  };
}
