import { forEachChild, parse, type SyntaxNode, type Word, type WordPart } from 'unbash';
import type { FormatError } from '../../formats/format.ts';
import { fileNameOf } from '../../lib/file-name.ts';
import { lineCounter } from '../../lib/line-counter.ts';
import type { Used, UsedCommand, UsedPath } from './script-facts.ts';
import { unwrap } from './unwrap.ts';

const MAX_DEPTH = 200;
const MAX_NESTED_TEXTS = 4;

/** Programs whose paths need not be there before they run. */
const MAKES: ReadonlySet<string> = new Set(['tee', 'touch', 'truncate', 'mkdir', 'rm', 'rmdir']);

/** Shell words that only work inside the shell; they are no programs, but a rule may ask for them all the same. */
interface Reading {
  readonly commands: UsedCommand[];
  readonly paths: UsedPath[];
  readonly errors: FormatError[];
  /** Functions that the script itself defines. */
  readonly functions: Set<string>;
  /** Variables that are given one fixed text and no other. */
  readonly constants: ReadonlyMap<string, string | null>;
  /** Words for files that are made where there are none, or removed. */
  readonly written: Set<SyntaxNode>;
  unknownCommands: boolean;
}

/**
 * Reads a shell script with a real parser: commands in every place where the shell would run one (pipes, lists,
 * conditions, subshells, command substitutions, also in here-documents), through `sudo`, `env`, `xargs` and the like,
 * and in the text given to `sh -c` and `eval`. Strings, comments and quoted here-documents are not commands.
 * Never throws; errors of the parser are returned, with what could be read around them.
 *
 * @param firstLine line of the file that the text begins on.
 */
export function readShell(text: string, firstLine = 1): Used {
  return readNested(text, firstLine, 0);
}

function readNested(text: string, firstLine: number, nesting: number): Used {
  const lineAt = lineCounter(text);
  const script = parse(text);
  const nodes = nodesOf(script);
  const reading: Reading = {
    commands: [],
    paths: [],
    errors: [],
    functions: new Set(),
    constants: findConstants(nodes),
    written: new Set(),
    unknownCommands: false,
  };
  const toLine = (position: number) => firstLine - 1 + lineAt(position);
  for (const error of script.errors ?? []) {
    const line = lineAt(error.pos);
    reading.errors.push({
      line: firstLine - 1 + line,
      message: error.message,
      excerpt: text.split('\n')[line - 1] ?? '',
    });
  }
  for (const node of nodes) if (node.type === 'Function') reading.functions.add(node.name.value);
  for (const node of nodes) {
    if (node.type === 'Command') {
      readCommand(node, toLine, reading, nesting);
      if (MAKES.has(fileNameOf(node.name?.value ?? '')))
        for (const arg of node.args) reading.written.add(arg);
    } else if (node.type === 'Redirect' && /^&?>/.test(node.operator)) {
      if (node.target !== undefined) reading.written.add(node.target);
    } else if (node.type === 'Word') readPath(node, toLine, reading);
  }
  return {
    commands: reading.commands,
    paths: reading.paths,
    modules: [],
    hints: [],
    unknownCommands: reading.unknownCommands,
    errors: reading.errors,
  };
}

/** Every node, parents before their children, as deep as a person would write. */
function nodesOf(script: SyntaxNode): readonly SyntaxNode[] {
  const nodes: SyntaxNode[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    nodes.push(node);
    if (depth === MAX_DEPTH) return;
    depth++;
    forEachChild(node, visit);
    depth--;
  };
  visit(script);
  return nodes;
}

/** `XE=/opt/xensource/bin/xe` … `$XE vm-list`: worth looking through, scripts for dom0 do it all the time. */
function findConstants(nodes: readonly SyntaxNode[]): ReadonlyMap<string, string | null> {
  const constants = new Map<string, string | null>();
  for (const node of nodes) {
    if (node.type === 'For' || node.type === 'Select') constants.set(node.name.value, null);
    if (node.type !== 'Assignment') continue;
    const value = node.value.type === 'Word' ? fixedText(node.value, new Map()) : null;
    const before = constants.get(node.name);
    constants.set(
      node.name,
      node.append === true || (before !== undefined && before !== value) ? null : value,
    );
  }
  return constants;
}

function readCommand(
  node: Extract<SyntaxNode, { type: 'Command' }>,
  toLine: (position: number) => number,
  reading: Reading,
  nesting: number,
): void {
  if (node.name === undefined) return;
  const words = [node.name, ...node.args.filter((arg): arg is Word => arg.type === 'Word')];
  const texts = words.map((word) => fixedText(word, reading.constants) ?? word.value);
  const called = unwrap(texts);
  const line = toLine(node.pos);
  for (const { name, args } of called.commands) {
    if (name.includes('$') || name.includes('`')) {
      reading.unknownCommands = true;
      continue;
    }
    if (name === '' || reading.functions.has(name)) continue;
    const slash = name.lastIndexOf('/');
    reading.commands.push({
      name: slash === -1 ? name : name.slice(slash + 1),
      path: slash === -1 ? null : name,
      args,
      line,
    });
  }
  if (nesting >= MAX_NESTED_TEXTS) return;
  for (const text of called.texts) {
    const inner = readNested(text, line, nesting + 1);
    reading.commands.push(...inner.commands.filter(({ name }) => !reading.functions.has(name)));
    reading.paths.push(...inner.paths);
    if (inner.unknownCommands) reading.unknownCommands = true;
  }
}

function readPath(word: Word, toLine: (position: number) => number, reading: Reading): void {
  const text = fixedText(word, reading.constants) ?? fixedBeginning(word);
  const path = /^(?:[\w.-]+=)?(\/[^\s*?[\]{}:;,]*)/.exec(text)?.[1];
  if (path === undefined || path.length < 2) return;
  reading.paths.push({ path, line: toLine(word.pos), ...(reading.written.has(word) && { written: true }) });
}

/** The text of a word when it is the same in every run; null when something in it is expanded. */
function fixedText(word: Word, constants: ReadonlyMap<string, string | null>): string | null {
  if (word.parts === undefined) return word.value;
  let text = '';
  for (const part of word.parts) {
    const fixed = fixedPart(part, constants);
    if (fixed === null) return null;
    text += fixed;
  }
  return text;
}

function fixedPart(part: WordPart, constants: ReadonlyMap<string, string | null>): string | null {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'Glob':
      return part.value;
    case 'DoubleQuoted':
    case 'LocaleString': {
      let text = '';
      for (const child of part.parts) {
        const fixed = fixedPart(child, constants);
        if (fixed === null) return null;
        text += fixed;
      }
      return text;
    }
    case 'SimpleExpansion':
      return constants.get(part.text.slice(1)) ?? null;
    case 'ParameterExpansion':
      return part.operation === undefined && part.prefix === undefined && part.index === undefined
        ? (constants.get(part.parameter) ?? null)
        : null;
    case 'CommandExpansion':
    case 'ProcessSubstitution':
    case 'ArithmeticExpansion':
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return null;
  }
}

/** What a word is sure to begin with. */
function fixedBeginning(word: Word): string {
  let text = '';
  for (const part of word.parts ?? []) {
    const children = part.type === 'DoubleQuoted' ? part.parts : [part];
    for (const child of children) {
      const fixed = fixedPart(child, new Map());
      if (fixed === null) return text;
      text += fixed;
    }
  }
  return text;
}
