/** What rpm says of one package, as far as its name goes; `null` where it says `(none)`. */
export interface PackageName {
  readonly name: string;
  readonly epoch: number | null;
  readonly version: string;
  readonly release: string;
  readonly arch: string | null;
}

/** `name-epoch:version-release.arch`; the epoch and the architecture only where there is one. */
export function formatNevra({ name, epoch, version, release, arch }: PackageName): string {
  return `${name}-${epoch === null ? '' : `${epoch}:`}${version}-${release}${arch === null ? '' : `.${arch}`}`;
}

/** The fields as rpm prints them. */
export function packageName(
  name: string,
  epoch: string,
  version: string,
  release: string,
  arch: string,
): PackageName {
  return {
    name,
    epoch: /^\d+$/.test(epoch) ? Number(epoch) : null,
    version,
    release,
    arch: arch === '(none)' || arch === '' ? null : arch,
  };
}
