import { NOTHING_USED, type Used, type UsedCommand } from './script-facts.ts';
import { unwrap } from './unwrap.ts';

const START = /^(?:(?:if|then|else|elif|do|while|until|!|\{|\()\s+)*([A-Za-z_./][\w./+-]*)((?:\s.*)?)$/;
const SHELL_WORDS = new Set([
  'for',
  'case',
  'fi',
  'done',
  'esac',
  'in',
  'function',
  'then',
  'else',
  'do',
  'if',
  'while',
]);

/** The first word of each line and after each `;`, `|` and `&`: what is left when the parser cannot go on. */
export function fallBack(text: string, firstLine: number): Used {
  const commands: UsedCommand[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*#/.test(line) || line.length > 4000) continue;
    for (const part of withoutStrings(line).split(/[;|&]+/)) {
      const [, name, rest = ''] = START.exec(part.trim()) ?? [];
      if (name === undefined || SHELL_WORDS.has(name) || rest.trimStart().startsWith('=')) continue;
      for (const called of unwrap([name, ...rest.trim().split(/\s+/).filter(Boolean)]).commands) {
        const slash = called.name.lastIndexOf('/');
        commands.push({
          name: called.name.slice(slash + 1),
          path: slash === -1 ? null : called.name,
          args: called.args,
          line: firstLine + index,
        });
      }
    }
  }
  return { ...NOTHING_USED, commands };
}

function withoutStrings(line: string): string {
  return line.replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, "''").replace(/(^|\s)#.*$/, '');
}
