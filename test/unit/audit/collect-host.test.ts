import { expect, test } from 'vitest';
import { collectLive, collectRecorded } from '../../../src/audit/collect-host.ts';
import { collectors } from '../../../src/collectors/index.ts';
import type { OpenSource, Source, SourceEnd } from '../../../src/source/source.ts';
import { bundleBytes, inPieces } from '../../support/bundles.ts';

const SETTINGS = { token: '0'.repeat(32), deep: false, contentLimit: 1000 };
const WHOLE: SourceEnd = { status: 0, lost: null, stderr: '' };

/** A host that answers with these bytes, whatever it is sent. */
function answering(bytes: Buffer, end: SourceEnd = WHOLE): Source {
  const run: OpenSource = {
    stdout: inPieces(bytes, 4096),
    done: Promise.resolve(end),
    connection: {},
    close: () => undefined,
  };
  return { open: () => Promise.resolve(run) };
}

/** A bundle in which every collector answered, and said nothing. */
function emptyBundle(): Buffer {
  return bundleBytes(
    collectors.flatMap(({ id, parts }) => parts.map((part) => ({ collector: id, part: part.id }))),
  );
}

const live = (source: Source): Promise<unknown> => collectLive(source, 'xs1', SETTINGS, () => undefined);

test('a host without the file that every XenServer has is said to be none', async () => {
  await expect(live(answering(emptyBundle()))).rejects.toMatchObject({ code: 'not-xenserver' });
  await expect(collectRecorded(answering(emptyBundle()), 'host.bundle')).rejects.toMatchObject({
    code: 'not-xenserver',
  });
});

test('a program that ran as somebody else than root is said with its number, and what to do', async () => {
  const bytes = Buffer.from(emptyBundle().toString('latin1').replace('\nuid 0\n', '\nuid 500\n'), 'latin1');

  await expect(live(answering(bytes))).rejects.toMatchObject({
    code: 'not-root',
    message: expect.stringContaining('500') as string,
    hint: expect.stringContaining('--sudo') as string,
  });
});

test('a host that answers with something else is said with what it said', async () => {
  const end: SourceEnd = { status: 127, lost: null, stderr: 'sh: not found' };

  await expect(live(answering(Buffer.from('Welcome!\n'), end))).rejects.toMatchObject({
    code: 'probe-unanswered',
    message: expect.stringContaining('sh: not found') as string,
  });
});

test('a lost connection keeps what was received, and says what was not', async () => {
  const whole = emptyBundle();
  const cut = whole.subarray(0, Math.floor(whole.length / 2));

  const { inventory } = await collectLive(
    answering(cut, { status: null, lost: 'the connection was reset', stderr: '' }),
    'xs1',
    SETTINGS,
    () => undefined,
  );

  expect(inventory.collection.complete).toBe(false);
  expect(
    inventory.sections['bundle']?.gaps.some(
      (gap) => gap.reason === 'cut-off' && gap.detail.includes('reset'),
    ),
  ).toBe(true);
  const last = collectors.at(-1)?.id ?? '';
  expect(inventory.sections[last]?.gaps.map((gap) => gap.reason)).toContain('cut-off');
});
