import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { collectLive, collectRecorded, type CollectedHost } from '../audit/collect-host.ts';
import { readInventory } from '../audit/inventory-file.ts';
import { fetchListed } from '../audit/verify-fetch.ts';
import type { FetchedPaths, ReportedAudit } from '../audit/verify-settings.ts';
import { AuditError } from '../model/errors.ts';
import { fileSource } from '../source/file.ts';
import type { HostConnection } from '../source/source.ts';
import { parseTarget, sshSource } from '../source/ssh/index.ts';
import type { AuditOptions, ConnectionOptions } from './options.ts';
import { makeProgress, type Progress } from './progress.ts';
import { sshOptions } from './ssh-options.ts';

/** How the upgraded host is looked at. */
export type LookOptions = ConnectionOptions &
  Pick<AuditOptions, 'deep' | 'contentLimit'> & {
    readonly bundle?: string;
    readonly inventory?: string;
    readonly fetch: boolean;
  };

export interface SecondLook extends CollectedHost {
  /** Null = only the probe looked. */
  readonly fetched: FetchedPaths | null;
}

/** What is read of the host for digests; larger files are compared by size and time. */
const FETCH_LIMITS = { fileBytes: 16_777_216, totalBytes: 268_435_456 } as const;

/**
 * The upgraded host, however its inventory is got; exactly one way must be named.
 * @param audit whose listed files are read on a live host for their digests; null = none
 * @throws AuditError `usage`, and what reaching the host or reading the file throws
 */
export async function lookAgain(
  host: string | undefined,
  audit: ReportedAudit | null,
  at: string,
  options: LookOptions,
): Promise<SecondLook> {
  const { bundle, inventory } = options;
  if ([host, bundle, inventory].filter((way) => way !== undefined).length !== 1)
    throw new AuditError(
      'usage',
      'Name the upgraded host once: as HOST, with --bundle or with --inventory.',
      'For example: dom0-audit verify root@xs1 --against DIR.',
    );
  if (inventory !== undefined)
    return { inventory: await readInventory(inventory), failures: [], fetched: null };
  if (bundle !== undefined) {
    const name = bundle === '-' ? 'standard input' : basename(bundle);
    return { ...(await collectRecorded(fileSource(bundle, process.stdin), name)), fetched: null };
  }
  return lookLive(host ?? '', audit, at, options);
}

async function lookLive(
  host: string,
  audit: ReportedAudit | null,
  at: string,
  options: LookOptions,
): Promise<SecondLook> {
  const target = parseTarget(host);
  const progress = makeProgress(process.stderr, Date.now);
  const ssh = sshOptions(options, (message) => {
    progress.say(message);
  });
  const { deep, contentLimit } = options;
  const connection = await sshSource(target, ssh).connect();
  try {
    const token = randomBytes(16).toString('hex');
    const collected = await collectLive(
      connection,
      target.host,
      { token, deep, contentLimit },
      ({ bytes, section }) => {
        progress.update(target.host, section ?? 'connecting', bytes);
      },
    );
    if (audit === null || !options.fetch) return { ...collected, fetched: null };
    return { ...collected, fetched: await fetchOrSay(connection, audit, at, progress, target.host) };
  } finally {
    connection.close();
    progress.end();
  }
}

/** Without the digests verify tells less, and says so; that is no reason to tell nothing. */
async function fetchOrSay(
  connection: HostConnection,
  audit: ReportedAudit,
  at: string,
  progress: Progress,
  host: string,
): Promise<FetchedPaths | null> {
  try {
    return await fetchListed(connection, audit, {
      ...FETCH_LIMITS,
      token: randomBytes(16).toString('hex'),
      temporary: tmpdir(),
      at,
      onProgress: (_, bytes) => {
        progress.update(host, 'listed files', bytes);
      },
    });
  } catch (error) {
    progress.say(
      `The listed files could not be read on ${host} (${error instanceof Error ? error.message : String(error)}); the probe alone tells.`,
    );
    return null;
  }
}
