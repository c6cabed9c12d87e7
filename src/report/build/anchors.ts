import { createHash } from 'node:crypto';

/** A name for a place in the page: the same for the same thing in every run, and free of any text of the host. */
export function anchorOf(prefix: 'e' | 'f' | 's', id: string): string {
  return `${prefix}-${createHash('sha256').update(id).digest('hex').slice(0, 12)}`;
}
