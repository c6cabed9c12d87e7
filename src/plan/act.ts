import type { Compat, FateName } from '../model/fate.ts';
import type { RestoreAct, RestoreGroup } from '../model/restore-plan.ts';

/**
 * Files that describe the new system itself: the old one over it would undo the installation. Single lines may be carried
 * over. Sources: host-installer backend.py at f7a21a1, which writes them (:1268-1289 fstab, :1364-1376 accounts, :1497-1546
 * inventory, :1054-1110 boot loader); the databases belong to rpm, xapi and the linker of the target.
 */
const NEVER_WHOLE =
  /^\/(?:etc\/(?:passwd|shadow|group|gshadow|fstab|mtab|inittab|xensource-inventory|ld\.so\.cache|lvm\/cache\/.*)-?|boot\/.*|lib\/modules\/.*|var\/lib\/rpm\/.*|var\/(?:lib\/xcp|xapi)\/[^/]*\.db)$/;

/** What is to be done about a file, and how restore.sh may do it. */
export interface Decision {
  readonly act: RestoreAct;
  readonly group: RestoreGroup;
  /** Sentences for the administrator. */
  readonly because: string;
}

/** What decides about a file. */
export interface FileJudgement {
  readonly path: string;
  readonly fate: FateName;
  /** `moved`: where to. */
  readonly to: string | null;
  readonly changes: readonly string[];
  readonly compat: Compat;
  readonly compatBecause: string;
  /** It came with a package that is lost, and is as packaged: the package brings it back. */
  readonly comesWith: string | null;
  /** Who accepted that it goes, and why; null = nobody. */
  readonly dropped: string | null;
}

/** Every fate with every compat has exactly one decision; what the target cannot bear never goes into place as it was. */
export function decide(file: FileJudgement): Decision {
  const fate = fateSentence(file);
  if (file.dropped !== null)
    return { act: 'named', group: 'dropped', because: `${fate} Accepted: ${file.dropped}` };
  if (NEVER_WHOLE.test(file.path))
    return {
      act: 'rework',
      group: 'rework',
      because: `${fate} It describes the new system: carry over single lines, never the whole.`,
    };
  const comesBack = isBack(file.fate);
  switch (file.compat) {
    case 'needs-rework':
    case 'breaks':
      return {
        act: 'rework',
        group: 'rework',
        because: `${fate} ${file.compat === 'breaks' ? 'It breaks on the target' : 'It has to be adapted'}: ${sentence(file.compatBecause)}`,
      };
    case 'ignored':
      return {
        act: 'named',
        group: comesBack ? 'check' : 'decide',
        because: `${fate} Nothing on the target reads it: ${sentence(file.compatBecause)}`,
      };
    case 'unknown':
      return {
        act: 'unjudged',
        group: withPackage(file, comesBack ? 'check' : 'decide'),
        because: comeWith(file, fate),
      };
    case 'works':
      return {
        act: comesBack || file.comesWith !== null ? 'named' : 'safe',
        group: withPackage(file, comesBack ? 'check' : 'put-back'),
        because: `${comeWith(file, fate)} ${sentence(file.compatBecause)}`.trim(),
      };
  }
}

function isBack(fate: FateName): boolean {
  return fate === 'kept' || fate === 'untouched' || fate === 'moved' || fate === 'converted';
}

function withPackage(file: FileJudgement, group: RestoreGroup): RestoreGroup {
  return file.comesWith === null ? group : 'check';
}

function comeWith(file: FileJudgement, fate: string): string {
  return file.comesWith === null
    ? fate
    : `${fate} It comes with the package ${file.comesWith}: install that in a build for the target.`;
}

function fateSentence({ fate, to, changes }: FileJudgement): string {
  switch (fate) {
    case 'kept':
      return 'It comes back by itself.';
    case 'untouched':
      return 'It lies on storage that the installer leaves alone.';
    case 'moved':
      return `It comes back as ${to ?? 'another path'}.`;
    case 'converted':
      return `It comes back changed: ${changes.join('; ')}.`;
    case 'replaced':
      return 'The target brings its own.';
    case 'lost':
      return 'Nothing on the target takes its place.';
    case 'destroyed':
      return 'It is destroyed, and the backup partition does not have it.';
    case 'unknown':
      return 'What becomes of it is not known: see what is there first.';
  }
}

function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
