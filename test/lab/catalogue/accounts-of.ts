import { EL7_ACCOUNTS } from '../el7/accounts.ts';
import type { Face } from '../face/face.ts';
import type { AccountSet } from './account-set.ts';
import { EL5_ACCOUNTS } from './accounts.ts';

/** The stock accounts of a face. */
export function accountsOf(face: Face): AccountSet {
  return face.series === 'el7' ? EL7_ACCOUNTS : EL5_ACCOUNTS;
}
