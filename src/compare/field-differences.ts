import { compareText } from '../lib/order.ts';
import type { FieldDifference } from '../model/compare.ts';

/** Longer values are shown cut; the inventories have them whole. */
const LONGEST = 300;

/** What is compared of something, by field. */
export type View = Readonly<Record<string, unknown>>;

/** Fields in which two views differ, sorted; fields of an inner record are named `outer.inner`. */
export function fieldDifferences(before: View, after: View): FieldDifference[] {
  const a = flatten(before);
  const b = flatten(after);
  return [...new Set([...a.keys(), ...b.keys()])].sort(compareText).flatMap((field) => {
    const [one, other] = [a.get(field) ?? null, b.get(field) ?? null];
    return one === other ? [] : [{ field, before: one, after: other }];
  });
}

/** Values as a report shows them. */
export function shortened<D extends FieldDifference>(differences: readonly D[]): D[] {
  return differences.map((one) => ({ ...one, before: cut(one.before), after: cut(one.after) }));
}

function flatten(view: View): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(view)) {
    if (isRecord(value))
      for (const [inner, one] of Object.entries(value)) setShown(fields, `${key}.${inner}`, one);
    else setShown(fields, key, value);
  }
  return fields;
}

function setShown(fields: Map<string, string>, key: string, value: unknown): void {
  const shown = show(value);
  if (shown !== null) fields.set(key, shown);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null for what is not known and for what is empty: a list that is not there and one without entries say the same. */
function show(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0
      ? null
      : value.every((one) => typeof one === 'number' || (typeof one === 'string' && !/[\s,]/.test(one)))
        ? value.join(', ')
        : JSON.stringify(value);
  return JSON.stringify(value);
}

function cut(text: string | null): string | null {
  return text !== null && text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
