import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { reportJsonSchema } from '../../../src/report/json/schema.ts';
import { renderJson } from '../../../src/report/json/index.ts';
import { hostileJudged, sampleJudged } from '../../support/judged.ts';
import {
  assessed,
  builtIn,
  fileItem,
  finding,
  judged,
  judgedHost,
  packageItem,
} from '../../support/judged-parts.ts';

function hostOf(...host: Parameters<typeof judgedHost>) {
  const [only] = buildReport(judged([judgedHost(...host)])).document.hosts;
  if (only === undefined) throw new Error('no host');
  return only;
}

describe('report.json lists an item', () => {
  const changed = fileItem('/etc/a', { state: 'changed', package: 'a-1-1.i386' });

  test.each([
    ['that was made by hand', assessed(fileItem('/etc/a')), true],
    ['of a third party', assessed(packageItem('a'), { provenance: 'third-party' }), true],
    ['of unknown origin', assessed(fileItem('/etc/a'), { provenance: 'unknown' }), true],
    ['of stock that was changed', assessed(changed, { provenance: 'stock' }), true],
    [
      'of stock that is missing',
      assessed(fileItem('/etc/a', { state: 'missing' }), { provenance: 'stock' }),
      true,
    ],
  ])('%s', (_, item, isListed) => {
    expect(hostOf([item], []).items).toHaveLength(isListed ? 1 : 0);
  });

  test.each([
    ['stock', assessed(packageItem('a'), { provenance: 'stock' })],
    ['made by a stock dom0', assessed(fileItem('/etc/a'), { provenance: 'runtime' })],
    ['changed by the installation itself', assessed(changed, { provenance: 'stock', stockChange: true })],
  ])('not when it is %s, unless there is a finding on it', (_, item) => {
    expect(hostOf([item], []).items).toHaveLength(0);
    expect(hostOf([item], [finding('r', 'low', item.item.id)]).items).toHaveLength(1);
  });
});

