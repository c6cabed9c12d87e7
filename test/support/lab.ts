import { describe, test } from 'vitest';
import { labAvailable } from '../lab/index.ts';

/**
 * `describe` for tests that need the lab. Where the machine cannot run it, they fail in CI (or with DOM0_AUDIT_REQUIRE_LAB=1);
 * elsewhere they are skipped, loudly, and counted. This is the only conditional skip of the project.
 * @param programs that are needed beside those of the lab; test/lab/setup.sh installs them too
 */
export function describeWithLab(name: string, body: () => void, programs: readonly string[] = []): void {
  const { ok, hint } = labAvailable(programs);
  if (ok) describe(name, body);
  else if (process.env['CI'] === 'true' || process.env['DOM0_AUDIT_REQUIRE_LAB'] === '1') {
    describe(name, () => {
      test('the lab can run on this machine', () => {
        throw new Error(hint);
      });
    });
  } else {
    process.stderr.write(`\n!! SKIPPED, the lab is not available: ${name}\n!! ${hint}\n`);
    describe.skipIf(!ok)(name, body);
  }
}

/** The same for each value; `%s` in the name stands for it. */
describeWithLab.each =
  <T extends string>(values: readonly T[]) =>
  (name: string, body: (value: T) => void): void => {
    for (const value of values)
      describeWithLab(name.replace('%s', value), () => {
        body(value);
      });
  };
