import type { GroupItem, SettingItem, UserItem } from '../../model/inventory.ts';
import { settingOf, type PartGap, type Reading } from '../reading.ts';

export interface Accounts {
  readonly users: readonly UserItem[];
  readonly groups: readonly GroupItem[];
  readonly settings: readonly SettingItem[];
  readonly gaps: readonly PartGap[];
}

type PasswordState = UserItem['password'];

/** Rows of the fragment's awk, fields divided by tabs; the first word says which file a row is from. */
const WIDTHS: Readonly<Record<string, number>> = { user: 8, group: 4, shadow: 3, odd: 3 };

export function readAccounts(reading: Reading): Accounts {
  const command = reading.command('accounts');
  const rows: string[][] = [];
  const gaps: PartGap[] = [];
  for (const [field] of reading.rows('accounts', 1)) {
    const row = field?.toString('utf8').split('\t') ?? [];
    if (row.length === WIDTHS[row[0] ?? ''] && row[0] !== 'odd') rows.push(row);
    else gaps.push(oddRow(row));
  }
  const shadow = new Map<string, PasswordState>();
  for (const [kind, state = '', name = ''] of rows) {
    if (kind === 'shadow' && !shadow.has(name)) shadow.set(name, passwordState(state));
  }
  const users = rows.flatMap((row) => readUser(row, shadow, gaps));
  const groups = rows.flatMap((row) => readGroup(row, gaps));
  const isWhole = command !== undefined && command.status !== null;
  if (isWhole && shadow.size === 0 && users.length > 0) {
    gaps.push({
      origin: '/etc/shadow',
      reason: command.status === 0 ? 'not-collected' : 'denied',
      detail: 'whether the accounts have a password is not known',
    });
  }
  return { users, groups, settings: isWhole ? rootPassword(users, shadow) : [], gaps };
}

function readUser(
  row: readonly string[],
  shadow: ReadonlyMap<string, PasswordState>,
  gaps: PartGap[],
): UserItem[] {
  if (row[0] !== 'user') return [];
  const [, isShadowed, state = '', name = '', uid = '', gid = '', home = '', shell = ''] = row;
  if (!isNumber(uid) || !isNumber(gid)) {
    gaps.push(notRead('/etc/passwd', name));
    return [];
  }
  return [
    {
      kind: 'user',
      id: `user:${name}`,
      evidence: [
        { origin: '/etc/passwd', excerpt: [name, 'x', uid, gid, '', home, shell].join(':').slice(0, 200) },
      ],
      name,
      uid: Number(uid),
      gid: Number(gid),
      home,
      shell: shell.trim(),
      password: isShadowed === '1' ? (shadow.get(name) ?? 'unknown') : passwordState(state),
    },
  ];
}

function readGroup(row: readonly string[], gaps: PartGap[]): GroupItem[] {
  if (row[0] !== 'group') return [];
  const [, name = '', gid = '', members = ''] = row;
  if (!isNumber(gid)) {
    gaps.push(notRead('/etc/group', name));
    return [];
  }
  return [
    {
      kind: 'group',
      id: `group:${name}`,
      evidence: [{ origin: '/etc/group', excerpt: [name, 'x', gid, members].join(':').slice(0, 200) }],
      name,
      gid: Number(gid),
      members: members
        .trim()
        .split(',')
        .filter((member) => member !== ''),
    },
  ];
}

/**
 * `product.py:184-208@f7a21a1`: the field of passwd, or that of shadow when the first is one character long; an empty or
 * missing one makes the settings of the host unreadable for the installer. A locked one is carried like a hash.
 */
function rootPassword(users: readonly UserItem[], shadow: ReadonlyMap<string, PasswordState>): SettingItem[] {
  const root = users.find(({ name }) => name === 'root');
  if (root?.password === 'unknown' && shadow.size === 0) return [];
  const value = root === undefined || root.password === 'unknown' ? 'missing' : root.password;
  const evidence = [{ origin: '/etc/shadow', excerpt: `password of root: ${value}` }];
  return [settingOf('account', 'root-password', value, '/etc/shadow', evidence)];
}

function passwordState(word: string): PasswordState {
  return word === 'set' || word === 'locked' || word === 'empty' ? word : 'unknown';
}

function isNumber(text: string): boolean {
  return /^\d{1,10}$/.test(text);
}

function oddRow([kind = '', file = '', line = '']: readonly string[]): PartGap {
  return kind === 'odd'
    ? {
        origin: file,
        reason: 'unparsable',
        detail: `line ${line} has not the usual fields, so its account is not listed`,
      }
    : {
        origin: '/etc/passwd',
        reason: 'unparsable',
        detail: 'an account with a tab in its fields is not listed',
      };
}

function notRead(origin: string, name: string): PartGap {
  return { origin, reason: 'unparsable', detail: `${name.slice(0, 80)} has no number, so it is not listed` };
}
