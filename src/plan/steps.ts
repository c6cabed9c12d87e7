import { compareText } from '../lib/order.ts';
import type { AssessedItem } from '../model/fate.ts';
import { isBuiltIn, isWaived } from '../model/finding.ts';
import type { HostFacts } from '../model/host.ts';
import type { Item, ItemKind } from '../model/inventory.ts';
import { itemName } from '../model/item-words.ts';
import { pathOfItem } from '../model/items.ts';
import { oldCopyOf, withoutCopy, type ListedItem } from '../model/listed.ts';
import {
  RESTORE_PHASES,
  type RestoreFile,
  type RestoreGroup,
  type RestorePhase,
  type RestoreStep,
} from '../model/restore-plan.ts';
import { adviceFor, type AdviceContext } from './commands.ts';
import { fileSteps } from './file-steps.ts';
import type { PlannedPath } from './paths.ts';
import { phaseOfKind } from './phases.ts';
import { ownFindings, type PlacedStep } from './placed-step.ts';

/** The checklist: one step an item or a tree of files, in the order of dependency. */
export function restoreSteps(
  listed: ReadonlyMap<string, ListedItem>,
  paths: readonly PlannedPath[],
  files: readonly RestoreFile[],
  host: HostFacts,
  context: AdviceContext,
  byScript: boolean,
): readonly RestoreStep[] {
  const told = new Set(paths.map(({ path }) => path));
  const others = [...listed.values()].filter(({ assessed }) => hasOwnStep(assessed.item, told));
  return [...fileSteps(paths, files, host, byScript), ...others.map((one) => itemStep(one, host, context))]
    .sort(
      (a, b) =>
        phaseIndex(a.step.phase) - phaseIndex(b.step.phase) || a.place - b.place || compareText(a.key, b.key),
    )
    .map(({ step }) => step);
}

/** Files have theirs; what is nothing but a file that the plan has is told there. */
function hasOwnStep(item: Item, told: ReadonlySet<string>): boolean {
  if (item.kind === 'file') return false;
  if (item.kind !== 'plugin' && item.kind !== 'certificate') return true;
  const path = pathOfItem(item);
  return path === null || !told.has(path);
}

function phaseIndex(phase: RestorePhase): number {
  return RESTORE_PHASES.indexOf(phase);
}

function itemStep({ assessed, findings }: ListedItem, host: HostFacts, context: AdviceContext): PlacedStep {
  const { item } = assessed;
  const [phase, place] = phaseOfKind(item.kind);
  const waiver = findings.find((finding) => isBuiltIn(finding) && isWaived(finding))?.waiver ?? null;
  const group = waiver === null ? groupOf(assessed) : 'dropped';
  const { note, commands, check } = adviceFor(item, context);
  const copy = oldCopyOf(assessed, host);
  const causes = [
    copy === null ? assessed.fate.because : withoutCopy(assessed.fate.because),
    ...(waiver === null ? [] : [`Accepted: ${waiver.reason} (${waiver.approver})`]),
    ...(isJudged(assessed) ? [`${assessed.compatBecause.replace(/\.$/, '')}.`] : []),
    // What comes by itself, or is not wanted, needs no advice how to put it back; a value is worth seeing.
    ...(group === 'dropped' || (group === 'check' && item.kind !== 'setting') ? [] : [note]),
  ];
  return {
    place,
    key: item.id,
    step: {
      phase,
      group,
      subjects: [item.id],
      kind: item.kind,
      label: itemName(item),
      count: 1,
      because: causes.filter((cause) => cause !== '').join(' '),
      commands: hasCommands(group, item) ? commands : [],
      check,
      findings: ownFindings(findings),
      oldCopy: copy,
    },
  };
}

/** An account is adapted by its command; what else has to be adapted needs a person. */
function hasCommands(group: RestoreGroup, { kind }: Item): boolean {
  return (
    group === 'put-back' || group === 'decide' || group === 'gone' || (group === 'rework' && kind === 'user')
  );
}

function isJudged({ compat }: AssessedItem): boolean {
  return compat === 'breaks' || compat === 'needs-rework' || compat === 'ignored';
}

/** Kinds that no rule has to know: an account or a mount works on the target as it did. */
const PLAIN_KINDS: ReadonlySet<ItemKind> = new Set([
  'user',
  'group',
  'mount',
  'swap',
  'cron',
  'repo',
  'package',
]);

function groupOf({ item, fate, compat }: AssessedItem): RestoreGroup {
  if (compat === 'breaks' || compat === 'needs-rework') return 'rework';
  switch (fate.name) {
    case 'kept':
    case 'untouched':
    case 'moved':
    case 'converted':
      return 'check';
    case 'destroyed':
      return 'gone';
    case 'unknown':
      return 'decide';
    case 'replaced':
      return 'check';
    case 'lost':
      return compat === 'ignored' || (compat === 'unknown' && !PLAIN_KINDS.has(item.kind))
        ? 'decide'
        : 'put-back';
  }
}
