import type { SettingItem } from '../../model/inventory.ts';
import { evidenceOf, meaningfulLines, settingOf, type ShownFile } from '../reading.ts';

/** Files in which syslogd (6.0 to 6.2) or rsyslogd (6.5) reads its rules. */
function isSyslogRules(path: string): boolean {
  return path === '/etc/syslog.conf' || path === '/etc/rsyslog.conf' || path.startsWith('/etc/rsyslog.d/');
}

/** `*.info @loghost`, rsyslog's `@@loghost:514` (TCP) and `@(z9)loghost`, with a template after `;`. */
const FORWARD = /(?:^|\s)(@@?(?:\([^)\s]*\))?[A-Za-z0-9_.:[\]-]+)(?:;\S+)?$/;
/** The long form of rsyslog 7: `action(type="omfwd" target="loghost" …)`. */
const OMFWD = /\btype\s*=\s*"omfwd"/i;
const TARGET = /\btarget\s*=\s*"([^"]*)"/i;

/** Where a syslog daemon sends messages to: one setting a destination, its value the selectors, one a line. */
export function remoteLogSettings(files: readonly ShownFile[]): SettingItem[] {
  const settings = new Map<string, SettingItem>();
  for (const file of files.filter(({ path }) => isSyslogRules(path))) {
    for (const line of meaningfulLines(file.lines)) {
      const found = forwardOf(line.text);
      if (!found) continue;
      const before = settings.get(found.target);
      const value = before ? `${before.value}\n${found.selector}` : found.selector;
      const evidence = [...(before?.evidence ?? []), evidenceOf(file.path, line)];
      settings.set(
        found.target,
        settingOf('syslog', `remote.${found.target}`, value, before?.from ?? file.path, evidence),
      );
    }
  }
  return [...settings.values()];
}

function forwardOf(line: string): { target: string; selector: string } | null {
  const text = line.replace(/\s+#.*$/, '');
  if (OMFWD.test(text)) {
    const target = TARGET.exec(text)?.[1];
    return target === undefined ? null : { target: `@${target}`, selector: text };
  }
  const match = FORWARD.exec(text);
  if (!match) return null;
  return { target: match[1] ?? '', selector: text.slice(0, match.index).trim() };
}

/** Options that the init script gives to the daemons: `SYSLOGD_OPTIONS="-m 0 -r"`. */
export function optionSettings(file: ShownFile): SettingItem[] {
  return meaningfulLines(file.lines).flatMap((line) => {
    const match = /^(\w+OPTIONS)=(.*)$/.exec(line.text);
    if (!match) return [];
    const value = (match[2] ?? '').trim().replace(/^(["'])(.*)\1$/, '$2');
    return [
      settingOf('syslog', `options.${file.path}.${match[1] ?? ''}`, value, file.path, [
        evidenceOf(file.path, line),
      ]),
    ];
  });
}
