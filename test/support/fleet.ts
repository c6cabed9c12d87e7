import type { FleetDone, FleetFinding, FleetItem } from '../../src/model/fleet.ts';

/** A finished host of a roll-up; what is not said is of a host with nothing to tell. */
export function fleetDone(name: string, over: Partial<FleetDone> = {}): FleetDone {
  return {
    name,
    status: 'done',
    code: 0,
    attempts: 1,
    seconds: 2,
    folder: `dom0-audit-${name}`,
    address: name,
    hostname: name,
    uuid: `uuid-${name}`,
    version: '6.5.0',
    build: '90233c',
    from: '6.5.0',
    to: '7.0.0',
    poolRole: 'standalone',
    pool: null,
    collectedAt: '2016-06-01T10:00:00Z',
    verdict: 'ready',
    verdictBecause: [],
    severities: { blocker: 0, high: 0, medium: 0, low: 0, info: 0 },
    gaps: 0,
    findings: [],
    items: [],
    ...over,
  };
}

export function fleetItem(id: string, over: Partial<FleetItem> = {}): FleetItem {
  return { id, kind: 'file', provenance: 'local', fate: 'lost', compat: 'works', value: null, ...over };
}

export function fleetFinding(rule: string, subject: string, over: Partial<FleetFinding> = {}): FleetFinding {
  return {
    id: `${rule}:${subject}`,
    rule,
    severity: 'medium',
    subject,
    title: `About ${rule}`,
    waived: false,
    ...over,
  };
}

/** Hosts of one pool, the first of them the master. */
export function fleetPool(
  names: readonly string[],
  over: (name: string, index: number) => Partial<FleetDone>,
): FleetDone[] {
  const pool = {
    uuid: 'pool-1',
    name: 'Production',
    master: `uuid-${names[0] ?? ''}`,
    members: names.map((name) => ({ uuid: `uuid-${name}`, name, address: `10.0.0.${names.indexOf(name)}` })),
  };
  return names.map((name, index) =>
    fleetDone(name, { pool, poolRole: index === 0 ? 'master' : 'member', ...over(name, index) }),
  );
}
