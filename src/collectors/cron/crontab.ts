import type { CronItem } from '../../model/inventory.ts';
import { digestOf, evidenceOf, type PartGap, type ShownFile, type TextLine } from '../reading.ts';

/** How a table is read: with a user in each entry, or for the one user whose table it is. */
export interface TableKind {
  readonly source: 'crontab' | 'cron.d' | 'user' | 'anacron';
  /** null = the sixth field names the user. */
  readonly user: string | null;
  readonly ignored: string | null;
}

export interface Table {
  readonly items: readonly CronItem[];
  readonly gaps: readonly PartGap[];
}

type Environment = (readonly [name: string, value: string])[];

const VARIABLE = /^("[^"]*"|'[^']*'|[^\s"'=]+)\s*=(.*)$/s;
/** More than any table has; a hostile one shall not cost a copy of thousands for each entry. */
const MOST_VARIABLES = 100;
const TIME_FIELD = /^[\d*][\d*,/-]*$|^[a-z]{3}(?:[-,][a-z]{3})*$/i;
const NICKNAME = /^@(reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)$/;
const ANACRON_PERIOD = /^(\d+|@monthly|@weekly|@daily)$/;

/** Entries of a crontab; what cron itself could not read becomes a gap. A dash before an entry only silences its log line. */
export function readCrontab(file: ShownFile, kind: TableKind): Table {
  return readTable(file, kind, (text) => {
    const words = splitFirst(text.replace(/^-/, ''), NICKNAME.test(firstWord(text)) ? 1 : 5);
    if (!words) return null;
    const fields = words.slice(0, -1);
    if (fields.length === 5 && !fields.every((field) => TIME_FIELD.test(field))) return null;
    const rest = words.at(-1) ?? '';
    if (kind.user !== null) return { schedule: fields.join(' '), user: kind.user, command: rest };
    const entry = splitFirst(rest, 1);
    return entry && { schedule: fields.join(' '), user: entry[0] ?? '', command: entry[1] ?? '' };
  });
}

/** Jobs of anacrontab: `period delay id command`, always as root. */
export function readAnacrontab(file: ShownFile): Table {
  return readTable(file, { source: 'anacron', user: 'root', ignored: null }, (text) => {
    const words = splitFirst(text, 3);
    const [period = '', delay = '', , command = ''] = words ?? [];
    if (!ANACRON_PERIOD.test(period) || !/^\d+$/.test(delay)) return null;
    const every = period.startsWith('@') ? period : `every ${period} days`;
    return { schedule: `${every}, ${delay} minutes after the start`, user: 'root', command };
  });
}

function readTable(
  file: ShownFile,
  kind: TableKind,
  parse: (text: string) => { schedule: string; user: string; command: string } | null,
): Table {
  const items: CronItem[] = [];
  const gaps: PartGap[] = [];
  const environment: Environment = [];
  for (const line of file.lines) {
    const text = line.text.trimStart();
    if (text.trim() === '' || text.startsWith('#')) continue;
    const variable = VARIABLE.exec(text);
    if (variable) {
      setVariable(environment, unquote(variable[1] ?? ''), unquote((variable[2] ?? '').trim()));
      continue;
    }
    const entry = parse(text);
    if (entry && entry.command.trim() !== '') {
      items.push(itemOf(file, kind, line, entry, environment));
    } else {
      gaps.push({
        origin: file.path,
        reason: 'unparsable',
        detail: `line ${line.number} is no entry that cron could read, so what it was meant to run is not known`,
      });
    }
  }
  return { items, gaps };
}

function itemOf(
  file: ShownFile,
  kind: TableKind,
  line: TextLine,
  entry: { schedule: string; user: string; command: string },
  environment: Environment,
): CronItem {
  const { command, input } =
    kind.source === 'anacron' ? { command: entry.command.trim(), input: null } : splitInput(entry.command);
  const digest = digestOf(entry.schedule, entry.user, command, input ?? '');
  return {
    kind: 'cron',
    id: `cron:${file.path}#${digest}`,
    evidence: [evidenceOf(file.path, line)],
    file: file.path,
    line: line.number,
    source: kind.source,
    schedule: entry.schedule,
    user: entry.user,
    command,
    ...(input !== null && { input }),
    ...(environment.length > 0 && { environment: [...environment] }),
    ...(kind.ignored !== null && { ignored: kind.ignored }),
  };
}

/** crontab(5): the first bare `%` ends the command, later ones are newlines of its input; `\%` is a percent sign. */
function splitInput(text: string): { command: string; input: string | null } {
  let command = '';
  let input: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const isEscaped = text[i] === '\\' && text[i + 1] === '%';
    if (text[i] === '%') {
      if (input === null) input = '';
      else input += '\n';
      continue;
    }
    if (isEscaped) i++;
    const c = text[i] ?? '';
    if (input === null) command += c;
    else input += c;
  }
  return { command: command.trim(), input };
}

/** The first `count` words and the rest; null when there are fewer. */
function splitFirst(text: string, count: number): string[] | null {
  const words: string[] = [];
  let rest = text.trimStart();
  for (let i = 0; i < count; i++) {
    const end = rest.search(/\s/);
    if (end <= 0) return null;
    words.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return rest === '' ? null : [...words, rest];
}

function firstWord(text: string): string {
  return splitFirst(text.replace(/^-/, ''), 1)?.[0] ?? '';
}

function setVariable(environment: Environment, name: string, value: string): void {
  const at = environment.findIndex(([other]) => other === name);
  if (at !== -1) environment.splice(at, 1);
  else if (environment.length === MOST_VARIABLES) environment.shift();
  environment.push([name, value]);
}

function unquote(text: string): string {
  const quote = text[0];
  return text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote)
    ? text.slice(1, -1)
    : text;
}
