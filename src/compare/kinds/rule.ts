import { compareText } from '../../lib/order.ts';
import type { FileItem, Item } from '../../model/inventory.ts';
import type { View } from '../field-differences.ts';
import type { InventoryIndex } from '../inventory-index.ts';

/** How items of one kind find each other across an upgrade, and what makes them the same. */
export interface KindRule<I extends Item> {
  /** The item of the upgraded host that answers to it, where it is not the one with the same id. */
  readonly match: (item: I, others: readonly I[]) => I | null;
  /** What must be equal; what a new release changes by itself (paths of scripts, line numbers) is not in it. */
  readonly view: (item: I) => View;
  /** Why it is there and has no effect any more; null = it has, or had none before. */
  readonly withoutEffect: (before: I, after: I, host: InventoryIndex) => string | null;
  /** What could not be seen of its effect; null = all was. */
  readonly unseen: (before: I, after: I) => string | null;
}

export type OtherItem = Exclude<Item, FileItem>;

/** A rule for each of some kinds. */
export type KindRules<K extends OtherItem['kind']> = {
  readonly [One in K]: KindRule<Extract<Item, { kind: One }>>;
};

const nobody = (): null => null;

/** Of a kind that has only one name, and no effect that could be lost. */
export const PLAIN = { match: nobody, withoutEffect: nobody, unseen: nobody } as const;

/** The sentence, where it holds. */
export const when = (holds: boolean, sentence: string): string | null => (holds ? sentence : null);

/** One space where there are several. */
export const spaced = (text: string): string => text.trim().replace(/\s+/g, ' ');

/** A list whose order says nothing. */
export const sorted = (list: readonly string[]): readonly string[] => [...list].sort(compareText);
