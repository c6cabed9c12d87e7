import type { Item } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { firstOfEach, readSection } from '../reading.ts';
import { readAnswers } from './answers.ts';
import {
  driverSettings,
  hostSettings,
  interfaceSettings,
  networkSettings,
  patchSettings,
  poolRole,
  poolSettings,
} from './pool.ts';
import { readStorage } from './storage.ts';
import { readVms } from './vms.ts';

/*
 * `xe pool-list`, `host-list`, `sr-list`, `pbd-list`, `vm-list`, `vbd-list`, `vdi-list`, `patch-list`, `pif-list`, `network-list`,
 * `sm-list`, each once with the fields that matter, and `xe host-get-vms-which-prevent-evacuation`; 6.0 to 6.5. Typical:
 *
 *     uuid ( RO)          : 7f0c…
 *         name-label ( RW): Local storage
 *               type ( RO): lvm
 *
 * Items: sr, pbd, vm, and settings (`pool.*` for the pool, `xapi.*` for hosts, hotfixes, interfaces, networks and drivers).
 * Local SRs and PBDs are those of this host; VDIs are named for its local SRs only. Sizes in bytes. Hotfixes are settings here:
 * as items they come from the host collector, which reads /var/patch/applied.
 * An answer without records means that there are none. Gaps: no `xe`; xapi not running, booting or in emergency mode; a call that
 * takes over a minute, after which nothing more is asked; records in which a name looks like a field.
 * Learnt from xapi's cli_printer.ml, cli_operations.ml and records.ml (6.1: 9de3e25c61, 6.2: a5e56fa644, 7.0: a1cce4a026).
 */
export function parseXapi(parts: Parts): Collected {
  const section = parts['records'];
  const reading = readSection(section);
  const { answers, gaps, thisHost } = section
    ? readAnswers(reading, section.stderr)
    : { ...readAnswers(reading, ''), gaps: [] };
  const storage = readStorage(answers, thisHost);
  const role = poolRole(answers, thisHost);
  const items: Item[] = [
    ...poolSettings(answers),
    ...hostSettings(answers, thisHost),
    ...storage.srs,
    ...storage.pbds,
    ...readVms(answers, thisHost),
    ...patchSettings(answers, thisHost),
    ...interfaceSettings(answers, thisHost),
    ...networkSettings(answers),
    ...driverSettings(answers),
  ];
  return {
    items: firstOfEach(items),
    gaps: [...reading.gaps, ...gaps],
    ...(role && { host: { poolRole: role } }),
  };
}
