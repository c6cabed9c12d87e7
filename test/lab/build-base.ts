import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accountsOf } from './catalogue/accounts-of.ts';
import type { LabSize } from './catalogue/list.ts';
import { stockPackages } from './catalogue/packages.ts';
import type { AwkName, ShellName } from './catalogue/special.ts';
import { FACES, type Face, type FaceName } from './face/face.ts';
import { HOST } from './face/identity.ts';
import { makeImage, mountImage, unmountImage } from './image.ts';
import { buildMachine, type Machine } from './machine/build-machine.ts';
import { buildOnce, markUsed } from './cache.ts';
import { labCode, labSources } from './places.ts';
import { cleanInstallFiles } from './el7/clean.ts';
import { firstBootFiles } from './el7/first-boot.ts';
import { installedFiles } from './el7/installed.ts';
import { freshSettings } from './el7/settings.ts';
import { importPackages } from './rpm/database.ts';
import { mustRun } from './run-command.ts';
import { labKeys } from './runtime/keys.ts';
import { installEdits } from './runtime/installer-files.ts';
import { stockFiles } from './runtime/stock-files.ts';
import { writeStandInState } from './state/stand-in-state.ts';
import type { Entry } from './tree/entry.ts';
import { openTree, type TreeRoot } from './tree/root.ts';

export interface BaseOptions {
  readonly face: FaceName;
  readonly size: LabSize;
  readonly shell: ShellName;
  readonly awk: AwkName;
  /** `packages`: only what the packages bring, for an installer to go on with (7.0). */
  readonly stage: 'running' | 'packages';
}

/** An untouched host, built once and copied for each lab: `root.img` and `state` in its folder. */
export interface Base {
  readonly folder: string;
  readonly machine: Machine;
}

const SWAP_BYTES = 512 * 1024 * 1024;
const ROOT_GIB = { el5: 4, el7: 18 } as const;

/** Builds the untouched host, or finds the one that the same sources have built before. */
export function buildBase(options: BaseOptions): Base {
  const machine = buildMachine(FACES[options.face].series);
  const id = createHash('sha256')
    .update(`${machine.id} ${JSON.stringify(options)} ${sourcesHash()}`)
    .digest('hex')
    .slice(0, 12);
  const kind = options.stage === 'running' ? options.size : `${options.size}-packages`;
  const folder = buildOnce(`base-${options.face}-${kind}-${id}`, (draft) => {
    fill(draft, options, machine);
  });
  markUsed(folder);
  markUsed(machine.folder);
  return { folder, machine };
}

function fill(folder: string, options: BaseOptions, machine: Machine): void {
  const image = join(folder, 'root.img');
  const root = join(folder, 'root');
  const { series } = FACES[options.face];
  makeImage(image, ROOT_GIB[series] * 1024 ** 3, HOST.rootLabel);
  mountImage(image, root);
  try {
    fillRoot(root, options, machine);
  } finally {
    unmountImage(root);
  }
  fs.rmdirSync(root);
  fs.mkdirSync(join(folder, 'state'));
  writeStandInState(join(folder, 'state'), FACES[options.face]);
}

function fillRoot(root: string, options: BaseOptions, machine: Machine): void {
  const face = FACES[options.face];
  const tree = openTree(root, accountsOf(face).accounts);
  const packages = stockPackages({ face, machine, shell: options.shell, awk: options.awk }, options.size);
  const entries = packages.flatMap((item) =>
    item.entries.map((entry): Entry => ({ ...entry, mtime: entry.mtime ?? item.buildTime })),
  );
  tree.write(
    entries.filter((entry) => entry.flags?.includes('ghost') !== true),
    face.builtAt,
  );
  if (options.stage === 'running') install(face, tree);
  tree.write(
    [
      {
        type: 'file',
        path: '/etc/ld.so.cache',
        content: fs.readFileSync(join(machine.folder, 'ld.so.cache')),
      },
    ],
    face.installedAt,
  );
  importPackages(join(root, 'var/lib/rpm'), packages);
  setFolderTimes(root, face.installedAt);
}

/** What the installer writes, and what a running dom0 makes. */
function install(face: Face, tree: TreeRoot): void {
  if (face.series === 'el7') {
    tree.write(installedFiles(face, freshSettings(face.installedAt), tree), face.installedAt);
    tree.write(cleanInstallFiles(), face.installedAt);
    tree.write(firstBootFiles(face, labKeys(), tree), face.installedAt + 600);
    return;
  }
  tree.write(stockFiles(face, labKeys()), face.installedAt);
  tree.write(
    installEdits(face, (path) => tree.read(path).toString('utf8')),
    face.installedAt,
  );
  const swap = tree.place('/var/swap/swap.001');
  fs.writeFileSync(swap, '');
  fs.truncateSync(swap, SWAP_BYTES);
}

/** Folders got the time of the build when their files were written. */
function setFolderTimes(root: string, seconds: number): void {
  mustRun('find', [root, '-xdev', '-type', 'd', '-exec', 'touch', '-d', `@${seconds}`, '{}', '+']);
  const swap = join(root, 'var/swap/swap.001');
  const files = [...(fs.existsSync(swap) ? [swap] : []), join(root, 'var/lib/rpm/rpmdb.sqlite')];
  mustRun('touch', ['-d', `@${seconds}`, ...files]);
}

/** All that the builder is made of counts: a change in any of it makes a new base. */
function sourcesHash(): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    if (!fs.statSync(path).isDirectory()) hash.update(basename(path)).update(fs.readFileSync(path));
    else for (const name of fs.readdirSync(path).sort()) visit(join(path, name));
  };
  for (const folder of ['catalogue', 'el7', 'face', 'rpm', 'runtime', 'state', 'tree'])
    visit(labCode(folder));
  for (const name of ['build-base', 'image'])
    visit(labCode(`${name}${extname(fileURLToPath(import.meta.url))}`));
  for (const folder of ['data', 'packages']) visit(labSources(folder));
  return hash.digest('hex');
}
