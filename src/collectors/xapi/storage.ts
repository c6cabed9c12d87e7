import type { PbdItem, SrItem } from '../../model/inventory.ts';
import { evidenceOf } from '../reading.ts';
import { originOf, type Answers } from './answers.ts';
import { isTrue, mapOf, numberOf, setOf, valueOf, type XeRecord } from './records.ts';

/** Storage as this host sees it: which SRs are local to it, and what lies on them. */
export interface HostStorage {
  readonly srs: readonly SrItem[];
  readonly pbds: readonly PbdItem[];
}

/** Local SRs of other hosts are their own audit's; without the uuid of this host everything is taken. */
export function readStorage(answers: Answers, thisHost: string | null): HostStorage {
  const pbds = (answers.pbd ?? []).filter(
    (record) => thisHost === null || valueOf(record, 'host-uuid') === thisHost,
  );
  const here = new Map(pbds.map((record) => [valueOf(record, 'sr-uuid'), record]));
  const srs = (answers.sr ?? []).filter(
    (record) =>
      thisHost === null || isTrue(record, 'shared') || !answers.pbd || here.has(valueOf(record, 'uuid')),
  );
  const vdis = groupVdis(answers.vdi);
  return {
    srs: srs.map((record) => srItem(record, here.get(valueOf(record, 'uuid')), vdis)),
    pbds: pbds.flatMap(pbdItem),
  };
}

type Vdi = NonNullable<SrItem['vdis']>[number];

function groupVdis(records: readonly XeRecord[] | null): ReadonlyMap<string, Vdi[]> | null {
  if (!records) return null;
  const groups = new Map<string, Vdi[]>();
  for (const record of records) {
    const sr = valueOf(record, 'sr-uuid');
    const uuid = valueOf(record, 'uuid');
    if (sr === null || uuid === null) continue;
    const group = groups.get(sr) ?? [];
    groups.set(sr, group);
    group.push({
      uuid,
      name: valueOf(record, 'name-label') ?? '',
      sizeBytes: numberOf(record, 'virtual-size'),
      managed: isTrue(record, 'managed'),
    });
  }
  return groups;
}

function srItem(
  record: XeRecord,
  pbd: XeRecord | undefined,
  vdis: ReadonlyMap<string, Vdi[]> | null,
): SrItem {
  const uuid = valueOf(record, 'uuid') ?? '';
  const shared = isTrue(record, 'shared');
  const isListed = record.fields.has('VDIs');
  return {
    kind: 'sr',
    id: `sr:${uuid}`,
    evidence: [evidenceOf(originOf('sr'), record.line)],
    uuid,
    name: valueOf(record, 'name-label') ?? '',
    type: valueOf(record, 'type') ?? '',
    contentType: valueOf(record, 'content-type'),
    shared,
    sizeBytes: numberOf(record, 'physical-size'),
    vdiCount: vdis ? (vdis.get(uuid)?.length ?? 0) : isListed ? setOf(record, 'VDIs').length : null,
    location: pbd ? locationOf(mapOf(pbd, 'device-config')) : null,
    onThisHost: pbd !== undefined,
    otherConfig: Object.fromEntries(mapOf(record, 'other-config')),
    // What lies on shared storage does not depend on this host.
    ...(vdis && !shared && { vdis: vdis.get(uuid) ?? [] }),
  };
}

/** Where an SR lies, by the kind of storage it is. */
function locationOf(config: ReadonlyMap<string, string>): string | null {
  const server = config.get('server') ?? config.get('target');
  const path = config.get('serverpath') ?? config.get('targetIQN') ?? config.get('SCSIid');
  if (server !== undefined) return path === undefined ? server : `${server}:${path}`;
  return config.get('device') ?? config.get('location') ?? path ?? null;
}

function pbdItem(record: XeRecord): PbdItem[] {
  const uuid = valueOf(record, 'uuid');
  if (uuid === null) return [];
  return [
    {
      kind: 'pbd',
      id: `pbd:${uuid}`,
      evidence: [evidenceOf(originOf('pbd'), record.line)],
      uuid,
      sr: valueOf(record, 'sr-uuid') ?? '',
      attached: isTrue(record, 'currently-attached'),
      deviceConfig: Object.fromEntries(mapOf(record, 'device-config')),
    },
  ];
}
