import { z } from 'zod';
import { COMPATS, FATES } from '../model/fate.ts';
import { GAP_REASONS, type GapReason } from '../model/gap.ts';

const text = z.string();
const number = z.number();
const count = number.int().nonnegative();
const yes = z.boolean();
const texts = z.array(z.string());

const PROVENANCES = [
  'stock',
  'hotfix',
  'supplemental-pack',
  'driver-disk',
  'third-party',
  'local',
  'runtime',
  'unknown',
] as const;

/** What every item of an example may say besides its own fields. */
const judged = {
  provenance: z.enum(PROVENANCES).optional(),
  fate: z.enum(FATES as readonly [string, ...string[]]).optional(),
  compat: z.enum(COMPATS as readonly [string, ...string[]]).optional(),
  stockChange: yes.optional(),
};

function item<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject({ ...shape, ...judged }).partial();
}

const bits = z.union([z.literal(32), z.literal(64)]);
const file = item({
  elf: z
    .strictObject({
      bits,
      machine: text,
      type: z.enum(['program', 'library', 'module', 'object', 'core', 'other']),
      interpreter: text.nullable(),
      needed: texts,
      soname: text,
      runPath: text,
      vermagic: text,
    })
    .partial()
    .describe('a compiled file: a 64-bit program unless said'),
  text,
  type: z.enum([
    'file',
    'directory',
    'symlink',
    'fifo',
    'socket',
    'character-device',
    'block-device',
    'unknown',
  ]),
  state: z.enum(['unchanged', 'changed', 'unowned', 'missing']),
  mode: text,
  user: text.nullable(),
  group: text.nullable(),
  uid: number,
  gid: number,
  sizeBytes: count,
  package: text,
  config: yes,
  linkTarget: text,
  linkLeadsTo: text,
  changes: texts,
  truncated: yes,
});
const upgrade = z.strictObject({
  from: text.optional(),
  to: text.optional(),
  method: z.enum(['worst', 'rolling', 'cd', 'unattended']).optional(),
});
const gap = z.strictObject({
  collector: text,
  origin: text.optional(),
  reason: z.enum(GAP_REASONS as readonly [GapReason]).optional(),
  detail: text.optional(),
});

/**
 * A small host in few words. Everything is optional; what is left out is an ordinary dom0 with nothing of its own.
 * Items are `local` (files: `unowned`) unless they say otherwise; a text alone stands for the most usual item.
 */
