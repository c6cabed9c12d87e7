import type { AssessedItem } from '../../src/model/fate.ts';
import type { Finding, Outcome } from '../../src/model/finding.ts';
import type { Gap } from '../../src/model/gap.ts';
import type { Item } from '../../src/model/inventory.ts';
import type { Judged } from '../../src/model/judged.ts';
import {
  assessed,
  BACKUP,
  builtIn,
  fileItem,
  finding,
  inventory,
  judged,
  judgedHost,
  outcomesOf,
  packageItem,
} from './judged-parts.ts';
import { hostileMultipath, sampleMultipath } from './multipath.ts';

const LOST = (path: string): string =>
  `The restore list does not name it, and nothing is known to take its place. The old copy is ${path} on ${BACKUP}, until the next upgrade formats it.`;
const REPLACED = (path: string): string =>
  `XenServer 7.0 brings its own, and the restore list does not name yours. The old copy is ${path} on ${BACKUP}, until the next upgrade formats it.`;

const NONE = { evidence: [] } as const;

/** A tree as a vendor leaves it: `files` files in folders of 40 below /opt/vendor-agent, with the folders themselves. */
export function vendorTree(files: number): readonly AssessedItem[] {
  const tree: AssessedItem[] = [];
  const add = (path: string, isFolder: boolean, at: number): void => {
    const item = isFolder
      ? fileItem(path, { type: 'directory', mode: '040755', sizeBytes: 4096 })
      : fileItem(path, {
          sizeBytes: 900 + ((at * 7919) % 60_000),
          mode: at % 40 === 0 ? '100755' : '100644',
        });
    tree.push(assessed(item, { because: LOST(path) }));
  };
  add('/opt/vendor-agent', true, 0);
  for (let at = 0; at < files; at++) {
    const part = ['lib', 'share', 'plugins', 'doc'][at % 4] ?? 'lib';
    const folder = `/opt/vendor-agent/${part}/${String(Math.floor(at / 160)).padStart(3, '0')}`;
    if (at % 160 < 4) add(folder, true, at);
    add(`${folder}/module-${String(at).padStart(5, '0')}.py`, false, at);
  }
  for (const part of ['lib', 'share', 'plugins', 'doc']) add(`/opt/vendor-agent/${part}`, true, 0);
  return tree;
}

function lostFiles(): readonly AssessedItem[] {
  return [
    '/usr/local/sbin/vm-backup.sh',
    '/usr/local/sbin/rotate-snapshots.py',
    '/etc/cron.d/vm-backup',
    '/etc/sysctl.d-local.conf',
    '/etc/udev/rules.d/99-san-timeouts.rules',
    '/root/bin/check-raid',
    '/etc/xapi.d/plugins/inventory-export',
  ].map((path, at) =>
    assessed(fileItem(path, { mode: at % 2 === 0 ? '100755' : '100644', sizeBytes: 700 + at * 911 }), {
      because: LOST(path),
      ...(path.endsWith('.py')
        ? { compat: 'needs-rework', compatBecause: 'It imports a module that Python 2.7 no longer has.' }
        : {}),
    }),
  );
}

