import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { hostileJudged, sampleJudged, vendorTree } from '../../support/judged.ts';
import {
  assessed,
  builtIn,
  fileItem,
  finding,
  inventory,
  judged,
  judgedHost,
  packageItem,
} from '../../support/judged-parts.ts';

function viewOf(...host: Parameters<typeof judgedHost>) {
  const [view] = buildReport(judged([judgedHost(...host)])).views;
  if (view === undefined) throw new Error('no host');
  return view;
}

function entriesOf(view: ReturnType<typeof viewOf>) {
  return view.sections.flatMap((section) =>
    section.kinds.flatMap((kind) => kind.causes.flatMap((cause) => cause.entries)),
  );
}

describe('a tree of 8,000 unowned files', () => {
  const tree = vendorTree(8000);
  const view = viewOf(tree, tree.flatMap(builtIn));

  test('is one entry with count and bytes', () => {
    const [entry, ...more] = entriesOf(view);

    expect(more).toEqual([]);
    expect(entry?.label).toBe('/opt/vendor-agent/');
    expect(entry?.tree).toMatchObject({ files: 8000, folders: 205 });
    expect(entry?.tree?.sizeBytes).toBeGreaterThan(1_000_000);
  });

  test('opens into all its members', () => {
    const members = entriesOf(view)[0]?.tree?.members.map((member) => member.label);

    expect(members).toHaveLength(8205);
    expect(members).toContain('lib/000/module-00004.py');
  });

  test('is one line among the findings too', () => {
    expect(view.findings).toHaveLength(1);
    expect(view.findings[0]).toMatchObject({
      rule: 'customisation-lost',
      count: 8205,
      subjects: [{ label: '/opt/vendor-agent/', count: 8205 }],
    });
  });

  test('leaves a file with a finding of its own standing alone', () => {
    const [, , third] = tree;
    const own = finding('script-breaks', 'high', third?.item.id ?? '');

    const entries = entriesOf(viewOf(tree, [own]));

    expect(entries.map((entry) => entry.tree?.members.length ?? 1)).toEqual([8204, 1]);
  });

  test('is told apart by fate, provenance, compat and state', () => {
    const files = Array.from({ length: 60 }, (_, at) => fileItem(`/opt/v/${String(at).padStart(2, '0')}`));
    const items = files.map((item, at) =>
      assessed(item, { fate: at < 20 ? 'lost' : 'kept', compat: at < 40 ? 'works' : 'breaks' }),
    );

    const entries = entriesOf(viewOf(items));

    expect(entries.map((entry) => [entry.fate, entry.compat, entry.tree?.files])).toEqual([
      ['lost', 'works', 20],
      ['kept', 'breaks', 20],
      ['kept', 'works', 20],
    ]);
  });

  test('keeps what is waived apart from what is not', () => {
    const waiver = { reason: 'r', approver: 'a', expires: null, status: 'active' } as const;
    const findings = tree.flatMap(builtIn).map((each, at) => (at < 100 ? { ...each, waiver } : each));

    const waived = viewOf(tree, findings);

    expect(waived.findings.map((card) => [card.isWaived, card.count])).toEqual([
      [false, 8105],
      [true, 100],
    ]);
    expect(waived.waivers).toHaveLength(1);
  });
});

