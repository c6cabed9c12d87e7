import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAudits } from '../../src/audit/compare-audits.ts';
import { verifyHost } from '../../src/audit/verify-host.ts';
import type { VerifySettings } from '../../src/audit/verify-settings.ts';
import type { AssessedItem } from '../../src/model/fate.ts';
import type { Item } from '../../src/model/inventory.ts';
import { CLOSINGS } from '../../src/model/verify.ts';
import { comparisonText } from '../../src/report/compare-files.ts';
import { verifyFiles, VERIFY_FORMATS } from '../../src/report/verify-files.ts';
import { auditOf, hostWith, type AuditParts } from '../support/closing.ts';
import { sampleCompared, sampleVerified } from '../support/closing-sample.ts';
import { sampleJudged } from '../support/judged.ts';
import { nastyText } from '../support/nasty.ts';

const AT = '2016-06-05T01:00:00Z';
const SETTINGS: VerifySettings = {
  verifiedAt: AT,
  ticket: null,
  title: null,
  beforeRestore: true,
  waivers: [],
  dropped: [],
  oldContent: null,
  fetched: null,
};
/** Items of every kind, with their fates. */
const ALL: readonly AssessedItem[] = sampleJudged(12).hosts[0]?.assessment.items ?? [];

const someOf = () => fc.subarray([...ALL]);
const gaps = fc.subarray([
  { collector: 'services', origin: 'chkconfig', reason: 'denied', detail: 'which services start' } as const,
  { collector: 'files', origin: '/opt', reason: 'denied', detail: 'what is in /opt' } as const,
  {
    collector: 'xapi',
    origin: 'xe sr-list',
    reason: 'not-running',
    detail: 'which storage there is',
  } as const,
]);
/** Another host that shares some items, and has some of them otherwise. */
const changed = someOf().chain((items) =>
  fc
    .array(fc.boolean(), { minLength: items.length, maxLength: items.length })
    .map((flags) => items.map(({ item }, at) => (flags[at] === true ? alter(item) : item))),
);

function alter(item: Item): Item {
  if (item.kind === 'file')
    return { ...item, mtime: '2016-06-03T00:00:00Z', sizeBytes: (item.sizeBytes ?? 0) + 1 };
  if (item.kind === 'service') return { ...item, enabledRunlevels: [], running: false };
  if (item.kind === 'setting') return { ...item, value: `${item.value} other` };
  if (item.kind === 'package') return { ...item, version: `${item.version}.1` };
  return item;
}

const side = fc
  .record({ items: changed, gaps, host: fc.constantFrom('one', 'two') })
  .map(({ items, gaps: found, host }) => {
    const parts: AuditParts = { hostname: `xs-${host}`, uuid: `${host}-uuid`, gaps: found };
    return auditOf([], parts, items);
  });

describe('a comparison', () => {
  test('of an audit with itself is empty', () => {
    fc.assert(
      fc.property(side, (audit) => {
        const document = compareAudits(audit, audit, AT, null);

        expect(document).toMatchObject({ isDifferent: false, isPartial: false, items: [], toldApart: [] });
        expect(document.counts.same).toBe(
          Object.values(audit.inventory.sections).flatMap(({ items }) => items).length,
        );
      }),
      { numRuns: 60 },
    );
  });

  test('turned round has what was added as gone, and what was gone as added', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const forth = compareAudits(a, b, AT, null);
        const back = compareAudits(b, a, AT, null);
        const ids = (document: typeof forth, change: string): string[] =>
          [...document.items, ...document.toldApart]
            .filter((item) => item.change === change)
            .map(({ id }) => id)
            .sort();

        expect(ids(forth, 'added')).toEqual(ids(back, 'gone'));
        expect(ids(forth, 'gone')).toEqual(ids(back, 'added'));
        expect(forth.counts.changed).toBe(back.counts.changed);
        expect(forth.counts.uncompared).toBe(back.counts.uncompared);
      }),
      { numRuns: 100 },
    );
  });

  test('has every item of both sides in exactly one place', () => {
    fc.assert(
      fc.property(side, side, (a, b) => {
        const { counts, items, toldApart, uncompared } = compareAudits(a, b, AT, null);
        const of = (audit: typeof a): number =>
          Object.values(audit.inventory.sections).flatMap((section) => section.items).length;
        const pairs =
          counts.same + [...items, ...toldApart].filter(({ change }) => change === 'changed').length;
        const alone = items.length + toldApart.length + uncompared.length - (pairs - counts.same);

        expect(2 * pairs + alone).toBe(of(a) + of(b));
      }),
      { numRuns: 100 },
    );
  });
});

describe('verify', () => {
  test('closes every item of the audit exactly once, whatever is left of the host', async () => {
    await fc.assert(
      fc.asyncProperty(someOf(), changed, gaps, async (items, now, found) => {
        const audit = auditOf(items);

        const { document } = await verifyHost(
          audit,
          hostWith(now, { version: '7.0.0', gaps: found }),
          SETTINGS,
        );

        const ids = document.items.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of audit.report.host.items) expect(ids).toContain(id);
        expect(Object.values(document.counts).reduce((sum, count) => sum + count, 0)).toBe(ids.length);
        for (const { closing, wouldTell } of document.items) {
          expect(CLOSINGS).toContain(closing);
          if (closing === 'untold') expect(wouldTell).not.toBeNull();
        }
      }),
      { numRuns: 100 },
    );
  });

  test('of a host that did not change closes nothing as missing', async () => {
    await fc.assert(
      fc.asyncProperty(someOf(), async (items) => {
        const { document } = await verifyHost(
          auditOf(items),
          hostWith(
            items.map(({ item }) => item),
            { version: '7.0.0' },
          ),
          SETTINGS,
        );

        expect(document.items.filter(({ closing }) => closing === 'missing' || closing === 'untold')).toEqual(
          [],
        );
      }),
      { numRuns: 60 },
    );
  });

  test('comes to the same answer in whatever order the host says things', async () => {
    await fc.assert(
      fc.asyncProperty(someOf(), changed, async (items, now) => {
        const order = await verifyHost(auditOf(items), hostWith(now, { version: '7.0.0' }), SETTINGS);
        const turned = await verifyHost(
          auditOf([...items].reverse()),
          hostWith([...now].reverse(), { version: '7.0.0' }),
          SETTINGS,
        );

        const closings = ({ document }: typeof order) =>
          document.items.map(({ id, closing }) => `${id} ${closing}`);
        expect(closings(turned)).toEqual(closings(order));
      }),
      { numRuns: 60 },
    );
  });
});

describe('no string of a host', () => {
  test('leaves a line of the terminal, or makes the closing report fail', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText(), async (text) => {
        const plain = comparisonText(sampleCompared('word')).split('\n').length;
        const said = comparisonText(sampleCompared(text.replace(/[\r\n]/g, ' ')));
        const { document, mispredictions } = await sampleVerified(text);

        expect(said.split('\n').length).toBe(plain);
        expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        for (const { content } of verifyFiles(document, mispredictions, VERIFY_FORMATS))
          expect(content.length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});
