/** No inventory means to name more hosts than this in one pattern. */
const LARGEST_RANGE = 10_000;

/**
 * Hosts of a pattern with ranges, as Ansible reads them: `xs[01:20].example.net` (leading zeros kept), `rack-[a:f]`,
 * `xs[1:9:2]` with a step; several ranges multiply.
 * Source: Ansible documentation, "How to build your inventory", Adding ranges of hosts.
 * @throws RangeError with a sentence, when a range is not well formed or runs past 10,000 hosts.
 */
export function expandRanges(pattern: string): string[] {
  const match = /^(.*?)\[([^\]]*:[^\]]*)\](.*)$/s.exec(pattern);
  if (match === null) return [pattern];
  const [, before = '', range = '', after = ''] = match;
  const ends = expandRanges(after);
  const middles = expandRange(range);
  if (middles.length * ends.length > LARGEST_RANGE)
    throw new RangeError(`[${range}] stands for more than ${LARGEST_RANGE} hosts`);
  return middles.flatMap((middle) => ends.map((end) => `${before}${middle}${end}`));
}

function expandRange(range: string): string[] {
  const numbers = /^(\d{0,6}):(\d{1,6})(?::(\d{1,6}))?$/.exec(range);
  if (numbers) {
    const [, first = '', last = '', step = '1'] = numbers;
    const start = first === '' ? '0' : first;
    const width = start.length > 1 && start.startsWith('0') ? start.length : 1;
    return count(range, Number(start), Number(last), Number(step)).map((number) =>
      String(number).padStart(width, '0'),
    );
  }
  const letters = /^([a-zA-Z]):([a-zA-Z])(?::(\d{1,2}))?$/.exec(range);
  if (letters) {
    const [, first = '', last = '', step = '1'] = letters;
    return count(range, first.charCodeAt(0), last.charCodeAt(0), Number(step)).map((code) =>
      String.fromCharCode(code),
    );
  }
  throw new RangeError(`[${range}] is no range such as [01:20] or [a:f]`);
}

function count(range: string, first: number, last: number, step: number): number[] {
  if (first > last) throw new RangeError(`[${range}] begins after its end`);
  if (step === 0) throw new RangeError(`[${range}] has a step of 0`);
  if ((last - first) / step > LARGEST_RANGE)
    throw new RangeError(`[${range}] stands for more than ${LARGEST_RANGE} hosts`);
  const numbers: number[] = [];
  for (let number = first; number <= last; number += step) numbers.push(number);
  return numbers;
}
