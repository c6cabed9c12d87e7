import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJournal, writeJournal } from '../../../src/fleet/journal.ts';
import type { FleetHost } from '../../../src/model/fleet.ts';
import { fleetDone } from '../../support/fleet.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function readAll(): Promise<FleetHost[]> {
  const hosts: FleetHost[] = [];
  for await (const host of readJournal(folder)) hosts.push(host);
  return hosts;
}

test('what was written is read back, of each host the last', async () => {
  const first: FleetHost = {
    name: 'xs1',
    status: 'failed',
    attempts: 1,
    seconds: 1,
    code: 'ssh-refused',
    message: 'no',
    hint: 'look',
  };
  await writeJournal(folder, first);
  await writeJournal(folder, fleetDone('xs2'));
  await writeJournal(folder, fleetDone('xs1'));
  expect(await readAll()).toEqual([fleetDone('xs2'), fleetDone('xs1')]);
});

test('a line that was cut off, or is something else, is passed over', async () => {
  await writeJournal(folder, fleetDone('xs1'));
  await appendFile(
    join(folder, 'fleet.jsonl'),
    `{"status":"done","name":"xs3"}\n${JSON.stringify(fleetDone('xs2')).slice(0, 80)}`,
  );
  expect((await readAll()).map(({ name }) => name)).toEqual(['xs1']);
});

test('a folder that is none of a run is refused, and what to do is said', async () => {
  await expect(readAll()).rejects.toMatchObject({ code: 'resume-unreadable' });
});