describe('findings', () => {
  test('of one rule that say the same are one card', () => {
    const items = ['/a', '/b'].map((path) => assessed(fileItem(path)));
    const findings = items.map(({ item }) =>
      finding('r', 'high', item.id, {
        why: `${'path' in item ? item.path : ''} is gone.`,
        remediation: ['Do it.'],
      }),
    );

    const { findings: cards } = viewOf(items, findings);

    expect(cards).toMatchObject([
      {
        why: 'the same path is gone.',
        steps: ['Do it.'],
        count: 2,
        subjects: [{ label: '/a' }, { label: '/b' }],
      },
    ]);
  });

  test('that say different things say them each on their own', () => {
    const findings = ['x', 'y'].map((word) =>
      finding('r', 'high', 'host', { id: `r:host#${word}`, title: word, why: word, remediation: [word] }),
    );

    const [card] = viewOf([], findings).findings;

    expect(card?.subjects).toMatchObject([
      { key: 'x', title: 'x', why: 'x', steps: ['x'] },
      { key: 'y', title: 'y', why: 'y', steps: ['y'] },
    ]);
  });

  test('that block come first and apart, unless they are waived', () => {
    const waiver = { reason: 'r', approver: 'a', expires: '2016-07-01', status: 'active' } as const;
    const view = viewOf([], [finding('a', 'blocker', 'x', { waiver }), finding('b', 'blocker', 'y')]);

    expect(view.blockers.map((card) => card.rule)).toEqual(['b']);
    expect(view.findings).toMatchObject([{ rule: 'a', isWaived: true }]);
    expect(view.severities[0]).toMatchObject({ name: 'blocker', open: 1, waived: 1, cards: 1 });
  });

  test.each([['expired'], ['changed']] as const)('with a waiver that is %s count as open', (status) => {
    const waiver = { reason: 'r', approver: 'a', expires: null, status };

    const view = viewOf([], [finding('a', 'blocker', 'x', { waiver })]);

    expect(view.blockers).toHaveLength(1);
    expect(view.waivers).toMatchObject([{ isActive: false }]);
  });

  test('link both ways: card to entry, entry to card', () => {
    const item = assessed(fileItem('/a'));
    const view = viewOf([item], [finding('r', 'high', 'file:/a')]);
    const [entry] = entriesOf(view);
    const [card] = view.findings;

    expect(card?.subjects[0]?.anchor).toBe(entry?.anchor);
    expect(entry?.findings[0]?.anchor).toBe(card?.anchor);
  });

  test('a waiver that names nothing here is shown', () => {
    const unused = { about: 'r:file:/gone', reason: 'x', approver: 'y', expires: null };

    const view = viewOf([], [], { unusedWaivers: [unused] });

    expect(view.waivers).toMatchObject([{ subjects: ['r:file:/gone'], anchor: null, isActive: false }]);
  });
});

describe('what there is to do', () => {
  test.each([
    ['Before the upgrade: save it.', 'before', 'Save it.'],
    ['before: save it.', 'before', 'Save it.'],
    ['After the upgrade: put it back.', 'after', 'Put it back.'],
    ['After the upgrade, put it back.', 'after', 'Put it back.'],
    ['After: put it back.', 'after', 'Put it back.'],
    ['After the upgrade it has to be put back.', 'after', 'After the upgrade it has to be put back.'],
    ['Save it.', 'before', 'Save it.'],
    ['Afterwards is no mark.', 'before', 'Afterwards is no mark.'],
  ] as const)('%j is for %s', (step, phase, text) => {
    const view = viewOf([], [finding('r', 'high', 'x', { remediation: [step] })]);

    expect(view[phase].map((action) => action.steps)).toEqual([[text]]);
    expect(view[phase === 'before' ? 'after' : 'before']).toEqual([]);
  });

  test('a step without a mark follows the one before it', () => {
    const remediation = [
      'Save it.',
      'After the upgrade: put it back.',
      'Then start it.',
      'Before: ask.',
      'Then wait.',
    ];
    const view = viewOf([], [finding('r', 'high', 'x', { remediation })]);

    expect(view.before[0]?.steps).toEqual(['Save it.', 'Ask.', 'Then wait.']);
    expect(view.after[0]?.steps).toEqual(['Put it back.', 'Then start it.']);
  });

  test('a customisation is put back after the upgrade where nothing else is said', () => {
    const item = assessed(fileItem('/a'));
    const view = viewOf(
      [item],
      [finding('customisation-lost', 'low', 'file:/a', { remediation: ['Do it again.'] })],
    );

    expect([view.before.length, view.after.length]).toEqual([0, 1]);
  });

  test('a waived finding asks for nothing', () => {
    const waiver = { reason: 'r', approver: 'a', expires: null, status: 'active' } as const;

    expect(viewOf([], [finding('r', 'high', 'x', { remediation: ['Do it.'], waiver })]).before).toEqual([]);
  });

  test('many different steps of one rule are cut, and the rest is counted', () => {
    const findings = Array.from({ length: 20 }, (_, at) =>
      finding('r', 'high', `x${String(at)}`, { remediation: [`Step ${String(at)}.`] }),
    );

    const [action] = viewOf([], findings).before;

    expect(action?.steps).toHaveLength(7);
    expect(action?.steps.at(-1)).toContain('14 more steps');
  });
});

