import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectBugtool } from '../../src/audit/collect-bugtool.ts';
import type { CollectedHost } from '../../src/audit/collect-host.ts';
import type { JudgedHost } from '../../src/model/judged.ts';
import { allItems } from '../../src/model/items.ts';
import type { Item, ItemKind } from '../../src/model/inventory.ts';
import type { ReportHost } from '../../src/model/report-document.ts';
import { renderMarkdown } from '../../src/report/markdown/index.ts';
import { buildLab, CUSTOMISED, STOCK_SECRETS, type Lab } from '../lab/index.ts';
import { collectLab, judgeLab, reportOf } from '../support/audit-lab.ts';
import { describeWithLab } from '../support/lab.ts';
import { labReport, type ReportFormat } from '../support/status-report.ts';

async function collectReport(lab: Lab, format: ReportFormat): Promise<CollectedHost> {
  const archive = labReport(lab, format);
  try {
    return await collectBugtool(archive.path);
  } finally {
    archive.remove();
  }
}

/** The same id over SSH: `rpm -qa` of 6.x prints neither epoch nor architecture. */
function idOf(item: Item): string {
  return item.kind === 'package' ? `package:${item.name}-${item.version}-${item.release}` : item.id;
}

const KINDS_OF_NO_REPORT: readonly ItemKind[] = [
  'file',
  'user',
  'group',
  'cron',
  'certificate',
  'firewall',
  'plugin',
];

