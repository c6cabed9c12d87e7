import { describe, expect, test } from 'vitest';
import { missingTools, toolVersions } from './real-tools.ts';

const missing = missingTools();

/**
 * Tests against the real OpenSSH. Where it is missing they are left out with a word on how to get it,
 * except in CI, where that is a failure.
 */
export function describeReal(name: string, tests: () => void): void {
  if (missing.length === 0) {
    console.log(`${name}: ${toolVersions()}`);
    describe(name, tests);
    return;
  }
  const ci = !['', '0', 'false'].includes(process.env['CI'] ?? '');
  if (!ci)
    console.warn(
      `SKIPPED: ${name}. ${missing.join('; ')}. As root: apt-get install openssh-server openssh-client sudo`,
    );
  describe(name, () => {
    test.skipIf(!ci)('has the programs that it needs', () => {
      expect(missing).toEqual([]);
    });
  });
}