describe('report.json', () => {
  test('has the keys of the contract for a changed file', () => {
    const item = assessed(fileItem('/etc/multipath.conf', { state: 'changed', package: 'dm-1-1.i386' }), {
      provenance: 'stock',
      fate: 'moved',
      to: '/etc/multipath.conf.bak',
      compat: 'needs-rework',
      because: 'why',
      source: 'where',
    });

    expect(hostOf([item]).items[0]).toMatchObject({
      id: 'file:/etc/multipath.conf',
      kind: 'file',
      path: '/etc/multipath.conf',
      provenance: 'stock',
      state: 'changed',
      fate: 'moved',
      to: '/etc/multipath.conf.bak',
      changes: [],
      compat: 'needs-rework',
      because: 'why',
      source: 'where',
      findings: ['customisation-moved:file:/etc/multipath.conf'],
      details: { package: 'dm-1-1.i386', mode: '100644', sizeBytes: 1834 },
    });
  });

  test('says how a path is encoded only where it is', () => {
    const items = [
      assessed(fileItem('/etc/%FF', { pathEncoding: 'percent' })),
      assessed(fileItem('/etc/plain')),
    ];

    expect(hostOf(items).items.map((item) => item.pathEncoding)).toEqual(['percent', undefined]);
  });

  test.each([
    ['lost', {}, { on: '/dev/disk/by-id/scsi-36b8ca3a0f-part2', path: '/etc/a' }],
    ['replaced', {}, { on: '/dev/disk/by-id/scsi-36b8ca3a0f-part2', path: '/etc/a' }],
    ['kept', {}, { on: '/dev/disk/by-id/scsi-36b8ca3a0f-part2', path: '/etc/a' }],
    ['destroyed', {}, null],
    ['untouched', {}, null],
    ['unknown', {}, null],
    ['replaced', { state: 'missing' }, null],
  ] as const)('says where the old copy of a file will be that is %s %o', (fate, file, copy) => {
    expect(hostOf([assessed(fileItem('/etc/a', file), { fate })]).items[0]?.oldCopy).toEqual(copy);
  });

  test('counts every item and finding, listed or not, waived or not', () => {
    const items = [
      assessed(fileItem('/a'), { fate: 'lost', compat: 'breaks' }),
      assessed(packageItem('b'), { provenance: 'stock', fate: 'replaced' }),
    ];
    const waiver = { reason: 'r', approver: 'a', expires: null, status: 'active' } as const;
    const findings = [
      finding('one', 'high', 'file:/a', { waiver }),
      finding('two', 'high', 'file:/a', { waiver: { ...waiver, status: 'expired' } }),
    ];

    const { counts } = hostOf(items, findings);

    expect(counts.fate).toMatchObject({ lost: 1, replaced: 1, kept: 0 });
    expect(counts.compat).toMatchObject({ breaks: 1, works: 1, ignored: 0 });
    expect(counts.severity).toMatchObject({ blocker: 0, high: 2 });
    expect(counts.waived).toMatchObject({ high: 1 });
  });

  test('lists findings worst first, and items by id', () => {
    const items = ['/b', '/a'].map((path) => assessed(fileItem(path)));
    const findings = [
      finding('z', 'low', 'file:/a'),
      finding('b', 'blocker', 'file:/b'),
      finding('a', 'low', 'file:/b'),
    ];

    const host = hostOf(items, findings);

    expect(host.findings.map((each) => each.rule)).toEqual(['b', 'a', 'z']);
    expect(host.items.map((each) => each.path)).toEqual(['/a', '/b']);
  });

  test('keeps every member of a tree', () => {
    const tree = Array.from({ length: 3000 }, (_, at) => assessed(fileItem(`/opt/v/${String(at)}`)));

    const host = hostOf(tree, tree.flatMap(builtIn));

    expect(host.items).toHaveLength(3000);
    expect(host.findings).toHaveLength(3000);
  });

  test('holds several hosts', () => {
    const { document, views } = buildReport(judged([judgedHost(), judgedHost()]));

    expect(document.hosts).toHaveLength(2);
    expect(views.map((view) => view.host)).toEqual(document.hosts);
  });
});

describe('the published schema', () => {
  const published = readFileSync(new URL('../../../schema/report-1.schema.json', import.meta.url), 'utf8');
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
    JSON.parse(published) as object,
  );

  test('is the one that the code has (node scripts/schemas.js writes it)', () => {
    expect(published).toBe(reportJsonSchema());
  });

  test.each([
    ['a busy host', sampleJudged(40)],
    ['a hostile host', hostileJudged('\u0000\ud800"\\\n')],
    ['a host with nothing', judged([judgedHost()])],
    ['no host at all', judged([])],
  ])('takes the report of %s', (_, input) => {
    const written: unknown = JSON.parse(renderJson(buildReport(input)));

    expect([validate(written), validate.errors]).toEqual([true, null]);
  });

  test('refuses an item without a fate, and a key that it does not know', () => {
    const written = JSON.parse(renderJson(buildReport(sampleJudged(0)))) as {
      hosts: { items: Record<string, unknown>[] }[];
    };
    delete written.hosts[0]?.items[0]?.['fate'];
    const more = { ...(JSON.parse(renderJson(buildReport(judged([])))) as object), surprise: 1 };

    expect([validate(written), validate(more)]).toEqual([false, false]);
  });
});

describe('the text of report.json', () => {
  test('says the same as the document', () => {
    const report = buildReport(sampleJudged(40));

    expect(JSON.parse(renderJson(report))).toEqual(JSON.parse(JSON.stringify(report.document)));
  });

  test('has a line for each item and each finding', () => {
    const report = buildReport(sampleJudged(40));
    const lines = renderJson(report).split('\n');

    const items = lines.filter((line) => /^ {8}\{"id":"[a-z-]+:.*"provenanceBecause"/.test(line));
    expect(items).toHaveLength(report.document.hosts[0]?.items.length ?? 0);
  });
});
