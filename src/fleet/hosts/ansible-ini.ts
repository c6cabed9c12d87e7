import type { HostList, ListMistake } from './host-entry.ts';
import { AnsibleInventory, noteOn } from './inventory.ts';
import { expandRanges } from './ranges.ts';

/**
 * Reads an Ansible inventory in the INI form: groups, `:children`, `:vars`, ranges, variables behind a host.
 * Source: Ansible documentation, "How to build your inventory".
 * @param limit as `ansible --limit`; null = all hosts
 */
export function readAnsibleIni(text: string, limit: string | null): HostList {
  const inventory = new AnsibleInventory();
  const mistakes: ListMistake[] = [];
  const notes = new Set<string>();
  let section: Section = { group: 'ungrouped', kind: 'hosts' };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === '' || /^[#;]/.test(line)) continue;
    const header = /^\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(line);
    if (header) {
      section = readHeader(header[1] ?? '');
      inventory.group(section.group);
      continue;
    }
    try {
      readLine(inventory, section, line, notes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      mistakes.push({ line: index + 1, sentence: error.message });
    }
  }
  return { hosts: inventory.hosts(limit), mistakes, notes: [...notes] };
}

interface Section {
  readonly group: string;
  readonly kind: 'hosts' | 'children' | 'vars';
}

function readHeader(name: string): Section {
  const match = /^(.*):(children|vars)$/.exec(name);
  if (match?.[2] === 'children') return { group: match[1] ?? '', kind: 'children' };
  if (match?.[2] === 'vars') return { group: match[1] ?? '', kind: 'vars' };
  return { group: name, kind: 'hosts' };
}

function readLine(
  inventory: AnsibleInventory,
  { group, kind }: Section,
  line: string,
  notes: Set<string>,
): void {
  if (kind === 'children') {
    const [child = ''] = splitWords(line);
    inventory.group(child);
    inventory.group(group).children.add(child);
    return;
  }
  if (kind === 'vars') {
    const match = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line);
    if (match === null) throw new RangeError('a variable is written as name = value');
    setVariable(inventory.group(group).variables, match[1] ?? '', unquote(match[2] ?? ''), notes);
    return;
  }
  const [pattern = '', ...settings] = splitWords(line);
  const variables = new Map<string, string>();
  for (const setting of settings) {
    const at = setting.indexOf('=');
    if (at < 1)
      throw new RangeError(`"${setting}" behind a host is no variable, which is written as name=value`);
    setVariable(variables, setting.slice(0, at), setting.slice(at + 1), notes);
  }
  const { name: host, port } = splitPort(pattern);
  if (port !== null && !variables.has('ansible_port')) variables.set('ansible_port', port);
  for (const name of expandRanges(host)) inventory.group(group).hosts.set(name, new Map(variables));
}

function setVariable(variables: Map<string, string>, name: string, value: string, notes: Set<string>): void {
  const note = noteOn(name);
  if (note !== null) notes.add(note);
  variables.set(name, value);
}

/** `host:2222`; the colon of a range or of an IPv6 address is none of a port. */
function splitPort(pattern: string): { readonly name: string; readonly port: string | null } {
  const match = /^([^:]*(?:\[[^\]]*\][^:]*)*):(\d{1,5})$/.exec(pattern);
  return match === null ? { name: pattern, port: null } : { name: match[1] ?? '', port: match[2] ?? null };
}

/** Words as a shell would part them: quotes hold blanks, `#` behind a blank begins a comment. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  let open = false;
  for (const character of line) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      open = true;
    } else if (/\s/.test(character)) {
      if (word !== '' || open) words.push(word);
      word = '';
      open = false;
    } else if (character === '#' && word === '' && !open) break;
    else word += character;
  }
  if (quote !== '') throw new RangeError('a quotation mark is left open');
  if (word !== '' || open) words.push(word);
  return words;
}

function unquote(value: string): string {
  const match = /^(["'])(.*)\1$/.exec(value.trim());
  return match?.[2] ?? value.trim();
}
