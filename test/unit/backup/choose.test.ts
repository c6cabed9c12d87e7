import { describe, expect, test } from 'vitest';
import { chooseFiles, type ChoiceSettings } from '../../../src/backup/choose.ts';
import type { AssessedItem, FateName } from '../../../src/model/fate.ts';
import { assessed, fileItem, type Judgement } from '../../support/judged-parts.ts';

const ALL: ChoiceSettings = { include: [], exclude: [], fileBytes: 1e6, totalBytes: 1e7 };
const file = (path: string, judgement: Judgement = {}, more = {}): AssessedItem =>
  assessed(fileItem(path, more), judgement);
const paths = (items: readonly AssessedItem[], settings: Partial<ChoiceSettings> = {}): string[] =>
  chooseFiles(items, { ...ALL, ...settings }).chosen.map(({ path }) => path);

describe('what is chosen', () => {
  test.each<FateName>(['kept', 'moved', 'converted', 'replaced', 'lost', 'destroyed', 'unknown'])(
    'a custom file whose fate is %s',
    (fate) => {
      expect(paths([file('/x', { fate })])).toEqual(['/x']);
    },
  );

  test.each<[string, AssessedItem]>([
    ['on storage that the installer leaves alone', file('/x', { fate: 'untouched' })],
    ['of the product', file('/x', { provenance: 'stock' })],
    ['that a running dom0 makes', file('/x', { provenance: 'runtime' })],
    [
      'that the installation itself changes',
      file('/x', { provenance: 'stock', stockChange: true }, { state: 'changed' }),
    ],
    ['that is missing', file('/x', { provenance: 'stock' }, { state: 'missing' })],
  ])('no file %s', (_, item) => {
    expect(paths([item])).toEqual([]);
  });

  test('a file of the product that was changed', () => {
    expect(paths([file('/x', { provenance: 'stock' }, { state: 'changed' })])).toEqual(['/x']);
  });

  test('the folders above, once each, before what is in them', () => {
    expect(paths([file('/opt/a/b'), file('/opt/a/c')])).toEqual(['/opt', '/opt/a', '/opt/a/b', '/opt/a/c']);
  });

  test('a name that is not UTF-8, and one that looks like its encoding, as two', () => {
    const encoded = file('/%FF', {}, { pathEncoding: 'percent', id: 'file:/%FF#percent' });

    expect(chooseFiles([file('/%FF'), encoded], ALL).chosen).toHaveLength(2);
  });

  test('the file of a job that somebody made, with the job as its reason', () => {
    const job = assessed({
      kind: 'cron',
      id: 'cron:/etc/cron.d/mine#1',
      evidence: [],
      file: '/etc/cron.d/mine',
      line: 1,
      source: 'cron.d',
      schedule: '* * * * *',
      user: 'root',
      command: 'true',
    });

    expect(chooseFiles([job], ALL).chosen.at(-1)).toMatchObject({
      path: '/etc/cron.d/mine',
      subjects: [job.item.id],
    });
  });
});

describe('what was asked for', () => {
  test('is taken: by a glob over what is listed, by its path with all below it, or by a path that is not', () => {
    const stock = ['/a/one', '/a/two', '/b/three', '/c'].map((path) => file(path, { provenance: 'stock' }));

    expect(paths(stock, { include: ['/a/*', '/b', '/not/listed'] })).toEqual(
      expect.arrayContaining(['/a/one', '/a/two', '/b/three', '/not/listed']),
    );
    expect(paths(stock, { include: ['/a/*', '/b', '/not/listed'] })).not.toContain('/c');
  });

  test('and is not there as a glob, is told', () => {
    expect(chooseFiles([], { ...ALL, include: ['/nowhere/*'] }).leftOut).toEqual([
      expect.objectContaining({ path: '/nowhere/*', because: expect.stringContaining('No path') as string }),
    ]);
  });
});

describe('what is left out', () => {
  test.each<[string, AssessedItem, Partial<ChoiceSettings>, RegExp]>([
    ['by --exclude', file('/x/y'), { exclude: ['/x'] }, /--exclude \/x/],
    ['by --exclude, though it was asked for', file('/x'), { include: ['/x'], exclude: ['/x'] }, /--exclude/],
    ['for its size', file('/x', {}, { sizeBytes: 2e6 }), {}, /2000000 bytes.*--backup-file-limit/],
    ['for want of room', file('/x'), { totalBytes: 100 }, /--backup-total-limit/],
    ['because no archive can hold it', file('/x', {}, { type: 'socket' }), {}, /socket/],
  ])('%s, is told', (_, item, settings, because) => {
    const choice = chooseFiles([item], { ...ALL, ...settings });

    expect(choice.chosen).toEqual([]);
    expect(choice.leftOut).toMatchObject([{ because: expect.stringMatching(because) as string }]);
  });

  test('where room is short, is what the upgrade keeps', () => {
    const items = [file('/a-kept', { fate: 'kept' }), file('/z-lost', { fate: 'lost' })];

    expect(paths(items, { totalBytes: 2000 })).toEqual(['/z-lost']);
  });
});
