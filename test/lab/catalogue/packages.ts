import { createHash } from 'node:crypto';
import type { Face, Series } from '../face/face.ts';
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
import { SPECIAL, type Special, type SpecialContext } from './special.ts';
import { mergeUsr } from '../el7/merge-usr.ts';
import { EL7_PROGRAMS } from '../el7/programs.ts';
import { EL7_SPECIAL } from '../el7/special.ts';
import { scriptEntries, unitEntries } from '../el7/units.ts';

/** What differs between the distributions. */
interface Catalogue {
  readonly special: Readonly<Record<string, Special>>;
  readonly programs: readonly LabProgram[];
  /** Init scripts and units of a package. */
  services(name: string, face: Face): Entry[];
  /** The place of an entry that was written for CentOS 5; null = not there. */
  place(entry: Entry): Entry | null;
  readonly centosKey: string;
}

const CATALOGUES: Readonly<Record<Series, Catalogue>> = {
  el5: {
    special: SPECIAL,
    programs: LAB_PROGRAMS,
    services: (name, face) =>
      listServices(face.name)
        .filter((service) => service.package === name)
        .map((service) =>
          program(
            `${service.throughLink ? '/etc' : '/etc/rc.d'}/init.d/${service.name}`,
            initScript(service),
          ),
        ),
    place: (entry) => entry,
    centosKey: 'a8a447dce8562897',
  },
  el7: {
    special: EL7_SPECIAL,
    programs: EL7_PROGRAMS,
    services: (name) => [...scriptEntries(name), ...unitEntries(name)],
    place: mergeUsr,
    centosKey: '24c6a8a7f4a80eb5',
  },
};
const PRODUCT_KEY = '1b2c3d4e5f607182';
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
    const key = keyOf(item.vendor, CATALOGUES[context.face.series]);
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
      ...(context.face.series === 'el7' ? { digests: 'sha256' as const } : {}),
      entries: entriesOf(item, context),
    };
  });
  return withFolders(packages);
}

function keyOf(vendor: string | null, catalogue: Catalogue): string | undefined {
  if (vendor === 'CentOS') return catalogue.centosKey;
  return vendor === 'Citrix Systems, Inc.' ? PRODUCT_KEY : undefined;
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
  const catalogue = CATALOGUES[face.series];
  const byPath = new Map<string, Entry>();
  const add = (entries: readonly Entry[]): void => {
    for (const entry of entries) {
      const placed = catalogue.place(entry);
      if (placed) byPath.set(placed.path.toString(), placed);
    }
  };
  if (item.arch === 'i686' && face.arch !== 'i386') {
    add(bulkEntries(item, face));
    return [...byPath.values()];
  }
  add(bulkEntries(item, face));
  const product = productEntries(item.name, face);
  add(product);
  add(catalogue.special[item.name]?.(context) ?? []);
  add(catalogue.services(item.name, face));
  add(
    catalogue.programs
      .filter((one) => one.package === item.name)
      .flatMap((one) => programEntry(one, context)),
  );
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
