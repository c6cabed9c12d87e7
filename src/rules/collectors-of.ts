import type { ItemKind } from '../model/inventory.ts';

/** Which collectors the items of a kind come from: where they have gaps, such items may be hidden. */
const COLLECTORS: Readonly<Record<ItemKind, readonly string[]>> = {
  file: ['files'],
  package: ['packages'],
  service: ['services'],
  cron: ['cron'],
  user: ['users'],
  group: ['users'],
  mount: ['mounts'],
  swap: ['mounts'],
  repo: ['repos'],
  module: ['kernel'],
  'boot-arg': ['boot'],
  hotfix: ['host'],
  pack: ['host'],
  'driver-disk': ['host'],
  disk: ['storage'],
  partition: ['storage'],
  vg: ['storage'],
  md: ['storage'],
  drbd: ['storage'],
  sr: ['xapi'],
  pbd: ['xapi'],
  vm: ['xapi'],
  nic: ['network'],
  route: ['network'],
  firewall: ['network'],
  certificate: ['certificates'],
  plugin: ['plugins'],
  setting: ['host', 'boot', 'kernel', 'logging', 'mounts', 'network', 'plugins', 'storage', 'users', 'xapi'],
};

export function collectorsOf(kind: ItemKind): readonly string[] {
  return COLLECTORS[kind];
}

/** Which collectors the settings of an area come from. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  account: ['users'],
  autofs: ['mounts'],
  boot: ['boot'],
  dkms: ['kernel'],
  exports: ['mounts'],
  fc: ['storage'],
  firstboot: ['plugins'],
  host: ['host'],
  inventory: ['host'],
  iscsi: ['storage'],
  kernel: ['kernel'],
  keyboard: ['host'],
  lvm: ['storage'],
  modprobe: ['kernel'],
  multipath: ['storage'],
  network: ['host', 'network'],
  networkd: ['network'],
  ntp: ['logging'],
  openvswitch: ['network'],
  pool: ['xapi'],
  'sr-mount': ['storage'],
  ssh: ['users'],
  storage: ['storage'],
  sysctl: ['kernel'],
  syslog: ['logging'],
  time: ['host'],
  xapi: ['xapi'],
};

export const SETTING_AREAS: readonly string[] = Object.keys(AREAS);

/** Of an area that is not known: all that settings come from. */
export function collectorsOfArea(area: string): readonly string[] {
  return AREAS[area] ?? COLLECTORS.setting;
}

/** Every collector that some kind comes from, each once. */
export const ALL_COLLECTORS: readonly string[] = [...new Set(Object.values(COLLECTORS).flat())];
