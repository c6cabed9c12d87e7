import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import type { Forms } from './forms.ts';

/** One thing that is wrong with a file of rules or waivers, and where. */
export interface FileProblem {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** The rule it is in; null = outside the rules. */
  readonly rule: string | null;
  /** Where in the entry: `examples.match.0.files`. */
  readonly path: string;
  /** What was expected. */
  readonly message: string;
}

/** A YAML file that was read and met its schema, with the way back from a value to its place. */
export interface YamlFile<T> {
  readonly file: string;
  readonly value: T | null;
  readonly problems: readonly FileProblem[];
  position(path: readonly PropertyKey[]): { readonly line: number; readonly column: number };
}

const MAX_ALIASES = 100;

/** Reads text as YAML 1.2 and holds it against a schema. All problems are found at once; `value` is null if there are any. */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const position = (path: readonly PropertyKey[]) => positionOf(document, lines, path);
  const syntax = [...document.errors, ...document.warnings].map((error): FileProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { file, line, column: col, rule: null, path: '', message: error.message };
  });
  if (document.errors.length > 0) return { file, value: null, problems: syntax, position };
  let input: unknown;
  try {
    input = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      file,
      value: null,
      problems: [{ file, line: 1, column: 1, rule: null, path: '', message }],
      position,
    };
  }
  const parsed = schema.safeParse(input ?? {}, { reportInput: true });
  if (parsed.success && syntax.length === 0) return { file, value: parsed.data, problems: [], position };
  const issues = withoutEchoes(
    parsed.success ? [] : parsed.error.issues.flatMap((issue) => flatten(issue, [])),
  );
  const problems = issues.map(({ path, message, key }): FileProblem => ({
    file,
    ...(key === null ? positionOf(document, lines, path, true) : position([...path, key])),
    rule: ruleOf(input, path),
    path: path
      .slice(isInList(path) ? 2 : 0)
      .map(String)
      .join('.'),
    message,
  }));
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { file, value: null, problems: [...syntax, ...problems], position };
}

/** What is kept of a file that met its schema. */
interface KeptFile {
  readonly value: unknown;
  /** Of each entry of `rules`: 1-based line and column. */
  readonly rules: readonly { readonly line: number; readonly column: number }[];
}

/** The same for a file of the program's own, which may be known already. Any place but that of a rule is looked up in the text. */
export function readOwnYaml<T extends { readonly rules?: readonly unknown[] | undefined }>(
  file: string,
  text: string,
  schema: z.ZodType<T>,
  forms: Forms,
): YamlFile<T> {
  const known = forms.find(text) as KeptFile | undefined;
  if (known === undefined) {
    const read = readYaml(file, text, schema);
    if (read.value === null) return read;
    const rules = (read.value.rules ?? []).map((_, index) => read.position(['rules', index]));
    forms.keep(text, { value: read.value, rules } satisfies KeptFile);
    return read;
  }
  return {
    file,
    value: known.value as T,
    problems: [],
    position(path) {
      const [list, index] = path;
      const rule = list === 'rules' && path.length === 2 ? known.rules[Number(index)] : undefined;
      return rule ?? readYaml(file, text, schema).position(path);
    },
  };
}

interface FlatIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** An unknown key, which has a place of its own. */
  readonly key: string | null;
}

/** Unknown keys one by one; of a choice, the branch that came furthest. */
function flatten(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): FlatIssue[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path, message: `unknown key "${key}"`, key }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branches = issue.errors.map((branch) => branch.flatMap((inner) => flatten(inner, path)));
    const deepest = branches.filter((branch) =>
      branch.some((inner) => inner.path.length > path.length || inner.key !== null),
    );
    const custom = branches.filter((branch) =>
      branch.every((inner) => !inner.message.startsWith('Invalid input')),
    );
    const [best] = deepest.length > 0 ? deepest : custom;
    if (best) return best;
    const expected = [
      ...new Set(
        issue.errors.flat().flatMap((inner) => ('expected' in inner ? [String(inner.expected)] : [])),
      ),
    ];
    return [{ path, message: `expected ${expected.join(' or ') || 'something else'}`, key: null }];
  }
  return [{ path, message: plain(issue), key: null }];
}

/** Where a key is unknown, what is said of the same place as a whole only repeats it. */
function withoutEchoes(issues: readonly FlatIssue[]): FlatIssue[] {
  const placeOf = ({ path }: FlatIssue) => path.map(String).join('\0');
  const unknown = new Set(issues.filter(({ key }) => key !== null).map(placeOf));
  return issues.filter(
    (issue) => issue.key !== null || !unknown.has(placeOf(issue)) || !issue.message.endsWith('found none'),
  );
}

function plain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${issue.expected} is missing here`;
  return issue.message.replace(/^Invalid (?:input|option): /, '');
}

const LISTS = new Set(['rules', 'checklist', 'disable', 'waivers', 'outOfScope']);

function isInList(path: readonly PropertyKey[]): boolean {
  return typeof path[0] === 'string' && LISTS.has(path[0]) && typeof path[1] === 'number';
}

function ruleOf(input: unknown, path: readonly PropertyKey[]): string | null {
  if (!isInList(path)) return null;
  const [list = '', index = 0] = path;
  const entries: unknown = (input as Record<PropertyKey, unknown>)[list];
  const entry: unknown = Array.isArray(entries) ? entries[Number(index)] : undefined;
  const id: unknown = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
  return typeof id === 'string' ? id : null;
}

/**
 * The place of the node at the path, or of the nearest one around it that exists: of its key, or (`toValue`)
 * of a plain value itself.
 */
function positionOf(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
  toValue = false,
): { line: number; column: number } {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else break;
  }
  const value = toValue && isScalar(node) ? startOf(node) : null;
  const { line, col } = lines.linePos(value ?? offset);
  return { line, column: col };
}

function startOf(node: unknown): number | null {
  const range = (node as Partial<Node> | null | undefined)?.range;
  return range ? range[0] : null;
}
