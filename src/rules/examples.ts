import type { AssessedItem, Assessment, FateName } from '../model/fate.ts';
import type { Outcome } from '../model/finding.ts';
import type { Gap, GapReason } from '../model/gap.ts';
import type { Upgrade } from '../model/host.ts';
import type { Inventory, Item, ItemKind, Section } from '../model/inventory.ts';
import { ALL_COLLECTORS, collectorsOf } from './collectors-of.ts';
import { expandItems, type ExampleItem } from './example-items.ts';
import type { Example } from './example-schema.ts';
import { buildFacts } from './facts.ts';
import { judgeRule } from './judge.ts';
import { placeholdersIn } from './placeholders.ts';
import type { Rule, RuleSet } from './rule.ts';

/** What an example stands for, in the words of the pipeline. */
export interface ExpandedExample {
  readonly inventory: Inventory;
  readonly assessment: Assessment;
  readonly upgrade: Upgrade;
}

/** How one example came out. */
export interface ExampleResult {
  readonly rule: string;
  readonly expected: 'match' | 'clear';
  /** 0-based place in the list. */
  readonly index: number;
  /** null = as expected; else what was different, a sentence. */
  readonly problem: string | null;
}

/** Keys of an ordinary inventory of 6.5. */
const USUAL_KEYS: Readonly<Record<string, string>> = {
  PRIMARY_DISK: '/dev/disk/by-id/scsi-1',
  PRODUCT_VERSION: '6.5.0',
  PRODUCT_BRAND: 'XenServer',
  PRODUCT_NAME: 'xenenterprise',
  PLATFORM_VERSION: '1.9.0',
  PLATFORM_NAME: 'XCP',
  BUILD_NUMBER: '90233c',
  INSTALLATION_UUID: '11111111-1111-1111-1111-111111111111',
  CONTROL_DOMAIN_UUID: '22222222-2222-2222-2222-222222222222',
  BACKUP_PARTITION: '/dev/disk/by-id/scsi-1-part2',
  MANAGEMENT_INTERFACE: 'xenbr0',
};
/** What becomes of an item of somebody's own when nothing is said: the reimage drops what no list names. */
const USUAL_FATE: Partial<Record<ItemKind, FateName>> = {
  sr: 'kept',
  pbd: 'kept',
  vm: 'kept',
  disk: 'untouched',
  partition: 'untouched',
  vg: 'untouched',
  md: 'untouched',
  setting: 'kept',
  nic: 'kept',
};

/** Makes a whole inventory and assessment of a compact example. */
export function expandExample(example: Example): ExpandedExample {
  const upgrade: Upgrade = {
    from: example.upgrade?.from ?? '6.5.0',
    to: example.upgrade?.to ?? '7.0.0',
    method: example.upgrade?.method ?? 'worst',
  };
  const { items, contents } = expandItems(example);
  const said: Readonly<Record<string, string | null>> = {
    ...USUAL_KEYS,
    PRODUCT_VERSION: upgrade.from,
    ...example.inventory,
  };
  const keys = Object.entries(said).flatMap(([key, value]) =>
    value === null ? [] : [[key, value] as const],
  );
  return {
    upgrade,
    inventory: {
      schema: 'dom0-audit/inventory@1',
      tool: { name: 'dom0-audit', version: '0' },
      host: {
        address: 'example',
        hostname: 'example',
        uuid: said['INSTALLATION_UUID'] ?? null,
        product: 'XenServer',
        version: upgrade.from,
        build: null,
        platformVersion: null,
        arch: 'x86_64',
        poolRole: 'standalone',
        collectedAt: null,
        inventoryKeys: keys,
      },
      collection: {
        source: 'bundle',
        probeSha256: null,
        seconds: null,
        bytesReceived: 0,
        complete: true,
        connection: {},
        assumedUnchanged: null,
        deep: false,
        ownedPaths: null,
      },
      sections: sectionsOf(
        example,
        items.map(({ item }) => item),
      ),
      contents,
    },
    assessment: {
      items: items.map(assess),
      stops: (example.stops ?? []).map((stop) => ({
        condition: stop.condition,
        subject: stop.subject ?? 'file:/etc/xensource-inventory',
        sentence: stop.sentence ?? `the condition ${stop.condition} holds`,
        evidence: [{ origin: 'example', excerpt: stop.condition }],
        key: stop.key ?? null,
        onlyBuild: stop.onlyBuild ?? null,
      })),
      missing: (example.untold ?? []).map((entry) =>
        typeof entry === 'string'
          ? { condition: entry, gaps: [gapOf({ collector: 'host' })] }
          : { condition: entry.condition, gaps: entry.gaps.map(gapOf) },
      ),
    },
  };
}

