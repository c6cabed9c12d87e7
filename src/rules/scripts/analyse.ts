import { fileNameOf } from '../../lib/file-name.ts';
import { fallBack } from './fall-back.ts';
import { readInitScript } from './init-script.ts';
import { needsOf } from './needs.ts';
import { readPerl } from './perl.ts';
import { readPython } from './python.ts';
import { NOTHING_USED, type Language, type ScriptFacts, type Used } from './script-facts.ts';
import { findServices } from './services.ts';
import { readShell } from './shell.ts';

export type { ScriptFacts } from './script-facts.ts';

/** Characters that are read of one script; a longer one is cut at a line. */
const MAX_CHARACTERS = 512 * 1024;
const SHELL_PLACES =
  /^\/etc\/(?:rc\.d\/)?(?:rc\.local$|rc\.sysinit$|init\.d\/)|^\/etc\/(?:cron\.(?:hourly|daily|weekly|monthly)|profile\.d|firstboot\.d)\/|^\/etc\/(?:profile|bashrc)$|^\/root\/\.(?:bashrc|bash_profile|bash_logout|profile)$/;

/**
 * What a text uses, if it is a script: by its `#!` line, else by the end of its name, else by the place where
 * only shell scripts lie. Never throws, whatever the text.
 */
export function analyseScript(path: string, text: string): ScriptFacts {
  const { interpreter, language } = languageOf(path, text);
  const cut = text.length > MAX_CHARACTERS;
  const beginning = cut ? text.slice(0, text.lastIndexOf('\n', MAX_CHARACTERS) + 1) : text;
  const used = language === null ? NOTHING_USED : readAs(language, beginning);
  return { ...factsOf(language, interpreter, beginning, used), cut };
}

/** A command line, such as that of a cron job, read as the shell would read it. */
export function analyseCommand(command: string, line: number): ScriptFacts {
  return factsOf('sh', null, command, readAs('sh', command, line));
}

function factsOf(
  language: Language | null,
  interpreter: string | null,
  text: string,
  used: Used,
): ScriptFacts {
  const services = findServices(used.commands);
  return {
    language,
    interpreter,
    commands: used.commands,
    modules: used.modules,
    paths: used.paths,
    services,
    hints: used.hints,
    init: readInitScript(text, used.paths),
    ...needsOf(language, used, services),
    cut: false,
    errors: used.errors,
  };
}

function readAs(language: Language, text: string, firstLine = 1): Used {
  switch (language) {
    case 'sh':
      return withFallBack(text, firstLine, () => readShell(text, firstLine));
    case 'python':
      return withFallBack(text, firstLine, () => readPython(text));
    case 'perl':
      return withFallBack(text, firstLine, () => readPerl(text));
    case 'other':
      return NOTHING_USED;
  }
}

/** Where the parser gave up, the lines are read one by one, so that a slip in one place does not hide the rest. */
function withFallBack(text: string, firstLine: number, read: () => Used): Used {
  try {
    const used = read();
    if (used.errors.length === 0) return used;
    const known = new Set(used.commands.map(({ name, line }) => `${name}\0${line}`));
    const more = fallBack(text, firstLine).commands.filter(
      ({ name, line }) => !known.has(`${name}\0${line}`),
    );
    return { ...used, commands: [...used.commands, ...more] };
  } catch (error) {
    // A stranger's script must not end the audit, even if it finds a fault in the parser.
    const message = `could not be parsed: ${error instanceof Error ? error.message : String(error)}`;
    return { ...fallBack(text, firstLine), errors: [{ line: firstLine, message, excerpt: '' }] };
  }
}

function languageOf(path: string, text: string): { interpreter: string | null; language: Language | null } {
  const line = /^#![ \t]*([^\r\n]*)/.exec(text)?.[1];
  if (line !== undefined) {
    const interpreter = interpreterOf(line);
    return { interpreter, language: interpreter === null ? null : languageOfProgram(interpreter) };
  }
  return { interpreter: null, language: languageOfName(path) };
}

/** `/usr/bin/env -S python -u` → `python`; `/bin/sh -e` → `/bin/sh`. */
function interpreterOf(line: string): string | null {
  const [program = '', ...rest] = line.trim().split(/\s+/);
  if (program === '') return null;
  if (!program.endsWith('/env')) return program;
  return rest.find((word) => !word.startsWith('-') && !word.includes('=')) ?? program;
}

function languageOfProgram(program: string): Language {
  const name = fileNameOf(program);
  if (/^(?:ba|da|a|k|z)?sh$/.test(name)) return 'sh';
  if (/^python[\d.]*$/.test(name)) return 'python';
  return /^perl[\d.]*$/.test(name) ? 'perl' : 'other';
}

function languageOfName(path: string): Language | null {
  if (/\.(?:sh|bash)$/.test(path)) return 'sh';
  if (path.endsWith('.py')) return 'python';
  if (/\.p[lm]$/.test(path)) return 'perl';
  return SHELL_PLACES.test(path) ? 'sh' : null;
}
