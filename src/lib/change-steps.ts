/** When a step of a change is done. */
export type Phase = 'before' | 'after';

/** One step of a remediation. */
export interface ChangeStep {
  readonly phase: Phase;
  readonly text: string;
}

/**
 * A step that begins with "After the upgrade" (or `After:`) comes after, one that begins with "Before the upgrade" (or
 * `Before:`) before. A step without a mark follows the one before it; `usual` stands for what comes before the first mark.
 */
export function readSteps(list: readonly string[], usual: Phase): readonly ChangeStep[] {
  let phase = usual;
  return list.map((text) => {
    const step = readStep(text, phase);
    phase = step.phase;
    return step;
  });
}

function readStep(step: string, usual: Phase): ChangeStep {
  const marked = /^(before|after)(?: the upgrade)?\s*[:,]\s*(.+)$/is.exec(step);
  if (marked === null) {
    const said = /^(before|after) the upgrade\b/i.exec(step)?.[1]?.toLowerCase();
    return { phase: said === 'before' || said === 'after' ? said : usual, text: step };
  }
  const text = marked[2] ?? step;
  return {
    phase: marked[1]?.toLowerCase() === 'after' ? 'after' : 'before',
    text: text.charAt(0).toUpperCase() + text.slice(1),
  };
}
