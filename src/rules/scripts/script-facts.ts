import type { FormatError } from '../../formats/format.ts';

export type Language = 'sh' | 'python' | 'perl' | 'other';

/** A program that a script calls. */
export interface UsedCommand {
  /** Name without its folder. */
  readonly name: string;
  /** As it is called, when that is a path; else null. */
  readonly path: string | null;
  /** Arguments as far as they stand in the script; `$x` and the like as written. */
  readonly args: readonly string[];
  /** 1-based. */
  readonly line: number;
}

/** A Python module or Perl package that a script loads; `local`: it is a relative import. */
export interface UsedModule {
  readonly name: string;
  readonly line: number;
}

export interface UsedPath {
  /** Absolute; cut off before the first `$x`. */
  readonly path: string;
  readonly line: number;
  /** It is written, made or removed (`> x`, `tee x`, `mkdir x`): it need not be there before. */
  readonly written?: true;
}

/** A service that a script starts, stops, asks or enables. */
export interface UsedService {
  readonly name: string;
  readonly action: string;
  readonly line: number;
}

/** Peculiarities of old Python that the target's Python takes differently. */
export const HINTS = [
  'string-exception',
  'print-statement',
  'except-comma',
  'backticks',
  'exec-statement',
  'diamond-operator',
  'with-as-name',
  'has-key',
] as const;
export type Hint = (typeof HINTS)[number];

/** Conventions of an init script, as far as the script keeps to them. */
export interface InitScript {
  /** The `# chkconfig: 2345 90 10` line; null = none. */
  readonly chkconfig: { readonly runlevels: string; readonly start: number; readonly stop: number } | null;
  readonly lsb: boolean;
  /** It reads /etc/init.d/functions. */
  readonly functions: boolean;
}

/** What a script uses, with the lines that show it. Text in strings and comments is not use. */
export interface ScriptFacts {
  /** null = no script that we know. */
  readonly language: Language | null;
  /** Program of the `#!` line, `env` looked through; a bare name where `env` is used; null = no such line. */
  readonly interpreter: string | null;
  readonly commands: readonly UsedCommand[];
  readonly modules: readonly UsedModule[];
  readonly paths: readonly UsedPath[];
  readonly services: readonly UsedService[];
  readonly hints: readonly { readonly hint: Hint; readonly line: number }[];
  readonly init: InitScript;
  /** It uses xapi (`xe`, XenAPI) and otherwise only what every dom0 has. */
  readonly onlyXapi: boolean;
  /** A shell script that calls nothing but programs that every dom0 has and that do the same on all of them; paths aside. */
  readonly onlyCommon: boolean;
  /** Only the beginning was read. */
  readonly cut: boolean;
  /** What the parser could not follow; those scripts were read line by line as well. */
  readonly errors: readonly FormatError[];
}

/** What one language's reader finds. */
export interface Used {
  readonly commands: readonly UsedCommand[];
  readonly modules: readonly UsedModule[];
  readonly paths: readonly UsedPath[];
  readonly hints: readonly { readonly hint: Hint; readonly line: number }[];
  /** A command whose name is only known when the script runs. */
  readonly unknownCommands: boolean;
  readonly errors: readonly FormatError[];
}

export const NOTHING_USED: Used = {
  commands: [],
  modules: [],
  paths: [],
  hints: [],
  unknownCommands: false,
  errors: [],
};