function changedFiles(): readonly AssessedItem[] {
  const changed = (
    path: string,
    more: Parameters<typeof assessed>[1],
    owner = 'initscripts-8.45.33-1.i386',
  ) =>
    assessed(
      fileItem(path, {
        state: 'changed',
        package: owner,
        config: true,
        changes: ['size', 'digest', 'mtime'],
      }),
      { provenance: 'stock', provenanceBecause: `It belongs to the package ${owner}.`, ...more },
    );
  return [
    changed('/etc/sysctl.conf', { fate: 'replaced', because: REPLACED('/etc/sysctl.conf') }),
    changed('/etc/ssh/sshd_config', {
      fate: 'replaced',
      because: REPLACED('/etc/ssh/sshd_config'),
      compat: 'needs-rework',
      compatBecause: 'It names ciphers that the OpenSSH of the target no longer knows.',
    }),
    changed('/etc/multipath.conf', {
      fate: 'moved',
      to: '/etc/multipath.conf.bak',
      because: 'The installer restores it under another name, which nothing reads.',
      source: 'host-installer upgrade.py:411@f7a21a1',
      compat: 'breaks',
      compatBecause: 'getuid_callout is no longer known; maps would be named by another id.',
    }),
    changed('/etc/ntp.conf', {
      fate: 'converted',
      changes: ['only lines that begin with "server " are carried into the new file'],
      because: 'XenServer 7.0 brings its own file and the installer carries a part over.',
      source: 'product.py:158-166@f7a21a1',
    }),
    changed('/etc/resolv.conf', {
      fate: 'kept',
      because: 'The restore list names it.',
      source: 'host-installer upgrade.py:398@f7a21a1',
    }),
    changed('/etc/nsswitch.conf', {
      fate: 'kept',
      because: 'The restore list names it.',
      source: 'host-installer upgrade.py:401@f7a21a1',
      uncertain: 'The other candidate build keeps the number of the owner instead of its name.',
    }),
    assessed(
      fileItem('/etc/snmp/snmpd.conf', { state: 'missing', package: 'net-snmp-5.3.2.2-20.el5.i386' }),
      {
        provenance: 'stock',
        provenanceBecause: 'It belongs to the package net-snmp-5.3.2.2-20.el5.i386.',
        fate: 'replaced',
        because:
          'The file is missing here; XenServer 7.0 installs its own packages, so it may be there again.',
      },
    ),
  ];
}

function otherItems(): readonly AssessedItem[] {
  const items: readonly (readonly [Item, Parameters<typeof assessed>[1]])[] = [
    [
      {
        kind: 'service',
        id: 'service:san-agent',
        ...NONE,
        name: 'san-agent',
        manager: 'sysv',
        path: '/etc/init.d/san-agent',
        enabledRunlevels: [2, 3, 4, 5],
        running: true,
        command: null,
      },
      {
        because: LOST('/etc/init.d/san-agent'),
        compat: 'needs-rework',
        compatBecause: 'A SysV script without an LSB header.',
      },
    ],
    [
      {
        kind: 'cron',
        id: 'cron:/etc/cron.d/vm-backup#91b2c07f',
        evidence: [
          {
            origin: '/etc/cron.d/vm-backup',
            line: 3,
            excerpt: '15 2 * * * root /usr/local/sbin/vm-backup.sh --all',
          },
        ],
        file: '/etc/cron.d/vm-backup',
        line: 3,
        source: 'cron.d',
        schedule: '15 2 * * *',
        user: 'root',
        command: '/usr/local/sbin/vm-backup.sh --all',
      },
      { because: LOST('/etc/cron.d/vm-backup') },
    ],
    [
      {
        kind: 'user',
        id: 'user:nagios',
        evidence: [{ origin: '/etc/passwd', line: 27, excerpt: 'nagios:x:501:501::/home/nagios:/bin/bash' }],
        name: 'nagios',
        uid: 501,
        gid: 501,
        home: '/home/nagios',
        shell: '/bin/bash',
        password: 'locked',
      },
      {
        because:
          'The installer writes /etc/passwd new; of all accounts only the password of root is carried.',
      },
    ],
    [
      { kind: 'group', id: 'group:backup', ...NONE, name: 'backup', gid: 502, members: ['nagios'] },
      { because: 'The installer writes /etc/group new.' },
    ],
    [
      {
        kind: 'mount',
        id: 'mount:/var/opt/xen/iso_import',
        evidence: [
          { origin: '/etc/fstab', line: 7, excerpt: 'nas:/export/iso /var/opt/xen/iso_import nfs ro 0 0' },
        ],
        target: '/var/opt/xen/iso_import',
        source: 'nas:/export/iso',
        fsType: 'nfs',
        options: 'ro,soft',
        inFstab: true,
        mounted: true,
        sizeBytes: 2_199_023_255_552,
        usedBytes: 812_338_112_512,
      },
      { because: 'The installer writes /etc/fstab new.', compat: 'works' },
    ],
    [
      {
        kind: 'boot-arg',
        id: 'boot-arg:kernel:pci',
        evidence: [{ origin: '/boot/extlinux.conf', line: 12, excerpt: 'append … pci=nommconf' }],
        target: 'kernel',
        name: 'pci',
        value: 'nommconf',
        entry: 'xe',
        file: '/boot/extlinux.conf',
      },
      {
        because: 'Of all boot arguments only the amount of dom0 memory is carried.',
        compat: 'unknown',
        compatBecause: 'Whether the new kernel needs it could not be told.',
      },
    ],
    [
      {
        kind: 'pack',
        id: 'pack:example:san-tools',
        ...NONE,
        packId: 'example:san-tools',
        name: 'san-tools',
        version: '2.1',
        build: '411',
        description: 'Storage agent',
        packages: ['san-tools-2.1-411.i386'],
      },
      {
        provenance: 'supplemental-pack',
        because: 'Packs are not carried over; the installer only reminds of them.',
      },
    ],
    [
      {
        kind: 'hotfix',
        id: 'hotfix:a2b3',
        ...NONE,
        uuid: 'a2b3',
        name: 'XS65ESP1014',
        appliedAt: '2015-11-03',
      },
      { provenance: 'hotfix', fate: 'replaced', because: 'The target is newer than the hotfix.' },
    ],
    [
      {
        kind: 'sr',
        id: 'sr:5f1c',
        ...NONE,
        uuid: '5f1c',
        name: 'Local storage',
        type: 'ext',
        contentType: 'user',
        shared: false,
        sizeBytes: 480_000_000_000,
        vdiCount: 3,
        location: '/dev/sda3',
      },
      {
        provenance: 'stock',
        provenanceBecause: 'The installer makes it.',
        fate: 'destroyed',
        because: 'The marker safe2upgrade is set, so the volume group on the primary disk is removed.',
        source: 'host-installer upgrade.py:285-305@f7a21a1',
        compat: 'unknown',
        compatBecause: 'There is nothing left to work.',
      },
    ],
    [
      {
        kind: 'disk',
        id: 'disk:scsi-3600a0b80',
        ...NONE,
        device: '/dev/sdb',
        byId: ['scsi-3600a0b80'],
        sizeBytes: 2_000_398_934_016,
        vendor: 'EXAMPLE',
        model: 'ARRAY',
        table: 'gpt',
        isPrimary: false,
      },
      {
        provenance: 'unknown',
        provenanceBecause: 'Hardware.',
        fate: 'untouched',
        because: 'Only the primary disk is written.',
      },
    ],
    [
      {
        kind: 'setting',
        id: 'setting:pool.ha',
        ...NONE,
        area: 'pool',
        key: 'ha',
        value: 'enabled',
        from: 'xe pool-list',
      },
      {
        provenance: 'local',
        fate: 'unknown',
        because: 'The pool database could not be read to its end.',
        compat: 'unknown',
      },
    ],
  ];
  return items.map(([item, judgement]) => assessed(item, judgement));
}

