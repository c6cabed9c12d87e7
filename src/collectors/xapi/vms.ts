import type { VmItem } from '../../model/inventory.ts';
import { evidenceOf } from '../reading.ts';
import { originOf, type Answers } from './answers.ts';
import { isTrue, mapOf, numberOf, valueOf, type XeRecord } from './records.ts';

interface Drive {
  readonly isCd: boolean;
  readonly isEmpty: boolean;
  readonly vdi: string | null;
}

/** Disks and SRs by uuid, and the drives of each virtual machine; null where the question had no answer. */
interface Pool {
  readonly answers: Answers;
  readonly thisHost: string | null;
  readonly srs: ReadonlyMap<string | null, XeRecord>;
  readonly vdis: ReadonlyMap<string | null, XeRecord>;
  readonly drives: ReadonlyMap<string, readonly Drive[]>;
  readonly reasons: ReadonlyMap<string | null, readonly string[]>;
}

/**
 * Virtual machines of the pool, without templates, snapshots and control domains. Obstacles begin with a word that does not
 * change: what xapi itself says would prevent the host from being emptied, and what its records show for a machine that runs
 * here or is suspended. A machine that is shut down keeps no host from being emptied.
 */
export function readVms(answers: Answers, thisHost: string | null): VmItem[] {
  const byUuid = (records: readonly XeRecord[] | null) =>
    new Map((records ?? []).map((record) => [valueOf(record, 'uuid'), record]));
  const pool: Pool = {
    answers,
    thisHost,
    srs: byUuid(answers.sr),
    vdis: byUuid(answers.vdi),
    drives: groupDrives(answers.vbd),
    reasons: groupReasons(answers.evacuation),
  };
  return (answers.vm ?? [])
    .filter((record) => !isTrue(record, 'is-control-domain') && !isTrue(record, 'is-a-snapshot'))
    .map((record) => vmItem(record, pool));
}

function groupDrives(records: readonly XeRecord[] | null): Map<string, Drive[]> {
  const drives = new Map<string, Drive[]>();
  for (const record of records ?? []) {
    const vm = valueOf(record, 'vm-uuid') ?? '';
    const group = drives.get(vm) ?? [];
    drives.set(vm, group);
    group.push({
      isCd: valueOf(record, 'type') === 'CD',
      isEmpty: isTrue(record, 'empty'),
      vdi: valueOf(record, 'vdi-uuid'),
    });
  }
  return drives;
}

function groupReasons(records: readonly XeRecord[] | null): Map<string | null, string[]> {
  const reasons = new Map<string | null, string[]>();
  for (const record of records ?? []) {
    const uuid = valueOf(record, 'uuid');
    reasons.set(uuid, [...(reasons.get(uuid) ?? []), valueOf(record, 'reason') ?? '']);
  }
  return reasons;
}

function vmItem(record: XeRecord, pool: Pool): VmItem {
  const uuid = valueOf(record, 'uuid') ?? '';
  const residentHere = pool.thisHost !== null && valueOf(record, 'resident-on') === pool.thisHost;
  const otherConfig = mapOf(record, 'other-config');
  const cores = mapOf(record, 'platform').get('cores-per-socket');
  return {
    kind: 'vm',
    id: `vm:${uuid}`,
    evidence: [evidenceOf(originOf('vm'), record.line)],
    uuid,
    name: valueOf(record, 'name-label') ?? '',
    powerState: valueOf(record, 'power-state') ?? 'unknown',
    residentHere,
    obstacles: obstaclesOf(record, uuid, residentHere, pool),
    autoPowerOn: otherConfig.get('auto_poweron') === 'true',
    vcpusMax: numberOf(record, 'VCPUs-max'),
    coresPerSocket: cores !== undefined && /^\d+$/.test(cores) ? Number(cores) : null,
    haRestartPriority: valueOf(record, 'ha-restart-priority'),
    protectionPolicy: valueOf(record, 'protection-policy'),
  };
}

