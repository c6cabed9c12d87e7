import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { buildBase, type Base } from './build-base.ts';
import { accountsOf } from './catalogue/accounts-of.ts';
import type { LabSize } from './catalogue/list.ts';
import type { AwkName, ShellName } from './catalogue/special.ts';
import { applyDrifts } from './drifts/apply.ts';
import type { Truth } from './drifts/drift.ts';
import { tidyCache } from './cache.ts';
import { FACES, type Face, type FaceName } from './face/face.ts';
import { HOST } from './face/identity.ts';
import { keepMounted } from './host/keeper.ts';
import { execInNamespace, type ExecResult, type NamespacePlaces } from './host/namespace.ts';
import { startServer, type RunningLab, type StartOptions } from './host/start-server.ts';
import { copyImage } from './image.ts';
import { labCache } from './places.ts';
import { labKeys } from './runtime/keys.ts';
import type { LabPartition } from './state/gpt.ts';
import { writeDisks } from './state/partitions.ts';
import { partitionsOf } from './state/stand-in-state.ts';
import { listTree, type TreeListing } from './tree/listing.ts';
import { openTree, type TreeRoot } from './tree/root.ts';

export interface LabOptions {
  /** Default `6.5`. */
  readonly face?: FaceName;
  /** Default `small`. */
  readonly size?: LabSize;
  /** Names of drifts, applied in this order on the untouched host. */
  readonly drifts?: readonly string[];
  /** What /bin/sh is; default `bash`, as on CentOS 5. */
  readonly shell?: ShellName;
  /** What /bin/awk is; default `gawk`. */
  readonly awk?: AwkName;
}

/** A host that was built; not yet started. */
export interface Lab {
  readonly face: Face;
  /** Its root file system. Changing it here is as if an administrator had. */
  readonly root: string;
  /** The same, with links followed as on the host. */
  readonly tree: TreeRoot;
  /** State of the stand-ins (xe objects and mode, rpm mode, …); outside the root. */
  readonly state: string;
  /** What the drifts did, by item. Empty for an untouched host. */
  readonly groundTruth: readonly Truth[];
  start(options?: StartOptions): Promise<RunningLab>;
  /** Runs a shell command as root in the lab, without ssh. */
  exec(command: string, input?: Buffer | string): ExecResult;
  /** Every path with type, mode, owner, size and times, for the proof that nothing was changed. */
  listing(): TreeListing;
  /** Sets how xe answers from now on: `ok`, `slow 5`, `hang`, `down`. */
  setXeMode(mode: string): void;
  /** Sets how rpm answers from now on: `ok`, `slow 5`, `hang`, `locked`. */
  setRpmMode(mode: string): void;
  /** Commands of rpm, find and xe that were run so far. */
  calls(): string[];
  /** Stops it, unmounts it and deletes it. The end of this process does the same, but for the deletion. */
  remove(): Promise<void>;
}

/** Builds a lab: a copy of the untouched host (made once and kept) with the drifts applied on top. */
export async function buildLab(options: LabOptions = {}): Promise<Lab> {
  const face = FACES[options.face ?? '6.5'];
  const base = buildBase({
    face: face.name,
    size: options.size ?? 'small',
    shell: options.shell ?? 'bash',
    awk: options.awk ?? 'gawk',
    stage: 'running',
  });
  tidyCache([base.folder, base.machine.folder]);
  const folder = newLabFolder(base);
  const { otherHostKeys, signedPem } = labKeys();
  const { accounts } = accountsOf(face);
  return openLab({ folder, face, base, partitions: partitionsOf(face) }, (places) =>
    applyDrifts(options.drifts ?? [], {
      face,
      places,
      tree: openTree(places.root, accounts),
      accounts,
      otherHostKeys,
      signedPem,
    }),
  );
}

/** A copy of a base as the folder of a new lab. */
export function newLabFolder(base: Base): string {
  const folder = labCache(`run-${process.pid}-${randomBytes(4).toString('hex')}`);
  fs.mkdirSync(folder, { recursive: true });
  copyImage(join(base.folder, 'root.img'), join(folder, 'root.img'));
  fs.cpSync(join(base.folder, 'state'), join(folder, 'state'), { recursive: true, verbatimSymlinks: true });
  fs.chmodSync(join(folder, 'state', 'calls.log'), 0o666);
  fs.mkdirSync(join(folder, 'root'));
  return folder;
}

interface LabParts {
  /** With root.img, an empty root, and state; `backup.img` is the content of /dev/sda2, where it is there. */
  readonly folder: string;
  readonly face: Face;
  readonly base: Base;
  readonly partitions: readonly LabPartition[];
}

/** Mounts what lies in the folder of a lab. @param prepare makes its last changes. */
export async function openLab(
  { folder, face, base, partitions }: LabParts,
  prepare: (places: NamespacePlaces) => readonly Truth[],
): Promise<Lab> {
  writeDisks(join(folder, 'disks'), partitions);
  const keeper = await keepMounted(folder);
  const places: NamespacePlaces = {
    folder,
    keeperPid: keeper.pid,
    root: keeper.seen(join(folder, 'root')),
    state: join(folder, 'state'),
    machine: base.machine.folder,
    hostname: HOST.hostname,
  };
  const discard = async (): Promise<void> => {
    await keeper.release();
    fs.rmSync(folder, { recursive: true, force: true });
  };
  let groundTruth: readonly Truth[];
  try {
    groundTruth = prepare(places);
  } catch (error) {
    await discard();
    throw error;
  }
  let running: RunningLab | null = null;
  return {
    face,
    root: places.root,
    tree: openTree(places.root, accountsOf(face).accounts),
    state: places.state,
    groundTruth,
    start: async (startOptions = {}) => {
      const started = await startServer(places, labKeys(), startOptions, face.series);
      running = started;
      return { ...started, stop: () => ((running = null), started.stop()) };
    },
    exec: (command, input) => execInNamespace(places, running?.pid ?? null, command, input),
    listing: () => listTree(places.root),
    setXeMode: (mode) => {
      fs.writeFileSync(join(places.state, 'xe.mode'), `${mode}\n`);
    },
    setRpmMode: (mode) => {
      fs.writeFileSync(join(places.state, 'rpm.mode'), `${mode}\n`);
    },
    calls: () =>
      fs
        .readFileSync(join(places.state, 'calls.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== ''),
    remove: async () => {
      await running?.stop();
      await discard();
    },
  };
}
