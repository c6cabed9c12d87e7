import { withholdSecrets } from '../lib/withhold.ts';
import type { Gap } from '../model/gap.ts';
import type { Bundle } from '../probe/bundle.ts';
import type { ProbeSection } from '../probe/section.ts';
import type { Collector, Part } from './define.ts';

const LONGEST_DETAIL = 400;

/** What is not known because a part is absent, was ended, cut off, or failed; null when it is whole. */
export function partGap(
  collector: Collector,
  part: Part,
  section: ProbeSection | undefined,
  bundle: Bundle,
): Gap | null {
  const gap = (reason: Gap['reason'], what: string): Gap => ({
    collector: collector.id,
    origin: `${collector.id} ${part.id}`,
    reason,
    detail: printable(`${part.answers}: ${what}${said(section)}`),
  });
  if (!section) {
    if (bundle.sectionsSent === null) return gap('cut-off', 'the bundle ends before this part');
    return bundle.sectionsSent > bundle.sections.length
      ? gap('cut-off', 'the bundle has lost parts that it says it has, and this one is not there')
      : gap('not-collected', 'the program that made the bundle did not ask');
  }
  if (section.notHeld !== undefined)
    return { ...gap('not-collected', ''), detail: printable(section.notHeld) };
  if (section.timedOut)
    return gap('timed-out', `no end after ${part.seconds} seconds; what came until then counts`);
  if (section.truncated) return gap('too-large', `more than ${part.maxBytes} bytes; the rest was not read`);
  if (!section.complete) return gap('cut-off', 'the part is damaged or ends too early; what came counts');
  if (section.status === null) return gap('cut-off', 'the part was ended by force on the host');
  // The status of a part is that of its last command, which may well be a test that is false.
  const silent = section.stdout.every((byte) => byte === 0x0a);
  if (section.status > 125 || (section.status !== 0 && silent))
    return gap('unparsable', `the part failed with status ${section.status}`);
  return null;
}

function said(section: ProbeSection | undefined): string {
  const text = section?.stderr.trim() ?? '';
  return text === '' ? '' : `; it said: ${text}`;
}

/** A text from a host for a sentence: one line, printable, not too long, secrets withheld. */
export function printable(text: string): string {
  const line = withholdSecrets(text)
    .text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length <= LONGEST_DETAIL
    ? line
    : `${line.slice(0, LONGEST_DETAIL).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