/** Codes of xapi (api_errors.ml) in words. */
const REASONS: Readonly<Record<string, string>> = {
  VM_REQUIRES_SR: 'no-shared-storage: a disk or CD is on storage that no other host has',
  VM_REQUIRES_NETWORK: 'local-network: it uses a network that no other host has',
  VM_REQUIRES_GPU: 'gpu: it uses a graphics card of this host',
  VM_HAS_VGPU: 'gpu: it uses a graphics card of this host',
  VM_MISSING_PV_DRIVERS: 'no-pv-drivers: it cannot be moved without XenServer Tools',
  VM_OLD_PV_DRIVERS: 'old-pv-drivers: its XenServer Tools are too old for it to be moved',
  NO_HOSTS_AVAILABLE: 'no-other-host: no other host is there to take it',
  HOST_NOT_ENOUGH_FREE_MEMORY: 'memory: the other hosts have not enough memory for it',
  HA_NOT_ENOUGH_MEMORY: 'memory: the other hosts have not enough memory for it',
};

function obstaclesOf(record: XeRecord, uuid: string, residentHere: boolean, pool: Pool): string[] {
  const state = valueOf(record, 'power-state');
  const obstacles = (pool.reasons.get(uuid) ?? []).map((reason) => {
    const code = reason.split(',')[0] ?? '';
    return REASONS[code] ?? `xapi: ${reason}`;
  });
  if (residentHere && state !== 'halted') obstacles.push(...residentObstacles(record, uuid, pool));
  if (state === 'suspended') obstacles.push(...suspension(record, pool));
  return [...new Set(obstacles)];
}

/** A suspended machine is on no host; one whose memory lies on local storage of another host is no matter of this one. */
function suspension(record: XeRecord, pool: Pool): string[] {
  const image = pool.vdis.get(valueOf(record, 'suspend-VDI-uuid'));
  const sr = (image && valueOf(image, 'sr-uuid')) ?? valueOf(record, 'suspend-SR-uuid');
  if (sr === null || !isLocal(sr, pool)) return ['suspended: it has to be resumed or shut down first'];
  const isElsewhere =
    pool.thisHost !== null &&
    pool.answers.pbd !== null &&
    !pool.answers.pbd.some(
      (pbd) => valueOf(pbd, 'sr-uuid') === sr && valueOf(pbd, 'host-uuid') === pool.thisHost,
    );
  return isElsewhere
    ? []
    : ['suspended: it has to be resumed or shut down first, and its memory is saved on storage of this host'];
}

function residentObstacles(record: XeRecord, uuid: string, pool: Pool): string[] {
  const obstacles: string[] = [];
  for (const drive of pool.drives.get(uuid) ?? []) {
    const vdi = drive.isEmpty ? undefined : pool.vdis.get(drive.vdi);
    const sr = vdi ? valueOf(vdi, 'sr-uuid') : null;
    const name = vdi ? (valueOf(vdi, 'name-label') ?? drive.vdi ?? '') : (drive.vdi ?? '');
    if (drive.isCd && !drive.isEmpty) obstacles.push(`cd: "${name}" is inserted in its CD drive`);
    else if (!drive.isEmpty && sr !== null && isLocal(sr, pool)) {
      const storage = pool.srs.get(sr);
      obstacles.push(
        `local-disk: its disk "${name}" is on local storage "${(storage && valueOf(storage, 'name-label')) ?? sr}"`,
      );
    }
  }
  if (mapOf(record, 'other-config').has('pci'))
    obstacles.push('pci-passthrough: a PCI device of this host is passed through to it');
  if (pool.answers.host?.length === 1) obstacles.push('no-other-host: no other host is there to take it');
  return obstacles;
}

function isLocal(sr: string, { srs }: Pool): boolean {
  const record = srs.get(sr);
  return record !== undefined && !isTrue(record, 'shared');
}