function packages(): readonly AssessedItem[] {
  const vendors = ['Example Storage', 'Hardware Vendor', null] as const;
  return Array.from({ length: 14 }, (_, at) =>
    assessed(
      packageItem(`vendor-tool-${String(at)}`, {
        vendor: vendors[at % 3] ?? null,
        release: at % 2 === 0 ? '3.el5' : '1',
        arch: 'i386',
        summary: 'A tool of a vendor',
      }),
      {
        provenance: at % 3 === 2 ? 'local' : 'third-party',
        provenanceBecause:
          at % 3 === 2
            ? 'It has no vendor, and it was installed after the base installation.'
            : `Its vendor is ${String(vendors[at % 3])}.`,
        because: 'The target installs its own packages only.',
        source: 'repository.py:202-224@f7a21a1',
        compat: at % 4 === 0 ? 'breaks' : 'unknown',
        compatBecause: at % 4 === 0 ? 'It is built for 32 bits.' : 'What it contains was not recognised.',
      },
    ),
  );
}

function stock(): readonly AssessedItem[] {
  return Array.from({ length: 400 }, (_, at) =>
    assessed(packageItem(`stock-${String(at)}`, { vendor: 'Citrix Systems, Inc.' }), {
      provenance: 'stock',
      provenanceBecause: 'It came with the base installation.',
      fate: 'replaced',
      because: 'Comes in the version of the target.',
    }),
  );
}

