import { parse } from 'yaml';
import { expandExample } from '../../src/rules/examples.ts';
import { exampleSchema } from '../../src/rules/example-schema.ts';
import { buildFacts, type Facts } from '../../src/rules/facts.ts';
import { compileMatch, matchSchema } from '../../src/rules/matchers/index.ts';

/** What may be asked of a small host, given as YAML. */
export function factsOf(example: string): Facts {
  const { inventory, assessment, upgrade } = expandExample(exampleSchema.parse(parse(example) ?? {}));
  return buildFacts(inventory, assessment, upgrade);
}

/**
 * What a matcher finds on a small host, both as YAML: `subject#key` of each match, or `['?']` when it could not be told.
 */
export function find(match: string, example: string): string[] {
  const matcher = compileMatch(matchSchema.parse(parse(match)));
  const { holds, matches } = matcher(factsOf(example));
  if (holds === null) return ['?'];
  return matches.map(({ subject, key }) => (key === null ? subject : `${subject}#${key}`)).sort();
}
