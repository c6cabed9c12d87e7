import { expect, test } from 'vitest';
import { renderIndexCsv } from '../../../src/report/csv/fleet.ts';
import { renderIndexJson } from '../../../src/report/json/fleet.ts';
import { readCsv } from '../../support/csv.ts';
import { indexOf, sampleFleet } from '../../support/fleet-index.ts';

const index = indexOf(sampleFleet(9));

test('index.json is the roll-up, a line for each host', () => {
  const text = renderIndexJson(index);
  expect(JSON.parse(text)).toEqual(index);
  expect(text.split('\n').filter((line) => line.startsWith('    {"name":'))).toHaveLength(index.hosts.length);
});

test('index.csv has a row for each host with its numbers, and the reason of one that failed', () => {
  const [head, ...rows] = readCsv(renderIndexCsv(index));
  expect(rows).toHaveLength(index.hosts.length);
  const cells = (name: string): Record<string, string | undefined> => {
    const row = rows.find(([first]) => first === name) ?? [];
    return Object.fromEntries((head ?? []).map((column, place) => [column, row[place]]));
  };
  expect(cells('xs0003.example.net')).toMatchObject({
    status: 'done',
    verdict: 'blocked',
    blocker: '1',
    high: '3',
  });
  expect(cells('xs-dead.example.net')).toMatchObject({ status: 'failed', verdict: '', attempts: '3' });
  expect(cells('xs-dead.example.net')['because']).toContain('did not answer');
});
