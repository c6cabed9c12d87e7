import type { Item } from '../model/inventory.ts';
import type { RestoreStep } from '../model/restore-plan.ts';
import { shellWord } from './shell-words.ts';

/** What to run about an item that is no file, what to know about it, and how to see that it worked. */
export interface Advice {
  /** A sentence; empty = the cause says it all. */
  readonly note: string;
  readonly commands: readonly string[];
  readonly check: RestoreStep['check'];
}

/** What the commands depend on. */
export interface AdviceContext {
  /** The target starts services with systemd (7.0 and later). */
  readonly systemd: boolean;
  /** Groups of the plan that an account is a member of. */
  readonly groupsOf: (user: string) => readonly string[];
  /** Name of the group with a number; null = none is known. */
  readonly groupNamed: (gid: number) => string | null;
  /** UUID of the host in the pool database; null = not known. */
  readonly hostUuid: string | null;
}

/** Commands hold host text only as single quoted words; where that is not safe, there is none and the note has to do. */
export function adviceFor(item: Item, context: AdviceContext): Advice {
  switch (item.kind) {
    case 'package':
      return item.name === 'gpg-pubkey'
        ? keyAdvice(item)
        : advice(
            `Install a build for the target, from ${item.vendor ?? 'whoever built it'}; the old one is for another system.`,
            [],
            run(['rpm', '-q', word(item.name)]),
          );
    case 'pack':
    case 'driver-disk':
      return advice(
        'Install the edition for the target; the old one is refused or does nothing.',
        ['xe-install-supplemental-pack PACK-FOR-THE-TARGET.iso'],
        run([
          'xe',
          'host-param-get',
          word(`uuid=${context.hostUuid ?? 'HOST-UUID'}`),
          'param-name=software-version',
        ]),
      );
    case 'repo':
      return advice('Its address has to offer packages for the target.', [], ['yum repolist']);
    case 'module':
      return advice(
        'It has to be built for the kernel of the target.',
        [],
        run(['modinfo', word(item.name)]),
      );
    case 'hotfix':
      return advice('Apply the hotfixes of the target instead.', [], ['xe patch-list']);
    case 'group':
      return advice(
        'If the number is taken on the target, leave out -g: files are put back by name.',
        run(['groupadd', '-g', String(item.gid), word(item.name)]),
        run(['getent', 'group', word(item.name)]),
      );
    case 'user':
      return userAdvice(item, context);
    case 'mount':
      return mountAdvice(item);
    case 'swap':
      return advice('Add it to /etc/fstab as well.', run(['swapon', word(item.path)]), ['swapon -s']);
    case 'service':
      return serviceAdvice(item, context);
    case 'cron':
      return advice('', [], context.systemd ? ['systemctl is-active crond'] : ['service crond status']);
    case 'boot-arg':
      return bootAdvice(item);
    case 'route':
      return advice(
        'Put it where it survives a restart: the file that makes it, or other-config of the network.',
        [],
        ['ip route show table all'],
      );
    case 'firewall':
      return advice(
        'Compare with the facts of the backup (iptables-save) and add it to the rules of the target.',
        [],
        ['iptables-save'],
      );
    case 'sr':
    case 'pbd':
    case 'vm':
    case 'vg':
    case 'md':
    case 'drbd':
    case 'disk':
    case 'partition':
    case 'nic':
    case 'setting':
      return stateAdvice(item);
    case 'file':
    case 'certificate':
    case 'plugin':
      return advice('', [], []);
  }
}

/** rpm keeps the keys of its repositories as packages without a file (rpmkeys). */
function keyAdvice({ version, release }: Extract<Item, { kind: 'package' }>): Advice {
  return advice(
    'The key that packages of a repository are signed with. Import it again from its maker: rpm --import KEY-FILE.',
    [],
    run(['rpm', '-q', word(`gpg-pubkey-${version}-${release}`)]),
  );
}

/** Things of the pool and the disks, which nobody puts back by hand: only looked at. */
function stateAdvice(
  item: Extract<
    Item,
    { kind: 'sr' | 'pbd' | 'vm' | 'vg' | 'md' | 'drbd' | 'disk' | 'partition' | 'nic' | 'setting' }
  >,
): Advice {
  switch (item.kind) {
    case 'sr':
      return advice(
        '',
        [],
        run(['xe', 'pbd-list', word(`sr-uuid=${item.uuid}`), 'params=host-uuid,currently-attached']),
      );
    case 'pbd':
      return advice('', [], run(['xe', 'pbd-list', word(`uuid=${item.uuid}`), 'params=currently-attached']));
    case 'vm':
      return advice('', [], run(['xe', 'vm-list', word(`uuid=${item.uuid}`), 'params=power-state']));
    case 'vg':
      return advice('', [], run(['vgs', word(item.name)]));
    case 'md':
      return advice('', [], ['cat /proc/mdstat']);
    case 'drbd':
      return advice('', [], ['cat /proc/drbd']);
    case 'disk':
    case 'partition':
      return advice('', [], run(['ls', '-l', word(item.device)]));
    case 'nic':
      return advice('', [], run(['ip', 'link', 'show', word(item.name)]));
    case 'setting':
      return advice(`It was "${item.value}", as ${item.from} said.`, [], []);
  }
}

