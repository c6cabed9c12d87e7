import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectedHost } from '../../src/audit/collect-host.ts';
import type { ReportDocument, ReportHost } from '../../src/model/report-document.ts';
import {
  buildLab,
  compareListings,
  CUSTOMISED,
  STOCK_SECRETS,
  type Lab,
  type RunningLab,
  type Truth,
} from '../lab/index.ts';
import { collectLab, judgeLab, reportSchema } from '../support/audit-lab.ts';
import { describeWithLab } from '../support/lab.ts';

describeWithLab('an audit of a real host', () => {
  describe.each(['6.5', '6.2'] as const)('an untouched %s', (face) => {
    let lab: Lab;
    let running: RunningLab;
    let collected: CollectedHost;
    let host: ReportHost;
    let document: ReportDocument;

    beforeAll(async () => {
      lab = await buildLab({ face });
      running = await lab.start();
      collected = await collectLab(running);
      ({ host, document } = judgeLab(collected));
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('lists nothing but its hotfixes', () => {
      expect(host.items.filter((item) => item.provenance !== 'hotfix').map((item) => item.id)).toEqual([]);
    });

    test('has nothing to say about multipath, whose file is stock', () => {
      expect(host.multipath).toBe(undefined);
    });

    test('gives no finding above info', () => {
      const above = host.findings.filter((finding) => finding.severity !== 'info');

      expect(above.map((finding) => finding.id)).toEqual([]);
    });

    test('is read by every collector, and nothing of ours fails', () => {
      expect(collected.failures).toEqual([]);
      expect(collected.inventory.collection.complete).toBe(true);
      const empty = Object.entries(collected.inventory.sections).filter(
        ([, section]) => section.status === 'unavailable',
      );
      expect(empty.map(([id]) => id)).toEqual([]);
    });

    test('is not changed by being read', async () => {
      const before = lab.listing();

      await collectLab(running);

      expect(compareListings(before, lab.listing())).toEqual([]);
    });

    test('keeps its secrets to itself', () => {
      const text = JSON.stringify(collected.inventory);

      for (const secret of STOCK_SECRETS) expect(text.includes(secret), secret.slice(0, 12)).toBe(false);
    });

    test('becomes a report that follows the published schema', () => {
      const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(reportSchema());

      expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
      expect(host.host.version).toBe(`${face}.0`);
    });
  });

  describe('a heavily customised 6.5', () => {
    let lab: Lab;
    let host: ReportHost;
    let collected: CollectedHost;

    beforeAll(async () => {
      lab = await buildLab({ face: '6.5', drifts: CUSTOMISED });
      collected = await collectLab(await lab.start());
      host = judgeLab(collected).host;
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('every customisation is listed, with a fate and its state', () => {
      const listed = new Map(host.items.map((item) => [item.id, item]));
      const wrong = lab.groundTruth.filter(isCustomisation).flatMap((truth) => {
        const id = [...listed.keys()].find(
          (one) =>
            one === truth.id ||
            one.startsWith(`${truth.id}#`) ||
            (truth.id.endsWith(':') && one.startsWith(truth.id)),
        );
        const item = id === undefined ? undefined : listed.get(id);
        if (item === undefined) return [`${truth.drift}: ${truth.id} is not listed`];
        return truth.state !== undefined && item.state !== truth.state
          ? [`${truth.id} is ${item.state ?? ''}, not ${truth.state}`]
          : [];
      });

      expect(wrong).toEqual([]);
    });

    test('no file is listed that no drift touched, but for the folders and start links that drifts made', () => {
      const truths = lab.groundTruth.map(({ id }) => id);
      const isKnown = (id: string): boolean =>
        truths.includes(id) ||
        truths.some(
          (truth) => truth.startsWith('file:') && (id.startsWith(`${truth}/`) || truth.startsWith(`${id}/`)),
        ) ||
        truths.some(
          (truth) =>
            truth.startsWith('service:') &&
            /\/rc\d\.d\/[SK]\d\d/.test(id) &&
            id.endsWith(truth.slice('service:'.length)),
        );
      const extra = host.items.filter(
        (item) => item.kind === 'file' && item.provenance !== 'hotfix' && !isKnown(item.id),
      );

      expect(extra.map((item) => `${item.id} ${item.provenance} ${item.state ?? ''}`)).toEqual([]);
    });
  });
});

/** Kinds that are facts about the host or the pool: listed when a rule finds something in them, not by themselves. */
const FACTS = ['sr', 'vm', 'setting', 'partition', 'vg', 'md'];

/** Drifts that a stock host could show too. */
const LIKE_STOCK = [
  'boot-arg:xen:com2',
  'file:/var/preserve/safe2upgrade',
  'service:snmpd',
  'service:ntpd',
  'file:/etc/sysconfig/network-scripts/ifcfg-eth2',
];

function isCustomisation({ id, hidden, partOf }: Truth): boolean {
  return (
    hidden !== true &&
    partOf === undefined &&
    !FACTS.includes(id.slice(0, id.indexOf(':'))) &&
    !LIKE_STOCK.includes(id)
  );
}
