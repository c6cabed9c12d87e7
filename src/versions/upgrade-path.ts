import { compareReleases, type Release } from './product.ts';

/** Whether the vendors support a step from one release to another. */
export interface UpgradePath {
  readonly official: boolean;
  /** A sentence. */
  readonly because: string;
}

/** The oldest releases that installers take (host-installer product.py and upgrade.py; 21a305e and 1e7c70f raised them). */
const OLDEST: readonly (readonly [target: string, oldest: string])[] = [
  ['8.0.0-0', '7.0.0'],
  ['7.0.0', '6.0.0'],
  ['0.0.0', '5.6.0'],
];

export function upgradePath(from: Release, to: Release): UpgradePath {
  for (const release of [from, to]) {
    if (release.prerelease !== null)
      return no(`${release.name} is a pre-release: there is no official upgrade path from it or to it.`);
  }
  const order = compareReleases(from.version, to.version);
  if (order > 0) return no(`${to.name} is older than ${from.name}.`);
  if (from.product === 'XCP-ng' && to.product !== 'XCP-ng')
    return no(`There is no official way back from ${from.name} to ${to.name}.`);
  const oldest = OLDEST.find(([target]) => compareReleases(to.version, target) >= 0)?.[1] ?? '5.6.0';
  if (compareReleases(from.version, oldest) < 0)
    return no(
      `The installer of ${to.name} takes no host older than ${oldest}, so ${from.name} needs a step in between.`,
    );
  if (order === 0 && from.product === to.product)
    return { official: true, because: `${from.name} is installed anew over itself.` };
  return { official: true, because: `The installer of ${to.name} upgrades ${from.name}.` };
}

function no(because: string): UpgradePath {
  return { official: false, because };
}
