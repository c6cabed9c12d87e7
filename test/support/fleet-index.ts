import { RollUp } from '../../src/fleet/roll-up/index.ts';
import type { FleetHost, FleetIndex } from '../../src/model/fleet.ts';
import { fleetDone, fleetFinding, fleetItem, fleetPool } from './fleet.ts';

export const RUN_FACTS = {
  tool: { name: 'dom0-audit', version: '0.0.0' },
  judgedAt: '2016-06-01T10:15:00Z',
  ticket: 'CHG0012345',
  title: 'Dundee, first wave',
};

/** The roll-up of these hosts. */
export function indexOf(hosts: readonly FleetHost[]): FleetIndex {
  const all = new RollUp();
  for (const host of hosts) all.add(host);
  return all.finish(RUN_FACTS);
}

/** A pool of four, `count` hosts that stand alone with items in common and of their own, and one that could not be reached. */
export function sampleFleet(count: number): FleetHost[] {
  const alone = Array.from({ length: count }, (_, index) => {
    const name = `xs${String(index).padStart(4, '0')}.example.net`;
    return fleetDone(name, {
      folder: `dom0-audit-${name}`,
      verdict: (['ready', 'action-needed', 'incomplete', 'blocked'] as const)[index % 4] ?? 'ready',
      verdictBecause: index % 4 === 0 ? [] : ['A customisation is lost.'],
      severities: { blocker: index % 4 === 3 ? 1 : 0, high: index % 7, medium: index % 13, low: 0, info: 1 },
      findings: [
        fleetFinding('customisation-lost', 'file:/etc/multipath.conf'),
        ...(index % 4 === 3 ? [fleetFinding('no-dbcache', 'file:/var/xapi', { severity: 'blocker' })] : []),
      ],
      items: [
        fleetItem('file:/etc/multipath.conf', { value: index % 10 === 0 ? 'aaaa' : 'bbbb' }),
        fleetItem('package:dell-omsa', {
          kind: 'package',
          provenance: 'third-party',
          value: `dell-omsa-7.${index % 3}`,
        }),
        fleetItem(`file:/root/only-${index}.sh`),
      ],
    });
  });
  const pool = fleetPool(['pool-a', 'pool-b', 'pool-c', 'pool-d'], (name) => ({
    verdict: name === 'pool-c' ? 'blocked' : 'ready',
    verdictBecause: name === 'pool-c' ? ['Its local storage is too full.'] : [],
    items: name === 'pool-d' ? [] : [fleetItem('file:/etc/multipath.conf', { value: 'bbbb' })],
    findings: [
      fleetFinding('ha-enabled', 'setting:pool.ha-enabled', {
        severity: 'blocker',
        title: 'High availability is on',
      }),
    ],
  }));
  return [
    ...alone,
    ...pool,
    {
      name: 'xs-dead.example.net',
      status: 'failed',
      attempts: 3,
      seconds: 20,
      code: 'ssh-timeout',
      message: 'xs-dead.example.net did not answer within 20 seconds while connecting.',
      hint: 'Check that the host is up.',
    },
  ];
}
