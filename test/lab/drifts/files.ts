import * as fs from 'node:fs';
import { mustRun } from '../run-command.ts';
import { directory, file, link, program } from '../tree/entry.ts';
import type { Drift, DriftContext, FoundTruth } from './drift.ts';

const unowned = (path: string): FoundTruth => ({ id: `file:${path}`, state: 'unowned' });

function made(context: DriftContext, paths: Readonly<Record<string, string>>): FoundTruth[] {
  context.write(
    ...Object.entries(paths).map(([path, content]) =>
      content.startsWith('#!') ? program(path, content) : file(path, content),
    ),
  );
  return Object.keys(paths).map(unowned);
}

/** Scripts and hooks in the places where administrators put them. */
const SITE_FILES: Readonly<Record<string, string>> = {
  '/root/bin/vm-backup.sh':
    '#!/bin/bash\nfor vm in $(xe vm-list is-control-domain=false --minimal | tr , " "); do xe vm-export vm=$vm filename=/mnt/backup/$vm.xva; done\n',
  '/opt/scripts/start-agents.sh': '#!/bin/sh\n/etc/init.d/site-agent start\n',
  '/opt/scripts/check.py': '#!/usr/bin/python2.4\nimport XenAPI\nimport md5\nprint "ok"\n',
  '/usr/local/bin/check_raid': '#!/usr/bin/perl\nuse strict;\nprint `MegaCli -LDInfo -Lall -aALL`;\n',
  '/usr/local/sbin/rotate-dumps': '#!/bin/bash\nfind /var/crash -mtime +30 -delete\n',
  '/etc/profile.d/site.sh': 'export EDITOR=vim\n',
  '/etc/sysconfig/network-scripts/ifup-local': '#!/bin/bash\nethtool -K $1 tso off gso off\n',
  '/etc/sysconfig/network-scripts/route-xenbr0': '198.51.100.0/24 via 192.0.2.254 dev xenbr0\n',
  '/etc/udev/rules.d/99-site.rules':
    'SUBSYSTEM=="block", SYSFS{vendor}=="LAB*", RUN+="/opt/scripts/tune-disk.sh %k"\n',
  '/etc/modprobe.d/site.conf': 'options mptsas max_lun=255\n',
  '/etc/dhclient-exit-hooks': '#!/bin/sh\nlogger dhclient done\n',
  '/etc/xapi.d/plugins/site-report': '#!/usr/bin/python\nimport XenAPIPlugin\n',
  '/etc/xapi.d/vm-pre-start/10-license-check': '#!/bin/sh\nexit 0\n',
  '/opt/xensource/sm/SiteSR': '#!/usr/bin/python\nimport SR\n',
  '/etc/xensource/scripts/site-vif': '#!/bin/sh\nexit 0\n',
  '/etc/xensource/allow_multiple_vdi_attach': '',
  '/etc/logrotate.d/site': '/var/log/site.log {\n    weekly\n}\n',
  '/etc/snmp/snmpd.local.conf': 'extend raid /usr/local/bin/check_raid\n',
  '/tmp/fix-everything.sh': '#!/bin/sh\necho later\n',
  '/images/README': 'templates\n',
};

