// How long the rules take over a large host: 100,000 items, 1,000 texts, 250 rules. The goal is a second.
//   npm run build:tools && node .build/bench/rules.js
import { resolve } from 'node:path';
import { compareText } from '../src/lib/order.ts';
import { expandExample, type ExpandedExample } from '../src/rules/examples.ts';
import type { Example } from '../src/rules/example-schema.ts';
import { judge } from '../src/rules/judge.ts';
import { loadRules, parseRules } from '../src/rules/load.ts';
import type { RuleSet } from '../src/rules/rule.ts';

const ITEMS = 100_000;
const TEXTS = 1_000;
const RULES = 250;
const RUNS = 7;

const host = asRead(expandExample(bigHost()));
const rules = enoughRules(loadRules(resolve(import.meta.dirname, '../../rules.yaml')));
const seconds: number[] = [];
const cpu: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const start = performance.now();
  const before = process.cpuUsage();
  const { outcomes } = judge(rules, host.inventory, host.assessment, host.upgrade, {
    judgedAt: '2016-06-01T00:00:00Z',
  });
  seconds.push((performance.now() - start) / 1000);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1e6);
  if (run === 0)
    console.log(`${outcomes.filter(({ outcome }) => outcome === 'findings').length} rules with findings`);
}
const [first = 0] = seconds;
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[RUNS >> 1] ?? 0;
console.log(
  `${rules.rules.length} rules, ${host.assessment.items.length} items, ${host.inventory.contents.length} texts: ` +
    `first ${first.toFixed(2)} s, median of ${RUNS} ${median(seconds).toFixed(2)} s (${median(cpu).toFixed(2)} s of processor time)`,
);

/** As an inventory file has it and as it lies in memory when it was read: by section, and in each in the order of the ids. */
function asRead(host: ExpandedExample): ExpandedExample {
  const assessed = new Map(host.assessment.items.map((one) => [one.item.id, one]));
  const sections = Object.values(host.inventory.sections).map(({ items }) =>
    [...items].sort((a, b) => compareText(a.id, b.id)),
  );
  const items = sections.flat().flatMap(({ id }) => assessed.get(id) ?? []);
  return { ...host, assessment: structuredClone({ ...host.assessment, items }) };
}

/** A vendor tree of 97,000 files, scripts and settings of one's own, packages, services, jobs. */
function bigHost(): Example {
  const files: NonNullable<Example['files']> = {};
  for (let i = 0; i < ITEMS - 3_000; i++)
    files[`/opt/vendor/part${i % 40}/d${i % 900}/file-${i}.dat`] = { state: 'unowned', sizeBytes: i };
  for (let i = 0; i < TEXTS; i++)
    files[`/usr/local/bin/job-${i}`] =
      `#!/bin/sh\n# job ${i}\n. /etc/rc.d/init.d/functions\n` +
      `for vm in $(xe vm-list --minimal | tr , ' '); do\n  logger "vm $vm"\n  scp /root/x-${i} backup:/srv/\ndone\n`.repeat(
        8,
      ) +
      'ifconfig eth0 | grep inet\nservice snmpd restart\n';
  return {
    files,
    packages: Array.from({ length: 600 }, (_, i) => `package-${i}-1.${i}-1.el5.x86_64`),
    services: Array.from({ length: 120 }, (_, i) => `service-${i}`),
    cron: Array.from({ length: 200 }, (_, i) => `/usr/local/bin/job-${i} >/dev/null 2>&1`),
    users: Array.from({ length: 50 }, (_, i) => `user-${i}`),
    boot: { xen: 'dom0_mem=752M,max:752M iommu=1', kernel: 'ro quiet pciback.hide=(04:00.0)' },
  };
}

/** The product's rules, and as many of the usual kinds as are wanting to 250. */
function enoughRules(own: RuleSet): RuleSet {
  const content = (i: number) =>
    `content: { path: ['/etc/**', '/usr/local/**', '/root/**'], line: '\\b(?:thing|word)${i}[a-z]+\\s' }`;
  const file = (i: number) =>
    `file: { path: ['/etc/area${i}/**', '/opt/vendor/part${i}/**'], fate: destroyed }`;
  const script = (i: number) => `script: { command: ['tool-${i}', 'other-${i}'] }`;
  // In about the shares in which the facts ask for them.
  const kinds = [
    ...[file, content, file, content, script, file, content, script, file, content, file, content, file],
    (i: number) => `script: { module: 'module${i}*' }`,
    (i: number) => `config: { format: sysconfig, key: 'KEY_${i}' }`,
    (i: number) => `package: { name: 'vendor-${i}*', evr: '>=1.${i}' }`,
    (i: number) => `service: { name: 'name-${i}' }`,
    () => `cross: { relation: cron-command-gone }`,
    (i: number) => `boot-arg: { name: 'arg${i}' }`,
    (i: number) => `file: { path: '/**/*.ext${i}' }`,
  ];
  const missing = Math.max(0, RULES - own.rules.length);
  const text = Array.from({ length: missing }, (_, i) => {
    const match = kinds[i % kinds.length]?.(i) ?? '';
    return `  - { id: bench-${i}, title: t, match: { ${match} }, severity: low, why: w, remediation: [r], sources: [s], examples: { match: [{}], clear: [{}] } }`;
  }).join('\n');
  const more = missing === 0 ? [] : parseRules([{ file: 'bench', text: `rules:\n${text}\n` }]).rules;
  return { ...own, rules: [...own.rules, ...more] };
}