/**
 * CentOS 7 keeps the numbers below 1000 for the system (UID_MIN of login.defs), so such an account gets a new one there. An
 * account with a number that is taken, as a second root has it, needs `-o`.
 */
function userAdvice(item: Extract<Item, { kind: 'user' }>, context: AdviceContext): Advice {
  const { groupsOf, groupNamed, systemd } = context;
  const groups = groupsOf(item.name);
  const isRoot = item.uid === 0;
  const isLow = systemd && !isRoot && item.uid < 1000;
  const number = isLow ? [] : ['-u', String(item.uid), ...(isRoot ? ['-o'] : [])];
  const group = word(groupNamed(item.gid) ?? String(item.gid));
  return advice(
    [
      isRoot
        ? 'It is root under another name: make it only if that is wanted.'
        : isLow
          ? 'It gets a number from 1000 on; files are put back by name.'
          : 'If the number is taken on the target, leave out -u: files are put back by name.',
      ...(item.password === 'set' ? ['It had a password; set one with passwd.'] : []),
    ].join(' '),
    [
      ...run([
        'useradd',
        '-M',
        ...number,
        '-g',
        group,
        '-d',
        word(item.home),
        '-s',
        word(item.shell),
        word(item.name),
      ]),
      ...(groups.length === 0 ? [] : run(['usermod', '-a', '-G', word(groups.join(',')), word(item.name)])),
    ],
    run(['id', word(item.name)]),
  );
}

/** Without `nofail` systemd takes a device that is missing at boot for a failure of the boot itself (systemd.mount). */
function mountAdvice(item: Extract<Item, { kind: 'mount' }>): Advice {
  const fields = [item.source, item.target, item.fsType, item.fstabOptions ?? item.options];
  const isPlain = fields.every((field) => /^[!-&(-~]+$/.test(field));
  const line = word(`${fields.join(' ')} 0 0`);
  return advice(
    `Check the options: on the target a mount without nofail that fails stops the boot.${isPlain ? '' : ' Write its line of /etc/fstab by hand.'}`,
    [
      ...run(['mkdir', '-p', word(item.target)]),
      ...(item.inFstab && isPlain && line !== null ? [`printf '%s\\n' ${line} >> /etc/fstab`] : []),
      ...run(['mount', word(item.target)]),
    ],
    run(['grep', '-F', word(` ${item.target} `), '/proc/mounts']),
  );
}

function serviceAdvice(item: Extract<Item, { kind: 'service' }>, { systemd }: AdviceContext): Advice {
  const name = word(item.name);
  const isOn = item.enabledRunlevels.length > 0;
  switch (item.manager) {
    case 'rc.local':
      return advice(
        'The target runs rc.local only when it is executable; a unit of its own is better.',
        ['chmod +x /etc/rc.d/rc.local'],
        systemd ? ['systemctl status rc-local'] : ['ls -l /etc/rc.d/rc.local'],
      );
    case 'inittab':
      return advice(
        systemd
          ? 'systemd does not read /etc/inittab: write a unit with this command.'
          : 'Add its line to /etc/inittab.',
        [],
        [],
      );
    case 'xinetd':
      return advice(
        'It needs xinetd, which the target does not bring.',
        [],
        run(['chkconfig', '--list', name]),
      );
    case 'sysv':
    case 'systemd':
      if (!systemd)
        return advice(
          '',
          [...run(['chkconfig', '--add', name]), ...run(['service', name, 'start'])],
          run(['chkconfig', '--list', name]),
        );
      return advice(
        isOn
          ? 'A script without a chkconfig or LSB header needs a unit instead.'
          : 'It was not started at boot.',
        [
          'systemctl daemon-reload',
          ...(isOn ? run(['systemctl', 'enable', name]) : run(['systemctl', 'disable', name])),
          ...(isOn || item.running === true ? run(['systemctl', 'start', name]) : []),
        ],
        run(['systemctl', 'status', name]),
      );
  }
}

function bootAdvice(item: Extract<Item, { kind: 'boot-arg' }>): Advice {
  const side = item.target === 'xen' ? 'xen' : 'dom0';
  const argument = word(item.value === null ? item.name : `${item.name}=${item.value}`);
  return advice(
    'It is in effect after the next restart.',
    run(['/opt/xensource/libexec/xen-cmdline', `--set-${side}`, argument]),
    run(['/opt/xensource/libexec/xen-cmdline', `--get-${side}`, word(item.name)]),
  );
}

/** A command of fixed words and quoted host text; none when one of its words cannot be quoted. */
function run(words: readonly (string | null)[]): readonly string[] {
  return words.includes(null) ? [] : [words.join(' ')];
}

/** Host text as a word that no command takes for an option. */
function word(text: string): string | null {
  return text.startsWith('-') ? null : shellWord(text);
}

function advice(note: string, commands: readonly string[], check: readonly string[]): Advice {
  const [command] = check;
  return {
    note,
    commands,
    check: command === undefined ? { sentence: 'by hand.' } : { command },
  };
}
