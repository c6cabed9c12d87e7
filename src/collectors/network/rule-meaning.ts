/**
 * A rule in one form for all its spellings, for its id only: a file says `-p tcp -m state --state NEW -m tcp -p tcp --dport 22`
 * where iptables-save says `-p tcp -m state --state NEW -m tcp --dport 22`. Options are put in one order, said once; matches
 * that a protocol implies are left out; lists are sorted; a whole address loses its mask, a mask in dots becomes a number.
 */
export function canonicalRule(rule: string): string {
  if (rule.startsWith(':')) return rule.replace(/\s+/g, ' ');
  const words = rule.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
  const options: string[] = [];
  for (const word of words) {
    const isNegated = options.at(-1) === '!';
    if (isNegated) options.pop();
    if (/^-{1,2}[A-Za-z]/.test(word)) options.push(isNegated ? `! ${longName(word)}` : longName(word));
    else if (word === '!') options.push(word);
    else {
      // The older spelling has the mark after the option: `-s ! 10.0.0.0/8`.
      const option = options.pop() ?? '';
      options.push(`${isNegated ? '! ' : ''}${option} ${canonicalValue(word)}`);
    }
  }
  const [verb = '', ...rest] = options;
  return [verb, ...new Set(rest.map(sameMatch).filter((option) => option !== ''))].sort().join(' ');
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  '--append': '-A',
  '--protocol': '-p',
  '--proto': '-p',
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--jump': '-j',
  '--goto': '-g',
  '--match': '-m',
  '--destination-port': '--dport',
  '--source-port': '--sport',
};

function longName(word: string): string {
  return LONG_NAMES[word] ?? word;
}

const PROTOCOL_NUMBERS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '50': 'esp',
  '51': 'ah',
};

/** `-m tcp` says no more than `-p tcp`; `conntrack --ctstate` is the newer spelling of `state --state`. */
function sameMatch(option: string): string {
  if (/^-m (tcp|udp|icmp|icmp6|icmpv6|state|conntrack|comment)$/.test(option)) return '';
  const protocol = /^(! )?-p (\d+)$/.exec(option);
  if (protocol) return `${protocol[1] ?? ''}-p ${PROTOCOL_NUMBERS[protocol[2] ?? ''] ?? protocol[2] ?? ''}`;
  return option.replace('--ctstate', '--state');
}

function canonicalValue(word: string): string {
  const masked = /^(\d+\.\d+\.\d+\.\d+)\/(\d+\.\d+\.\d+\.\d+|\d+)$/.exec(word);
  if (masked) {
    const length = prefixLength(masked[2] ?? '');
    return length === 32 ? (masked[1] ?? '') : `${masked[1] ?? ''}/${length ?? masked[2] ?? ''}`;
  }
  if (/^[A-Z]+(,[A-Z]+)+$/.test(word)) return word.split(',').sort().join(',');
  return word.replace(/^"([^"\s]*)"$/, '$1');
}

/** Length of a netmask, given as a number or in dots; null when it is neither. */
export function prefixLength(mask: string): number | null {
  if (/^\d{1,2}$/.test(mask)) return Number(mask) <= 32 ? Number(mask) : null;
  const bytes = mask.split('.').map(Number);
  if (bytes.length !== 4 || bytes.some((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255))
    return null;
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.replace(/0/g, '').length : null;
}
