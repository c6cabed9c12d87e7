import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packInventory } from '../../../src/audit/inventory-file.ts';
import { loadDropped } from '../../../src/audit/verify-dropped.ts';
import { readEarlierAudit } from '../../../src/audit/verify-folder.ts';
import { verifyHost } from '../../../src/audit/verify-host.ts';
import type { ReportedAudit, VerifySettings } from '../../../src/audit/verify-settings.ts';
import type { FateName } from '../../../src/model/fate.ts';
import type { Finding, Waiver } from '../../../src/model/finding.ts';
import type { FileItem } from '../../../src/model/inventory.ts';
import { renderDocument } from '../../../src/report/json/index.ts';
import { auditOf, connection, hostWith, storage } from '../../support/closing.ts';
import { assessed, fileItem, finding } from '../../support/judged-parts.ts';

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
const PATH = '/opt/site/old.conf';
const ACTIVE: Waiver = { reason: 'Retired.', approver: 'change board', expires: null, status: 'active' };

const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-verify-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function audit(fate: FateName, findings: readonly Finding[] = []): ReportedAudit {
  return auditOf([assessed(fileItem(PATH), { fate })], { findings, texts: { [PATH]: 'a\n' } });
}

async function closing(of: ReportedAudit, now: readonly FileItem[] = [], more: Partial<VerifySettings> = {}) {
  const after = hostWith(now, { version: '7.0.0', texts: { [PATH]: 'b\n' } });
  const { document } = await verifyHost(of, after, { ...SETTINGS, ...more });
  return document.items[0];
}

describe('an item is dropped on purpose', () => {
  test.each<[string, FateName, string, Waiver['status'], readonly FileItem[], string]>([
    ['by a waiver on the finding that it is lost', 'lost', 'customisation-lost', 'active', [], 'dropped'],
    ['by a waiver on any finding on what is lost', 'lost', 'old-agent', 'active', [], 'dropped'],
    ['and another version of it is there', 'lost', 'old-agent', 'active', [fileItem(PATH)], 'dropped'],
    ['but not by a waiver that has run out', 'lost', 'customisation-lost', 'expired', [], 'missing'],
    ['but not by a waiver whose subject changed', 'lost', 'customisation-lost', 'changed', [], 'missing'],
    ['but not by accepting a weakness of what was to stay', 'kept', 'weak-setting', 'active', [], 'missing'],
    [
      'but not when it was to come back and is different',
      'converted',
      'customisation-converted',
      'active',
      [fileItem(PATH)],
      'changed',
    ],
  ])('%s', async (_, fate, rule, status, now, expected) => {
    const waived = finding(rule, 'medium', `file:${PATH}`, { waiver: { ...ACTIVE, status } });

    const closed = await closing(audit(fate, [waived]), now);

    expect(closed?.closing).toBe(expected);
    expect(closed?.consent).toEqual(
      expected === 'dropped' ? { by: 'waiver', reason: 'Retired.', approver: 'change board' } : null,
    );
  });

  test.each([
    ['its id', `file:${PATH}`, 'dropped'],
    ['a path', PATH, 'dropped'],
    ['a glob over paths', '/opt/site/**', 'dropped'],
    ['a glob over ids', 'file:/opt/**', 'dropped'],
    ['another path', '/opt/other/**', 'missing'],
  ])('by %s in a file of its own', async (_, item, expected) => {
    const file = join(folder, 'dropped.yaml');
    writeFileSync(file, `dropped:\n  - item: '${item}'\n    reason: Retired.\n    approver: change board\n`);

    const closed = await closing(audit('lost'), [], { dropped: loadDropped(file) });

    expect(closed?.closing).toBe(expected);
  });

  test.each([
    ['without a reason', 'dropped:\n  - item: /opt/x\n    approver: me\n', /reason/],
    ['with a glob that is none', "dropped:\n  - item: '/opt/{x'\n    reason: a\n    approver: me\n", /item/],
    ['with a key that is not known', 'dropped: []\nmore: 1\n', /more/],
  ])('a file %s is refused with its line', (_, text, said) => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, text);

    expect(() => loadDropped(file)).toThrow(said);
    expect(() => loadDropped(file)).toThrow(/wrong\.yaml:\d/);
  });

  test('new waivers stand in for those of the audit', async () => {
    const given = audit('lost', [
      finding('customisation-lost', 'medium', `file:${PATH}`, { waiver: ACTIVE }),
    ]);
    const entry = {
      finding: `customisation-lost:file:${PATH}`,
      rule: null,
      subject: null,
      reason: 'New.',
      approver: 'somebody else',
      expires: null,
      accepts: ['sha256:other'],
      accepted: null,
      file: 'w.yaml',
      line: 1,
    };

    const other = await closing(given, [], { waivers: [entry] });
    const same = await closing(given, [], {
      waivers: [{ ...entry, accepts: [finding('x', 'low', 'y').digest] }],
    });

    expect(other?.closing).toBe('missing');
    expect(same).toMatchObject({ closing: 'dropped', consent: { approver: 'somebody else' } });
  });
});

