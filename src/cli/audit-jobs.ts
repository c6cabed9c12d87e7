import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { collectBugtool } from '../audit/collect-bugtool.ts';
import { collectLive, collectRecorded, type CollectedHost } from '../audit/collect-host.ts';
import { readInventory } from '../audit/inventory-file.ts';
import type { HostEntry } from '../fleet/hosts/host-entry.ts';
import { fileSource } from '../source/file.ts';
import type { HostConnection, HostSource } from '../source/source.ts';
import { sshSource, type SshOptions } from '../source/ssh/index.ts';
import type { AuditOptions } from './options.ts';
import type { Progress } from './progress.ts';

/** A host whose inventory is here. */
export interface Reached {
  readonly collected: CollectedHost;
  /** The connection, where it still stands: for the backup. */
  readonly connection: HostConnection | null;
}

/** One host of the run, however its inventory is got. */
export interface HostJob {
  /** As the user named it; unique within the run. */
  readonly name: string;
  /** @param signal ends the connection */
  reach(signal: AbortSignal): Promise<Reached>;
}

export interface JobSettings {
  readonly options: Pick<AuditOptions, 'deep' | 'contentLimit'>;
  readonly progress: Progress;
  /** Does what can be done here while the host is at work. */
  readonly meanwhile: () => void;
}

/** Live hosts, over SSH. They share `ssh`, and so unlocked keys and the password that was asked for. */
export function liveJobs(hosts: readonly HostEntry[], ssh: SshOptions, settings: JobSettings): HostJob[] {
  return hosts.map(({ name, host, user, port }) => {
    const source = sshSource({ host, user, port }, ssh);
    return { name, reach: (signal) => reachLive(source, name, host, settings, signal) };
  });
}

/** Stays connected: one login serves the probe and the backup. */
async function reachLive(
  source: HostSource,
  name: string,
  address: string,
  { options, progress, meanwhile }: JobSettings,
  signal: AbortSignal,
): Promise<Reached> {
  progress.update(name, 'connecting', 0);
  const connection = await source.connect(signal);
  try {
    const collected = await collectLive(
      connection,
      address,
      { token: randomBytes(16).toString('hex'), deep: options.deep, contentLimit: options.contentLimit },
      ({ bytes, section }) => {
        progress.update(name, section ?? 'connecting', bytes);
        meanwhile();
      },
    );
    return { collected, connection };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Hosts that were looked at before: bundles of the probe, status reports, inventories of audits. */
export function recordedJobs({
  bundle = [],
  bugtool = [],
  inventory = [],
}: Pick<AuditOptions, 'bundle' | 'bugtool' | 'inventory'>): HostJob[] {
  return [
    ...bundle.map((path): HostJob =>
      recorded(path, () =>
        collectRecorded(fileSource(path, process.stdin), path === '-' ? 'standard input' : basename(path)),
      ),
    ),
    ...bugtool.map((path): HostJob => recorded(path, () => collectBugtool(path))),
    ...inventory.map((path): HostJob =>
      recorded(path, async () => ({ inventory: await readInventory(path), failures: [] })),
    ),
  ];
}

function recorded(name: string, collect: () => Promise<CollectedHost>): HostJob {
  return { name, reach: async () => ({ collected: await collect(), connection: null }) };
}
