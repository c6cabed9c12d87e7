import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { beforeAll, expect, test } from 'vitest';
import { collectRecorded } from '../../../src/audit/collect-host.ts';
import { explainItem } from '../../../src/cli/explain-words.ts';
import type { JudgedHost } from '../../../src/model/judged.ts';
import { entriesNaming } from '../../../src/rules/restore/named-by.ts';
import { fileSource } from '../../../src/source/file.ts';
import { judgeLab, knowledge } from '../../support/audit-lab.ts';

const BUNDLE = new URL('../../../fixtures/hosts/demo/host.bundle', import.meta.url);
let host: JudgedHost;

beforeAll(async () => {
  const recorded = fileSource('-', Readable.from([readFileSync(BUNDLE)]));
  host = judgeLab(await collectRecorded(recorded, 'demo.bundle')).judged;
});

function explain(id: string): string[] {
  const assessed = host.assessment.items.find(({ item }) => item.id === id);
  if (assessed === undefined) throw new Error(`the demo host has no ${id}`);
  return explainItem(assessed, host, knowledge()).map((line) => line.trim());
}

test('a file that the restore list names is explained by that entry and its source', () => {
  const lines = explain('file:/root/.ssh/id_backup.pub');

  expect(lines).toContainEqual(expect.stringMatching(/^fate +converted$/));
  expect(lines).toContainEqual(expect.stringMatching(/^source +restore rule root-ssh, upgrade\.py:\d+@/));
  expect(lines).toContainEqual(
    expect.stringMatching(/^restore list root-ssh names \/root\/\.ssh\/id_backup\.pub: .*\(upgrade\.py:\d+@/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^blocker +restored-file-owner-unknown: /));
});

test('of a file that no entry names, just that is said', () => {
  const lines = explain('file:/etc/ssh/sshd_config');

  expect(lines).toContainEqual(
    expect.stringMatching(/^restore list no entry of .* names \/etc\/ssh\/sshd_config$/),
  );
});

test('every rule that looked is named with what came of it', () => {
  const lines = explain('file:/etc/ssh/sshd_config');

  expect(lines).toContainEqual(expect.stringMatching(/^rules +\d+ looked at it$/));
  expect(lines).toContainEqual(expect.stringMatching(/^medium +sshd-config-edited: /));
  expect(lines).toContainEqual(expect.stringMatching(/^clear +sshd-keyword-gone$/));
  expect(lines.filter((line) => /multipath|snmp/.test(line))).toEqual([]);
});

test('a rule that found something elsewhere is clear here, and says where it found it', () => {
  expect(explain('service:nrpe')).toContainEqual(
    expect.stringMatching(/^clear +xinetd-service: here; it found service:check_mk/),
  );
});

test('what is told with another item is said to be', () => {
  expect(explain('service:nrpe')).toContainEqual(
    expect.stringMatching(/^high +nagios-agent: told with package:nrpe-/),
  );
});

test('what many items show makes none of them part of a finding', () => {
  const lines = explain('file:/opt/scripts/start-agents.sh');

  expect(lines.filter((line) => line.includes('told with'))).toEqual([]);
});

test('a rule that could not tell names what was missing', () => {
  const pool = host.outcomes.map((outcome) =>
    outcome.rule === 'storage-not-attached'
      ? {
          ...outcome,
          outcome: 'undetermined' as const,
          gaps: [{ collector: 'xapi', origin: 'xe pbd-list', reason: 'timed-out' as const, detail: '' }],
        }
      : outcome,
  );
  const assessed = host.assessment.items.find(({ item }) => item.kind === 'pbd');

  expect(assessed && explainItem(assessed, { ...host, outcomes: pool }, knowledge())).toContainEqual(
    expect.stringMatching(/^ +undetermined +storage-not-attached: xe pbd-list timed-out$/),
  );
});

test('the entries that name a path are those by which the restore brings it', () => {
  const { profile } = knowledge();
  const files = host.assessment.items.flatMap(({ item, fate }) =>
    item.kind === 'file' && item.state !== 'missing' ? [{ item, source: fate.source }] : [],
  );
  const brought = files.filter(({ source }) => source.startsWith('restore rule '));
  const wrong = files.filter(({ item, source }) => {
    const ids = entriesNaming(profile, item.path, item.pathEncoding).map(({ id }) => id);
    const id = /^restore rule ([^,]+),/.exec(source)?.[1];
    return id === undefined ? ids.length > 0 : !ids.includes(id);
  });

  expect(brought.length).toBeGreaterThan(10);
  expect(wrong.map(({ item, source }) => `${item.path}: ${source}`)).toEqual([]);
});