function assess({ item, provenance, fate, compat, stockChange }: ExampleItem): AssessedItem {
  const from = provenance ?? 'local';
  const isStock = from === 'stock' || from === 'runtime' || from === 'hotfix';
  return {
    item,
    provenance: from,
    provenanceBecause: 'the example says so',
    stockChange,
    fate: {
      name: fate ?? USUAL_FATE[item.kind] ?? (isStock ? 'replaced' : 'lost'),
      to: null,
      changes: [],
      because: 'the example says so',
      source: 'example',
      uncertain: null,
    },
    compat: compat ?? 'unknown',
    compatBecause: '',
  };
}

function sectionsOf(example: Example, items: readonly Item[]): Record<string, Section> {
  const sections: Record<string, Section> = {};
  const gaps = (example.gaps ?? []).map(gapOf);
  for (const collector of ALL_COLLECTORS) {
    if (example.unavailable?.includes(collector) === true) {
      sections[collector] = { status: 'unavailable', items: [], gaps: [gapOf({ collector })] };
      continue;
    }
    const own = gaps.filter((gap) => gap.collector === collector);
    sections[collector] = {
      status: own.length > 0 ? 'partial' : 'complete',
      items: items.filter((item) => collectorsOf(item.kind)[0] === collector),
      gaps: own,
    };
  }
  return sections;
}

function gapOf(said: {
  readonly collector: string;
  readonly origin?: string | undefined;
  readonly reason?: GapReason | undefined;
  readonly detail?: string | undefined;
}): Gap {
  return {
    collector: said.collector,
    origin: said.origin ?? said.collector,
    reason: said.reason ?? 'denied',
    detail: said.detail ?? 'the example says so',
  };
}

/** Runs every example of every rule. */
export function runExamples(ruleSet: Pick<RuleSet, 'rules'>): ExampleResult[] {
  return ruleSet.rules.flatMap((rule) =>
    (['match', 'clear'] as const).flatMap((expected) =>
      rule.examples[expected].map((example, index) => ({
        rule: rule.id,
        expected,
        index,
        problem: runExample(rule, expected, example),
      })),
    ),
  );
}

function runExample(rule: Rule, expected: 'match' | 'clear', example: Example): string | null {
  const { inventory, assessment, upgrade } = expandExample(example);
  const facts = buildFacts(inventory, assessment, upgrade);
  const outcome = judgeRule(rule, facts, (finding) => finding);
  if (expected === 'clear') {
    const wanted = example.expect?.outcome ?? 'clear';
    return outcome.outcome === wanted ? null : `expected ${wanted}, found ${describe(outcome)}`;
  }
  if (outcome.outcome !== 'findings') return `expected a finding, found ${describe(outcome)}`;
  const missing = missingPlaceholders(
    rule,
    rule.matcher(facts).matches.map(({ values }) => values),
  );
  if (missing.length > 0) return `no value for {{${missing.join('}}, {{')}}}`;
  return compareSubjects(
    example,
    outcome.findings.map(({ id }) => id.slice(rule.id.length + 1)),
  );
}

function describe(outcome: Outcome): string {
  return outcome.outcome === 'findings'
    ? `findings on ${outcome.findings.map(({ subject }) => subject).join(', ')}`
    : outcome.outcome;
}

function missingPlaceholders(rule: Rule, values: readonly Readonly<Record<string, string>>[]): string[] {
  const names = new Set([rule.title, rule.why, ...rule.remediation].flatMap(placeholdersIn));
  return [...names].filter(
    (name) => name !== 'from' && name !== 'to' && values.some((known) => !Object.hasOwn(known, name)),
  );
}

function compareSubjects(example: Example, found: readonly string[]): string | null {
  const wanted = example.expect?.subjects;
  if (wanted === undefined) return null;
  const same = [...wanted].sort().join('\n') === [...found].sort().join('\n');
  return same ? null : `expected ${wanted.join(', ')}, found ${found.join(', ')}`;
}
