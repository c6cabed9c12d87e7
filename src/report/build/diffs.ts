import type { ReportHost } from '../../model/report-document.ts';
import type { DiffView } from '../../model/report.ts';

const AGAINST = {
  baseline: 'an untouched host of the same release',
  target: 'a clean host of the target release',
} as const;

/** Unified diffs, line by line, without the head that names the two files. */
export function viewDiffs(diffs: ReportHost['diffs']): readonly DiffView[] {
  return diffs.map(({ path, against, unified }) => {
    const body = diffLines(unified);
    return {
      path,
      against: AGAINST[against],
      added: body.filter((line) => line.type === 'add').length,
      removed: body.filter((line) => line.type === 'remove').length,
      lines: body,
    };
  });
}

/** The lines of a unified diff, without the head. */
export function diffLines(unified: string): DiffView['lines'] {
  const lines = unified.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const first = lines.findIndex((line) => line.startsWith('@@'));
  return lines.slice(Math.max(0, first)).map(viewLine);
}

function viewLine(text: string): DiffView['lines'][number] {
  if (text.startsWith('@@')) return { type: 'hunk', text };
  if (text.startsWith('+')) return { type: 'add', text };
  return { type: text.startsWith('-') ? 'remove' : 'same', text };
}
