import { createHash } from 'node:crypto';
import type { SettingItem, UserItem } from '../../model/inventory.ts';
import {
  excerptOf,
  meaningfulLines,
  settingOf,
  type PartGap,
  type Reading,
  type ShownFile,
} from '../reading.ts';

const KEY_FILE = /^(.*)\/\.ssh\/authorized_keys2?$/s;
const KEY_TYPE = /^(ssh-|ecdsa-|sk-)[\w@.-]+$/;
const SSHD = '/etc/ssh/sshd_config';
/** Places that the fragment looks at, in the words of sshd_config(5). */
const KNOWN_PLACES = /^(%h\/)?\.ssh\/authorized_keys2?$/;

interface AuthorizedKey {
  /** `command="…",no-pty`; empty = none. */
  readonly options: string;
  readonly type: string;
  readonly fingerprint: string;
  readonly comment: string;
}

/** One setting for each key: its options, type, fingerprint and comment; the key itself stays in the file's content. */
export function readKeys(
  reading: Reading,
  users: readonly UserItem[],
): { settings: SettingItem[]; gaps: PartGap[] } {
  const settings: SettingItem[] = [];
  const gaps: PartGap[] = otherPlaces(reading);
  for (const file of reading.files) {
    const home = KEY_FILE.exec(file.path)?.[1];
    if (home === undefined) continue;
    const user = users.find((candidate) => trimSlash(candidate.home) === trimSlash(home))?.name ?? home;
    readFile(file, user, settings, gaps);
  }
  return { settings, gaps };
}

function readFile(file: ShownFile, user: string, settings: SettingItem[], gaps: PartGap[]): void {
  for (const line of meaningfulLines(file.lines)) {
    const key = readKey(line.text);
    if (!key) {
      gaps.push({
        origin: file.path,
        reason: 'unparsable',
        detail: `line ${line.number} is no key, so who may log in with it is not known`,
      });
      continue;
    }
    const value = [key.options, key.type, key.fingerprint, key.comment]
      .filter((word) => word !== '')
      .join(' ');
    const evidence = [{ origin: file.path, line: line.number, excerpt: excerptOf(value) }];
    settings.push(settingOf('ssh', `authorized-key.${user}.${key.fingerprint}`, value, file.path, evidence));
  }
}

/** `[options] type base64 [comment]` (sshd(8)); keys of protocol 1 are `[options] bits exponent modulus [comment]`. */
function readKey(line: string): AuthorizedKey | null {
  const first = line.split(/\s/, 1)[0] ?? '';
  const isPlain = KEY_TYPE.test(first) || /^\d+$/.test(first);
  const end = isPlain ? 0 : endOfOptions(line);
  const options = line.slice(0, end);
  const [type = '', material = '', ...comment] = line.slice(end).trim().split(/\s+/);
  if (/^\d+$/.test(type) && /^\d+$/.test(material) && /^\d+$/.test(comment[0] ?? '')) {
    const fingerprint = fingerprintOf(Buffer.from(`${comment[0] ?? ''} ${material}`));
    return { options, type: 'rsa1', fingerprint, comment: comment.slice(1).join(' ') };
  }
  const blob = Buffer.from(material, 'base64');
  if (!KEY_TYPE.test(type) || blob.length === 0) return null;
  return { options, type, fingerprint: fingerprintOf(blob), comment: comment.join(' ') };
}

/** Options end at the first blank outside double quotes. */
function endOfOptions(line: string): number {
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (c === '\\' && line[i + 1] === '"') i++;
    else if (c === '"') quoted = !quoted;
    else if (!quoted && (c === ' ' || c === '\t')) return i;
  }
  return line.length;
}

/** As `ssh-keygen -l` of today prints it. */
function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

function otherPlaces(reading: Reading): PartGap[] {
  return meaningfulLines(reading.file(SSHD)?.lines ?? []).flatMap(({ text }): PartGap[] => {
    const [keyword = '', ...places] = text.split(/[\s=]+/);
    if (keyword.toLowerCase() !== 'authorizedkeysfile') return [];
    return places
      .filter((place) => place !== '' && !KNOWN_PLACES.test(place))
      .map((place) => ({
        origin: place,
        reason: 'not-collected',
        detail: 'sshd reads authorized keys from there, and which these are is not known',
      }));
  });
}

function trimSlash(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
