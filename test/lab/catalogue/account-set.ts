import { PASSWORD_HASHES } from '../face/identity.ts';
import type { Accounts } from '../tree/root.ts';

/** Accounts of a host, and the four files that hold them. */
export interface AccountSet {
  readonly accounts: Accounts;
  readonly passwd: string;
  readonly group: string;
  /** root has the lab's password, everybody else none. */
  readonly shadow: string;
  readonly gshadow: string;
}

/** @param users lines of passwd without the password field. @param groups name, number, members. */
export function accountSet(
  users: readonly string[],
  groups: readonly (readonly [string, number, string])[],
): AccountSet {
  const fields = users.map((line) => line.split(':'));
  const uid = (name: string): number | undefined => {
    const found = fields.find(([user]) => user === name);
    return found && Number(found[1]);
  };
  return {
    accounts: {
      uid: (name) => numberOf(name, uid(name)),
      gid: (name) => numberOf(name, groups.find(([group]) => group === name)?.[1]),
    },
    passwd: fields.map(([name = '', ...rest]) => `${[name, 'x', ...rest].join(':')}\n`).join(''),
    group: groups.map(([name, gid, members]) => `${name}:x:${gid}:${members}\n`).join(''),
    shadow: fields
      .map(([name = '']) => `${name}:${name === 'root' ? PASSWORD_HASHES.root : '*'}:16505:0:99999:7:::\n`)
      .join(''),
    gshadow: groups.map(([name, , members]) => `${name}:::${members}\n`).join(''),
  };
}

/** A number as a name stands for itself: that is how a file gets an owner without a name. */
function numberOf(name: string, found: number | undefined): number {
  if (found !== undefined) return found;
  if (/^\d+$/.test(name)) return Number(name);
  throw new Error(`the lab has no account ${name}`);
}