function ownFindings(): readonly Finding[] {
  return [
    finding('local-storage-destroyed', 'blocker', 'sr:5f1c', {
      title: 'The local storage repository would be wiped',
      why: 'The marker `safe2upgrade` tells the installer to repartition the primary disk. It removes the volume group without a look at what is inside: 3 virtual disks are there.',
      remediation: [
        'Before: move the 3 virtual disks to shared storage, or export them.',
        'Before: remove the marker: `rm /var/preserve/safe2upgrade`, then run the audit again.',
      ],
      evidence: [
        { origin: '/var/preserve/safe2upgrade', excerpt: 'the file exists' },
        { origin: 'xe vdi-list', excerpt: 'sr-uuid=5f1c: 3 virtual disks' },
      ],
    }),
    finding('root-owner-unknown', 'blocker', 'file:/etc/nsswitch.conf', {
      title: 'A restored file belongs to an account that the target does not have',
      why: 'The installer looks the owner up by name while it restores, and stops in the middle of it when there is none.',
      remediation: ['Before: `chown root:root /etc/nsswitch.conf`'],
      evidence: [{ origin: 'find /', excerpt: '/etc/nsswitch.conf nagios:nagios' }],
    }),
    finding('multipath-conf-renamed', 'high', 'file:/etc/multipath.conf', {
      title: 'multipath.conf comes back as multipath.conf.bak',
      why: 'After the upgrade `multipathd` reads the file of the target. Your device sections are not in force, and `getuid_callout` is no longer understood.',
      remediation: [
        'Before: note the device sections that are not in the defaults of the target (`multipathd -k"show config"`).',
        'After the upgrade, add them in the new syntax and run `multipath -ll` before any SR is plugged.',
      ],
      evidence: [
        {
          origin: '/etc/multipath.conf',
          line: 12,
          excerpt: '    getuid_callout "/sbin/scsi_id -g -u -s /block/%n"',
        },
      ],
    }),
    ...['sshd-ciphers-removed#aes128-cbc', 'sshd-ciphers-removed#3des-cbc'].map((key) =>
      finding('sshd-ciphers-removed', 'medium', 'file:/etc/ssh/sshd_config', {
        id: key.replace('#', ':file:/etc/ssh/sshd_config#'),
        title: 'sshd_config names a cipher that is gone',
        remediation: ['After: take the cipher out before you put the file back, and test with `sshd -t`.'],
        evidence: [
          { origin: '/etc/ssh/sshd_config', line: 44, excerpt: 'Ciphers aes128-ctr,aes128-cbc,3des-cbc' },
        ],
      }),
    ),
    finding('ha-enabled', 'high', 'setting:pool.ha', {
      title: 'High availability is enabled',
      why: 'A rolling upgrade takes hosts down one by one, and HA fences what it cannot see.',
      remediation: ['Before: `xe pool-ha-disable`', 'After: `xe pool-ha-enable` with the same heartbeat SR.'],
      waiver: {
        reason: 'HA is switched off by step 4 of the change.',
        approver: 'Change board',
        expires: '2016-07-31',
        status: 'active',
      },
    }),
    finding('cron-command-lost', 'medium', 'cron:/etc/cron.d/vm-backup#91b2c07f', {
      title: 'A cron job runs a script that is lost',
      why: 'The job and the script it calls are both gone after the upgrade: backups stop without a word.',
      remediation: ['After: put `/usr/local/sbin/vm-backup.sh` back first, then the job.'],
      evidence: [
        {
          origin: '/etc/cron.d/vm-backup',
          line: 3,
          excerpt: '15 2 * * * root /usr/local/sbin/vm-backup.sh --all',
        },
      ],
      waiver: {
        reason: 'Backups move to another product.',
        approver: 'Storage team',
        expires: '2016-01-31',
        status: 'expired',
      },
    }),
    finding('banner-lost', 'low', 'file:/etc/issue', {
      title: 'The login banner is lost',
      remediation: ['After: write `/etc/issue` again.'],
    }),
    finding('rrd-history', 'info', 'host', {
      title: 'RRD history of 6.5 does not come over',
      why: 'Graphs begin anew.',
    }),
  ];
}

