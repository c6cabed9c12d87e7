import type { FileItem } from '../../model/inventory.ts';
import { otherInitPath, type ProvenanceContext } from './context.ts';
import { isStockContent } from './stock-content.ts';
import type { Judged } from './words.ts';

/** Folders that only XenServer's own packages fill; an unowned file there is `unknown`, not `stock`. */
const VENDOR_FOLDERS = [
  '/opt/xensource/',
  '/etc/xensource/',
  '/usr/lib/xen/',
  '/usr/lib64/xen/',
  '/opt/likewise/',
  '/opt/pbis/',
];

/**
 * Where a file comes from: its package, or what data/stock/ says of its path and, for files that people edit as well, its
 * content. Folders are judged with what lies below them, see `folderProvenance`.
 */
export function fileProvenance(item: FileItem, context: ProvenanceContext): Judged {
  return item.state === 'unowned' ? unownedProvenance(item, context) : ownedProvenance(item, context);
}

function ownedProvenance(item: FileItem, context: ProvenanceContext): Judged {
  const from = ownerProvenance(item, context);
  if (item.state !== 'changed' || from.provenance !== 'stock') return from;
  const reason = stockChangeReason(item, context);
  return reason === null
    ? from
    : { provenance: from.provenance, because: `${from.because} ${reason}`, stockChange: true };
}

function ownerProvenance(item: FileItem, context: ProvenanceContext): Judged {
  if (item.package === null)
    return { provenance: 'stock', because: 'A folder that files of packages lie in.' };
  const judged = context.packageProvenance.get(item.package);
  if (!judged)
    return { provenance: 'unknown', because: 'It belongs to a package that the package list does not hold.' };
  // A hotfix brings files of the product: the package is a hotfix, what it holds is stock.
  const provenance = judged.provenance === 'hotfix' ? 'stock' : judged.provenance;
  return { provenance, because: `It belongs to the package ${item.package}.` };
}

/** Why a changed file of a stock package is changed on an untouched host too; null = it is not. */
function stockChangeReason(item: FileItem, context: ProvenanceContext): string | null {
  const edit = context.stock.installEdit(item.path, context.release);
  if (edit === null) return runtimeByteCode(item, context);
  const who = `${edit.changed_by} changes it on every host (${edit.what})`;
  if (item.type === 'symlink') {
    return item.path === '/etc/multipath.conf' && item.linkTarget === '/etc/alternatives/multipath.conf'
      ? `${who}.`
      : null;
  }
  if (item.changes.some((change) => change === 'mode' || change === 'user' || change === 'group'))
    return null;
  const text = context.contents.get(item.path);
  const byContent =
    text === undefined || text.truncated
      ? null
      : isStockContent(item.path, text.text, contentContext(context));
  if (byContent === true) return `${who}, and its content says nothing else.`;
  if (context.window.isInstallTime(item.mtime))
    return `${who}, and it was last written while the host was installed.`;
  return byContent === null && /^\/etc\/g?shadow$/.test(item.path) ? `${who}.` : null;
}

function runtimeByteCode(item: FileItem, context: ProvenanceContext): string | null {
  return /\.py[co]$/.test(item.path) && sourceIsOwned(item.path, context)
    ? 'Byte code that Python writes anew.'
    : null;
}

function unownedProvenance(item: FileItem, context: ProvenanceContext): Judged {
  if (/\.py[co]$/.test(item.path)) {
    return sourceIsOwned(item.path, context)
      ? { provenance: 'runtime', because: 'Byte code that Python made from a file of a package.' }
      : { provenance: 'local', because: 'Byte code whose source no package owns.' };
  }
  const edited = stockChangeReason(item, context);
  if (edited !== null) return { provenance: 'runtime', because: edited };
  const entry = context.stock.runtimePath(item.path, context.release);
  if (entry?.then === 'ignore')
    return { provenance: 'runtime', because: `A stock dom0 has it (made by ${entry.made_by}).` };
  if (entry?.then === 'compare') return comparedProvenance(item, entry.made_by, context);
  const isRunlevelLink = runlevelLink(item, context);
  if (isRunlevelLink) return isRunlevelLink;
  const notable = context.notablePaths.get(item.path) ?? context.notablePaths.get(otherInitPath(item.path));
  if (notable)
    return {
      provenance: context.packageProvenance.get(notable.nevra)?.provenance ?? 'unknown',
      because: `The package ${notable.nevra} brings it.`,
    };
  if (entry === null && VENDOR_FOLDERS.some((folder) => item.path.startsWith(folder))) {
    return { provenance: 'unknown', because: 'No package owns it, and it lies in a folder of the vendor.' };
  }
  return {
    provenance: 'local',
    because: entry
      ? `No package owns it, and a stock dom0 does not have it (${entry.made_by}).`
      : 'No package owns it, and a stock dom0 does not have it.',
  };
}

