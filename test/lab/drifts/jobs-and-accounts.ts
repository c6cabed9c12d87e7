import { PASSWORD_HASHES } from '../face/identity.ts';
import { initScript } from '../catalogue/services.ts';
import { mustRun } from '../run-command.ts';
import { directory, file, link, program } from '../tree/entry.ts';
import type { Drift, FoundTruth } from './drift.ts';

const unowned = (path: string): FoundTruth => ({ id: `file:${path}`, state: 'unowned' });
const hidden = (path: string): FoundTruth => ({
  id: `file:${path}`,
  state: 'changed',
  changes: ['size', 'digest', 'mtime'],
  hidden: true,
});
const KEY = 'AAAAB3NzaC1yc2EAAAADAQABAAABAQClabLABlabLABlabLABlabLABlabLABlabLABlabLAB';

export const JOB_AND_ACCOUNT_DRIFTS: readonly Drift[] = [
  {
    name: 'cron-jobs',
    description:
      "Root's crontab, files in cron.d and cron.daily, a line in /etc/crontab and in anacrontab, an at job.",
    apply: ({ write, edit }) => {
      write(
        file(
          '/var/spool/cron/root',
          '# site\nMAILTO=ops@example.test\n15 2 * * * /root/bin/vm-backup.sh >/dev/null 2>&1\n*/5 * * * * /usr/local/bin/check_raid\n@reboot /opt/scripts/start-agents.sh\n',
          { mode: 0o600 },
        ),
        file('/var/spool/cron/nobody', '0 0 * * 0 /bin/true\n', {
          mode: 0o600,
          user: 'nobody',
          group: 'nobody',
        }),
        file(
          '/etc/cron.d/site-cleanup',
          'PATH=/usr/bin:/bin\n30 4 * * 1-5 root find /tmp -mtime +7 -delete\n',
        ),
        program('/etc/cron.daily/site-inventory', '#!/bin/sh\nxe host-list > /var/log/site-inventory\n'),
        program('/etc/cron.hourly/ntp-check', '#!/bin/sh\nntpq -p | logger\n'),
        program(
          '/etc/cron.daily/backup-metadata',
          '#!/bin/sh\n/opt/xensource/libexec/backup-metadata-cron 3 abc\n',
        ),
        program('/var/spool/at/a0000101773b6b', '#!/bin/sh\n# atrun uid=0 gid=0\n/root/bin/vm-backup.sh\n', {
          mode: 0o700,
        }),
      );
      const files = [
        '/var/spool/cron/root',
        '/var/spool/cron/nobody',
        '/etc/cron.d/site-cleanup',
        '/etc/cron.daily/site-inventory',
        '/etc/cron.hourly/ntp-check',
        '/etc/cron.daily/backup-metadata',
        '/var/spool/at/a0000101773b6b',
      ];
      return [
        ...files.map(unowned),
        ...files.map((path): FoundTruth => ({ id: `cron:${path}` })),
        edit('/etc/crontab', (text) => `${text}5 5 * * * root /usr/local/sbin/rotate-dumps\n`, {
          config: true,
        }),
        edit('/etc/anacrontab', (text) => `${text}1\t80\tsite\t/root/bin/vm-backup.sh\n`, { config: true }),
        { id: 'cron:/etc/crontab' },
        { id: 'cron:/etc/anacrontab' },
      ];
    },
  },
  {
    name: 'services',
    description:
      'An init script of the site, an init script that is switched off, one that is switched on, an inittab line.',
    apply: ({ write, tree, edit }) => {
      write(
        program(
          '/etc/rc.d/init.d/site-agent',
          initScript({ name: 'site-agent', levels: '345', start: 98, stop: 2 }),
        ),
        link('/etc/rc.d/rc3.d/S98site-agent', '../init.d/site-agent'),
        link('/etc/rc.d/rc5.d/S98site-agent', '../init.d/site-agent'),
      );
      tree.remove('/etc/rc.d/rc3.d/S58ntpd');
      tree.remove('/etc/rc.d/rc3.d/K50snmpd');
      write(
        link('/etc/rc.d/rc3.d/K74ntpd', '../init.d/ntpd'),
        link('/etc/rc.d/rc3.d/S50snmpd', '../init.d/snmpd'),
        file('/var/lock/subsys/snmpd', ''),
      );
      return [
        unowned('/etc/rc.d/init.d/site-agent'),
        { id: 'service:site-agent' },
        { id: 'service:snmpd' },
        { id: 'service:ntpd' },
        edit('/etc/inittab', (text) => `${text}ups:2345:respawn:/usr/local/sbin/upsd\n`, { config: true }),
        { id: 'service:ups' },
      ];
    },
  },
  {
    name: 'users',
    description:
      'An administrator with sudo rights, a service account, a second account with number 0, groups. passwd and group hide it from rpm -V.',
    apply: ({ rewrite, write, edit }) => {
      rewrite(
        '/etc/passwd',
        (text) =>
          `${text}labadmin:x:500:500:Lab Admin:/home/labadmin:/bin/bash\nnagios:x:501:501::/var/spool/nagios:/sbin/nologin\ntoor:x:0:0::/root:/bin/sh\n`,
      );
      rewrite(
        '/etc/group',
        (text) =>
          `${text.replace('wheel:x:10:root', 'wheel:x:10:root,labadmin')}labadmin:x:500:\nnagios:x:501:\nvmadmins:x:510:labadmin\n`,
      );
      rewrite(
        '/etc/shadow',
        (text) =>
          `${text}labadmin:${PASSWORD_HASHES.labadmin}:16505:0:99999:7:::\nnagios:!!:16505::::::\ntoor::16505:0:99999:7:::\n`,
      );
      rewrite('/etc/gshadow', (text) => `${text}labadmin:!::\nnagios:!::\nvmadmins:!::labadmin\n`);
      write(
        directory('/home/labadmin', { mode: 0o700, user: '500', group: '500' }),
        file('/home/labadmin/.bash_profile', '# mine\n', { user: '500', group: '500' }),
      );
      return [
        ...['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow'].map(hidden),
        ...['labadmin', 'nagios', 'toor'].map((name): FoundTruth => ({ id: `user:${name}` })),
        ...['labadmin', 'nagios', 'vmadmins'].map((name): FoundTruth => ({ id: `group:${name}` })),
        unowned('/home/labadmin'),
        unowned('/home/labadmin/.bash_profile'),
        edit('/etc/sudoers', (text) => `${text}labadmin\tALL=(ALL) \tALL\n`, { config: true }),
      ];
    },
  },
  {
    name: 'sudo-without-tty',
    description: 'sudoers no longer asks for a terminal, and labadmin needs no password. Needs users.',
    apply: ({ edit }) => [
      edit(
        '/etc/sudoers',
        (text) =>
          text
            .replace('Defaults    requiretty\n', '')
            .replace('labadmin\tALL=(ALL) \tALL', 'labadmin\tALL=(ALL) \tNOPASSWD: ALL'),
        { config: true },
      ),
    ],
  },
  {
    name: 'authorized-keys',
    description:
      "Root's authorized keys: a plain one, one with a forced command whose script is lost, one with from=.",
    apply: ({ write }) => {
      write(
        directory('/root/.ssh', { mode: 0o700 }),
        file(
          '/root/.ssh/authorized_keys',
          `ssh-rsa ${KEY}1 ops@example.test\ncommand="/opt/scripts/pull-backup.sh",no-pty,no-port-forwarding ssh-rsa ${KEY}2 backup@example.test\nfrom="198.51.100.0/24" ssh-dss ${KEY}3 old@example.test\n`,
          { mode: 0o600 },
        ),
        file('/root/.ssh/known_hosts', `nas.example.test ssh-rsa ${KEY}4\n`),
        file('/root/.ssh/config', 'Host nas\n  User backup\n'),
        program('/opt/scripts/pull-backup.sh', '#!/bin/sh\ntar cf - /etc\n'),
      );
      return ['/root/.ssh/authorized_keys', '/root/.ssh/config', '/opt/scripts/pull-backup.sh'].map(unowned);
    },
  },
  {
    name: 'owner-without-name',
    description: "A file below root's .ssh belongs to a number without a name: the upgrade stops half-way.",
    apply: ({ write, tree }) => {
      if (!tree.exists('/root/.ssh')) write(directory('/root/.ssh', { mode: 0o700 }));
      write(file('/root/.ssh/id_backup.pub', `ssh-rsa ${KEY}5 someone\n`, { user: '4711', group: '4711' }));
      return [unowned('/root/.ssh/id_backup.pub')];
    },
  },
  {
    name: 'fifo-in-ssh-folder',
    description: "A fifo in root's .ssh: copying it hangs the installer.",
    apply: ({ write, tree }) => {
      if (!tree.exists('/root/.ssh')) write(directory('/root/.ssh', { mode: 0o700 }));
      mustRun('mkfifo', [tree.place('/root/.ssh/agent.fifo').toString()]);
      return [unowned('/root/.ssh/agent.fifo')];
    },
  },
  {
    name: 'noisy-bashrc',
    description: "Root's .bashrc prints text, which comes first on the output of every remote command.",
    apply: ({ edit }) => [
      edit(
        '/root/.bashrc',
        (text) => `${text}echo "Welcome to $(hostname), be careful"\necho "*** $(date) ***"\n`,
        { config: true },
      ),
    ],
  },
];
