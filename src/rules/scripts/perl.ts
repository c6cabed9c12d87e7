import type { Used, UsedCommand, UsedModule } from './script-facts.ts';
import { readShell } from './shell.ts';

const USE = /^\s*(?:use|require|no)\s+([A-Za-z_]\w*(?:::\w+)*)/;
const RUN = /(?:^|[^\w$@%>])(?:system|exec|qx)\s*\(?\s*(["'])((?:\\.|(?!\1).)*)\1/g;
const BACKTICKS = /^[^#'"]*`([^`]+)`/;
/** `use` of these changes the language and loads no module worth naming. */
const PRAGMAS = new Set([
  'strict',
  'warnings',
  'vars',
  'lib',
  'utf8',
  'integer',
  'constant',
  'base',
  'parent',
  'v5',
]);

/**
 * Reads what stands at the beginnings of lines: `use` and `require`, and commands in `system("…")` and backticks.
 * (Perl cannot be taken apart without running it.) Documentation between `=pod` and `=cut` and everything after
 * `__END__` is passed over, as are comment lines.
 */
export function readPerl(text: string): Used {
  const modules: UsedModule[] = [];
  const commands: UsedCommand[] = [];
  let unknownCommands = false;
  let inPod = false;
  const lines = text.split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (/^__(?:END|DATA)__\s*$/.test(line)) break;
    if (/^=[a-zA-Z]/.test(line)) inPod = !/^=cut\b/.test(line);
    if (inPod || /^\s*#/.test(line) || /^=cut\b/.test(line)) continue;
    const number = index + 1;
    const module = USE.exec(line)?.[1];
    if (module !== undefined && !PRAGMAS.has(module)) modules.push({ name: module, line: number });
    const texts = [...line.slice(0, 2000).matchAll(RUN)].map((match) => match[2] ?? '');
    const ticks = BACKTICKS.exec(line.slice(0, 2000))?.[1];
    for (const shell of ticks === undefined ? texts : [...texts, ticks]) {
      const used = readShell(shell, number);
      commands.push(...used.commands.map((command) => ({ ...command, line: number })));
      if (used.unknownCommands) unknownCommands = true;
    }
  }
  return { commands, modules, paths: [], hints: [], unknownCommands, errors: [] };
}
