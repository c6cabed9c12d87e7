import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyHost } from '../../../src/audit/verify-host.ts';
import type { VerifySettings } from '../../../src/audit/verify-settings.ts';
import type { FileItem } from '../../../src/model/inventory.ts';
import type { ClosedItem } from '../../../src/model/verify.ts';
import { auditOf, entryOf, hostWith, type AuditParts, type HostParts } from '../../support/closing.ts';
import { assessed, fileItem, type Judgement } from '../../support/judged-parts.ts';

const PATH = '/etc/site.conf';
const SETTINGS: VerifySettings = {
  verifiedAt: '2016-06-05T01:00:00Z',
  ticket: null,
  title: null,
  beforeRestore: false,
  waivers: [],
  dropped: [],
  oldContent: null,
  fetched: null,
};

interface Case {
  readonly was?: Partial<FileItem>;
  readonly foretold?: Judgement;
  readonly audit?: AuditParts;
  readonly now?: readonly FileItem[];
  readonly host?: HostParts;
  readonly settings?: Partial<VerifySettings>;
}

/** Closes one file of an audit. */
async function close({ was, foretold, audit, now, host, settings }: Case): Promise<ClosedItem> {
  const { document } = await verifyHost(
    auditOf([assessed(fileItem(PATH, was), foretold)], audit),
    hostWith(now ?? [], { version: '7.0.0', ...host }),
    { ...SETTINGS, ...settings },
  );
  const [closed] = document.items;
  if (closed === undefined) throw new Error('the file was lost');
  return closed;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const text = (content: string): HostParts => ({ texts: { [PATH]: content } });

describe('a file is closed as', () => {
  test.each<[string, Case, Partial<ClosedItem>]>([
    [
      'identical by its whole text',
      { audit: text('a\n'), now: [fileItem(PATH)], host: text('a\n') },
      { closing: 'identical', proof: 'digest' },
    ],
    [
      'identical by a digest of the same kind',
      { was: { digest: md5('a') }, now: [fileItem(PATH, { digest: md5('a') })] },
      { closing: 'identical', proof: 'digest' },
    ],
    [
      'identical by the digest of its backup, against the text that was read',
      {
        audit: { entries: [entryOf(PATH, 'a\n')] },
        now: [fileItem(PATH, { sizeBytes: 2 })],
        host: text('a\n'),
      },
      { closing: 'identical', proof: 'digest' },
    ],
    [
      'identical by size and time only, and says that this is the weaker claim',
      { now: [fileItem(PATH)] },
      { closing: 'identical', proof: 'metadata', note: expect.stringContaining('not compared') as string },
    ],
    [
      'identical where only its time of change is another, which is said',
      {
        audit: text('a\n'),
        now: [fileItem(PATH, { mtime: '2016-06-05T00:00:00Z' })],
        host: text('a\n'),
      },
      { closing: 'identical', note: expect.stringContaining('time of change') as string },
    ],
    [
      'changed, with a diff of the texts',
      { audit: text('a\nb\n'), now: [fileItem(PATH)], host: text('a\nc\n') },
      { closing: 'changed', proof: 'digest', diff: expect.stringMatching(/^-b$/m) as string },
    ],
    [
      'changed where only the mode is another',
      { audit: text('a\n'), now: [fileItem(PATH, { mode: '100600' })], host: text('a\n') },
      { closing: 'changed', differences: [{ field: 'mode', before: '0644', after: '0600' }] },
    ],
    [
      'changed where only the owner is another',
      { audit: text('a\n'), now: [fileItem(PATH, { user: null, uid: 501 })], host: text('a\n') },
      { closing: 'changed', differences: [{ field: 'user', before: 'root', after: '501' }] },
    ],
    [
      'changed where a link has taken its place',
      { now: [fileItem(PATH, { type: 'symlink', linkTarget: '/opt/x' })] },
      { closing: 'changed' },
    ],
    [
      'could not be told where the size is the same and the time is not',
      { now: [fileItem(PATH, { mtime: '2016-06-05T00:00:00Z' })] },
      { closing: 'untold', wouldTell: expect.stringContaining('sha256sum') as string },
    ],
    [
      "missing where the target's own file is there, as packaged",
      {
        audit: text('mine\n'),
        now: [fileItem(PATH, { state: 'unchanged', package: 'site-1-1.el7.noarch' })],
        host: text('theirs\n'),
      },
      {
        closing: 'missing',
        note: expect.stringContaining("target's own") as string,
        foundAt: `file:${PATH}`,
      },
    ],
    [
      "missing where the target's own file has the mode of its package again",
      {
        audit: text('a\n'),
        now: [fileItem(PATH, { state: 'unchanged', mode: '100600' })],
        host: text('a\n'),
      },
      { closing: 'missing', note: expect.stringContaining("target's own") as string },
    ],
    ['missing where nothing is seen', {}, { closing: 'missing', foundAt: null }],
    [
      'could not be told where a gap lies over its folder',
      {
        host: { gaps: [{ collector: 'files', origin: '/etc', reason: 'denied', detail: 'what is in /etc' }] },
      },
      { closing: 'untold', wouldTell: expect.stringContaining('what is in /etc') as string },
    ],
    [
      'missing where a gap lies elsewhere',
      {
        host: { gaps: [{ collector: 'files', origin: '/opt', reason: 'denied', detail: 'what is in /opt' }] },
      },
      { closing: 'missing' },
    ],
    [
      'moved where it was foretold',
      {
        foretold: { fate: 'moved', to: `${PATH}.bak` },
        audit: text('a\n'),
        now: [fileItem(`${PATH}.bak`), fileItem(PATH, { state: 'changed' })],
        host: { texts: { [`${PATH}.bak`]: 'a\n', [PATH]: 'theirs\n' } },
      },
      { closing: 'moved', foundAt: `file:${PATH}.bak` },
    ],
    [
      'changed where it was moved and differs there',
      {
        foretold: { fate: 'moved', to: `${PATH}.bak` },
        audit: text('a\n'),
        now: [fileItem(`${PATH}.bak`)],
        host: { texts: { [`${PATH}.bak`]: 'b\n' } },
      },
      { closing: 'changed', foundAt: `file:${PATH}.bak` },
    ],
    [
      'identical where it was to be moved and is back in its place',
      {
        foretold: { fate: 'moved', to: `${PATH}.bak` },
        audit: text('a\n'),
        now: [fileItem(`${PATH}.bak`), fileItem(PATH)],
        host: { texts: { [`${PATH}.bak`]: 'a\n', [PATH]: 'a\n' } },
      },
      { closing: 'identical', foundAt: `file:${PATH}` },
    ],
    [
      'identical where it is a link to the same place',
      {
        was: { type: 'symlink', linkTarget: 'x', mode: '120777' },
        now: [fileItem(PATH, { type: 'symlink', linkTarget: 'x', mode: '120755', user: 'bin' })],
      },
      { closing: 'identical' },
    ],
    [
      'changed where the link leads elsewhere',
      {
        was: { type: 'symlink', linkTarget: 'x' },
        now: [fileItem(PATH, { type: 'symlink', linkTarget: 'y' })],
      },
      { closing: 'changed', differences: [{ field: 'linkTarget', before: 'x', after: 'y' }] },
    ],
    [
      'identical where it is a folder in which something lies',
      { was: { type: 'directory', mode: '040755' }, now: [fileItem(`${PATH}/part`)] },
      { closing: 'identical', proof: 'record' },
    ],
    [
      'missing where only a sibling begins with the name of the folder',
      { was: { type: 'directory', mode: '040755' }, now: [fileItem(`${PATH}.d/part`)] },
      { closing: 'missing' },
    ],
    [
      'identical where it had been removed and is away again',
      { was: { state: 'missing' }, now: [fileItem(PATH, { state: 'missing' })] },
      { closing: 'identical' },
    ],
    [
      'changed where it had been removed and is there again',
      { was: { state: 'missing' }, now: [fileItem(PATH, { state: 'unchanged' })] },
      { closing: 'changed', needsLook: true },
    ],
    [
      'could not be told where it had been removed and is not listed',
      { was: { state: 'missing' } },
      { closing: 'untold', wouldTell: expect.stringContaining('ls -l') as string },
    ],
    [
      'identical, but for lines that hold a secret, which is said',
      {
        audit: {
          contents: [
            { path: PATH, text: 'a=[withheld]\n', sizeBytes: 40, truncated: false, withheldLines: 1 },
          ],
        },
        now: [fileItem(PATH, { sizeBytes: 1834 })],
        host: {
          contents: [
            { path: PATH, text: 'a=[withheld]\n', sizeBytes: 40, truncated: false, withheldLines: 1 },
          ],
        },
      },
      { closing: 'identical', proof: 'text', note: expect.stringContaining('withheld') as string },
    ],
  ])('%s', async (_, given, expected) => {
    expect(await close(given)).toMatchObject(expected);
  });
});

describe('a fetch from the upgraded host', () => {
  test.each<[string, Case, Partial<ClosedItem>]>([
    [
      'finds a file that the probe does not list, and closes it as identical',
      {
        audit: { entries: [entryOf(PATH, 'a')] },
        settings: { fetched: new Map([[PATH, entryOf(PATH, 'a')]]) },
      },
      { closing: 'identical', proof: 'digest' },
    ],
    [
      "finds another content where the probe lists nothing: the target's own",
      {
        audit: { entries: [entryOf(PATH, 'a')] },
        settings: { fetched: new Map([[PATH, entryOf(PATH, 'b')]]) },
      },
      {
        closing: 'missing',
        proof: 'digest',
        note: expect.stringContaining("target's own") as string,
      },
    ],
    [
      'finds another content where a gap hid it from the probe',
      {
        audit: { entries: [entryOf(PATH, 'a')] },
        host: {
          gaps: [{ collector: 'files', origin: '/etc', reason: 'denied', detail: 'what is in /etc' }],
        },
        settings: { fetched: new Map([[PATH, entryOf(PATH, 'b')]]) },
      },
      { closing: 'changed', proof: 'digest' },
    ],
    [
      'tells a file that the probe lists by its digest',
      {
        audit: { entries: [entryOf(PATH, 'a')] },
        now: [fileItem(PATH, { sizeBytes: 1834 })],
        settings: { fetched: new Map([[PATH, entryOf(PATH, 'b')]]) },
      },
      { closing: 'changed', proof: 'digest' },
    ],
    [
      'finds nothing',
      { settings: { fetched: new Map([[PATH, null]]) } },
      { closing: 'missing', note: 'Nothing is there.' },
    ],
    [
      'could not look, and hides nothing',
      { settings: { fetched: new Map([[PATH, entryOf(PATH, null)]]) } },
      { closing: 'missing', note: expect.stringContaining("target's package") as string },
    ],
    [
      'finds a removed file away',
      { was: { state: 'missing' }, settings: { fetched: new Map([[PATH, null]]) } },
      { closing: 'identical' },
    ],
  ])('%s', async (_, given, expected) => {
    expect(await close(given)).toMatchObject(expected);
  });
});

describe('the old content of the backup archive', () => {
  const given: Case = {
    was: { sizeBytes: 8 },
    now: [fileItem(PATH, { sizeBytes: 9 })],
    host: text('new line\n'),
  };

  test('gives the diff that the inventories alone cannot give', async () => {
    const without = await close(given);
    const closed = await close({
      ...given,
      settings: { oldContent: () => Promise.resolve(new Map([[PATH, Buffer.from('old line\n')]])) },
    });

    expect(without.diff).toBeNull();
    expect(closed.diff).toMatch(/^-old line$/m);
    expect(closed.diff).toMatch(/^\+new line$/m);
  });

  test('does not bring its secrets into the report', async () => {
    const closed = await close({
      ...given,
      settings: {
        oldContent: () => Promise.resolve(new Map([[PATH, Buffer.from('password=Geheim42\nold line\n')]])),
      },
    });

    expect(JSON.stringify(closed)).not.toContain('Geheim42');
    expect(closed.diff).toContain('[withheld]');
  });

  test('is not asked for where the answer is settled', async () => {
    const asked: string[] = [];
    await close({
      audit: text('a\n'),
      now: [fileItem(PATH)],
      host: text('a\n'),
      settings: {
        oldContent: (paths) => {
          asked.push(...paths);
          return Promise.resolve(new Map());
        },
      },
    });

    expect(asked).toEqual([]);
  });
});