const GAPS: readonly Gap[] = [
  ...Array.from({ length: 14 }, (_, at) => ({
    collector: 'files',
    origin: `/var/lib/agent/private-${String(at)}`,
    reason: 'denied' as const,
    detail: 'what is in the file',
  })),
  {
    collector: 'files',
    origin: '/opt/images/install.iso',
    reason: 'too-large',
    detail: 'what is in the file',
  },
  {
    collector: 'xapi',
    origin: 'xe vdi-list',
    reason: 'timed-out',
    detail: 'which virtual disks are on local storage',
  },
  { collector: 'storage', origin: 'mdadm', reason: 'missing-tool', detail: 'whether there is software RAID' },
];

const DIFF = [
  '--- baseline/etc/ssh/sshd_config',
  '+++ host/etc/ssh/sshd_config',
  '@@ -38,7 +38,8 @@',
  ' # override default of no subsystems',
  ' Subsystem\tsftp\t/usr/libexec/openssh/sftp-server',
  '-#Ciphers aes128-ctr,aes192-ctr',
  '+Ciphers aes128-ctr,aes128-cbc,3des-cbc',
  '+AllowGroups admins',
  ' PermitRootLogin yes',
  '',
].join('\n');

/** A host as a busy site has it: every fate, compat and severity, waivers, gaps, a diff, and a tree of `files` files. */
export function sampleJudged(files = 8000): Judged {
  const items = [
    ...vendorTree(files),
    ...lostFiles(),
    ...changedFiles(),
    ...otherItems(),
    ...packages(),
    ...stock(),
    assessed(fileItem('/etc/issue'), {
      because: LOST('/etc/issue'),
      compat: 'ignored',
      compatBecause: 'Nothing reads it.',
    }),
  ];
  const builtIns = items
    .filter(
      (item) => item.provenance !== 'stock' || (item.item.kind === 'file' && item.item.state !== 'unowned'),
    )
    .flatMap(builtIn);
  const undetermined: Outcome = {
    rule: 'md-on-primary-disk',
    title: 'Software RAID below the root file system',
    outcome: 'undetermined',
    gaps: GAPS.filter((gap) => gap.collector === 'storage'),
  };
  const quiet: readonly Outcome[] = ['drbd-below-sr', 'kernel-driver-unsigned', 'ntp-auth'].map(
    (rule, at) => ({
      rule,
      title: rule,
      outcome: at === 0 ? 'not-applicable' : 'clear',
      gaps: [],
    }),
  );
  const host = judgedHost(items, [], {
    outcomes: [...outcomesOf([...ownFindings(), ...builtIns]), undetermined, ...quiet],
    verdict: 'blocked',
    verdictBecause: [
      'The local storage repository would be wiped: 3 virtual disks are on it.',
      'A file on the restore list belongs to an account that the target does not have, so the restore stops half-way.',
    ],
    multipath: sampleMultipath(),
    diffs: [
      {
        subject: 'file:/etc/ssh/sshd_config',
        path: '/etc/ssh/sshd_config',
        against: 'baseline',
        unified: DIFF,
      },
    ],
    backOut: BACK_OUT,
    checklist: [
      {
        id: 'hcl',
        text: 'Is every server, controller and network card on the hardware list of the target?',
        source: 'vendor documentation',
      },
      {
        id: 'licence',
        text: 'Do the licences of the pool cover the target release?',
        source: 'release notes',
      },
      {
        id: 'array',
        text: 'Does the storage array support the multipath defaults of the target? Ask its vendor.',
        source: 'vendor documentation',
      },
    ],
    uncertainties: [
      'Two builds of the 7.0 installer are possible; where they differ, the worse answer is given.',
    ],
    inventory: inventory(
      items.map(({ item }) => item),
      {
        sections: { files: { status: 'partial', items: items.map(({ item }) => item), gaps: GAPS } },
        collection: {
          ...inventory([]).collection,
          connection: {
            address: '192.0.2.17:22',
            user: 'root',
            kex: 'diffie-hellman-group14-sha1',
            hostKey: 'ssh-rsa',
            hostKeyFingerprint: 'SHA256:6a1fJm2Vb3H0example',
            cipher: 'aes128-ctr',
            mac: 'hmac-sha1',
            legacy: 'yes',
            authentication: 'publickey',
            privilege: 'login',
          },
          limits: { contentBytes: 262_144 },
        },
      },
    ),
  });
  return judged([host], { ticket: 'CHG0041877', title: 'Upgrade of pool LAB-2 to XenServer 7.0' });
}

