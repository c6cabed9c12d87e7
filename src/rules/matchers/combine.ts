import { joinEvidence, mergeMatches, type Evaluation, type Match, type Matcher } from '../evaluation.ts';

/** At least one of them holds; everything that any of them found. */
export function anyOf(matchers: readonly Matcher[]): Matcher {
  return (facts) => {
    const parts = matchers.map((matcher) => matcher(facts));
    const matches = mergeMatches(parts.flatMap((part) => part.matches));
    const gaps = parts.flatMap((part) => part.gaps);
    const holds = parts.some((part) => part.holds === true)
      ? true
      : parts.some((part) => part.holds === null)
        ? null
        : false;
    return { holds, matches, gaps };
  };
}

/**
 * Like `any`, with a single finding: about the first thing that was found, with the evidence of all the others. For what
 * is one thing to a person and several items to us, such as an agent with its packages, service and settings.
 */
export function oneFindingOf(matchers: readonly Matcher[]): Matcher {
  const any = anyOf(matchers);
  return (facts) => {
    const found = any(facts);
    const [first, ...others] = found.matches;
    return first === undefined ? found : { ...found, matches: [lend(first, others)] };
  };
}

/** All of them hold on this host. What the first one found is the subject; the others lend their evidence and values. */
export function allOf(matchers: readonly Matcher[]): Matcher {
  return (facts) => {
    const parts = matchers.map((matcher) => matcher(facts));
    const state = joined(parts);
    if (state.holds !== true) return state;
    const [first, ...others] = parts.filter((part) => part.matches.length > 0);
    if (!first) return state;
    const lent = others.flatMap((part) => part.matches.slice(0, 3));
    return { ...state, matches: first.matches.map((match) => lend(match, lent)) };
  };
}

/** All of them hold for one and the same item; only the items that each of them found. */
export function sameOf(matchers: readonly Matcher[]): Matcher {
  return (facts) => {
    const parts = matchers.map((matcher) => matcher(facts));
    const state = joined(parts);
    const found = parts.filter((part) => part.matches.length > 0);
    const [first, ...others] = found;
    if (state.holds !== true || !first) return state;
    const matches = first.matches.flatMap((match) => {
      const lent = others.map((part) => part.matches.filter((other) => other.subject === match.subject));
      return lent.every((list) => list.length > 0) ? [lend(match, lent.flat())] : [];
    });
    const holds = matches.length > 0 ? true : state.gaps.length > 0 ? null : false;
    return { holds, matches, gaps: state.gaps };
  };
}

/** Holds when the other surely does not. It finds nothing itself, so it stands in an `all` beside one that does. */
export function notOf(matcher: Matcher): Matcher {
  return (facts) => {
    const { holds, gaps } = matcher(facts);
    return { holds: holds === null ? null : !holds, matches: [], gaps: holds === true ? [] : gaps };
  };
}

/** Three-valued "and": a sure no wins over what is not known. */
function joined(parts: readonly Evaluation[]): Evaluation {
  if (parts.some((part) => part.holds === false)) return { holds: false, matches: [], gaps: [] };
  const gaps = parts.flatMap((part) => part.gaps);
  if (parts.some((part) => part.holds === null)) return { holds: null, matches: [], gaps };
  return { holds: true, matches: [], gaps };
}

function lend(match: Match, lent: readonly Match[]): Match {
  return {
    ...match,
    evidence: lent.reduce((evidence, other) => joinEvidence(evidence, other.evidence), match.evidence),
    values: Object.assign({}, ...lent.map((other) => other.values).reverse(), match.values) as Record<
      string,
      string
    >,
  };
}
