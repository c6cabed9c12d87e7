import type { z } from 'zod';
import { BUILT_FORMS, readData, type Forms } from '../forms.ts';
import { releaseFileSchema, sharedFileSchemas, type ReleaseProfile } from './schema.ts';

/**
 * Reads data/releases/<id>.yaml and puts what it names in its place: rules, engines, accounts, conditions.
 * @throws Error when the files do not fit together; they are the project's own, so that is a bug of ours.
 */
export function loadRelease(dataDirectory: URL, id: string, forms: Forms = BUILT_FORMS): ReleaseProfile {
  const read = <T>(name: string, schema: z.ZodType<T>): T =>
    readData(new URL(`releases/${name}.yaml`, dataDirectory), schema, forms);
  const shared = loadShared(read);
  const file = read(id, releaseFileSchema);
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

function loadShared(read: <T>(name: string, schema: z.ZodType<T>) => T) {
  const { rules } = read('rules', sharedFileSchemas.rules);
  const { engines } = read('engines', sharedFileSchemas.engines);
  const { accounts } = read('accounts', sharedFileSchemas.accounts);
  const { carried } = read('carried', sharedFileSchemas.carried);
  const { conditions } = read('conditions', sharedFileSchemas.conditions);
  const { backOut } = read('back-out', sharedFileSchemas.backOut);
  return {
    rule: finder('restore rule', rules),
    engine: finder('engine', engines),
    accounts: finder('account list', accounts),
    carried: finder('carried setting', carried),
    condition: finder('condition', conditions),
    backOut: finder('back-out list', backOut),
  };
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
