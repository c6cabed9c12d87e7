import { formatInstant } from '../../../lib/quantities.ts';
import { FATES } from '../../../model/fate.ts';
import type { Verdict } from '../../../model/finding.ts';
import type { FleetIndex, FleetItemRow, FleetRow, PoolRollUp } from '../../../model/fleet.ts';

type State = Verdict | 'failed';

/** Worst first. */
const STATES: readonly (readonly [state: State, label: string])[] = [
  ['blocked', 'Blocked'],
  ['failed', 'Not audited'],
  ['incomplete', 'Incomplete'],
  ['action-needed', 'Action needed'],
  ['ready', 'Ready'],
];
const LABELS = new Map<string, string>(STATES);
const SEVERITY_LABELS = {
  blocker: 'Blocker',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
} as const;
const GO_LABELS = { go: 'Go', 'no-go': 'No go', unknown: 'Not known' } as const;

/** Lists in the page itself stay short; the script and index.json have all. */
const SHOWN = 20;

/** What the template reads. */
export function fleetContext(index: FleetIndex): object {
  const { hosts, pools, rules, items } = index;
  const kinds = [...new Set(items.map(({ kind }) => kind))].sort();
  return {
    tool: index.tool,
    judgedAt: formatInstant(index.judgedAt),
    ticket: index.ticket,
    title: index.title,
    total: hosts.length,
    states: STATES.map(([state, label]) => ({
      state,
      label,
      count: hosts.filter((host) => stateOf(host) === state).length,
    })),
    hosts: hosts.map(hostRow),
    pools: pools.map((pool) => poolView(pool, index)),
    rules: rules.map((rule, place) => ({
      ...rule,
      place,
      severityLabel: SEVERITY_LABELS[rule.severity],
      count: rule.hosts.length,
      waivedCount: rule.waived.length,
      names: rule.hosts.slice(0, SHOWN).map((host) => hosts[host]?.name ?? ''),
      more: Math.max(0, rule.hosts.length - SHOWN),
    })),
    itemCount: items.length,
    kinds,
    fates: FATES.filter((fate) => items.some((item) => item.fate === fate)),
  };
}

function stateOf(host: FleetRow): State {
  return host.status === 'failed' ? 'failed' : host.verdict;
}

function hostRow(host: FleetRow, place: number): object {
  const state = stateOf(host);
  const shared = {
    place,
    name: host.name,
    state,
    stateLabel: LABELS.get(state),
    rank: STATES.findIndex(([one]) => one === state),
  };
  if (host.status === 'failed')
    return {
      ...shared,
      link: null,
      release: '',
      pool: '',
      blocker: null,
      high: null,
      medium: null,
      gaps: null,
      because: `${host.message} ${host.hint}`,
      attempts: host.attempts > 1 ? host.attempts : null,
    };
  const { severities } = host;
  return {
    ...shared,
    link: `${host.folder.split('/').map(encodeURIComponent).join('/')}/report.html`,
    release: `${host.from} → ${host.to}`,
    pool: host.pool ?? '',
    blocker: severities.blocker,
    high: severities.high,
    medium: severities.medium,
    gaps: host.gaps,
    because: [...host.verdictBecause.slice(0, 1), ...(host.bundleProblems ?? [])].join(' '),
    attempts: null,
  };
}

/** Rows of the matrix; more are in index.json. */
const MATRIX_ROWS = 100;

function poolView(pool: PoolRollUp, { hosts, items }: FleetIndex): object {
  const rows = new Map(items.map((item) => [item.id, item]));
  const columns = pool.order.flatMap(({ name, host }) => (host === null ? [] : [{ name, host }]));
  return {
    name: pool.name || pool.uuid,
    verdict: pool.verdict,
    verdictLabel: LABELS.get(pool.verdict),
    order: pool.order.map((step) => ({
      ...step,
      goLabel: GO_LABELS[step.go],
      audited: step.host === null ? '' : (hosts[step.host]?.name ?? ''),
    })),
    findings: pool.findings.map((finding) => ({
      ...finding,
      severityLabel: SEVERITY_LABELS[finding.severity],
    })),
    columns: columns.map(({ name }) => name),
    odd: pool.odd.slice(0, MATRIX_ROWS).map(({ item, sentence, hosts: odd }) => ({
      item,
      sentence,
      cells: columns.map(({ host }) => ({ ...cellOf(rows.get(item), host), isOdd: odd.includes(host) })),
    })),
    moreOdd: Math.max(0, pool.odd.length - MATRIX_ROWS),
  };
}

/** Whether a host has the item, and whether as most others have it. */
function cellOf(row: FleetItemRow | undefined, host: number): { sign: string; meaning: string } {
  const place = row?.values.findIndex((value) => value.hosts.includes(host)) ?? -1;
  if (place === -1) return { sign: '–', meaning: 'not there' };
  return place === 0 ? { sign: '●', meaning: 'there' } : { sign: '≠', meaning: 'there, but another' };
}
