import { collect, type CollectorFailure } from '../collectors/collect.ts';
import { collectors } from '../collectors/index.ts';
import { printable } from '../collectors/part-gaps.ts';
import { AuditError } from '../model/errors.ts';
import type { Inventory } from '../model/inventory.ts';
import type { BundleHeader, MadeBy } from '../probe/boundary.ts';
import { readBundle, type Bundle, type Progress } from '../probe/bundle.ts';
import { composeProbe, launchText, type ProbeProgram } from '../probe/compose.ts';
import type { OpenSource, Source } from '../source/source.ts';
import { TOOL } from './tool.ts';
import { allItems } from '../model/items.ts';

/** The one program that runs on a host; fixed text, so composed once. */
export const PROBE: ProbeProgram = composeProbe(collectors);

export interface ProbeSettings {
  /** Random, 32 hexadecimal digits. */
  readonly token: string;
  readonly deep: boolean;
  /** Bytes read of one file. */
  readonly contentLimit: number;
}

export interface CollectedHost {
  readonly inventory: Inventory;
  /** Parsers of ours that threw; to be reported as a bug after the report is written. */
  readonly failures: readonly CollectorFailure[];
}

/**
 * Sends the probe to a live host and reads what comes back, up to any cut.
 * @throws AuditError when the host cannot be reached or sent nothing that is a bundle; `not-root`, `not-xenserver`.
 */
export async function collectLive(
  source: Source,
  address: string,
  settings: ProbeSettings,
  onProgress: (progress: Progress) => void,
): Promise<CollectedHost> {
  const launch = launchText({ ...settings, by: 'ssh', stdinWatch: true });
  const run = await source.open(launch + PROBE.text);
  try {
    const bundle = await readLive(run, address, onProgress);
    checkUser(
      bundle,
      address,
      'Log in as root, or use --sudo with an account that sudo lets run `sh` without a password.',
    );
    const { inventory, failures } = collect(bundle, {
      tool: TOOL,
      source: 'ssh',
      address,
      probeSha256: PROBE.sha256,
      connection: run.connection,
    });
    checkHost(inventory, address);
    const end = await run.done;
    return { inventory: end.lost === null ? inventory : withLoss(inventory, end.lost), failures };
  } finally {
    run.close();
  }
}

/** Reads a recorded bundle. @throws AuditError `bundle-invalid`, `bundle-unreadable`, `not-xenserver` */
export async function collectRecorded(source: Source, name: string): Promise<CollectedHost> {
  const run = await source.open('');
  try {
    const bundle = await readBundle(run.stdout);
    checkUser(bundle, name, 'Run the program as root there: umask 077; sudo sh probe.sh > host.bundle');
    const result = collect(bundle, {
      tool: TOOL,
      source: 'bundle',
      address: name,
      probeSha256: bundle.header.program,
      connection: howMade(bundle.header),
    });
    checkHost(result.inventory, name);
    return result;
  } finally {
    run.close();
  }
}

async function readLive(
  run: OpenSource,
  address: string,
  onProgress: (progress: Progress) => void,
): Promise<Bundle> {
  try {
    return await readBundle(run.stdout, { onProgress });
  } catch (cause) {
    if (!(cause instanceof AuditError)) throw cause;
    const end = await run.done;
    const said = [
      end.lost,
      end.stderr.trim() === '' ? null : `it said: ${end.stderr.trim().slice(0, 300)}`,
    ].filter(Boolean);
    throw new AuditError(
      'probe-unanswered',
      `${address} took the program but sent no answer${said.length === 0 ? '' : ` (${said.join('; ')})`}.`,
      'Log in by hand and try `sh -c "echo ok"`: a shell that is missing, a forced command or a menu at login keeps the probe from running.',
      { cause },
    );
  }
}

const MADE_BY: Readonly<Record<MadeBy, string>> = {
  hand: 'hand',
  ssh: 'dom0-audit, over SSH',
  ansible: 'the Ansible play',
};

/** What a bundle says of how it was made; empty for one of a program that did not say. Its words, not facts that were checked. */
function howMade({ by, user, sudo, from, shell, program }: BundleHeader): Record<string, string> {
  if (by === null) return {};
  const facts: readonly (readonly [string, string | null])[] = [
    ['madeBy', MADE_BY[by]],
    ['session', from === null ? null : `SSH, from ${from}`],
    ['runAs', sudo === null ? user : `${user ?? 'unknown'}, by sudo of ${sudo}`],
    ['shell', shell],
    ['programVersion', programWords(program)],
  ];
  return Object.fromEntries(
    facts.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const])),
  );
}

function programWords(program: string | null): string {
  if (program === null) return 'not known: the host could not tell';
  return program === PROBE.sha256
    ? 'the one that this version of dom0-audit prints'
    : 'another than this version of dom0-audit prints: an older or a changed one';
}

function checkUser({ header }: Bundle, address: string, hint: string): void {
  if (header.uid === null || header.uid === 0) return;
  throw new AuditError(
    'not-root',
    `The probe ran on ${address} as user ${header.uid}, not as root, so most of the host could not be read.`,
    hint,
  );
}

/** A host without the file that every XenServer has, and without anything else of one, is something else. */
function checkHost(inventory: Inventory, address: string): void {
  if (inventory.host.inventoryKeys.length > 0 || !inventory.collection.complete) return;
  const items = allItems(inventory);
  if (items.some((item) => item.kind === 'file' && item.path.startsWith('/etc/xensource'))) return;
  throw new AuditError(
    'not-xenserver',
    `${address} is no XenServer: it has no /etc/xensource-inventory, and nothing in /etc/xensource.`,
    'Check the address. This must be the control domain (dom0), not a virtual machine on it.',
  );
}

function withLoss(inventory: Inventory, lost: string): Inventory {
  const gap = {
    collector: 'bundle',
    origin: 'connection',
    reason: 'cut-off',
    detail: `The connection ended early: ${lost}.`,
  } as const;
  const before = inventory.sections['bundle'];
  return {
    ...inventory,
    sections: {
      ...inventory.sections,
      bundle: { status: 'unavailable', items: before?.items ?? [], gaps: [...(before?.gaps ?? []), gap] },
    },
  };
}
