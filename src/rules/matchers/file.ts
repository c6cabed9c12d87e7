import { z } from 'zod';
import { compileGlobs } from '../../lib/globs.ts';
import type { FileItem } from '../../model/inventory.ts';
import { answer } from '../evaluation.ts';
import { compileGlobList, flag, globList, names, oneOf, range, words } from './conditions.ts';
import {
  COMMON_FIELDS,
  COMMON_SAYS,
  compileCommon,
  defineMatcher,
  fieldMaker,
  matchOf,
  type Field,
} from './define.ts';

const STATES = ['unchanged', 'changed', 'unowned', 'missing'] as const;
const TYPES = [
  'file',
  'directory',
  'symlink',
  'fifo',
  'socket',
  'character-device',
  'block-device',
  'unknown',
] as const;

const is = fieldMaker<'file'>();
const FIELDS: Readonly<Record<string, Field<'file'>>> = {
  state: is(oneOf(STATES), (file) => file.state),
  type: is(oneOf(TYPES), (file) => file.type),
  mode: is(words, (file) => file.mode, 'regular expression on the octal mode, such as `^1006` or `^10[46]`'),
  user: is(names, (file) => file.user),
  group: is(names, (file) => file.group),
  package: is(names, (file) => file.package, 'glob on the NEVRA of the owning package'),
  config: is(flag, (file) => file.config),
  sizeBytes: is(range, (file) => file.sizeBytes),
  linkTarget: is(words, (file) => file.linkTarget),
  linkLeadsTo: is(names, (file) => file.linkLeadsTo),
  changes: is(names, (file) => file.changes, 'size, mode, digest, device, link, user, group, mtime, type'),
  executable: is(flag, isExecutable, 'whether it is a plain file that anyone may execute'),
};

const schema = z.strictObject({
  path: globList,
  ...Object.fromEntries(Object.entries(FIELDS).map(([name, { schema: own }]) => [name, own.optional()])),
  fate: COMMON_FIELDS.fate.optional(),
  provenance: COMMON_FIELDS.provenance.optional(),
  of: COMMON_FIELDS.of.optional(),
});

/** Files by where they lie, what became of them, and whose they are. */
export const fileMatcher = defineMatcher<Record<string, unknown> & { readonly path: string | string[] }>({
  kind: 'file',
  title: 'a file, folder or link of the root file system',
  schema,
  fields: {
    path: 'glob or list of globs; needed',
    ...Object.fromEntries(Object.entries(FIELDS).map(([name, { says }]) => [name, says])),
    ...COMMON_SAYS,
    of: `${COMMON_SAYS['of'] ?? ''}; \`custom\` unless said`,
  },
  compile(spec) {
    const globs = compileGlobs(compileGlobList(spec.path).sources);
    const { of, test } = compileCommon(spec, 'custom');
    const tests = Object.entries(FIELDS).flatMap(([name, { compile }]) =>
      spec[name] === undefined ? [] : [compile(spec[name])],
    );
    return (facts) => {
      const found = facts.files(globs, of).filter((file) => test(file) && tests.every((each) => each(file)));
      return answer(found.map(matchOf), facts.gapsOfPaths(globs, 'existence'));
    };
  },
});

/** Plain file with an execute bit for anyone. */
function isExecutable(file: FileItem): boolean {
  return file.type === 'file' && file.mode !== null && (Number.parseInt(file.mode, 8) & 0o111) !== 0;
}
