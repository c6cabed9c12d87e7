import { posix } from 'node:path';
import type { Entry } from '../tree/entry.ts';

/** On CentOS 7 these are links into /usr; most packages own their files under the long name. */
export const MERGED = ['bin', 'sbin', 'lib', 'lib64'] as const;

const SHORT = /^\/(bin|sbin|lib|lib64)(?=\/)/;

/** `/usr/bin/cut` for `/bin/cut`, and the version of Python that 7.0 has. */
export function mergedPath(path: string): string {
  return path
    .replace(SHORT, '/usr/$1')
    .replace('/python2.4/', '/python2.7/')
    .replace('/perl5/vendor_perl/5.8.8/', '/perl5/vendor_perl/');
}

/** An entry of a list that was written for CentOS 5, at its place on CentOS 7; null for a link that would lead to itself. */
export function mergeUsr(entry: Entry): Entry | null {
  const old = entry.path.toString();
  if ((MERGED as readonly string[]).includes(old.slice(1)) && entry.type === 'directory') return null;
  const path = mergedPath(old);
  if (entry.type !== 'link') return { ...entry, path };
  const leadsTo = mergedPath(posix.resolve(posix.dirname(old), entry.target));
  if (leadsTo === path) return null;
  return {
    ...entry,
    path,
    target: entry.target.startsWith('/') || !SHORT.test(old) ? entry.target : leadsTo,
  };
}
