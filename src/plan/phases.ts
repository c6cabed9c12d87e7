import type { ItemKind } from '../model/inventory.ts';
import type { RestorePhase } from '../model/restore-plan.ts';

const PHASE_OF_PATH: readonly (readonly [paths: RegExp, phase: RestorePhase])[] = [
  [/^\/etc\/(?:yum(?:\.conf$|\.repos\.d(?:\/|$)|\/)|pki\/rpm-gpg(?:\/|$))/, 'packages'],
  [/^\/etc\/(?:cron|anacrontab$|at\.)|^\/var\/spool\/(?:cron|anacron|at)(?:\/|$)/, 'cron'],
  [
    /^\/etc\/(?:rc\.d|init\.d|rc[0-6]\.d|systemd|xinetd\.d|init)(?:\/|$)|^\/etc\/(?:rc\.local|inittab|xinetd\.conf)$|^\/usr\/lib\/systemd\//,
    'services',
  ],
];

/**
 * When a file is put back: repositories before packages are installed from them, what starts programs after the programs.
 * `early` are files that a mount needs (passwords of a share).
 */
export function phaseOfPath(path: string, early: ReadonlySet<string>): RestorePhase {
  if (early.has(path)) return 'mounts';
  return PHASE_OF_PATH.find(([paths]) => paths.test(path))?.[1] ?? 'files';
}

/** Kinds in the order in which they are dealt with inside a phase; files come first. */
const KINDS_OF_PHASE: Readonly<Record<RestorePhase, readonly ItemKind[]>> = {
  packages: ['repo', 'pack', 'driver-disk', 'package', 'hotfix', 'module'],
  accounts: ['group', 'user'],
  mounts: ['md', 'vg', 'drbd', 'mount', 'swap'],
  files: [],
  system: ['setting', 'boot-arg', 'nic', 'route', 'firewall', 'certificate', 'plugin'],
  services: ['service'],
  cron: ['cron'],
  storage: ['disk', 'partition', 'sr', 'pbd', 'vm'],
};

const PHASE_OF_KIND = new Map<ItemKind, readonly [RestorePhase, number]>(
  (Object.entries(KINDS_OF_PHASE) as [RestorePhase, readonly ItemKind[]][]).flatMap(([phase, kinds]) =>
    kinds.map((kind, at): [ItemKind, readonly [RestorePhase, number]] => [kind, [phase, at + 1]]),
  ),
);

/** Phase of an item that is no file, and its place in it. */
export function phaseOfKind(kind: ItemKind): readonly [phase: RestorePhase, place: number] {
  return PHASE_OF_KIND.get(kind) ?? ['files', 0];
}
