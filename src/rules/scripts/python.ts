import type { Hint, Used, UsedCommand, UsedModule, UsedPath } from './script-facts.ts';
import { readShell } from './shell.ts';

/** One word, number, operator or string of Python; `first` = it begins a logical line or follows `;` or `:`. */
interface Token {
  readonly type: 'name' | 'string' | 'operator' | 'number';
  readonly text: string;
  readonly line: number;
  readonly first: boolean;
}

const MAX_TOKENS = 400_000;
const STRING_START = /^[A-Za-z]{0,2}(?:'''|"""|'|")/;
const NAME = /^[A-Za-z_]\w*/;
const NUMBER = /^\d[\w.]*/;
const OPERATOR = /^(?:<>|<=|>=|==|!=|->|\*\*|\/\/|<<|>>|[^\s\w])/;

/**
 * Reads Python with a small tokenizer: imports, shell commands handed to os.system, os.popen, subprocess and commands,
 * and the peculiarities of old Python. Strings and comments are not read, apart from such commands. Never throws.
 */
export function readPython(text: string): Used {
  const tokens = tokenize(text);
  const commands: UsedCommand[] = [];
  const modules: UsedModule[] = [];
  const paths: UsedPath[] = [];
  const hints: { hint: Hint; line: number }[] = [];
  let unknownCommands = false;
  tokens.forEach((token, index) => {
    if (token.type === 'string') {
      const path = /^(\/[\w./+-]+)/.exec(token.text)?.[1];
      if (path !== undefined && path.length > 1) paths.push({ path, line: token.line });
      return;
    }
    if (token.first) modules.push(...readImport(tokens, index));
    const hint = hintAt(tokens, index);
    if (hint !== null) hints.push({ hint, line: token.line });
    const call = callAt(tokens, index);
    if (call === 'unknown') unknownCommands = true;
    else if (call !== null) {
      const used = readShell(call.text, call.line);
      commands.push(...used.commands.map((command) => ({ ...command, line: call.line })));
      if (used.unknownCommands) unknownCommands = true;
    }
  });
  return { commands, modules, paths, hints, unknownCommands, errors: [] };
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let depth = 0;
  let first = true;
  let at = 0;
  while (at < text.length && tokens.length < MAX_TOKENS) {
    const char = text[at] ?? '';
    if (char === '\n') {
      line++;
      at++;
      if (depth === 0) first = true;
    } else if (char === '\\' && text[at + 1] === '\n') {
      line++;
      at += 2;
    } else if (/\s/.test(char)) at++;
    else if (char === '#') at = endOfLine(text, at);
    else {
      const rest = text.slice(at, at + 200);
      const start = STRING_START.exec(rest)?.[0];
      if (start !== undefined) {
        const string = readString(text, at, start);
        tokens.push({ type: 'string', text: string.value, line, first });
        line += countNewlines(text, at, string.end);
        at = string.end;
      } else {
        const token = readWord(rest);
        if (token.type === 'operator') depth = depthAfter(depth, token.text);
        tokens.push({ ...token, line, first });
        at += token.text.length;
        first = depth === 0 && (token.text === ';' || token.text === ':');
        continue;
      }
      first = false;
    }
  }
  return tokens;
}

function readWord(rest: string): { type: Token['type']; text: string } {
  const name = NAME.exec(rest)?.[0];
  if (name !== undefined) return { type: 'name', text: name };
  const number = NUMBER.exec(rest)?.[0];
  if (number !== undefined) return { type: 'number', text: number };
  return { type: 'operator', text: OPERATOR.exec(rest)?.[0] ?? rest.slice(0, 1) };
}

function depthAfter(depth: number, operator: string): number {
  if ('([{'.includes(operator)) return depth + 1;
  return ')]}'.includes(operator) ? Math.max(0, depth - 1) : depth;
}

/** A string that is not closed ends with its line (or, with three quotes, with the text). */
function readString(text: string, at: number, start: string): { value: string; end: number } {
  const quote = start.replace(/^[A-Za-z]*/, '');
  const from = at + start.length;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (char === '\n' && quote.length === 1) return { value: text.slice(from, i), end: i };
    else if (text.startsWith(quote, i)) return { value: text.slice(from, i), end: i + quote.length };
  }
  return { value: text.slice(from), end: text.length };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function countNewlines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** `import a.b as c, d` and `from a.b import c`: the dotted names; `from . import x` names nothing outside. */
function readImport(tokens: readonly Token[], at: number): UsedModule[] {
  const start = tokens[at];
  if (start?.text === 'from') {
    const { name } = dottedName(tokens, at + 1);
    return name === '' ? [] : [{ name, line: start.line }];
  }
  if (start?.text !== 'import') return [];
  const found: UsedModule[] = [];
  for (let next = at + 1; ;) {
    const { name, end } = dottedName(tokens, next);
    if (name === '') break;
    found.push({ name, line: start.line });
    next = tokens[end]?.text === 'as' ? end + 2 : end;
    if (tokens[next]?.text !== ',') break;
    next++;
  }
  return found;
}

function dottedName(tokens: readonly Token[], from: number): { name: string; end: number } {
  let name = '';
  let at = from;
  for (; tokens[at]?.type === 'name' && tokens[at]?.first !== true; at += 2) {
    name += (name === '' ? '' : '.') + (tokens[at]?.text ?? '');
    if (tokens[at + 1]?.text !== '.') return { name, end: at + 1 };
  }
  return { name, end: at };
}

function hintAt(tokens: readonly Token[], at: number): Hint | null {
  const [token, next, after] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (token === undefined) return null;
  if (token.type === 'operator') {
    if (token.text === '<>') return 'diamond-operator';
    return token.text === '`' ? 'backticks' : null;
  }
  if (token.type !== 'name') return null;
  const goesOn = next !== undefined && !next.first;
  if (token.first && token.text === 'raise' && goesOn && next.type === 'string') return 'string-exception';
  if (token.first && token.text === 'print' && goesOn && !['(', '=', '.', ','].includes(next.text))
    return 'print-statement';
  if (token.first && token.text === 'exec' && goesOn && !['(', '=', '.'].includes(next.text))
    return 'exec-statement';
  if (token.first && token.text === 'except' && exceptComma(tokens, at)) return 'except-comma';
  if (token.text === 'has_key' && tokens[at - 1]?.text === '.' && next?.text === '(') return 'has-key';
  if ((token.text === 'with' || token.text === 'as') && goesOn && next.text === '=' && after?.text !== '=')
    return 'with-as-name';
  return null;
}

/** `except Name, variable:` outside brackets. */
function exceptComma(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (let i = at + 1; i < Math.min(tokens.length, at + 40); i++) {
    const token = tokens[i];
    if (token === undefined || token.first || (token.text === ':' && depth === 0)) return false;
    depth = token.type === 'operator' ? depthAfter(depth, token.text) : depth;
    if (token.text === ',' && depth === 0) return true;
  }
  return false;
}

const SHELL_CALLS: Readonly<Record<string, readonly string[]>> = {
  os: ['system', 'popen', 'popen2', 'popen3', 'popen4', 'execv', 'execl', 'execvp', 'execlp', 'spawnv'],
  commands: ['getoutput', 'getstatusoutput'],
  subprocess: ['Popen', 'call', 'check_call', 'check_output'],
  popen2: ['popen2', 'popen3', 'Popen3', 'Popen4'],
};

/** `os.system("…")`, `subprocess.call(["…", "…"])`; `unknown` when the command is not written there. */
function callAt(tokens: readonly Token[], at: number): { text: string; line: number } | 'unknown' | null {
  const [module, dot, method, open] = tokens.slice(at, at + 4);
  if (module?.type !== 'name' || dot?.text !== '.' || method === undefined || open?.text !== '(') return null;
  if (!Object.hasOwn(SHELL_CALLS, module.text)) return null;
  if (SHELL_CALLS[module.text]?.includes(method.text) !== true) return null;
  const argument = tokens[at + 4];
  if (argument?.type === 'string') return { text: argument.text, line: argument.line };
  if (argument?.text !== '[') return 'unknown';
  const words: string[] = [];
  for (let i = at + 5; i < tokens.length && tokens[i]?.text !== ']'; i++) {
    const token = tokens[i];
    if (token?.type === 'string') words.push(`'${token.text.replaceAll("'", "'\\''")}'`);
    else if (token?.text !== ',' && words.length === 0) return 'unknown';
    else if (token?.text !== ',') words.push("'$x'");
  }
  return words.length === 0 ? 'unknown' : { text: words.join(' '), line: argument.line };
}