export const exampleSchema = z.strictObject({
  note: text.optional().describe('why this example is here'),
  upgrade: upgrade.optional().describe('6.5.0 to 7.0.0, worst, unless said'),
  files: z
    .record(text, z.union([text, file]))
    .optional()
    .describe('path → text of an own file, or its fields'),
  packages: z
    .array(
      z.union([
        text,
        item({
          name: text,
          epoch: number,
          version: text,
          release: text,
          arch: text,
          vendor: text,
          packager: text,
          buildHost: text,
          summary: text,
          notablePaths: texts,
          fileCount: count,
          elf: z.strictObject({ bits: z.array(bits), needed: texts, provided: texts }).partial(),
        }),
      ]),
    )
    .optional()
    .describe('name-version-release.arch, or its fields'),
  services: z
    .array(
      z.union([
        text,
        item({
          name: text,
          manager: z.enum(['sysv', 'systemd', 'xinetd', 'inittab', 'rc.local']),
          path: text,
          enabledRunlevels: z.array(count),
          running: yes,
          command: text,
        }),
      ]),
    )
    .optional(),
  cron: z
    .array(
      z.union([
        text,
        item({
          file: text,
          line: count,
          source: z.enum(['crontab', 'cron.d', 'user', 'periodic', 'anacron', 'at']),
          schedule: text,
          user: text,
          command: text,
          ignored: text,
        }),
      ]),
    )
    .optional()
    .describe('a command, or its fields'),
  users: z
    .array(
      z.union([
        text,
        item({
          name: text,
          uid: number,
          gid: number,
          home: text,
          shell: text,
          password: z.enum(['set', 'locked', 'empty', 'unknown']),
        }),
      ]),
    )
    .optional(),
  groups: z.array(z.union([text, item({ name: text, gid: number, members: texts })])).optional(),
  mounts: z
    .array(
      item({
        target: text,
        source: text,
        fsType: text,
        options: text,
        inFstab: yes,
        mounted: yes,
        fstabOptions: text,
        sizeBytes: count,
        usedBytes: count,
      }),
    )
    .optional(),
  swaps: z.array(item({ path: text, type: text, sizeBytes: count, inFstab: yes, active: yes })).optional(),
  repos: z
    .array(z.union([text, item({ repoId: text, file: text, name: text, baseUrl: text, enabled: yes })]))
    .optional(),
  modules: z
    .array(z.union([text, item({ name: text, loaded: yes, path: text, package: text, version: text })]))
    .optional(),
  boot: z
    .strictObject({ xen: text.optional(), kernel: text.optional() })
    .optional()
    .describe('the arguments as on a command line'),
  hotfixes: z.array(z.union([text, item({ uuid: text, name: text })])).optional(),
  packs: z
    .array(z.union([text, item({ packId: text, name: text, version: text, packages: texts })]))
    .optional(),
  'driver-disks': z
    .array(z.union([text, item({ driverDiskId: text, name: text, version: text, packages: texts })]))
    .optional(),
  disks: z
    .array(
      item({
        device: text,
        byId: texts,
        sizeBytes: count,
        vendor: text,
        model: text,
        table: z.enum(['gpt', 'dos', 'none', 'unknown']),
        isPrimary: yes,
        paths: texts,
      }),
    )
    .optional(),
  partitions: z
    .array(
      item({
        disk: text,
        number: count,
        device: text,
        sizeBytes: count,
        type: text,
        name: text,
        fsType: text,
        label: text,
        role: z.enum(['root', 'backup', 'sr', 'boot', 'log', 'swap', 'other']),
      }),
    )
    .optional(),
  vgs: z
    .array(
      item({ name: text, sizeBytes: count, freeBytes: count, physicalVolumes: texts, logicalVolumes: texts }),
    )
    .optional(),
  mds: z.array(item({ device: text, level: text, members: texts })).optional(),
  drbds: z.array(item({ resource: text, file: text, state: text })).optional(),
  srs: z
    .array(
      item({
        uuid: text,
        name: text,
        type: text,
        contentType: text,
        shared: yes,
        sizeBytes: count,
        vdiCount: count,
        location: text,
        onThisHost: yes,
        otherConfig: z.record(text, text),
      }),
    )
    .optional(),
  pbds: z.array(item({ uuid: text, sr: text, attached: yes, deviceConfig: z.record(text, text) })).optional(),
  vms: z
    .array(
      item({
        uuid: text,
        name: text,
        powerState: text,
        residentHere: yes,
        obstacles: texts,
        autoPowerOn: yes,
        vcpusMax: count,
        coresPerSocket: count,
        haRestartPriority: text,
        protectionPolicy: text,
      }),
    )
    .optional(),
  nics: z
    .array(
      item({
        name: text,
        mac: text,
        driver: text,
        role: z.enum(['physical', 'bond', 'vlan', 'bridge', 'other']),
        configFile: text,
        members: texts,
      }),
    )
    .optional(),
  routes: z
    .array(
      item({
        destination: text,
        via: text,
        device: text,
        file: text,
        table: text,
        protocol: text,
        active: yes,
      }),
    )
    .optional(),
  firewall: z.array(z.union([text, item({ table: text, rule: text, file: text, active: yes })])).optional(),
  certificates: z
    .array(
      item({
        path: text,
        subject: text,
        issuer: text,
        notAfter: text,
        keyBits: count,
        signatureAlgorithm: text,
      }),
    )
    .optional(),
  plugins: z
    .array(
      z.union([
        text,
        item({
          path: text,
          area: z.enum([
            'xapi.d',
            'sm',
            'vif',
            'xsconsole',
            'rrdd',
            'firstboot',
            'dhclient',
            'ethtool',
            'other',
          ]),
          package: text,
        }),
      ]),
    )
    .optional(),
  settings: z
    .record(text, z.union([text, item({ value: text, from: text })]))
    .optional()
    .describe('area.key → value'),
  inventory: z
    .record(text, text.nullable())
    .optional()
    .describe('keys of /etc/xensource-inventory besides the usual ones; null takes one away'),
  stops: z
    .array(
      z.strictObject({
        condition: text,
        subject: text.optional(),
        sentence: text.optional(),
        key: text.optional(),
        onlyBuild: text.optional(),
      }),
    )
    .optional()
    .describe('stop conditions that the simulated upgrade ran into'),
  untold: z
    .array(z.union([text, z.strictObject({ condition: text, gaps: z.array(gap) })]))
    .optional()
    .describe('stop conditions that could not be told'),
  gaps: z.array(gap).optional().describe('what could not be looked at'),
  unavailable: texts.optional().describe('collectors that brought nothing at all'),
  expect: z
    .strictObject({
      subjects: texts.optional().describe('item ids, with #key where there is one, of all findings'),
      outcome: z.enum(['clear', 'not-applicable', 'undetermined']).optional(),
    })
    .optional(),
});

export type Example = z.infer<typeof exampleSchema>;