describe('sections', () => {
  test('say a cause once for all things that share it, paths apart', () => {
    const items = ['/a', '/b'].map((path) =>
      assessed(fileItem(path), {
        because: `No list names ${path}. The old copy is ${path} on /dev/sda2, until the next upgrade formats it.`,
      }),
    );

    const [section] = viewOf(items).sections;

    expect(section?.kinds[0]?.causes).toMatchObject([
      { because: 'No list names the same path.', entries: [{ label: '/a' }, { label: '/b' }] },
    ]);
    expect(section?.oldCopies).toContain('/dev/disk/by-id/scsi-36b8ca3a0f-part2');
  });

  test('come worst first, and every listed item is in one of them', () => {
    const report = buildReport(sampleJudged(200));
    const [view] = report.views;
    if (view === undefined) throw new Error('no host');

    const entries = entriesOf(view);

    expect(view.sections.map((section) => section.fate)).toEqual([
      'destroyed',
      'lost',
      'replaced',
      'unknown',
      'converted',
      'moved',
      'kept',
      'untouched',
    ]);
    const counted = entries.reduce((sum, entry) => sum + (entry.tree?.members.length ?? 1), 0);
    expect(counted).toBe(view.totals.listed);
    expect(view.totals.listed).toBe(view.host.items.length);
    expect(view.matrix.reduce((sum, row) => sum + row.total, 0)).toBe(view.totals.listed);
    expect(view.fates.reduce((sum, tally) => sum + tally.entries, 0)).toBe(view.totals.entries);
  });

  test('give every entry an anchor of its own, free of the text of the host', () => {
    const [view] = buildReport(hostileJudged('"><b id=x')).views;
    const anchors = view === undefined ? [] : entriesOf(view).map((entry) => entry.anchor);

    expect(new Set(anchors).size).toBe(anchors.length);
    expect(anchors.every((anchor) => /^e-[0-9a-f]{12}$/.test(anchor))).toBe(true);
  });
});

describe('the other parts', () => {
  test('packages that are not stock are listed with their evidence', () => {
    const items = [
      assessed(packageItem('b', { vendor: 'Example' }), {
        provenance: 'third-party',
        provenanceBecause: 'Its vendor.',
      }),
      assessed(packageItem('a'), { provenance: 'stock' }),
    ];

    expect(viewOf(items, [finding('r', 'low', items[1]?.item.id ?? '')]).packages).toMatchObject([
      { nevra: 'b-1.0-1.x86_64', vendor: 'Example', provenanceBecause: 'Its vendor.' },
    ]);
  });

  test('gaps stand by collector, those of one cause together', () => {
    const gap = (collector: string, origin: string) =>
      ({ collector, origin, reason: 'denied', detail: 'what is in it' }) as const;
    const sections = {
      x: { status: 'partial', items: [], gaps: [gap('files', '/b'), gap('xapi', 'xe'), gap('files', '/a')] },
    } as const;

    const view = viewOf([], [], { inventory: inventory([], { sections }) });

    expect(view.gaps).toMatchObject([
      { collector: 'files', count: 2, gaps: [{ detail: 'what is in it', origins: ['/a', '/b'] }] },
      { collector: 'xapi', count: 1 },
    ]);
  });

  test('a diff is counted line by line, its head left out', () => {
    const unified =
      '--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n--- was a comment\n+new\n\\ No newline at end of file\n';

    const [diff] = viewOf([], [], {
      diffs: [{ subject: 'file:/a', path: '/a', against: 'baseline', unified }],
    }).diffs;

    expect(diff).toMatchObject({ added: 1, removed: 1 });
    expect(diff?.lines.map((line) => line.type)).toEqual(['hunk', 'same', 'remove', 'add', 'same']);
  });

  test('old algorithms are pointed out by name when the connection says so', () => {
    const { collection } = inventory([]);
    const connection = { kex: 'diffie-hellman-group1-sha1', cipher: 'aes128-ctr', legacy: 'yes' };
    const warningsOf = (legacy: string) =>
      viewOf([], [], {
        inventory: inventory([], { collection: { ...collection, connection: { ...connection, legacy } } }),
      }).warnings;

    expect(warningsOf('yes')).toHaveLength(1);
    expect(warningsOf('yes')[0]).toContain('diffie-hellman-group1-sha1');
    expect(warningsOf('yes')[0]).not.toContain('aes128-ctr');
    expect(warningsOf('no')).toEqual([]);
  });
});