export const FILE_DRIFTS: readonly Drift[] = [
  {
    name: 'unowned-scripts',
    description: 'Twenty scripts, hooks and settings of the site that no package owns.',
    apply: (context) => made(context, SITE_FILES),
  },
  {
    name: 'edited-vendor-scripts',
    description: 'Scripts of the product are edited in place.',
    apply: ({ edit }) =>
      [
        '/opt/xensource/libexec/interface-reconfigure',
        '/opt/xensource/sm/NFSSR.py',
        '/opt/xensource/bin/xe-toolstack-restart',
        '/etc/xapi.d/plugins/wake-on-lan',
        '/etc/rc.d/init.d/xapi',
      ].map((path) => edit(path, (text) => `${text}# changed by the site\n`)),
  },
  {
    name: 'same-size-and-time',
    description:
      'A script of the product has other content but the same size and time: only its digest tells.',
    apply: ({ edit }) => [
      edit('/opt/xensource/sm/util.py', (text) => text.replace('Made up', 'Xade up'), { keepTime: true }),
    ],
  },
  {
    name: 'same-size-and-time-elsewhere',
    description:
      'The same for a file that is neither configuration nor of the product: a fast look takes it as unchanged.',
    apply: ({ edit }) => [
      {
        ...edit('/usr/share/doc/less-436/README', (text) => text.replace('Made up', 'Xade up'), {
          keepTime: true,
        }),
        verify: '..5.....  d',
      },
    ],
  },
  {
    name: 'removed-files',
    description: 'Six packaged files are gone, one of them configuration.',
    apply: ({ tree }) => {
      const gone = [
        '/etc/cron.daily/tmpwatch',
        '/opt/xensource/bin/fix_firewall.sh',
        '/opt/xensource/libexec/mail-alarm',
        '/usr/bin/telnet',
      ];
      [...gone, '/etc/samba/smb.conf', '/usr/share/doc/less-436/COPYING'].forEach((path) => {
        tree.remove(path);
      });
      return [
        ...gone.map((path): FoundTruth => ({ id: `file:${path}`, state: 'missing', verify: 'missing    ' })),
        { id: 'file:/etc/samba/smb.conf', state: 'missing', verify: 'missing   c' },
        { id: 'file:/usr/share/doc/less-436/COPYING', state: 'missing', verify: 'missing   d' },
      ];
    },
  },
  {
    name: 'changed-attributes',
    description: 'Mode, owner, group and link target of packaged files are changed, their content is not.',
    apply: ({ tree, write }) => {
      fs.chmodSync(tree.place('/usr/bin/wget'), 0o700);
      fs.chmodSync(tree.place('/etc/cron.d'), 0o755);
      fs.chownSync(tree.place('/opt/xensource/libexec/logs-download'), 99, 0);
      fs.chmodSync(tree.place('/opt/xensource/libexec/logs-download'), 0o755);
      fs.chownSync(tree.place('/usr/bin/rsync'), 0, 10);
      fs.chmodSync(tree.place('/usr/bin/rsync'), 0o755);
      write(link('/etc/rc.local', '/opt/scripts/rc.local'));
      const changed = (path: string, changes: string[], verify: string): FoundTruth => ({
        id: `file:${path}`,
        state: 'changed',
        changes,
        verify,
      });
      return [
        changed('/usr/bin/wget', ['mode'], '.M......   '),
        changed('/etc/cron.d', ['mode'], '.M......   '),
        changed('/opt/xensource/libexec/logs-download', ['user'], '.....U..   '),
        changed('/usr/bin/rsync', ['group'], '......G.   '),
        changed('/etc/rc.local', ['link'], '....L...   '),
      ];
    },
  },
  {
    name: 'changed-types',
    description: 'A packaged file has become a link, a packaged folder a link, a link a file.',
    apply: ({ tree, write }) => {
      tree.remove('/usr/bin/strace');
      tree.remove('/etc/skel');
      write(
        link('/usr/bin/strace', '/opt/tools/strace'),
        link('/etc/skel', '/opt/skel'),
        directory('/opt/skel'),
        file('/etc/rc.sysinit', '#!/bin/sh\n'),
      );
      return [
        { id: 'file:/usr/bin/strace', state: 'changed', changes: ['type'], verify: '....L...   ' },
        { id: 'file:/etc/skel', state: 'changed', changes: ['type'] },
        { id: 'file:/etc/skel/.bashrc', state: 'missing', verify: 'missing   c' },
        { id: 'file:/etc/rc.sysinit', state: 'changed', changes: ['type'], verify: 'SM5....T   ' },
        unowned('/opt/skel'),
      ];
    },
  },
  {
    name: 'special-files',
    description:
      'Hard link, dangling link, link loop, fifo, socket-like names, set-uid program, device node, sticky folder.',
    apply: (context) => {
      const { write, tree } = context;
      write(
        directory('/opt/special'),
        file('/opt/special/original', 'one file, two names\n'),
        link('/opt/special/dangling', '/nowhere/at/all'),
        link('/opt/special/loop-a', 'loop-b'),
        link('/opt/special/loop-b', 'loop-a'),
        link('/opt/special/to-folder', '/etc'),
        program('/opt/special/set-uid', '#!/bin/sh\n', { mode: 0o4755 }),
        directory('/opt/special/sticky', { mode: 0o1777 }),
      );
      fs.linkSync(tree.place('/opt/special/original'), tree.place('/opt/special/second-name'));
      mustRun('mkfifo', [tree.place('/opt/special/fifo').toString()]);
      // A number that no driver answers to.
      mustRun('mknod', [tree.place('/opt/special/device').toString(), 'c', '240', '9']);
      return [
        '',
        '/original',
        '/second-name',
        '/dangling',
        '/loop-a',
        '/loop-b',
        '/to-folder',
        '/set-uid',
        '/sticky',
        '/fifo',
        '/device',
      ].map((name) => unowned(`/opt/special${name}`));
    },
  },
  {
    name: 'iso-store',
    description: 'Images of installation media in a folder of dom0: 5 GB (with holes) and a small one.',
    apply: ({ write, tree }) => {
      const folder = '/var/opt/xen/ISO_Store';
      write(
        directory(folder),
        file(`${folder}/windows-server.iso`, ''),
        file(`${folder}/memtest.iso`, 'small image\n'.repeat(1000)),
        file('/opt/xensource/packages/iso/site-tools.iso', 'image\n'),
      );
      fs.truncateSync(tree.place(`${folder}/windows-server.iso`), 5 * 1024 ** 3);
      return [
        folder,
        `${folder}/windows-server.iso`,
        `${folder}/memtest.iso`,
        '/opt/xensource/packages/iso/site-tools.iso',
      ].map(unowned);
    },
  },
  {
    name: 'big-tree',
    description: 'An agent of a vendor, unpacked below /opt: 8,000 files in 80 folders that no package owns.',
    apply: ({ write }) => {
      const folders = Array.from({ length: 80 }, (_, i) => `/opt/vendoragent/lib/part${i}`);
      write(directory('/opt/vendoragent'), ...folders.map((path) => directory(path)));
      write(
        ...folders.flatMap((folder) =>
          Array.from({ length: 100 }, (_, i) => file(`${folder}/m${i}.py`, `# module ${i}\n`)),
        ),
      );
      return [unowned('/opt/vendoragent')];
    },
  },
  {
    name: 'crowded-folder',
    description: '20,000 files in one folder.',
    apply: ({ write }) => {
      write(directory('/var/lib/site-spool'));
      write(...Array.from({ length: 20_000 }, (_, i) => file(`/var/lib/site-spool/job-${i}.txt`, '')));
      return [unowned('/var/lib/site-spool')];
    },
  },
  {
    name: 'firstboot-script',
    description:
      'A first-boot script of the site without its state file: the installer does not offer the upgrade.',
    apply: (context) => made(context, { '/etc/firstboot.d/99-site-setup': '#!/bin/sh\nexit 0\n' }),
  },
  {
    name: 'safe2upgrade-marker',
    description: 'The marker that lets the installer delete the local storage.',
    apply: (context) => made(context, { '/var/preserve/safe2upgrade': '' }),
  },
  {
    name: 'stale-state-db',
    description: 'On 6.5 /var/xapi is a real folder with an old database, instead of the link.',
    apply: ({ tree, write }) => {
      tree.remove('/var/xapi');
      write(directory('/var/xapi'), file('/var/xapi/state.db', '<database/>\n'));
      return [
        { id: 'file:/var/xapi', state: 'changed', changes: ['type'], verify: '.M......   ' },
        unowned('/var/xapi/state.db'),
      ];
    },
  },
];
