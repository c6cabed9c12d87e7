import { createHash } from 'node:crypto';
import type { LabPackage } from '../rpm/package.ts';
import { program, type Entry } from '../tree/entry.ts';
import { bulkEntries } from './bulk.ts';
import { withFolders } from './folders.ts';
import { HOTFIXES } from './hotfixes.ts';
import { listPackages, type LabSize, type ListedPackage } from './list.ts';
import { productEntries } from './product-paths.ts';
import { LAB_PROGRAMS, type LabProgram } from './programs.ts';
import { initScript, listServices } from './services.ts';
import { shippedEntries } from './shipped.ts';
import { SPECIAL, type SpecialContext } from './special.ts';

const KEYS: Readonly<Record<string, string>> = {
  CentOS: 'a8a447dce8562897',
  'Citrix Systems, Inc.': '1b2c3d4e5f607182',
};
const DAY = 86_400;
/** The installer needs about seven minutes for its packages. */
const INSTALL_SECONDS = 420;

/** All packages of a stock host, with their files. */
export function stockPackages(context: SpecialContext, size: LabSize): LabPackage[] {
  const listed = listPackages(context.face, size);
  const hotfixes = HOTFIXES[context.face.name];
  const packages = listed.map((item, i): LabPackage => {
    const hotfix = hotfixes.find((fix) => fix.packages.includes(item.name));
    const built = context.face.builtAt - (numberFrom(item.name) % (90 * DAY));
    const key = item.vendor === null ? undefined : KEYS[item.vendor];
    return {
      ...item,
      buildTime: hotfix ? hotfix.appliedAt - 5 * DAY : built,
      installTime: hotfix
        ? hotfix.appliedAt
        : context.face.installedAt - INSTALL_SECONDS + Math.floor((i / listed.length) * INSTALL_SECONDS),
      ...(key === undefined ? {} : { keyId: key }),
      ...(item.vendor === 'CentOS'
        ? { buildHost: 'builder10.centos.example' }
        : { buildHost: 'drones.uk.xensource.example' }),
      ...scripts(item.name),
      entries: entriesOf(item, context),
    };
  });
  return withFolders(packages);
}

function numberFrom(text: string): number {
  return createHash('md5').update(text).digest().readUInt32BE(0);
}

/** The storage manager edits configuration of others when it is installed; one package has a script that verification runs. */
function scripts(name: string): Partial<LabPackage> {
  if (name === 'sm')
    return { postInstall: '# lab text: edits /etc/lvm/lvm.conf and takes over /etc/multipath.conf' };
  if (name === 'man') return { verifyScript: 'touch /var/cache/man.verified' };
  return {};
}

function entriesOf(item: ListedPackage, context: SpecialContext): Entry[] {
  const { face } = context;
  const byPath = new Map<string, Entry>();
  const add = (entries: readonly Entry[]): void => {
    entries.forEach((entry) => void byPath.set(entry.path.toString(), entry));
  };
  if (item.arch === 'i686' && face.arch !== 'i386') {
    add(bulkEntries(item, face));
    return [...byPath.values()];
  }
  add(bulkEntries(item, face));
  const product = productEntries(item.name, face);
  add(product);
  add(SPECIAL[item.name]?.(context) ?? []);
  add(
    listServices(face.name)
      .filter((service) => service.package === item.name)
      .map((service) =>
        program(`${service.throughLink ? '/etc' : '/etc/rc.d'}/init.d/${service.name}`, initScript(service)),
      ),
  );
  add(LAB_PROGRAMS.filter((one) => one.package === item.name).flatMap((one) => programEntry(one, context)));
  const flags = new Map(product.map((entry) => [entry.path.toString(), entry.flags ?? []]));
  add(
    shippedEntries(item.name, face).map((entry) => {
      const listed = flags.get(entry.path.toString());
      return listed ? { ...entry, flags: listed } : entry;
    }),
  );
  return [...byPath.values()];
}

function programEntry(one: LabProgram, { machine }: SpecialContext): Entry[] {
  const mode = one.mode === undefined ? {} : { mode: one.mode };
  if (one.from === 'host')
    return machine.has(one.source) ? [program(one.path, machine.program(one.source), mode)] : [];
  const folder = one.from === 'shim' ? 'shims' : 'stand-ins';
  return [
    program(
      one.path,
      `#!/dev/.lab/machine/bin/sh\n# ${one.path} of the lab\n. /dev/.lab/machine/${folder}/${one.source}.sh\n`,
    ),
  ];
}
