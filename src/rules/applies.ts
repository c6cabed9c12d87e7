import semver from 'semver';
import type { Upgrade } from '../model/host.ts';
import type { Applies } from './rule.ts';

/** Whether a rule is about this upgrade. Pre-releases count as what they are: `7.0.0-alpha.1` lies before `7.0.0`. */
export function appliesTo(applies: Applies, upgrade: Upgrade): boolean {
  const isIn = (release: string, range: string | null) =>
    range === null || semver.satisfies(release, range, { includePrerelease: true });
  return (
    isIn(upgrade.from, applies.from) &&
    isIn(upgrade.to, applies.to) &&
    (applies.method === null || upgrade.method === 'worst' || applies.method.includes(upgrade.method))
  );
}
