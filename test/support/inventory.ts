import type { FileItem, Inventory, Item, PackageItem } from '../../src/model/inventory.ts';

/** An unowned regular file of root, unless told otherwise. */
export function file(path: string, more: Partial<FileItem> = {}): FileItem {
  return {
    kind: 'file',
    id: `file:${path}`,
    evidence: [],
    path,
    type: 'file',
    state: 'unowned',
    package: null,
    config: false,
    mode: '100644',
    user: 'root',
    group: 'root',
    uid: 0,
    gid: 0,
    sizeBytes: 10,
    mtime: '2015-06-01T00:00:00Z',
    linkTarget: null,
    linkLeadsTo: null,
    changes: [],
    hiddenChanges: [],
    digest: null,
    hardLinks: 1,
    ...more,
  };
}

/** A package of the base installation, unless told otherwise. */
export function pkg(name: string, more: Partial<PackageItem> = {}): PackageItem {
  const version = more.version ?? '1.0';
  const release = more.release ?? '1';
  const arch = more.arch === undefined ? 'x86_64' : more.arch;
  const nevra = `${name}-${version}-${release}${arch === null ? '' : `.${arch}`}`;
  return {
    kind: 'package',
    id: `package:${nevra}`,
    evidence: [],
    name,
    epoch: null,
    version,
    release,
    arch,
    nevra,
    vendor: 'Citrix Systems, Inc.',
    packager: null,
    buildHost: null,
    signatureKey: null,
    installedAt: '2015-01-13T10:00:00Z',
    builtAt: null,
    sourceRpm: null,
    summary: null,
    url: null,
    fileCount: null,
    sizeBytes: null,
    notablePaths: [],
    ...more,
  };
}

/** An inventory of the items; contents by path. */
export function inventoryOf(
  items: readonly Item[],
  contents: Readonly<Record<string, string>> = {},
): Inventory {
  return {
    schema: 'dom0-audit/inventory@1',
    tool: { name: 'dom0-audit', version: '0.0.0' },
    host: {
      address: '192.0.2.10',
      hostname: 'xs1.example.net',
      uuid: '11111111-2222-4333-8444-555555555555',
      product: 'XenServer',
      version: '6.5.0',
      build: '90233c',
      platformVersion: '1.9.0',
      arch: 'x86_64',
      poolRole: 'standalone',
      collectedAt: '2016-06-01T00:00:00Z',
      inventoryKeys: [['BACKUP_PARTITION', '/dev/disk/by-id/scsi-1-part2']],
    },
    collection: {
      source: 'bundle',
      probeSha256: null,
      seconds: 1,
      bytesReceived: 1,
      complete: true,
      connection: {},
      assumedUnchanged: 0,
      deep: false,
      ownedPaths: 0,
    },
    sections: { made: { status: 'complete', items, gaps: [] } },
    contents: Object.entries(contents).map(([path, text]) => ({
      path,
      text,
      sizeBytes: text.length,
      truncated: false,
      withheldLines: 0,
    })),
  };
}
