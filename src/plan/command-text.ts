import { codeText } from '../lib/markdown.ts';

/** A command as a code span from which it can be copied as it is; its marks of code, if any, do not end the span. */
export function commandText(command: string): string {
  if (!/^[ -~]+$/.test(command)) return codeText(command);
  const longest = Math.max(0, ...(command.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${command}${pad}${fence}`;
}
