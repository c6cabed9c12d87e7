import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';

/**
 * What was made of the program's own YAML files, read and checked, by the digest of their text: reading them takes a
 * second, and the build has done it once (docs/decisions/0006-rules-cache.md). A text that is not known is read.
 */
export interface Forms {
  /** What was made of this very text; undefined = it is not known. JSON, in the shape that the reader of the text gave it. */
  find(text: string): unknown;
  /** Tells what was made of a text. */
  keep(text: string, form: unknown): void;
}

/** Those of a file that the build has written; read when they are first asked for. A file that is not there knows nothing. */
export function formsIn(file: URL): Forms {
  let known: Readonly<Record<string, unknown>> | null = null;
  return {
    find: (text) => (known ??= readForms(file))[hash('sha256', text)],
    keep: () => undefined,
  };
}

/** They lie beside the built program; it has none when it runs from its sources. */
export const BUILT_FORMS: Forms = formsIn(new URL('../knowledge.json', import.meta.url));

/** Remembers everything that is made, and knows nothing before. */
export function newForms(): Forms & { readonly made: Readonly<Record<string, unknown>> } {
  const made: Record<string, unknown> = {};
  return {
    made,
    find: (text) => made[hash('sha256', text)],
    keep(text, form) {
      made[hash('sha256', text)] = form;
    },
  };
}

/** A file that is not there or not whole is as good as none: the YAML files hold everything. */
function readForms(file: URL): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/**
 * One of the program's own data files, as its schema gives it.
 * @throws Error when it cannot be read or does not meet its schema; it is the project's own, so that is a bug of ours.
 */
export function readData<T>(url: URL, schema: z.ZodType<T>, forms: Forms): T {
  const text = readFileSync(url, 'utf8');
  const known = forms.find(text);
  // It met this schema when it was kept.
  if (known !== undefined) return known as T;
  const made = schema.parse(parse(text));
  forms.keep(text, made);
  return made;
}
