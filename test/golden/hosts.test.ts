import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { collectRecorded } from '../../src/audit/collect-host.ts';
import { runFiles } from '../../src/audit/run-files.ts';
import { collectors } from '../../src/collectors/index.ts';
import { TOOL } from '../../src/audit/tool.ts';
import { DEFAULT_FORMATS } from '../../src/cli/options.ts';
import { fileSource } from '../../src/source/file.ts';
import { judgeLab, knowledge, JUDGED_AT } from '../support/audit-lab.ts';

/** Each recorded host, through the whole pipeline; `npm run golden` writes what is expected anew. */
const HOSTS = ['demo', 'untouched-6.2', 'customised-6.2', 'troubled-6.5'] as const;
const UPDATE = process.env['UPDATE_GOLDEN'] === '1' && process.env['CI'] !== 'true';
/** Read by people when they change; of the other files the digest is enough. */
const READABLE = ['report.md', 'findings.csv'];

describe.each(HOSTS)('the recorded host %s', (name) => {
  const bundle = new URL(`../../fixtures/hosts/${name}/host.bundle`, import.meta.url);
  const expected = new URL(`./hosts/${name}/`, import.meta.url);

  test('becomes the same inventory and the same reports, byte for byte', async () => {
    const collected = await collectRecorded(fileSource('-', Readable.from([readFileSync(bundle)])), `${name}.bundle`);
    const { judged } = judgeLab(collected);
    const { rules } = knowledge();
    const { files } = runFiles(
      { tool: TOOL, rules: { version: rules.version, sha256: '0'.repeat(64) }, judgedAt: JUDGED_AT, ticket: 'CHG0012345', title: null, hosts: [judged] },
      DEFAULT_FORMATS,
    );
    const made = new Map(files.filter((file) => READABLE.includes(file.name)).map((file) => [file.name, String(file.content)]));
    const inventory = createHash('sha256').update(JSON.stringify(collected.inventory)).digest('hex');
    const sums = [...files.filter(({ name: file }) => file !== 'inventory.json.gz').map(({ name: file, content }) => `${createHash('sha256').update(String(content)).digest('hex')}  ${file}`), `${inventory}  inventory.json`];
    made.set('SHA256SUMS', `${sums.join('\n')}\n`);

    expect(collected.failures).toEqual([]);
    for (const [file, text] of made) {
      const path = new URL(file, expected);
      if (UPDATE) {
        mkdirSync(expected, { recursive: true });
        writeFileSync(path, text);
      }
      expect(existsSync(path), `${file} of ${name}: write it with npm run golden`).toBe(true);
      expect(text, file).toBe(readFileSync(path, 'utf8'));
    }
  });
});

test('the bundle of the demo host is whole, and has every section of the present program', async () => {
  const { inventory } = await collectRecorded(
    fileSource('-', Readable.from([readFileSync(new URL('../../fixtures/hosts/demo/host.bundle', import.meta.url))])),
    'demo.bundle',
  );

  expect(inventory.collection.complete).toBe(true);
  expect(Object.keys(inventory.sections).sort()).toEqual(collectors.map(({ id }) => id).sort());
});