describe('storage', () => {
  test('is watched though the audit does not list it, and counted', async () => {
    const given = auditOf([], {}, [storage('1'), connection('2', '1')]);
    const after = hostWith([storage('1'), connection('2', '1', { attached: false })], { version: '7.0.0' });

    const { document } = await verifyHost(given, after, SETTINGS);

    expect(document.items.map(({ id, closing: word, fate }) => [id, word, fate])).toEqual([
      ['pbd:2', 'missing', null],
      ['sr:1', 'identical', null],
    ]);
    expect(document.storage).toEqual({ back: 1, changed: 0, missing: 1, untold: 0 });
    expect(document.outcome).toBe('open');
  });
});

describe('the closing report', () => {
  test('takes ticket and title from the audit, unless others are given', async () => {
    const after = hostWith([], { version: '7.0.0' });
    const { document } = await verifyHost(audit('lost'), after, SETTINGS);
    const other = await verifyHost(audit('lost'), after, { ...SETTINGS, ticket: 'CHG2', title: 'Other' });

    expect([document.ticket, document.title]).toEqual(['CHG0012345', 'Upgrade of xs-lab-07']);
    expect([other.document.ticket, other.document.title]).toEqual(['CHG2', 'Other']);
  });

  test.each([
    ['another host', { uuid: '99999999-9999-4999-8999-999999999999' }, /another uuid/],
    ['a host that was not upgraded', { version: '6.5.0' }, /has not been upgraded/],
    ['a host of another release', { version: '7.1.0' }, /foretold an upgrade to 7\.0\.0/],
  ])('warns of %s', async (_, parts, said) => {
    const { document } = await verifyHost(
      audit('lost'),
      hostWith([], { version: '7.0.0', ...parts }),
      SETTINGS,
    );

    expect(document.warnings.join('\n')).toMatch(said);
  });
});

describe('an earlier audit', () => {
  const given = audit('lost');
  const write = (name: string, files: Readonly<Record<string, string | Buffer>>): string => {
    const path = mkdtempSync(join(folder, `${name}-`));
    for (const [file, content] of Object.entries(files)) writeFileSync(join(path, file), content);
    return path;
  };
  const inventory = packInventory(given.inventory);
  const report = renderDocument(given.report.document);

  test.each(['', 'inventory.json.gz', 'report.json'])(
    'is read from its folder or from %j in it',
    async (file) => {
      const path = write('whole', { 'inventory.json.gz': inventory, 'report.json': report });

      const read = await readEarlierAudit(join(path, file));

      expect(read.report?.host).toEqual(given.report.host);
      expect(read.inventorySha256).toBe(given.inventorySha256);
      expect(read.manifest).toBeNull();
    },
  );

  test('without a report has none', async () => {
    const read = await readEarlierAudit(write('bare', { 'inventory.json.gz': inventory }));

    expect(read.report).toBeNull();
  });

  test('whose inventory is not that of its report is refused', async () => {
    const other = packInventory(hostWith([fileItem('/other')]));
    const path = write('mixed', { 'inventory.json.gz': other, 'report.json': report });

    await expect(readEarlierAudit(path)).rejects.toMatchObject({ code: 'audit-mismatch' });
    expect((await readEarlierAudit(join(path, 'inventory.json.gz'))).report).toBeNull();
  });

  test.each([
    ['a report that is none', { 'report.json': '{}' }, 'report-unreadable'],
    ['a report that is cut off', { 'report.json': '{"schema":' }, 'report-unreadable'],
    [
      'a manifest that is none',
      { 'report.json': report, 'backup.manifest.json': '{}' },
      'manifest-unreadable',
    ],
    ['an inventory that is none', { 'inventory.json.gz': 'x' }, 'inventory-unreadable'],
  ])('with %s is refused', async (_, files, code) => {
    const path = write('broken', { 'inventory.json.gz': inventory, ...files });

    await expect(readEarlierAudit(path)).rejects.toMatchObject({ code });
  });
});
