import type { ServiceItem } from '../../model/inventory.ts';
import { PLAIN, sorted, spaced, when, type KindRules } from './rule.ts';

/** systemd names what chkconfig calls `snmpd` `snmpd.service`. */
const serviceName = (name: string): string => name.replace(/\.service$/, '');

/** Started at boot; units that something else starts are, as long as they run. */
function isStarted({ enabledRunlevels, unitState, running }: ServiceItem): boolean {
  if (enabledRunlevels.some((level) => level >= 2 && level <= 5)) return true;
  return running === true && ['static', 'indirect', 'generated'].includes(unitState ?? '');
}

/** What runs, who may, and where it comes from. */
export const SOFTWARE: KindRules<
  | 'package'
  | 'service'
  | 'cron'
  | 'user'
  | 'group'
  | 'repo'
  | 'module'
  | 'boot-arg'
  | 'hotfix'
  | 'pack'
  | 'driver-disk'
  | 'certificate'
  | 'plugin'
  | 'setting'
> = {
  package: {
    ...PLAIN,
    match: (item, others) => {
      // Each imported key is a package of this name; its version is the key.
      const sameName = item.name === 'gpg-pubkey' ? [] : others.filter(({ name }) => name === item.name);
      return sameName.find(({ arch }) => arch === item.arch) ?? sameName[0] ?? null;
    },
    view: ({ epoch, version, release, arch }) => ({ epoch, version, release, arch }),
  },
  service: {
    match: (item, others) =>
      others.find((other) => other.name === item.name) ??
      others.find((other) => serviceName(other.name) === serviceName(item.name)) ??
      null,
    view: (item) => ({ enabled: isStarted(item), running: item.running }),
    withoutEffect: (before, after) =>
      when(isStarted(before) && !isStarted(after), 'It is there, but no longer started at boot.') ??
      when(before.running === true && after.running === false, 'It is there, but not running.'),
    unseen: (before, after) =>
      when(before.running === true && after.running === null, 'Whether it is running could not be told.'),
  },
  cron: {
    ...PLAIN,
    match: (item, others) => {
      const same = others.filter(
        (other) => other.user === item.user && spaced(other.command) === spaced(item.command),
      );
      return same.find((other) => spaced(other.schedule) === spaced(item.schedule)) ?? same[0] ?? null;
    },
    view: ({ schedule, user, command, input }) => ({
      schedule: spaced(schedule),
      user,
      command: spaced(command),
      input,
    }),
    withoutEffect: (before, after) =>
      before.ignored === undefined && after.ignored !== undefined
        ? `It is there, but passed over: ${after.ignored}`
        : null,
  },
  user: {
    ...PLAIN,
    view: ({ uid, gid, home, shell, password }) => ({ uid, gid, home, shell, password }),
    withoutEffect: (before, after) =>
      when(
        before.password === 'set' && after.password === 'locked',
        'It is there, but its password is locked.',
      ),
  },
  group: { ...PLAIN, view: ({ gid, members }) => ({ gid, members: sorted(members) }) },
  repo: {
    ...PLAIN,
    view: ({ baseUrl, enabled }) => ({ baseUrl, enabled }),
    withoutEffect: (before, after) => when(before.enabled && !after.enabled, 'It is there, but disabled.'),
  },
  module: {
    ...PLAIN,
    view: ({ version, loaded }) => ({ version, loaded }),
    withoutEffect: (before, after) => when(before.loaded && !after.loaded, 'It is there, but not loaded.'),
  },
  'boot-arg': {
    ...PLAIN,
    match: (item, others) => {
      const same = others.filter((other) => other.target === item.target && other.name === item.name);
      return same.find((other) => other.value === item.value) ?? same[0] ?? null;
    },
    view: ({ value }) => ({ value }),
    withoutEffect: (_, after, host) => {
      const running = host.get('setting:boot.running-command-line');
      if (after.target !== 'kernel' || running?.kind !== 'setting') return null;
      const word = after.value === null ? after.name : `${after.name}=${after.value}`;
      return when(
        !running.value.split(/\s+/).includes(word),
        'It is in the boot menu, but the running kernel was started without it: the next boot brings it into effect.',
      );
    },
  },
  hotfix: { ...PLAIN, view: () => ({}) },
  pack: { ...PLAIN, view: ({ version, build }) => ({ version, build }) },
  'driver-disk': { ...PLAIN, view: ({ version }) => ({ version }) },
  certificate: {
    ...PLAIN,
    view: ({ subject, issuer, notAfter, keyBits, signatureAlgorithm }) => ({
      subject,
      issuer,
      notAfter,
      keyBits,
      signatureAlgorithm,
    }),
  },
  plugin: {
    ...PLAIN,
    view: ({ area, package: owner }) => ({ area, owned: owner !== null }),
    withoutEffect: (before, after) =>
      before.package === null && after.package !== null
        ? `The file at this path belongs to ${after.package} now; it is not yours.`
        : null,
  },
  setting: { ...PLAIN, view: ({ value }) => ({ value }) },
};
