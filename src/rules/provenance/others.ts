import type { FileItem, Item } from '../../model/inventory.ts';
import type { ProvenanceContext } from './context.ts';
import { fileProvenance } from './files.ts';
import type { Judged } from './words.ts';

type Of<K extends Item['kind']> = Extract<Item, { kind: K }>;

/** Where an item that is no file and no package comes from: mostly from the file that makes it. */
export function otherProvenance(
  item: Exclude<Item, FileItem | Of<'package'>>,
  context: ProvenanceContext,
): Judged {
  const { dom0 } = context.stock;
  switch (item.kind) {
    case 'service':
      return serviceProvenance(item, context);
    case 'cron':
      return cronProvenance(item, context);
    case 'user':
      return accountProvenance('/etc/passwd', item.name, dom0.users.has(item.name), context);
    case 'group':
      return accountProvenance('/etc/group', item.name, dom0.groups.has(item.name), context);
    case 'mount':
      return mountProvenance(item, context);
    case 'swap':
      return item.path === '/var/swap/swap.001' || item.path === 'swap'
        ? runtime('The swap file that the installer makes.')
        : local('A stock dom0 swaps to /var/swap/swap.001 only.');
    case 'repo':
    case 'plugin':
      return madeBy(item.kind === 'repo' ? item.file : item.path, context);
    case 'module':
      return moduleProvenance(item, context);
    case 'boot-arg':
      return dom0.isStockBootArg(item.target, item.name, item.value)
        ? { provenance: 'stock', because: 'The installer of the source release writes it.' }
        : local('The installer of the source release does not write it.');
    case 'hotfix':
      return { provenance: 'hotfix', because: 'Its record lies in /var/patch/applied.' };
    case 'pack':
      return dom0.basePacks.has(item.packId)
        ? { provenance: 'stock', because: 'Every host has this pack.' }
        : { provenance: 'supplemental-pack', because: 'It is recorded in /etc/xensource/installed-repos.' };
    case 'driver-disk':
      return { provenance: 'driver-disk', because: 'It is recorded as a driver disk.' };
    case 'vg':
      return /^(VG_XenStorage|VG_XenSwap|XSLocalEXT)-/.test(item.name)
        ? runtime('The storage manager names its volume groups so.')
        : local('The storage manager does not name a volume group so.');
    case 'md':
    case 'drbd':
      return local('A stock dom0 has none.');
    case 'route':
      return item.file === null ? runtime('A route of the running kernel.') : madeBy(item.file, context);
    case 'firewall':
      return firewallProvenance(item, context);
    case 'certificate':
      return madeBy(item.path, context);
    case 'setting':
      return settingProvenance(item);
    case 'disk':
    case 'partition':
      return runtime('Hardware of the host.');
    case 'sr':
    case 'pbd':
    case 'vm':
      return runtime('It lives in the pool database.');
    case 'nic':
      return runtime('Hardware of the host, or made by xapi.');
  }
}

function runtime(because: string): Judged {
  return { provenance: 'runtime', because };
}

function local(because: string): Judged {
  return { provenance: 'local', because };
}

/** As the file that makes it; a file that is not in the inventory is owned and unchanged. */
function madeBy(path: string, context: ProvenanceContext): Judged {
  const file = context.file(path);
  if (file) {
    const judged = fileProvenance(file, context);
    const changed = file.state === 'changed' && judged.stockChange !== true;
    return {
      provenance: changed ? 'local' : judged.provenance,
      because: `${path}: ${changed ? 'the file was changed by hand.' : judged.because}`,
    };
  }
  if (!context.filesKnown) {
    return {
      provenance: 'unknown',
      because: `Who made ${path} is not known: a status report has no list of files.`,
    };
  }
  const brought = context.notablePaths.get(path);
  const judged = brought && context.packageProvenance.get(brought.nevra);
  if (brought && judged)
    return { provenance: judged.provenance, because: `The package ${brought.nevra} brings ${path}.` };
  return { provenance: 'stock', because: `${path} belongs to a package and is unchanged.` };
}

function serviceProvenance(item: Of<'service'>, context: ProvenanceContext): Judged {
  if (item.manager === 'inittab') {
    return context.stock.dom0.isStockInittabLine(item.command ?? '')
      ? { provenance: 'stock', because: 'The inittab of every dom0 has this line.' }
      : madeBy(item.path, context);
  }
  return unlessUnknown(madeBy(item.path, context));
}

/** Every host has such items: one of which nobody can tell who made it is not taken for a customisation. */
function unlessUnknown(judged: Judged): Judged {
  return judged.provenance === 'unknown' ? { ...judged, stockChange: true } : judged;
}

function cronProvenance(item: Of<'cron'>, context: ProvenanceContext): Judged {
  if (item.source === 'user') return local('A stock dom0 has no crontab of a user.');
  if (item.source === 'at') return local('A stock dom0 has no at jobs.');
  if (item.file === '/etc/crontab' && context.stock.dom0.isStockCrontabCommand(item.command)) {
    return { provenance: 'stock', because: 'One of the four lines of the stock crontab.' };
  }
  return madeBy(item.file, context);
}

/** An account that the lists do not know is stock when nobody wrote the file since the installation. */
function accountProvenance(file: string, name: string, listed: boolean, context: ProvenanceContext): Judged {
  if (listed)
    return { provenance: 'stock', because: `${name} is an account of the distribution or of XenServer.` };
  const item = context.files.get(file);
  if (item && context.window.isInstallTime(item.mtime)) {
    return { provenance: 'stock', because: `${file} was last written while the host was installed.` };
  }
  return local(`${name} is no account of the distribution or of XenServer.`);
}

function mountProvenance(item: Of<'mount'>, context: ProvenanceContext): Judged {
  const { dom0 } = context.stock;
  if (item.inFstab) {
    return dom0.isStockFstabLine(item.target, item.fsType) || dom0.isStockFstabLine(item.target, 'swap')
      ? runtime('The installer writes this line into /etc/fstab.')
      : local('The installer does not write this line into /etc/fstab.');
  }
  return dom0.isRuntimeMount(item.target, item.fsType)
    ? runtime('A running dom0 mounts it itself.')
    : local('Mounted by hand.');
}

function moduleProvenance(item: Of<'module'>, context: ProvenanceContext): Judged {
  const named = item.package === null ? undefined : context.packageProvenance.get(item.package);
  if (named)
    return { provenance: named.provenance, because: `It belongs to the package ${item.package ?? ''}.` };
  if (item.path === null && context.filesKnown)
    return { provenance: 'stock', because: 'A module of the kernel package.' };
  return unlessUnknown(madeBy(item.path ?? `/lib/modules (${item.name})`, context));
}

function firewallProvenance(item: Of<'firewall'>, context: ProvenanceContext): Judged {
  if (context.stock.dom0.isStockFirewallRule(item.rule))
    return { provenance: 'stock', because: 'A rule of the stock firewall.' };
  return item.file === null
    ? local('An active rule that the stock firewall does not have.')
    : local('A rule that the stock firewall does not have.');
}

function settingProvenance(item: Of<'setting'>): Judged {
  return item.area === 'ssh' && item.key.startsWith('authorized')
    ? local('Keys are put there by an administrator.')
    : runtime('Read as a fact about the host.');
}
