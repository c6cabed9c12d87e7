import { describe, expect, test } from 'vitest';
import { BUNDLE_SECTION, collect, type CollectInfo } from '../../../src/collectors/collect.ts';
import type { Collected, Collector } from '../../../src/collectors/define.ts';
import { collectors } from '../../../src/collectors/index.ts';
import type { Item, SettingItem } from '../../../src/model/inventory.ts';
import { readBundle } from '../../../src/probe/bundle.ts';
import {
  bundleBytes,
  closeLine,
  HEADER,
  inPieces,
  sectionBytes,
  type MadeSection,
} from '../../support/bundles.ts';

const INFO: CollectInfo = {
  tool: { name: 'dom0-audit', version: '1' },
  source: 'bundle',
  address: 'host.bundle',
  probeSha256: null,
  connection: {},
};

function setting(key: string, value = 'x'): SettingItem {
  return { kind: 'setting', id: `setting:made.${key}`, evidence: [], area: 'made', key, value, from: '/x' };
}

/** A collector with one part, whose parser is given. */
function collector(id: string, parse: Collector['parse'] = () => ({ items: [], gaps: [] })): Collector {
  const part = { id: 'part', seconds: 10, maxBytes: 100, answers: 'what there is' };
  return { id, title: id, parts: [part], fragment: new URL('file:///none'), parse };
}

async function collected(sections: readonly MadeSection[], list: readonly Collector[]) {
  return collect(await readBundle(inPieces(bundleBytes(sections), 1000)), INFO, list);
}

const found = (result: Partial<Collected>) => (): Collected => ({ items: [], gaps: [], ...result });

