import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { releaseFileSchema, sharedFileSchemas, type ReleaseProfile } from './schema.ts';

/**
 * Reads data/releases/<id>.yaml and puts what it names in its place: rules, engines, accounts, conditions.
 * @throws Error when the files do not fit together; they are the project's own, so that is a bug of ours.
 */
export function loadRelease(dataDirectory: URL, id: string): ReleaseProfile {
  const shared = loadShared(dataDirectory);
  const file = read(dataDirectory, id, releaseFileSchema);
  const rules = file.rules.map((rule) => shared.rule(rule));
  return {
    ...file,
    rules,
    builds: file.builds.map((build) => ({
      ...build,
      engine: shared.engine(build.engine),
      rules: build.rules?.map((rule) => shared.rule(rule)) ?? rules,
    })),
    accounts: shared.accounts(file.accounts),
    carried: file.carried.map((entry) => shared.carried(entry)),
    conditions: file.conditions.map((condition) => shared.condition(condition)),
    backOut: shared.backOut(file.backOut).steps,
  };
}

function loadShared(dataDirectory: URL) {
  const { rules } = read(dataDirectory, 'rules', sharedFileSchemas.rules);
  const { engines } = read(dataDirectory, 'engines', sharedFileSchemas.engines);
  const { accounts } = read(dataDirectory, 'accounts', sharedFileSchemas.accounts);
  const { carried } = read(dataDirectory, 'carried', sharedFileSchemas.carried);
  const { conditions } = read(dataDirectory, 'conditions', sharedFileSchemas.conditions);
  const { backOut } = read(dataDirectory, 'back-out', sharedFileSchemas.backOut);
  return {
    rule: finder('restore rule', rules),
    engine: finder('engine', engines),
    accounts: finder('account list', accounts),
    carried: finder('carried setting', carried),
    condition: finder('condition', conditions),
    backOut: finder('back-out list', backOut),
  };
}

function read<T>(dataDirectory: URL, name: string, schema: z.ZodType<T>): T {
  const url = new URL(`releases/${name}.yaml`, dataDirectory);
  return schema.parse(parse(readFileSync(url, 'utf8')));
}

/** Finds by id; ids are unique. */
function finder<T extends { readonly id: string }>(what: string, entries: readonly T[]): (id: string) => T {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  if (byId.size !== entries.length) throw new Error(`two ${what}s have the same id`);
  return (id) => {
    const found = byId.get(id);
    if (found === undefined) throw new Error(`there is no ${what} ${id}`);
    return found;
  };
}
