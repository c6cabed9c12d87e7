import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SSHConfig from 'ssh-config';
import { AuditError } from '../../model/errors.ts';
import { hasCode } from './error-code.ts';
import { matchesWildcard } from './wildcard.ts';

type Line = SSHConfig[number];
type Directive = Extract<Line, { type: typeof SSHConfig.DIRECTIVE }>;
type Section = Extract<Directive, { config: SSHConfig }>;

/** Settings for one host by lower-case directive: the first value found counts, IdentityFile has all of them. */
export type HostSettings = Readonly<Record<string, string | readonly string[] | undefined>>;

/** OpenSSH stops here as well. */
const MAX_INCLUDE_DEPTH = 16;

/**
 * What ssh_config files say of a host, as ssh would read them: Host and Match sections, Include (also within
 * a section), the first value wins. Of `Match`, `exec` never holds: no command is run on this machine.
 * @param files the most important first; those that do not exist are skipped
 * @param home for `~`, and for relative Include paths of the user's own files
 * @throws AuditError `ssh-config-invalid`
 */
export async function readHostSettings(
  files: readonly string[],
  home: string,
  alias: string,
  user: string | null,
): Promise<HostSettings> {
  const query = user === null ? { Host: alias } : { Host: alias, User: user };
  const whole = new SSHConfig();
  for (const file of files) whole.push(...(await readLines(file, home, query, 0)));
  return whole.compute(query, { ignoreCase: true, matchExec: false });
}

/**
 * The hosts that ssh_config files name, without those that are patterns, in the order of the files.
 * @param files the most important first; those that do not exist are skipped
 * @throws AuditError `ssh-config-invalid`
 */
export async function readAliases(files: readonly string[], home: string): Promise<string[]> {
  const names = new Set<string>();
  for (const file of files)
    for (const line of await readLines(file, home, { Host: '' }, 0))
      if (isSection(line) && /^host$/i.test(line.param))
        for (const name of typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val))
          if (!/[*?!]/.test(name)) names.add(name);
  return [...names];
}

interface Query {
  readonly Host: string;
  readonly User?: string;
}

async function readLines(file: string, home: string, query: Query, depth: number): Promise<Directive[]> {
  const text = await readConfig(file);
  if (text === null) return [];
  if (depth > MAX_INCLUDE_DEPTH) throw invalid(file, 'Include goes round in a circle');
  const lines: Directive[] = [];
  for (const line of parseConfig(text, file)) {
    if (line.type !== SSHConfig.DIRECTIVE) continue;
    if (isSection(line)) lines.push(...(await expandSection(line, file, home, query, depth)));
    else if (isInclude(line)) lines.push(...(await readIncluded(line, file, home, query, depth)));
    else lines.push(...normalise(line));
  }
  return lines;
}

async function readConfig(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return null;
    throw invalid(file, 'it cannot be read', cause);
  }
}

function parseConfig(text: string, file: string): SSHConfig {
  let config: SSHConfig;
  try {
    config = SSHConfig.parse(text.replace(/\r\n?/g, '\n'));
  } catch (cause) {
    throw invalid(file, 'a quotation mark is left open or a directive has no value', cause);
  }
  checkNames(config, file);
  return config;
}

/** The library reads on into the next line when a directive has no value. */
function checkNames(config: SSHConfig, file: string): void {
  for (const line of config) {
    if (line.type !== SSHConfig.DIRECTIVE) continue;
    const name = /^[^\s]*/.exec(line.param)?.[0] ?? '';
    if (name !== line.param || line.value === '') throw invalid(file, `the directive ${name} has no value`);
    if (isSection(line)) checkNames(line.config, file);
  }
}

function isSection(line: Directive): line is Section {
  return 'config' in line;
}

function isInclude(line: Directive): boolean {
  return /^include$/i.test(line.param);
}

/** An Include within a section counts only when the section does; then its lines stand between the section's own. */
async function expandSection(
  section: Section,
  file: string,
  home: string,
  query: Query,
  depth: number,
): Promise<Directive[]> {
  const inner = section.config.filter((line): line is Directive => line.type === SSHConfig.DIRECTIVE);
  const part = (lines: readonly Directive[]): Section => ({
    ...section,
    config: configOf(lines.flatMap(normalise)),
  });
  if (!inner.some(isInclude)) return [part(inner)];
  if (!applies(section, query)) return [];
  const lines: Directive[] = [];
  let before: Directive[] = [];
  for (const line of inner) {
    if (isInclude(line)) {
      lines.push(part(before), ...(await readIncluded(line, file, home, query, depth)));
      before = [];
    } else before.push(line);
  }
  return [...lines, part(before)];
}

function configOf(lines: readonly Directive[]): SSHConfig {
  const config = new SSHConfig();
  config.push(...lines);
  return config;
}

function applies(section: Section, query: Query): boolean {
  const probe = configOf([{ ...section, config: SSHConfig.parse('Applies yes\n') }]);
  return probe.compute(query, { ignoreCase: true, matchExec: false })['applies'] !== undefined;
}

/**
 * The spelling that the library looks for, and without the directives for which it would start `nslookup`.
 */
function normalise(line: Directive): Directive[] {
  if (/^canonical/i.test(line.param)) return [];
  if (/^hostname$/i.test(line.param)) return [{ ...line, param: 'HostName' }];
  if (/^user$/i.test(line.param)) return [{ ...line, param: 'User' }];
  return [line];
}

async function readIncluded(
  line: Directive,
  file: string,
  home: string,
  query: Query,
  depth: number,
): Promise<Directive[]> {
  const patterns = typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val);
  const lines: Directive[] = [];
  for (const pattern of patterns) {
    const base = depth === 0 ? dirname(file) : join(home, '.ssh');
    for (const path of await findFiles(resolveInclude(pattern, home, base)))
      lines.push(...(await readLines(path, home, query, depth + 1)));
  }
  return lines;
}

function resolveInclude(pattern: string, home: string, base: string): string {
  if (pattern.startsWith('~/')) return join(home, pattern.slice(2));
  return pattern.startsWith('/') ? pattern : join(base, pattern);
}

/** Paths that match a pattern with `*` and `?` in any of its parts, in order. */
async function findFiles(pattern: string): Promise<string[]> {
  let paths = ['/'];
  for (const part of pattern.split('/').filter((word) => word !== '')) {
    const found = await Promise.all(paths.map((path) => step(path, part)));
    paths = found.flat();
  }
  return paths;
}

async function step(folder: string, part: string): Promise<string[]> {
  if (!/[*?]/.test(part)) return [join(folder, part)];
  try {
    const names = await readdir(folder);
    const wanted = names.filter((name) => matchesWildcard(part, name) && !name.startsWith('.'));
    return wanted.sort().map((name) => join(folder, name));
  } catch {
    // As for ssh, a folder that is not there includes nothing.
    return [];
  }
}

function invalid(file: string, why: string, cause?: unknown): AuditError {
  return new AuditError(
    'ssh-config-invalid',
    `The SSH configuration ${file} cannot be used: ${why}.`,
    'Correct it (`ssh -G HOST` shows how ssh reads it), or name another file with --ssh-config.',
    { cause },
  );
}