const BACK_OUT = [
  {
    step: 'Before the reboot into the installer',
    undo: 'Put the old boot default back: `mv /boot/extlinux.conf.orig /boot/extlinux.conf`.',
    until: 'the host is rebooted',
    never: 'nothing is lost',
    source: 'prepare_host_upgrade.py:489-575@f7a21a1',
  },
  {
    step: 'Backup to the second partition',
    undo: 'Leave the installer and boot the old system.',
    until: 'the partition table is written',
    never: 'the previous backup; with the marker also the volume group on the primary disk',
    source: 'upgrade.py:285-331@f7a21a1',
  },
  {
    step: 'After the upgrade',
    undo: 'Boot the 7.0 installer and choose "Restore from backup".',
    until: 'the next upgrade formats the backup partition',
    never: 'the volume group that was removed; the SR partition is not enlarged again',
    source: 'restore.py:26-226@f7a21a1',
  },
] as const;

/** A host whose every word is `text`: names, paths, evidence, titles, waivers. */
export function hostileJudged(text: string): Judged {
  // A slash would make it another path; everything else may stand in a name.
  const name = text.replaceAll('/', '_');
  const path = `/srv/${name}`;
  // A line of a file ends at its newline.
  const line = text.replaceAll('\n', ' ');
  const evidence = [{ origin: text, line: 3, excerpt: text }];
  const file = assessed(
    fileItem(path, { evidence, package: text, user: text, group: text, linkTarget: text, type: 'symlink' }),
    {
      because: text,
      source: text,
      uncertain: text,
      compat: 'breaks',
      compatBecause: text,
      provenanceBecause: text,
      fate: 'moved',
      to: text,
      changes: [text],
    },
  );
  const others = [
    assessed(packageItem(text, { vendor: text, summary: text, installedAt: text }), {
      because: text,
      provenance: 'third-party',
    }),
    assessed({
      kind: 'repo',
      id: `repo:${text}`,
      evidence,
      repoId: text,
      file: text,
      name: text,
      baseUrl: text,
      enabled: true,
    }),
    assessed({
      kind: 'firewall',
      id: `firewall:${text}`,
      evidence,
      table: text,
      rule: text,
      file: null,
      active: null,
    }),
  ];
  const tree = Array.from({ length: 12 }, (_, at) =>
    assessed(fileItem(`/opt/${name}/v/${String(at)}${name}`), { because: text }),
  );
  const found = [
    finding('hostile', 'blocker', `file:${path}`, {
      title: text,
      why: text,
      remediation: [text, `Run \`${text}\` first`],
      evidence,
      sources: [text],
      waiver: { reason: text, approver: text, expires: text, status: 'expired' },
    }),
    finding('unseen', 'info', text, { title: text, why: text, evidence }),
    ...tree.flatMap(builtIn),
  ];
  const gaps: readonly Gap[] = [{ collector: text, origin: text, reason: 'unparsable', detail: text }];
  const host = judgedHost([file, ...others, ...tree], found, {
    fromName: text,
    toName: text,
    verdict: 'blocked',
    verdictBecause: [text],
    multipath: hostileMultipath(text, line),
    diffs: [
      {
        subject: `file:${path}`,
        path,
        against: 'target',
        unified: `--- a\n+++ b\n@@ -1 +1 @@\n-${line}\n+${line}\n`,
      },
    ],
    backOut: [{ step: text, undo: text, until: text, never: text, source: text }],
    checklist: [{ id: text, text, source: text }],
    uncertainties: [text],
    outcomes: [...outcomesOf(found), { rule: text, title: text, outcome: 'undetermined', gaps }],
    inventory: inventory([], {
      host: {
        ...inventory([]).host,
        address: text,
        hostname: text,
        uuid: text,
        product: text,
        version: text,
        build: text,
      },
      sections: { files: { status: 'partial', items: [], gaps } },
      collection: { ...inventory([]).collection, connection: { [`x${text}`]: text } },
    }),
  });
  return judged([host], { ticket: text, title: text });
}
