import type { JudgedLine } from './options.ts';

/** What is put in front of each change, so that it can be found again. */
const MARK = '# dom0-audit:';

/**
 * The text of the file with each line that has to change written anew, the old one beside it as a comment, and the reason above it.
 * All other bytes are as they were; the last line gets an end, without which the tools do not read it.
 */
export function proposeText(text: string, lines: readonly JudgedLine[], head: readonly string[]): string {
  const changes = new Map(
    lines.filter(({ option }) => option.action !== 'keep').map((line) => [line.option.line, line]),
  );
  const dropped = new Set(
    lines.flatMap(({ option, lastLine }) =>
      option.action === 'leave-out' ? range(option.line, lastLine) : [],
    ),
  );
  const body = text
    .split('\n')
    .flatMap((line, at) => {
      const change = changes.get(at + 1);
      if (change === undefined) return dropped.has(at + 1) ? [commentOut(line)] : [line];
      const reason = `${indentOf(line)}${MARK} ${onOneLine(change.option.because)}`;
      return change.option.action === 'leave-out'
        ? [reason, commentOut(line)]
        : [reason, commentOut(line), ...rewrite(line, change)];
    })
    .join('\n');
  const isEnded = body === '' || body.endsWith('\n');
  return `${head.map((line) => `# ${onOneLine(line)}\n`).join('')}${body}${isEnded ? '' : '\n'}`;
}

function rewrite(line: string, { setting, translated }: JudgedLine): string[] {
  if (setting === null) return [line.replace('devnode_blacklist', 'blacklist')];
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  const [, key = '', gap = ''] = /^(\S+)(\s*)/.exec(rest) ?? [];
  const raw = setting.raw ?? '';
  const after = rest.slice(key.length + gap.length + raw.length);
  return translated.map(({ keyword, value }, at) => {
    const isPlain = /^[\w.+-]+$/.test(value) && !raw.startsWith('"');
    return `${indent}${keyword}${gap}${isPlain ? value : `"${value}"`}${at === 0 ? after : ''}`;
  });
}

/** A line that is none any more; an empty one needs no sign. */
function commentOut(line: string): string {
  const indent = indentOf(line);
  const rest = line.slice(indent.length);
  return rest === '' || rest.startsWith('#') ? line : `${indent}# ${rest}`;
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

function onOneLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
