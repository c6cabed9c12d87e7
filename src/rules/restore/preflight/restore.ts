import type { Stop } from '../../../model/fate.ts';
import type { Gap, GapReason } from '../../../model/gap.ts';
import {
  CLEAR,
  stopAt,
  found,
  unknown,
  type PreflightAnswer,
  type PreflightCondition,
  type PreflightContext,
} from './context.ts';

/** A condition that shows when the restore is played through. */
export function duringRestore(condition: string): PreflightCondition {
  return (context) => {
    const stops = context.restore.stops.filter((stop) => stop.condition === condition);
    if (stops.length > 0) return found(stops);
    return context.hasSection('files') && !context.gapsOf('files').some(hidesPaths)
      ? CLEAR
      : unknown(context, 'files', 'every path that the restore list leads to', hidesPaths);
  };
}

/** Gaps of these kinds may hide paths; the others hide what is in them. */
const HIDING: ReadonlySet<GapReason> = new Set(['cut-off', 'timed-out', 'missing-tool', 'not-running']);

/** The package database says whose a path is, not which paths there are. */
function hidesPaths({ reason, origin }: Gap): boolean {
  return HIDING.has(reason) && !origin.startsWith('rpm');
}

const ACCOUNT_FILES = new Set(['/etc/passwd', '/etc/group']);

/** A line without its fields, or without a number (upgrade.py:97-118@faaf4f5). */
export function passwdLines(context: PreflightContext): PreflightAnswer {
  if (!context.hasSection('users'))
    return unknown(context, 'users', 'whether every line of the account files can be read');
  const stops: Stop[] = context
    .gapsOf('users')
    .filter(({ origin, reason }) => ACCOUNT_FILES.has(origin) && reason === 'unparsable')
    .map(({ origin, detail }) => {
      const sight = { id: `file:${origin}`, evidence: [{ origin, excerpt: detail.slice(0, 200) }] };
      const sentence = `${origin}: ${detail}. The installer of ${context.profile.product} stops on such a line in the middle of the restore.`;
      return stopAt('passwd-lines', sight, sentence, detail.slice(0, 60));
    });
  return found(stops);
}

const COROSYNC = '/etc/corosync/corosync.conf';

export function corosync(context: PreflightContext): PreflightAnswer {
  const content = context.content(COROSYNC);
  const file = context.file(COROSYNC);
  if (content === null) return file === null ? CLEAR : unknown(context, 'files', `what is in ${COROSYNC}`);
  if (!/^\s*transport:\s*udpu\s*$/m.test(content.text)) return CLEAR;
  const sight = file ?? {
    id: `file:${COROSYNC}`,
    evidence: [{ origin: COROSYNC, excerpt: 'transport: udpu' }],
  };
  return found([
    stopAt(
      'later-corosync',
      sight,
      'Corosync uses the transport udpu and has to be moved to version 3 first.',
    ),
  ]);
}

export function firmware(context: PreflightContext): PreflightAnswer {
  const mode = context.setting('host.firmware');
  if (mode === null) return unknown(context, 'host', 'whether the host was started by UEFI');
  if (mode.value === 'uefi') return CLEAR;
  return found([
    stopAt(
      'later-uefi',
      mode,
      `This host was installed for BIOS; ${context.profile.product} upgrades UEFI hosts only.`,
    ),
  ]);
}
