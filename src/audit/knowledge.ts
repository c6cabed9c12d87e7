import { AuditError } from '../model/errors.ts';
import { loadRules } from '../rules/load.ts';
import { loadMultipathKnowledge, type MultipathKnowledge } from '../rules/multipath/knowledge.ts';
import { loadProvenance } from '../rules/provenance/index.ts';
import { loadRelease } from '../rules/releases/load.ts';
import type { ReleaseProfile } from '../rules/releases/schema.ts';
import type { RuleSet } from '../rules/rule.ts';
import { findRelease, knownSpellings, type Release } from '../versions/product.ts';

/** Everything that judging needs and that does not depend on the host. Loaded once for any number of hosts. */
export interface Knowledge {
  readonly rules: RuleSet;
  readonly provenance: ReturnType<typeof loadProvenance>;
  readonly target: Release;
  readonly profile: ReleaseProfile;
  /** Read when it is first asked for: few hosts need it. */
  readonly multipath: () => MultipathKnowledge;
}

/** The folder of the program's own data files. */
export const DATA: URL = new URL('../../data/', import.meta.url);

/**
 * The target release and the profile that an upgrade to it is judged by.
 * @param to any spelling
 * @throws AuditError `release-unknown`
 */
export function findTarget(to: string): { readonly target: Release; readonly profile: string } {
  const target = findRelease(to);
  if (target?.profile) return { target, profile: target.profile };
  throw new AuditError(
    'release-unknown',
    `What an upgrade to "${to}" restores is not known.`,
    `Releases that can be upgraded to: ${knownSpellings().join(', ')}.`,
  );
}

/**
 * @param to the target release in any spelling
 * @param overlays the user's own rule files
 * @throws AuditError `release-unknown`, `rules-invalid`, `rules-unreadable`
 */
export function loadKnowledge(to: string, overlays: readonly string[]): Knowledge {
  const { target, profile } = findTarget(to);
  let multipath: MultipathKnowledge | null = null;
  return {
    rules: loadRules(undefined, overlays),
    provenance: loadProvenance(DATA),
    target,
    profile: loadRelease(DATA, profile),
    multipath: () => (multipath ??= loadMultipathKnowledge(DATA)),
  };
}
