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
  ['all: [{ package: { name: x } }, { not: { service: { name: y } } }]', 'services: [y]', true],
  ['any: [{ package: { name: x } }]', 'services: [z]', false],
  [
    'same: [{ script: { command: x } }, { content: { path: "/**", line: y } }]',
    'files: { /opt/x: y }',
    false,
  ],
  [
    'same: [{ script: { command: x } }, { content: { path: "/**", line: y } }]',
    'files: { /opt/x.sh: y }',
    true,
  ],
  ['one: [{ package: { name: x } }, { service: { name: "y*" } }]', 'services: [yz]', true],
  ['script: { command: x }', 'cron: [y]', true],
  ['script: { command: x, in: files }', 'cron: [y]', false],
  ['script: { command: x, path: /etc/crontab }', 'cron: [y]', false],
  ['elf: { bits: 32 }', 'files: { /opt/x: { elf: {} } }', true],
  ['elf: { bits: 32 }', 'files: { /opt/x: y }', false],
  ['script: { command: x }', 'files: { /opt/x: y }', false],
  ['script: { command: x }', 'files: { /opt/x.sh: y }', true],
  ['script: { command: x, path: "/root/*" }', 'files: { /opt/x.sh: y }', false],
  ['package: { name: [x, "y*"], evr: ">=3" }', 'packages: [yz-1-1.noarch]', true],
  ['package: { name: [x, "y*"] }', 'packages: [z-1-1.noarch]', false],
  ['setting: { area: pool, key: "ha-*" }', 'settings: { pool.ha-enabled: "false" }', true],
  ['setting: { area: pool, key: wlb-enabled }', 'settings: { pool.ha-enabled: "false" }', false],
  ['user: { uid: 0 }', 'users: [x]', true],
  ['cross: { relation: mount-needed-by-sr }', 'mounts: [{ target: /x }]', true],
  ['cross: { relation: mount-needed-by-sr }', 'users: [x]', false],
  ['preflight: { condition: owners }', 'files: { /x: y }', false],
  ['inventory-key: { name: X }', 'files: { /etc/xensource-inventory: y }', true],
])('%s looks at %s: %s', (match, example, expected) => {
  const [assessed] = expandExample(exampleSchema.parse(parse(example))).assessment.items;

  const isScript = assessed?.item.kind === 'file' && assessed.item.path.endsWith('.sh');

  expect(assessed && looksAt({ match: matchSchema.parse(parse(match)) }, assessed, isScript)).toBe(expected);
});
