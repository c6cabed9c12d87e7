import type { Evidence, SettingItem } from '../../model/inventory.ts';
import {
  evidenceOf,
  settingOf,
  type PartGap,
  type Reading,
  type ShownFile,
  type TextLine,
} from '../reading.ts';

const DIRECTIVE = /^(alias|options|install|remove|blacklist|softdep|include|config)\s+(\S+)\s*(.*)$/s;
/** Of a key that stands in a thousand lines, so many are shown. */
const MOST_EVIDENCE = 100;
/** module-init-tools passes these over in modprobe.d; it reads every other name, whatever its ending. */
const LEFTOVER = /(~|\.rpmsave|\.rpmorig|\.rpmnew)$/;

interface Settings {
  readonly items: readonly SettingItem[];
  readonly gaps: readonly PartGap[];
}

/** Directives of modprobe: `setting:modprobe.options.bnx2` with the rest of the line as value. */
export function readModprobe(reading: Reading): Settings {
  const found = new Map<string, { value: string; from: string; evidence: Evidence[] }>();
  const gaps: PartGap[] = [];
  for (const file of reading.files) {
    if (!/^\/etc\/modprobe\.(conf|d\/)/.test(file.path) || LEFTOVER.test(file.path)) continue;
    for (const line of logicalLines(file)) {
      const [, directive, name = '', rest = ''] = DIRECTIVE.exec(line.text) ?? [];
      if (directive === undefined) gaps.push(notUnderstood(file, line, 'what modprobe makes of it'));
      else {
        // Options of several lines add up; of anything else the last line counts.
        const key = `${directive}.${name}`;
        const before = directive === 'options' ? found.get(key)?.value : undefined;
        add(found, key, before === undefined ? rest.trim() : `${before} ${rest.trim()}`, file, line);
      }
    }
  }
  return { items: settingsOf('modprobe', found), gaps };
}

/**
 * Settings of sysctl: `setting:sysctl.net.ipv4.ip_forward`. The boot of CentOS 5 reads /etc/sysctl.conf only, so that file has
 * the last word; files of /etc/sysctl.d are collected all the same.
 */
export function readSysctl(reading: Reading): Settings {
  const found = new Map<string, { value: string; from: string; evidence: Evidence[] }>();
  const gaps: PartGap[] = [];
  const folder = reading.files.filter(({ path }) => path.startsWith('/etc/sysctl.d/'));
  const main = reading.file('/etc/sysctl.conf');
  for (const file of [...folder, ...(main ? [main] : [])]) {
    for (const line of logicalLines(file)) {
      if (line.text.startsWith(';')) continue;
      const equals = line.text.indexOf('=');
      if (equals <= 0) {
        gaps.push(notUnderstood(file, line, 'which setting it makes'));
        continue;
      }
      const key = line.text.slice(0, equals).trim().replace(/^-/, '').replaceAll('/', '.');
      add(found, key, line.text.slice(equals + 1).trim(), file, line);
    }
  }
  return { items: settingsOf('sysctl', found), gaps };
}

/** Lines without comments; one that ends in a backslash goes on in the next. */
function logicalLines(file: ShownFile): TextLine[] {
  const lines: TextLine[] = [];
  let open: { number: number; parts: string[] } | null = null;
  for (const { number, text } of file.lines) {
    const trimmed = text.trim();
    if (!open && trimmed.startsWith('#')) continue;
    open ??= { number, parts: [] };
    const goesOn = trimmed.endsWith('\\');
    open.parts.push(goesOn ? trimmed.slice(0, -1).trim() : trimmed);
    if (goesOn) continue;
    lines.push({ number: open.number, text: open.parts.join(' ').trim() });
    open = null;
  }
  if (open) lines.push({ number: open.number, text: open.parts.join(' ').trim() });
  return lines.filter(({ text }) => text !== '');
}

function add(
  found: Map<string, { value: string; from: string; evidence: Evidence[] }>,
  key: string,
  value: string,
  file: ShownFile,
  line: TextLine,
): void {
  const evidence = found.get(key)?.evidence ?? [];
  if (evidence.length < MOST_EVIDENCE) evidence.push(evidenceOf(file.path, line));
  found.set(key, { value, from: file.path, evidence });
}

function settingsOf(
  area: string,
  found: ReadonlyMap<string, { value: string; from: string; evidence: Evidence[] }>,
): SettingItem[] {
  return [...found].map(([key, { value, from, evidence }]) => settingOf(area, key, value, from, evidence));
}

function notUnderstood(file: ShownFile, line: TextLine, what: string): PartGap {
  return {
    origin: file.path,
    reason: 'unparsable',
    detail: `line ${line.number} was not understood, so ${what} is not known`,
  };
}
