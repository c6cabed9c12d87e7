/**
 * Host and release: who the host is, what was installed on it, and what the installer looks at before it begins.
 *
 * Reads files (6.0 to 7.0) and the output of uname, date, df and find. Typical input, made up:
 *
 *     PRODUCT_VERSION='6.2.0'                                        /etc/xensource-inventory
 *     <repository originator="xs" name="main" product="XenServer"    installed-repos/xs:main/XS-REPOSITORY
 *     <info uuid="…" name-label="XS62ESP1" version="1.0" …/>         /var/patch/applied/<uuid>
 *
 * Shape: HostFacts, hotfixes, packs, driver disks, and settings: `inventory.<KEY>`, `host.<fact>`, and what the
 * installer carries in another form (`time.zone`, `time.servers`, `keyboard.keytable`, `network.hostname`,
 * `network.name-servers`, `network.ipv6`). Sizes are bytes. An absent setting: the host does not have it;
 * a key that is missing from the inventory is no gap. Gaps: no inventory file, a pack or hotfix record that says nothing, a
 * pool.conf with an unknown word. Learnt from host-installer product.py and util.py at f7a21a1, xen-api xapi_pool_patch.ml and
 * create_misc.ml, python-libs repository.py.
 */
import type { HostFacts } from '../../model/host.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, settingOf, uniquelyNamed, type PartGap, type Reading } from '../reading.ts';
import { readCarried } from './carried.ts';
import { INVENTORY_PATH, readInventoryFile, type InventoryFile } from './inventory-file.ts';
import { readHotfixes, readPacks } from './packs.ts';
import { readEntries, readPoolRole, readState } from './state.ts';

const POOL = '/etc/xensource/pool.conf';

export function parseHost(parts: Parts): Collected {
  const reading = readSection(parts['identity']);
  const inventory = readInventoryFile(reading);
  const entries = readEntries(reading);
  const hotfixes = readHotfixes(reading, entries);
  const packs = readPacks(reading, entries);
  const management = inventory?.settings.find(({ key }) => key === 'MANAGEMENT_INTERFACE');
  return {
    items: uniquelyNamed([
      ...(inventory?.settings ?? []),
      ...(management
        ? [
            settingOf(
              'network',
              'management-interface',
              management.value,
              INVENTORY_PATH,
              management.evidence,
            ),
          ]
        : []),
      ...readCarried(reading),
      ...readState(reading, entries),
      ...hotfixes.items,
      ...packs.items,
    ]),
    gaps: [...reading.gaps, ...missing(parts, reading, inventory), ...hotfixes.gaps, ...packs.gaps],
    contents: reading.files
      .filter(({ path }) => path.startsWith('/etc/') && !path.endsWith('/XS-PACKAGES'))
      .map(contentOf),
    host: hostFacts(reading, inventory),
  };
}

function missing(parts: Parts, reading: Reading, inventory: InventoryFile | null): PartGap[] {
  const gaps: PartGap[] = [];
  const refused = reading.gaps.some((gap) => gap.origin === INVENTORY_PATH);
  if (parts['identity'] && !inventory && !refused) {
    gaps.push({
      origin: INVENTORY_PATH,
      reason: 'not-collected',
      detail: 'there is no such file, so neither the release nor the pool identity of the host is known',
    });
  }
  if (
    parts['identity'] &&
    readPoolRole(reading) === 'unknown' &&
    !reading.gaps.some((gap) => gap.origin === POOL)
  ) {
    gaps.push({
      origin: POOL,
      reason: reading.file(POOL) ? 'unparsable' : 'not-collected',
      detail: 'the role of the host in its pool is not known',
    });
  }
  return gaps;
}

function hostFacts(reading: Reading, inventory: InventoryFile | null): Partial<HostFacts> {
  const date = reading.command('date')?.lines[0]?.text ?? '';
  const uname = reading.command('uname')?.lines[0]?.text.trim().split(/\s+/) ?? [];
  return {
    hostname: uname[1] ?? null,
    uuid: inventory?.value('INSTALLATION_UUID') ?? null,
    product: inventory?.value('PRODUCT_BRAND') ?? null,
    version: inventory?.value('PRODUCT_VERSION') ?? null,
    build: inventory?.value('BUILD_NUMBER') ?? null,
    platformVersion: inventory?.value('PLATFORM_VERSION') ?? null,
    arch: uname.length > 3 ? (uname.at(-1) ?? null) : null,
    poolRole: readPoolRole(reading),
    collectedAt: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) ? date : null,
    inventoryKeys: inventory?.keys ?? [],
  };
}
