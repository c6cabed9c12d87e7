import { parse } from 'yaml';
import { expandExample } from '../../src/rules/examples.ts';
import { exampleSchema } from '../../src/rules/example-schema.ts';
import { buildFacts } from '../../src/rules/facts.ts';
import { compileMatch, matchSchema } from '../../src/rules/matchers/index.ts';

/**
 * What a matcher finds on a small host, both as YAML: `subject#key` of each match, or `['?']` when it could not be told.
 */
export function find(match: string, example: string): string[] {
  const { inventory, assessment, upgrade } = expandExample(exampleSchema.parse(parse(example) ?? {}));
  const matcher = compileMatch(matchSchema.parse(parse(match)));
  const { holds, matches } = matcher(buildFacts(inventory, assessment, upgrade));
  if (holds === null) return ['?'];
  return matches.map(({ subject, key }) => (key === null ? subject : `${subject}#${key}`)).sort();
}