describeWithLab('an audit of a status report', () => {
  describe('of a heavily customised 6.5', () => {
    let lab: Lab;
    let live: CollectedHost;
    let report: CollectedHost;
    let liveJudged: { judged: JudgedHost; host: ReportHost };
    let judged: { judged: JudgedHost; host: ReportHost };

    beforeAll(async () => {
      lab = await buildLab({ face: '6.5', drifts: CUSTOMISED });
      live = await collectLab(await lab.start());
      report = await collectReport(lab, 'tar.bz2');
      liveJudged = judgeLab(live);
      judged = judgeLab(report);
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('is read without a fault, and says where it comes from', () => {
      expect(report.failures).toEqual([]);
      expect(report.inventory.collection).toMatchObject({
        source: 'bugtool',
        complete: true,
        statusReport: { folder: 'bug-report-20160601101500', madeAt: 'Wed Jun  1 10:15:00 2016' },
      });
      expect(report.inventory.host.collectedAt).toBe('2016-06-01T09:15:00Z');
      for (const field of [
        'hostname',
        'uuid',
        'version',
        'build',
        'arch',
        'poolRole',
        'inventoryKeys',
      ] as const)
        expect(report.inventory.host[field]).toEqual(live.inventory.host[field]);
    });

    test('knows no item that the host does not have', () => {
      const known = new Set(allItems(live.inventory).map(idOf));
      const own = allItems(report.inventory).map(idOf);

      expect(own.filter((id) => !known.has(id))).toEqual([]);
      expect(own.length).toBeGreaterThan(700);
    });

    test('says of each pool object, package name, boot argument, hotfix and setting what the host says', () => {
      const byId = new Map(allItems(live.inventory).map((item) => [item.id, item]));
      const told = new Set<ItemKind>([
        'boot-arg',
        'hotfix',
        'pack',
        'driver-disk',
        'sr',
        'pbd',
        'setting',
        'repo',
        'module',
      ]);
      const plain = (item: Item | undefined): string => JSON.stringify({ ...item, evidence: [], from: '' });
      const differ = allItems(report.inventory)
        .filter(({ kind, id }) => told.has(kind) && plain(byId.get(id)) !== plain(itemOf(report, id)))
        .map(({ id }) => id);

      expect(differ).toEqual([]);
    });

    test('every item that both know has the same fate, or one that is said not to be known', () => {
      const fates = new Map(liveJudged.judged.assessment.items.map((one) => [idOf(one.item), one.fate.name]));
      const pairs = judged.judged.assessment.items.map((one) => [idOf(one.item), one.fate.name] as const);
      const wrong = pairs.filter(([id, name]) => name !== 'unknown' && name !== fates.get(id));

      expect(wrong).toEqual([]);
      expect(pairs.filter(([, name]) => name !== 'unknown').length).toBeGreaterThan(140);
    });

    test('claims nothing that such an archive cannot know', () => {
      const kinds = new Set(allItems(report.inventory).map(({ kind }) => kind));
      const known = new Set(
        liveJudged.host.findings.map(({ rule, subject }) =>
          `${rule} ${subject}`.replace(/\.(x86_64|noarch|i\d86)$/, ''),
        ),
      );
      const more = judged.host.findings.filter(({ rule, subject }) => !known.has(`${rule} ${subject}`));

      expect(KINDS_OF_NO_REPORT.filter((kind) => kinds.has(kind))).toEqual([]);
      expect(more.map(({ id }) => id)).toEqual([]);
      expect(judged.host.findings.length).toBeGreaterThan(5);
    });

    test('clears no rule that an audit over SSH does not clear', () => {
      const outcomes = new Map(liveJudged.host.rules.map(({ rule, outcome }) => [rule, outcome]));
      const wrong = judged.host.rules.filter(
        ({ rule, outcome }) => outcome === 'clear' && outcomes.get(rule) !== 'clear',
      );

      expect(wrong.map(({ rule }) => rule)).toEqual([]);
    });

    test('is incomplete, and names the rules that could not look', () => {
      const blind = judged.host.rules
        .filter(({ outcome }) => outcome === 'undetermined')
        .map(({ rule }) => rule);

      expect(judged.host.verdict).toBe('incomplete');
      expect(judged.host.verdictBecause.join('\n')).toMatch(
        /Could not be checked: .*High availability is armed/,
      );
      expect(blind).toEqual(
        expect.arrayContaining(['interface-names-unrecorded', 'ha-armed', 'partition-table-unreadable']),
      );
      for (const { rule, outcome, gaps } of judged.host.rules)
        if (outcome === 'undetermined') expect(gaps.length, rule).toBeGreaterThan(0);
    });

    test('every part of an audit that it does not hold is a gap with a sentence', () => {
      const wanted = [
        'files root',
        'cron tables',
        'users accounts',
        'users keys',
        'certificates files',
        'storage devices',
      ];
      const gaps = judged.host.gaps.filter(({ reason }) => reason === 'not-collected');

      for (const origin of wanted)
        expect(gaps.find((gap) => gap.origin === origin)?.detail, origin).toMatch(
          /status report does not hold it/,
        );
    });

    test('the report says in its head and its method that it is made from a status report, and of when', () => {
      const built = reportOf(report).report;
      const view = built.views[0];
      const facts = new Map(
        [...(view?.facts ?? []), ...(view?.method ?? [])].map(({ label, value }) => [label, value]),
      );

      expect(renderMarkdown(built).split('##')[0]).toMatch(
        /Made from the XenServer status report bug-report-20160601101500 of Wed Jun/,
      );
      expect(facts.get('Made from')).toBe('a status report of Wed Jun  1 10:15:00 2016');
      expect(facts.get('Read from')).toMatch(/the host itself was not asked/);
      expect(facts.get('Status report made')).toMatch(/^Wed Jun .* by the clock and time zone of the host$/);
      expect(view?.warnings.join(' ')).toMatch(/What was changed on the host since then is not in it/);
    });

    test('secrets that the archive holds stay in it', () => {
      const text = JSON.stringify(report.inventory);

      for (const secret of STOCK_SECRETS) expect(text.includes(secret), secret.slice(0, 12)).toBe(false);
    });
  });

  describe('of an untouched 6.2', () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await buildLab({ face: '6.2' });
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('has no finding above info, and is incomplete', async () => {
      const { host } = judgeLab(await collectReport(lab, 'tar'));

      expect(host.findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)).toEqual([]);
      expect(host.verdict).toBe('incomplete');
    });

    test('is the same from tar and zip, but for the times that a zip does not tell', async () => {
      const tar = await collectReport(lab, 'tar');
      const zip = await collectReport(lab, 'zip');
      const plain = ({ inventory }: CollectedHost): unknown =>
        allItems(inventory)
          .filter(({ kind }) => kind !== 'hotfix' && kind !== 'mount')
          .map(({ id }) => id);

      expect(plain(zip)).toEqual(plain(tar));
      expect(zip.inventory.host.collectedAt).toBe(null);
      expect(zip.inventory.collection.statusReport?.format).toBe('zip');
    });
  });
});

function itemOf({ inventory }: CollectedHost, id: string): Item | undefined {
  return allItems(inventory).find((item) => item.id === id);
}
