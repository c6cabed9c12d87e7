import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleSchema } from '../../../src/rules/example-schema.ts';
import { expandExample } from '../../../src/rules/examples.ts';
import { looksAt } from '../../../src/rules/looks-at.ts';
import { matchSchema } from '../../../src/rules/matchers/index.ts';

test.each([
  ['file: { path: "/etc/*" }', 'files: { /etc/x: y }', true],
  ['file: { path: "/etc/*" }', 'files: { /opt/x: y }', false],
  ['config: { format: sshd, key: Port }', 'files: { /etc/ssh/sshd_config: y }', true],
  ['config: { format: sshd, key: Port }', 'files: { /etc/x: y }', false],
  ['all: [{ package: { name: x } }, { not: { service: { name: y } } }]', 'services: [z]', true],
  ['any: [{ package: { name: x } }]', 'services: [z]', false],
  ['script: { command: x }', 'cron: [y]', true],
  ['cross: { relation: mount-needed-by-sr }', 'mounts: [{ target: /x }]', true],
  ['cross: { relation: mount-needed-by-sr }', 'users: [x]', false],
  ['preflight: { condition: owners }', 'files: { /x: y }', false],
  ['inventory-key: { name: X }', 'files: { /etc/xensource-inventory: y }', true],
])('%s looks at %s: %s', (match, example, expected) => {
  const [assessed] = expandExample(exampleSchema.parse(parse(example))).assessment.items;

  expect(assessed && looksAt({ match: matchSchema.parse(parse(match)) }, assessed)).toBe(expected);
});