describe('collect', () => {
  test('gives each collector its own parts, and each a section of the inventory', async () => {
    const seen: string[] = [];
    const list = ['one', 'two'].map((id) =>
      collector(id, (parts) => {
        seen.push(`${id}: ${parts['part']?.stdout.toString() ?? 'nothing'}`);
        return { items: [setting(id)], gaps: [] };
      }),
    );

    const { inventory, failures } = await collected(
      [
        { collector: 'two', output: 'B' },
        { collector: 'one', output: 'A' },
      ],
      list,
    );

    expect(seen).toEqual(['one: A', 'two: B']);
    expect(failures).toEqual([]);
    expect(inventory.sections).toEqual({
      one: { status: 'complete', items: [setting('one')], gaps: [] },
      two: { status: 'complete', items: [setting('two')], gaps: [] },
    });
    expect(inventory.collection).toMatchObject({ complete: true, seconds: 1.23, deep: false });
  });

  test.each<[string, MadeSection, string]>([
    ['ended by the watchdog', { status: null, hundredths: 1000 }, 'timed-out'],
    ['longer than its limit', { status: null, cut: true }, 'too-large'],
    ['damaged', { bytes: 7 }, 'cut-off'],
    ['ended by force', { status: null }, 'cut-off'],
    ['failing without a word', { status: 1, output: '\n' }, 'unparsable'],
    ['not to be found on the host', { status: 127, output: 'x' }, 'unparsable'],
  ])('makes a gap of a part that is %s, and keeps what came', async (_, made, reason) => {
    const { inventory } = await collected(
      [{ collector: 'one', ...made }],
      [collector('one', found({ items: [setting('a')] }))],
    );

    expect(inventory.sections['one']).toMatchObject({
      status: 'partial',
      items: [setting('a')],
      gaps: [{ collector: 'one', origin: 'one part', reason }],
    });
  });

  test('takes a part whose last command was false for whole', async () => {
    const { inventory } = await collected(
      [{ collector: 'one', status: 1, output: 'text' }],
      [collector('one')],
    );

    expect(inventory.sections['one']).toMatchObject({ status: 'complete', gaps: [] });
  });

  test('makes a gap of a part that the bundle does not have', async () => {
    const { inventory } = await collected([], [collector('one')]);

    expect(inventory.sections['one']).toMatchObject({
      status: 'unavailable',
      gaps: [{ reason: 'not-collected' }],
    });
  });

  test('says of a part that was taken out of the bundle that it is lost, not that nobody asked', async () => {
    const bytes = Buffer.concat([HEADER, sectionBytes({ collector: 'one' }), closeLine(2)]);

    const { inventory } = collect(await readBundle(inPieces(bytes, 1000)), INFO, [
      collector('one'),
      collector('two'),
    ]);

    expect(inventory.sections['one']?.status).toBe('complete');
    expect(inventory.sections['two']?.gaps).toEqual([
      expect.objectContaining({
        reason: 'cut-off',
        detail: expect.stringContaining('has lost parts') as string,
      }),
    ]);
  });

  test('makes gaps of all that a cut bundle does not have, and says that it is cut', async () => {
    const bundle = await readBundle(
      inPieces(Buffer.concat([HEADER, sectionBytes({ collector: 'one' })]), 1000),
    );

    const { inventory } = collect(bundle, INFO, [collector('one'), collector('two')]);

    expect(inventory.collection.complete).toBe(false);
    expect(inventory.sections['one']?.status).toBe('complete');
    expect(inventory.sections['two']).toMatchObject({ status: 'unavailable', gaps: [{ reason: 'cut-off' }] });
    expect(inventory.sections[BUNDLE_SECTION]?.gaps).toEqual([
      expect.objectContaining({ reason: 'cut-off' }),
    ]);
  });

  test('says what a failing part wrote to standard error: one line, without secrets', async () => {
    const stderr = `bad \u001b[31mthing\npassword=hunter2 ${'x'.repeat(1000)}`;

    const { inventory } = await collected([{ collector: 'one', status: 127, stderr }], [collector('one')]);

    const detail = inventory.sections['one']?.gaps[0]?.detail ?? '';
    expect(detail).toContain('what there is');
    expect(detail).toContain('bad  [31mthing password=[withheld]');
    expect(detail).not.toMatch(/hunter2|\p{Cc}/u);
    expect(detail.length).toBeLessThan(500);
  });

  test('loses no other collector when a parser throws, and says that it is a bug', async () => {
    const error = new TypeError('boom');
    const broken = collector('one', () => {
      throw error;
    });

    const { inventory, failures } = await collected(
      [{ collector: 'one' }, { collector: 'two' }],
      [broken, collector('two', found({ items: [setting('b')] }))],
    );

    expect(failures).toEqual([{ collector: 'one', error }]);
    expect(inventory.sections['one']).toMatchObject({
      status: 'unavailable',
      gaps: [{ reason: 'unparsable' }],
    });
    expect(inventory.sections['two']).toMatchObject({ status: 'complete' });
  });

  test('gives every item an id of its own, in one collector and across them, in a stable order', async () => {
    const list = [
      collector('one', found({ items: [setting('b'), setting('a', '1'), setting('a', '2')] })),
      collector('two', found({ items: [setting('a', '3'), setting('b')] })),
    ];

    const { inventory } = await collected([{ collector: 'one' }, { collector: 'two' }], list);

    const ids = Object.values(inventory.sections).flatMap(({ items }) => items.map(({ id }) => id));
    expect(ids).toEqual([
      'setting:made.a',
      'setting:made.a#2',
      'setting:made.b',
      'setting:made.a#3',
      'setting:made.b#2',
    ]);
  });

  test('keeps one text of a path: the whole one, then the longer one', async () => {
    const content = (path: string, text: string, truncated = false) => ({
      path,
      text,
      truncated,
      sizeBytes: 1,
      withheldLines: 0,
    });
    const list = [
      collector('one', found({ contents: [content('/b', 'long', true), content('/a', 'a')] })),
      collector('two', found({ contents: [content('/b', 'b'), content('/a', 'aa')] })),
    ];

    const { inventory } = await collected([{ collector: 'one' }, { collector: 'two' }], list);

    expect(inventory.contents).toEqual([content('/a', 'aa'), content('/b', 'b')]);
  });

  test('withholds again what the host may have missed', async () => {
    const cron: Item = {
      kind: 'cron',
      id: 'cron:x',
      evidence: [{ origin: '/etc/crontab', excerpt: 'root wget --password=pw1 u' }],
      file: '/etc/crontab',
      line: 1,
      source: 'crontab',
      schedule: '@daily',
      user: 'root',
      command: 'wget --password=pw1 u',
    };
    const content = {
      path: '/x',
      text: 'a\npassword = pw1\n',
      truncated: false,
      sizeBytes: 1,
      withheldLines: 1,
    };
    const items = [
      cron,
      setting('password', 'pw1'),
      setting('plain', 'secret=pw1'),
      setting('plainer', 'pw2'),
    ];

    const { inventory } = await collected(
      [{ collector: 'one' }],
      [collector('one', found({ items, contents: [content] }))],
    );

    expect(JSON.stringify(inventory)).not.toContain('pw1');
    expect(inventory.contents[0]).toMatchObject({ text: 'a\npassword = [withheld]\n', withheldLines: 2 });
    expect(JSON.stringify(inventory)).toContain('pw2');
  });

  test('puts the facts of the host together', async () => {
    const list = [
      collector('one', found({ host: { hostname: 'h', version: '6.2.0' } })),
      collector('two', found({ host: { poolRole: 'master' }, counts: { ownedPaths: 5 } })),
    ];

    const { inventory } = await collected([{ collector: 'one' }, { collector: 'two' }], list);

    expect(inventory.host).toMatchObject({
      address: 'host.bundle',
      hostname: 'h',
      version: '6.2.0',
      poolRole: 'master',
      collectedAt: '2026-01-02T03:04:05Z',
    });
    expect(inventory.collection).toMatchObject({ ownedPaths: 5, assumedUnchanged: null });
  });

  test('reads a bundle without one good section: all is gaps, and nothing throws', async () => {
    const bundle = await readBundle(inPieces(Buffer.concat([HEADER, closeLine(0)]), 1000));

    const { inventory, failures } = collect(bundle, INFO);

    expect(failures).toEqual([]);
    expect(Object.keys(inventory.sections)).toEqual(collectors.map(({ id }) => id));
    for (const section of Object.values(inventory.sections))
      expect(section).toMatchObject({ status: 'unavailable', items: [] });
  });
});