/** A path that a stock dom0 makes and that people edit: its content decides. */
function comparedProvenance(item: FileItem, madeBy: string, context: ProvenanceContext): Judged {
  const stock: Judged = { provenance: 'runtime', because: `A stock dom0 has it (made by ${madeBy}).` };
  const local: Judged = {
    provenance: 'local',
    because: `A stock dom0 has such a file (made by ${madeBy}), but its content is not what stock software writes.`,
  };
  if (item.path.startsWith('/tmp/')) return temporary(item, context);
  if (item.path.startsWith('/etc/rc.d/'))
    return (
      runlevelLink(item, context) ?? {
        provenance: 'local',
        because: 'A start link to a script that no package owns.',
      }
    );
  if (item.path === '/etc/iscsi/iscsid.conf')
    return item.type === 'symlink'
      ? stock
      : {
          provenance: 'local',
          because: 'On 6.x the storage manager keeps a link here; a plain file was put in its place.',
        };
  if (item.path === '/etc/xensource/xapi-ssl.pem') return certificate(item, stock, context);
  if (item.type !== 'file') return item.type === 'directory' ? stock : local;
  if (item.sizeBytes === 0) return stock;
  const text = context.contents.get(item.path);
  if (text === undefined) return { ...stock, because: `${stock.because} Its content was not looked at.` };
  const verdict = isStockContent(item.path, text.text, contentContext(context));
  if (verdict === null) return context.window.isInstallTime(item.mtime) ? stock : local;
  return verdict ? stock : local;
}

function certificate(item: FileItem, stock: Judged, context: ProvenanceContext): Judged {
  const found = context.of('certificate').find((other) => other.path === item.path);
  const subject = found?.subject ?? null;
  if (subject === null || subject === found?.issuer) return stock;
  return {
    provenance: 'local',
    because: `The certificate was issued by ${found?.issuer ?? 'another party'}, not by the host itself.`,
  };
}

function temporary(item: FileItem, context: ProvenanceContext): Judged {
  const executable =
    item.type === 'file' && item.mode !== null && (Number.parseInt(item.mode, 8) & 0o111) !== 0;
  const script = context.contents.get(item.path)?.text.startsWith('#!') ?? false;
  return executable || script
    ? { provenance: 'local', because: 'A program or script that somebody left in /tmp.' }
    : { provenance: 'runtime', because: 'A temporary file.' };
}

/** A start or stop link of a runlevel is as stock as the script it leads to. */
function runlevelLink(item: FileItem, context: ProvenanceContext): Judged | null {
  const match = /^\/etc\/(?:rc\.d\/)?rc[0-6]\.d\/[SK]\d\d(.+)$/.exec(item.path);
  if (!match?.[1] || item.type !== 'symlink') return null;
  const target = (item.linkTarget ?? '').replace(/^\.\.\//, '/etc/rc.d/');
  const script = context.file(target.startsWith('/') ? target : `/etc/rc.d/init.d/${match[1]}`);
  if (item.linkLeadsTo === 'dangling')
    return { provenance: 'local', because: 'A start link that leads nowhere.' };
  if (script?.state !== 'unowned') {
    const brought = context.notablePaths.get(target) ?? context.notablePaths.get(otherInitPath(target));
    const judged = brought && context.packageProvenance.get(brought.nevra);
    if (judged && judged.provenance !== 'stock' && judged.provenance !== 'hotfix')
      return { provenance: judged.provenance, because: `A start link to a script of ${brought.nevra}.` };
    return {
      provenance: 'runtime',
      because: 'A start link, made by chkconfig, to a script of a stock package.',
    };
  }
  return { provenance: 'local', because: 'A start link to a script that no package owns.' };
}

/** Owned and unchanged files are not in the inventory, so in folders of packages a source that is not listed is owned. */
function sourceIsOwned(path: string, context: ProvenanceContext): boolean {
  const source = context.files.get(path.slice(0, -1));
  if (source) return source.state !== 'unowned';
  return /^\/(usr\/(lib|lib64|share)|opt\/xensource|etc\/xapi\.d)\//.test(path);
}

function contentContext(context: ProvenanceContext): Parameters<typeof isStockContent>[2] {
  return {
    dom0: context.stock.dom0,
    hostname: context.hostname,
    bootArgsAreStock: context.bootArgsAreStock,
    multipathSettings: context.multipathSettings,
  };
}
