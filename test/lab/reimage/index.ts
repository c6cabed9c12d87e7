import * as fs from 'node:fs';
import { join } from 'node:path';
import { buildBase } from '../build-base.ts';
import { EL7_ACCOUNTS } from '../el7/accounts.ts';
import { firstBootFiles } from '../el7/first-boot.ts';
import { installedFiles } from '../el7/installed.ts';
import type { InstallSettings } from '../el7/settings.ts';
import { FACES } from '../face/face.ts';
import { makeImage } from '../image.ts';
import { newLabFolder, openLab, type Lab } from '../lab.ts';
import { mustRun } from '../run-command.ts';
import { labKeys } from '../runtime/keys.ts';
import { readPartitions } from '../state/partitions.ts';
import { openTree } from '../tree/root.ts';
import { editAfterwards } from './afterwards.ts';
import { backUp } from './backup.ts';
import { startInstaller, type Installer } from './installer.ts';
import { settingsOf } from './old-host.ts';
import { restore, type Build, type Order } from './restore.ts';
import { carryState } from './state.ts';

export { UpgradeStopped } from './stopped.ts';

export interface ReimageOptions {
  /** Which candidate for the installer of 7.0; default `f7a21a1`. */
  readonly build?: Build;
  /** In which order a listed folder is read; default: as the file system has it. */
  readonly order?: Order;
}

/** The night of the upgrade; seconds since 1970. */
const UPGRADED_AT = Date.parse('2016-06-05T02:10:00Z') / 1000;
const FIRST_BOOT_AT = UPGRADED_AT + 900;
/** A new one at every installation. */
const LABEL_SUFFIX = 'zkvbnhyt';
const GIB = 1024 ** 3;
const BACKUP_GIB = { new: 18, 'old-gpt': 4, dos: 4 } as const;
const BOOT_SWAP_BYTES = 512 * 1024 ** 2;

/**
 * Upgrades a 6.x lab to 7.0 as the real installer does it: backup, new root, restore, first boot. The old lab stays as it is. The
 * backup partition is /dev/sda2 of the new one. Written from public sources for the tests; it shares nothing with the product.
 * @throws UpgradeStopped where the real one ends half-way.
 */
export async function reimage(lab: Lab, options: ReimageOptions = {}): Promise<Lab> {
  const face = FACES['7.0'];
  const base = buildBase({ face: '7.0', size: 'small', shell: 'bash', awk: 'gawk', stage: 'packages' });
  const folder = newLabFolder(base);
  const layout = layoutFor(lab);
  makeImage(join(folder, 'backup.img'), BACKUP_GIB[layout] * GIB, null);
  mustRun('e2label', [join(folder, 'root.img'), `root-${LABEL_SUFFIX}`]);
  const installer = await startInstaller(folder);
  let settings: InstallSettings;
  try {
    backUp(lab.root, installer.old);
    settings = install(installer, layout, options, lab.face.platformVersion);
  } catch (error) {
    await installer.finish();
    fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  await installer.finish();
  const partitions = carryState(lab.state, join(folder, 'state'), settings);
  return openLab({ folder, face, base, partitions }, () => []);
}

/** The marker and a GPT without a log partition make the installer give the host a new layout. */
function layoutFor(lab: Lab): InstallSettings['layout'] {
  const partitions = readPartitions(lab.state);
  if (partitions.find(({ name }) => name === 'sda')?.table === 'dos') return 'dos';
  const marker = fs.existsSync(join(lab.root, 'var/preserve/safe2upgrade'));
  return marker && partitions.every(({ name }) => name !== 'sda5') ? 'new' : 'old-gpt';
}

/** Everything that is done to the new root: by the installer, then by the first boot. */
function install(
  installer: Installer,
  layout: InstallSettings['layout'],
  options: ReimageOptions,
  oldVersion: string,
): InstallSettings {
  const face = FACES['7.0'];
  const old = openTree(installer.old, EL7_ACCOUNTS.accounts);
  const tree = openTree(installer.new, EL7_ACCOUNTS.accounts);
  const hasLocalSr = old.exists('/etc/firstboot.d/data/default-storage.conf');
  const settings = settingsOf(old, { at: UPGRADED_AT, labelSuffix: LABEL_SUFFIX, layout, hasLocalSr });
  tree.write(installedFiles(face, settings, tree), UPGRADED_AT);
  if (layout !== 'new') makeSwapFile(tree.place('/var/swap/swap.001'));
  restore(installer, options.build ?? 'f7a21a1', options.order ?? 'as-read');
  editAfterwards(installer, openTree(installer.new, EL7_ACCOUNTS.accounts), UPGRADED_AT, oldVersion);
  const booted = openTree(installer.new, EL7_ACCOUNTS.accounts);
  booted.write(firstBootFiles(face, labKeys(), booted), FIRST_BOOT_AT);
  return settings;
}

function makeSwapFile(path: Buffer): void {
  fs.writeFileSync(path, '');
  fs.truncateSync(path, BOOT_SWAP_BYTES);
}
