import { visible } from '../../lib/visible.ts';

/** Every string in it made visible: done here for all, so that no place in the template can forget it. */
export function makeVisible(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, reveal(inner)]));
}

function reveal(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(reveal);
  return typeof value === 'object' && value !== null ? makeVisible(value) : value;
}

/** A line of a file: its tabs stay, since they are what the file looks like. */
export function visibleLine(line: string): string {
  return line.split('\t').map(visible).join('\t');
}
