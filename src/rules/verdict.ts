import type { Finding, Outcome, Verdict } from '../model/finding.ts';

const MAX_NAMED = 10;

/** An unwaived blocker blocks; a blocker rule that could not be judged makes it incomplete; medium or high need action. */
export function decideVerdict(
  outcomes: readonly Outcome[],
  blockerRules: ReadonlySet<string>,
): { readonly verdict: Verdict; readonly verdictBecause: readonly string[] } {
  const open = outcomes.flatMap((outcome) =>
    outcome.outcome === 'findings'
      ? outcome.findings.filter(({ waiver }) => waiver?.status !== 'active')
      : [],
  );
  const blockers = open.filter(({ severity }) => severity === 'blocker');
  if (blockers.length > 0) return { verdict: 'blocked', verdictBecause: sentences(blockers) };
  const hidden = outcomes.filter(
    (outcome) => outcome.outcome === 'undetermined' && blockerRules.has(outcome.rule),
  );
  if (hidden.length > 0)
    return {
      verdict: 'incomplete',
      verdictBecause: limited(hidden.map(({ title }) => `Could not be checked: ${title}.`)),
    };
  const action = open.filter(({ severity }) => severity === 'high' || severity === 'medium');
  if (action.length > 0) {
    const high = action.filter(({ severity }) => severity === 'high');
    return { verdict: 'action-needed', verdictBecause: sentences(high.length > 0 ? high : action) };
  }
  return { verdict: 'ready', verdictBecause: ['No open finding of medium or higher severity.'] };
}

/** The first ten, each once, and how many findings there are besides. */
function sentences(findings: readonly Finding[]): string[] {
  const said = new Set<string>();
  let told = 0;
  for (const { title, subject } of findings) {
    const name = subject.slice(subject.indexOf(':') + 1);
    said.add(title.includes(name) ? `${title}.` : `${title} (${name}).`);
    if (said.size > MAX_NAMED) break;
    told++;
  }
  return limited([...said].slice(0, MAX_NAMED), findings.length - told);
}

function limited(lines: readonly string[], more = Math.max(0, lines.length - MAX_NAMED)): string[] {
  return more === 0 ? [...lines] : [...lines.slice(0, MAX_NAMED), `And ${more} more.`];
}
