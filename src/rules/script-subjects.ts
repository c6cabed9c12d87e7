import type { AssessedItem } from '../model/fate.ts';
import type { FileItem } from '../model/inventory.ts';
import type { ItemOfKind } from './facts-index.ts';
import type { FileText } from './file-text.ts';
import { analyseCommand, type ScriptFacts } from './scripts/analyse.ts';

/** A script, or the command of a cron job, with what it uses. */
export interface ScriptSubject {
  readonly assessed: AssessedItem<FileItem> | AssessedItem<ItemOfKind<'cron'>>;
  readonly place: 'files' | 'cron';
  /** The script, or the crontab. */
  readonly path: string;
  readonly script: ScriptFacts;
  readonly lineText: (line: number) => string;
}

/** None when the text is no script that we know, or when its file is as its package brought it. */
export function scriptOfText(text: FileText, analyse: (text: FileText) => ScriptFacts): ScriptSubject[] {
  if (text.file === null) return [];
  const script = analyse(text);
  if (script.language === null) return [];
  return [
    {
      assessed: text.file,
      place: 'files',
      path: text.path,
      script,
      lineText: (line) => text.lines[line - 1] ?? '',
    },
  ];
}

/** The command of a job, read as the shell reads it. */
export function scriptOfJob(assessed: AssessedItem<ItemOfKind<'cron'>>): ScriptSubject {
  const { command, file, line } = assessed.item;
  return {
    assessed,
    place: 'cron',
    path: file,
    script: analyseCommand(command, line ?? 1),
    lineText: () => command,
  };
}

/** Executable, or named like a script, or not known at all. */
export function mayBeScript(path: string, file: (path: string) => AssessedItem<FileItem> | null): boolean {
  const mode = file(path)?.item.mode;
  if (mode === undefined) return true;
  return /\.(?:sh|py|pl|pm|rb)$/.test(path) || (mode !== null && (Number.parseInt(mode, 8) & 0o111) !== 0);
}
