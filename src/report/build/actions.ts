import { readSteps, type Phase } from '../../lib/change-steps.ts';
import { isBuiltIn } from '../../model/finding.ts';
import type { ActionView, FindingCard } from '../../model/report.ts';
import { countOf } from '../../lib/quantities.ts';

/** More steps than these, each about another thing, are read where the things stand. */
const FEW_STEPS = 6;

/**
 * What there is to do, in the order of the cards. A step that begins with "After the upgrade" (or `After:`) comes after,
 * one that begins with "Before the upgrade" (or `Before:`) before. A step without a mark follows the one before it; where
 * there is none, that of a built-in finding comes after, since that is when a customisation is put back, and that of a rule
 * before, where forgetting it costs most.
 */
export function buildActions(cards: readonly FindingCard[], phase: Phase): readonly ActionView[] {
  return cards
    .filter((card) => !card.isWaived)
    .flatMap((card) => {
      const usual = isBuiltIn(card) ? 'after' : 'before';
      const lists = [card.steps, ...card.subjects.map((subject) => subject.steps)];
      const all = lists.flatMap((list) => readSteps(list, usual));
      const steps = [...new Set(all.filter((step) => step.phase === phase).map((step) => step.text))];
      return steps.length === 0
        ? []
        : {
            severity: card.severity,
            title: card.title,
            anchor: card.anchor,
            subjects: card.count,
            steps: shorten(steps),
          };
    });
}

function shorten(steps: readonly string[]): readonly string[] {
  const more = steps.length - FEW_STEPS;
  return more > 1
    ? [...steps.slice(0, FEW_STEPS), `… and ${countOf(more, 'more step')}, each with what it is about.`]
    : steps;
}
