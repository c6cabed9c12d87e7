import { newForms } from '../rules/forms.ts';
import { loadRules } from '../rules/load.ts';
import { loadMultipathKnowledge } from '../rules/multipath/knowledge.ts';
import { loadProvenance } from '../rules/provenance/index.ts';
import { loadRelease } from '../rules/releases/load.ts';
import { PRERELEASE_PROFILES, RELEASES } from '../versions/releases.ts';
import { DATA } from './knowledge.ts';

/**
 * Reads and checks everything that the program knows, and gives what was made of it as JSON: what the build leaves in
 * dist/knowledge.json, so that a start need not do it again.
 * @throws RuleFileError, Error when the project's own files are not in order.
 */
export function prepareKnowledge(): string {
  const forms = newForms();
  loadRules(undefined, [], forms);
  loadProvenance(DATA, forms);
  loadMultipathKnowledge(DATA, forms);
  const profiles = RELEASES.flatMap(({ profile }) => profile ?? []);
  for (const profile of [...profiles, ...PRERELEASE_PROFILES.values()]) loadRelease(DATA, profile, forms);
  return JSON.stringify(forms.made);
}
