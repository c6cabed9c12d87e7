import { describe, expect, test } from 'vitest';
import { compileMatch } from '../../../src/rules/matchers/index.ts';
import { factsOf, find } from '../../support/find.ts';

const THIS_HOST = '11111111-1111-1111-1111-111111111111';

const FILES = `files:
  /root/a.sh: "#!/bin/sh\\n"
  /root/b/c.txt: "x"
  /etc/cron.d/own: { text: "x", fate: kept }
  /etc/cron.d/stock: { provenance: stock, state: changed }
  /etc/hosts: { provenance: stock, state: changed, stockChange: true }
  /etc/link: { type: symlink, linkTarget: /opt/x }
  /usr/bin/gone: { state: missing, provenance: stock }
  "/root/new\\nline.sh": "x"
`;

describe('file', () => {
  test.each([
    ['file: { path: /root/a.sh }', ['file:/root/a.sh']],
    ['file: { path: /root/a }', []],
    ['file: { path: /root/* }', ['file:/root/a.sh', 'file:/root/new\nline.sh']],
    ['file: { path: "/root/**" }', ['file:/root/a.sh', 'file:/root/b/c.txt', 'file:/root/new\nline.sh']],
    ['file: { path: "/**/*.sh" }', ['file:/root/a.sh', 'file:/root/new\nline.sh']],
    ['file: { path: ["/root/**", "!**/*.sh"] }', ['file:/root/b/c.txt']],
    ['file: { path: "/etc/{cron.d,x}/*" }', ['file:/etc/cron.d/own', 'file:/etc/cron.d/stock']],
    ['file: { path: "/etc/**", fate: kept }', ['file:/etc/cron.d/own']],
    ['file: { path: "/etc/**", provenance: stock }', ['file:/etc/cron.d/stock']],
    ['file: { path: /etc/hosts }', []],
    ['file: { path: /etc/hosts, of: any }', ['file:/etc/hosts']],
    ['file: { path: "/**", state: missing }', ['file:/usr/bin/gone']],
    ['file: { path: "/**", linkTarget: ^/opt }', ['file:/etc/link']],
    ['file: { path: "/**", executable: true }', ['file:/root/a.sh']],
    ['file: { path: "/**", mode: ^1007 }', ['file:/root/a.sh']],
    [
      'file: { path: "/etc/**", user: root, state: [changed, unowned], type: file }',
      ['file:/etc/cron.d/own', 'file:/etc/cron.d/stock'],
    ],
    ['file: { path: "/**", sizeBytes: { min: 5 } }', ['file:/root/a.sh']],
  ])('%s finds %j', (match, found) => {
    expect(find(match, FILES)).toEqual(found);
  });

  test.each([
    ['files:\n  /root/x: a\n', ['file:/root/x']],
    ['gaps: [{ collector: files, origin: /root/x }]', ['?']],
    ['gaps: [{ collector: files, origin: /root }]', ['?']],
    ['gaps: [{ collector: files, origin: unowned files, reason: timed-out }]', ['?']],
    ['gaps: [{ collector: files, origin: /rooted }]', []],
    ['gaps: [{ collector: cron, origin: /root/x }]', []],
    ['unavailable: [files]', ['?']],
    ['gaps: [{ collector: files, origin: md5sum }]', []],
    [
      'files: { /root/x: { text: a, provenance: stock, state: unchanged } }\ngaps: [{ collector: files, origin: /root/x, reason: too-large }]',
      [],
    ],
  ])('with %j finds %j', (example, found) => {
    expect(find('file: { path: [/root/x, /root/y] }', example)).toEqual(found);
  });
});

describe('what lies on a file system of its own', () => {
  const example =
    'mounts: [{ target: /mnt }]\ngaps: [{ collector: files, origin: /mnt, reason: not-collected }]';

  test.each([
    ['file: { path: "/**/*.iso" }', []],
    ['file: { path: "/mnt/*.iso" }', ['?']],
    ['file: { path: "/mnt/a/b" }', ['?']],
  ])('is hidden from %s: %j', (match, found) => {
    expect(find(match, example)).toEqual(found);
  });
});

describe('content', () => {
  const text = 'files:\n  /etc/a.conf: "# old = 1\\n  ; old = 2\\nnew = 1\\r\\nold = 3\\nOLD = 4\\n"\n';

  test.each([
    ["content: { path: /etc/a.conf, line: '^new = 1$' }", ['file:/etc/a.conf']],
    ["content: { path: '/etc/*.conf', line: 'old = 3' }", ['file:/etc/a.conf']],
    ["content: { path: /etc/a.conf, line: 'old = 1' }", []],
    ["content: { path: /etc/a.conf, line: 'old = 1', comments: [] }", ['file:/etc/a.conf']],
    ["content: { path: /etc/a.conf, line: 'old = 2' }", ['file:/etc/a.conf']],
    ["content: { path: /etc/a.conf, line: 'old = 2', comments: [hash, semicolon] }", []],
    ["content: { path: /etc/a.conf, line: 'old = 4' }", []],
    ["content: { path: /etc/a.conf, line: 'old = 4', ignoreCase: true }", ['file:/etc/a.conf']],
    ["content: { path: /etc/a.conf, line: 'old', except: ['= 2', '= 3'] }", []],
    [
      "content: { path: /etc/a.conf, line: '(?P<key>old|new) = [13]', comments: hash }",
      ['file:/etc/a.conf#new', 'file:/etc/a.conf#old'],
    ],
    ["content: { path: /etc/a.conf, line: 'new = 1\\s+old' }", []],
    ["content: { path: '/**', line: 'nowhere' }", []],
  ])('%s finds %j', (match, found) => {
    expect(find(match, text)).toEqual(found);
  });

  test.each([
    ['files: { /etc/a.conf: { sizeBytes: 10 } }', ['?']],
    ['files: { /etc/a.conf: { text: "y", truncated: true } }', ['?']],
    ['files: { /etc/a.conf: { text: "x", truncated: true } }', ['file:/etc/a.conf']],
    ['files: { /etc/a.conf: { sizeBytes: 0 } }', []],
    ['gaps: [{ collector: logging, origin: /etc/a.conf, reason: too-large }]', ['?']],
    ['gaps: [{ collector: logging, origin: /etc/a.conf, reason: withheld }]', []],
  ])('with %j finds %j', (example, found) => {
    expect(find('content: { path: /etc/a.conf, line: x }', example)).toEqual(found);
  });
});

describe('config', () => {
  const multipath = `files:
  /etc/multipath.conf: |
    defaults {
      user_friendly_names yes
    }
    devices {
      device {
        vendor "HP"
        product "MSA"
        path_checker tur
      }
      device {
        vendor "HP"
        product "OPEN"
        no_path_retry 12
      }
    }
`;
  const at = '/etc/multipath.conf';

  test.each([
    ['config: { format: multipath, key: path_checker }', [`file:${at}`]],
    ['config: { format: multipath, key: path_checker, value: ^readsector0$ }', []],
    [
      'config: { format: multipath, section: devices/device, key: vendor, each: entry }',
      [`file:${at}#devices/device/vendor`, `file:${at}#devices/device/vendor`],
    ],
    [
      'config: { format: multipath, key: product, with: { key: no_path_retry } , each: value }',
      [`file:${at}#OPEN`],
    ],
    [
      'config: { format: multipath, key: product, without: { key: no_path_retry }, each: value }',
      [`file:${at}#MSA`],
    ],
    ['config: { format: multipath, section: "", key: "*" }', []],
    [
      'config: { format: multipath, section: defaults, key: "user_*", each: key }',
      [`file:${at}#user_friendly_names`],
    ],
    ['config: { format: multipath, section: blacklist, absent: true }', [`file:${at}`]],
    ['config: { format: multipath, section: devices/device, absent: true }', []],
    ['config: { format: multipath, path: /etc/other.conf, key: vendor }', []],
  ])('%s finds %j', (match, found) => {
    expect(find(match, multipath)).toEqual(found);
  });

  test.each([
    ['files: { /etc/ssh/sshd_config: "permitrootlogin NO\\n" }', ['file:/etc/ssh/sshd_config']],
    ['files: { /etc/ssh/sshd_config: "Match User a\\n PermitRootLogin no\\n" }', []],
    ['files: { /etc/ssh/sshd_config: "#PermitRootLogin no\\n" }', []],
    ['files: { /etc/ssh/sshd_config: "<<<\\n" }', []],
    ['files: { /etc/ssh/sshd_config: "<PermitRootLogin no\\n" }', ['?']],
    [
      'files: { /etc/ssh/sshd_config: { text: "PermitRootLogin no\\n", provenance: stock, state: unchanged } }',
      [],
    ],
  ])('keys and values of sshd are compared without regard to case: %s', (example, found) => {
    expect(
      find("config: { format: sshd, section: '', key: PermitRootLogin, value: '^no$' }", example),
    ).toEqual(found);
  });

  test('a file that is cut off is not said to lack a setting', () => {
    expect(
      find(
        'config: { format: sysconfig, path: /etc/sysconfig/clock, key: ZONE, absent: true }',
        'files: { /etc/sysconfig/clock: { text: "UTC=true\\n", truncated: true } }',
      ),
    ).toEqual(['?']);
  });
});

describe('items', () => {
  test.each([
    [
      'package: { name: nagios* }',
      'packages: [nagios-nrpe-2.15-1.el5.i386]',
      ['package:nagios-nrpe-2.15-1.el5.i386'],
    ],
    ['package: { name: "*", arch: i386 }', 'packages: [a-1-1.i386, b-1-1.x86_64]', ['package:a-1-1.i386']],
    ['package: { name: a, evr: ">=1.2 <1.10" }', 'packages: [a-1.9-3.noarch]', ['package:a-1.9-3.noarch']],
    ['package: { name: a, evr: "<1.9-3" }', 'packages: [a-1.9-3.noarch]', []],
    ['package: { name: a, evr: "=1.9" }', 'packages: [a-1.9-3.noarch]', ['package:a-1.9-3.noarch']],
    [
      'package: { vendor: { not: [Citrix, CentOS] } }',
      'packages: [{ name: a, vendor: Citrix Systems }, { name: b, vendor: Dell }]',
      ['package:b-1.0-1.x86_64'],
    ],
    [
      'package: { notablePaths: /etc/init.d/* }',
      'packages: [{ name: a, notablePaths: [/lib/x.ko, /etc/init.d/a] }]',
      ['package:a-1.0-1.x86_64'],
    ],
    ['package: { name: a }', 'packages: [{ name: a, provenance: stock }]', []],
    ['package: { name: a }', 'gaps: [{ collector: packages, reason: timed-out }]', ['?']],
    ['service: { name: snmpd, enabled: true }', 'services: [snmpd]', ['service:snmpd']],
    ['service: { name: snmpd, enabled: true }', 'services: [{ name: snmpd, enabledRunlevels: [] }]', []],
    [
      'service: { enabledRunlevels: { min: 4 } }',
      'services: [{ name: a, enabledRunlevels: [2, 5] }]',
      ['service:a'],
    ],
    [
      'cron: { command: rsync }',
      'cron: ["/usr/bin/rsync a b"]',
      ['cron:/var/spool/cron/root#/usr/bin/rsync a b'],
    ],
    [
      'user: { uid: { min: 500, max: 999 }, shell: "!/sbin/nologin" }',
      'users: [a, { name: b, shell: /sbin/nologin }]',
      ['user:a'],
    ],
    ['group: { members: nagios }', 'groups: [{ name: g, members: [x, nagios] }]', ['group:g']],
    ['module: { name: usb-storage, loaded: true }', 'modules: [usb_storage]', ['module:usb_storage']],
    [
      'boot-arg: { target: xen, name: dom0_mem, value: "^75" }',
      'boot: { xen: "a dom0_mem=752M" }',
      ['boot-arg:xen:dom0_mem'],
    ],
    [
      'mount: { fsType: [nfs, cifs], options: ro }',
      'mounts: [{ target: /a, fsType: nfs, options: "ro,hard" }]',
      ['mount:/a'],
    ],
    [
      'mount: { target: /, usedPercent: { min: 80 }, of: any }',
      'mounts: [{ target: /, sizeBytes: 100, usedBytes: 85, provenance: stock }]',
      ['mount:/'],
    ],
    ['mount: { usedPercent: { min: 0 } }', 'mounts: [{ target: /a }]', []],
    ['disk: { table: dos, isPrimary: true }', 'disks: [{ device: sda, table: dos }]', ['disk:sda']],
    [
      'partition: { number: { min: 4 }, role: other }',
      'partitions: [{ number: 3 }, { number: 5 }]',
      ['partition:sda#5'],
    ],
    [
      'pbd: { deviceConfig: { device: by-id/scsi-SATA_ } }',
      'pbds: [{ uuid: p, deviceConfig: { device: /dev/disk/by-id/scsi-SATA_x } }]',
      ['pbd:p'],
    ],
    ['pbd: { deviceConfig: { SRmaster: . } }', 'pbds: [{ uuid: p, deviceConfig: { device: x } }]', []],
    ['sr: { type: [ocfs*, cslg] }', 'srs: [{ uuid: s, type: ocfsoiscsi }]', ['sr:s']],
    [
      'vm: { vcpusFitSockets: false }',
      'vms: [{ uuid: v, vcpusMax: 3, coresPerSocket: 2 }, { uuid: w }]',
      ['vm:v'],
    ],
    [
      'setting: { area: pool, key: ha_*, value: "true" }',
      'settings: { pool.ha_enabled: "true" }',
      ['setting:pool.ha_enabled'],
    ],
    [
      'inventory-key: { name: PRODUCT_NAME, value: { not: ^xenenterprise$ } }',
      'inventory: { PRODUCT_NAME: XCP }',
      ['file:/etc/xensource-inventory#PRODUCT_NAME'],
    ],
    [
      'inventory-key: { name: [BUILD_NUMBER, PRIMARY_DISK], absent: true }',
      'inventory: { BUILD_NUMBER: null }',
      ['file:/etc/xensource-inventory#BUILD_NUMBER'],
    ],
    [
      'preflight: { condition: [a, b] }',
      'stops: [{ condition: b, subject: disk:sda, key: k }]',
      ['disk:sda#k'],
    ],
    ['preflight: { condition: a }', 'untold: [a]', ['?']],
    [
      'plugin: { area: xapi.d }',
      'plugins: [{ path: /etc/xapi.d/plugins/x, area: xapi.d }]',
      ['plugin:/etc/xapi.d/plugins/x'],
    ],
    [
      'certificate: { keyBits: { max: 1024 } }',
      'certificates: [{ path: /c, keyBits: 1024 }]',
      ['certificate:/c'],
    ],
    [
      'firewall: { rule: dport 5666 }',
      'firewall: ["-A INPUT -p tcp --dport 5666 -j ACCEPT"]',
      ['firewall:-A INPUT -p tcp --dport 5666 -j ACCEPT'],
    ],
  ])('%s on %s finds %j', (match, example, found) => {
    expect(find(match, example)).toEqual(found);
  });
});

describe('script', () => {
  const files = `files:
  /root/a.sh: "#!/bin/sh\\n/sbin/ifconfig eth0 up # route\\nservice snmpd restart\\n"
  /root/b.py: "#!/usr/bin/python2.4\\nimport rrdtool\\nprint x\\n"
  /etc/init.d/c: "#!/bin/bash\\n# chkconfig: 35 90 10\\n. /etc/init.d/functions\\n"
  /root/d.sh: "#!/bin/sh\\nxe vm-list\\n"
  /root/notes: "ifconfig\\n"
cron: ["/root/x; netstat -an"]
`;

  test.each([
    ['script: { command: ifconfig }', ['file:/root/a.sh']],
    ['script: { command: /sbin/* }', ['file:/root/a.sh']],
    ['script: { command: ifconfig, arguments: "^eth1" }', []],
    ['script: { command: ifconfig, arguments: "up$" }', ['file:/root/a.sh']],
    ['script: { command: route }', []],
    ['script: { command: netstat }', ['cron:/var/spool/cron/root#/root/x; netstat -an']],
    ['script: { command: netstat, in: files }', []],
    ['script: { service: snmpd, action: restart }', ['file:/root/a.sh']],
    ['script: { module: rrd* }', ['file:/root/b.py']],
    ['script: { interpreter: "/usr/bin/python2*", hint: print-statement }', ['file:/root/b.py']],
    ['script: { chkconfig: true, lsb: false, functions: true }', ['file:/etc/init.d/c']],
    ['script: { language: sh, path: "/root/**", onlyXapi: true }', ['file:/root/d.sh']],
    ['script: { usesPath: /root/x }', ['cron:/var/spool/cron/root#/root/x; netstat -an']],
    ['script: { writesPath: /root/x }', []],
  ])('%s finds %j', (match, found) => {
    expect(find(match, files)).toEqual(found);
  });

  test.each([
    ['files: { /root/a.sh: "#!/bin/sh\\nif [ ; then (\\n" }', []],
    ['files: { /root/a.sh: "#!/bin/sh\\nif [ ; then (\\n ifconfig\\n" }', ['file:/root/a.sh']],
    ['gaps: [{ collector: files, origin: /root/a.sh, reason: too-large }]', ['?']],
    [
      'files: { /root/a.log: { sizeBytes: 9 } }\ngaps: [{ collector: files, origin: /root/a.log, reason: too-large }]',
      [],
    ],
  ])('with %j finds %j', (example, found) => {
    expect(find('script: { command: ifconfig }', example)).toEqual(found);
  });

  test.each([
    ['cp /etc/x /etc/y', false],
    ['cat < /etc/y', false],
    ['# echo > /etc/y', false],
    ['echo a > /etc/y', true],
    ['(echo a; echo b) >> "/etc/y" 2>&1', true],
    ['run &> /etc/y', true],
    ['run | tee -a /etc/y', true],
    ['tee /etc/x < /etc/y', false],
    ['[ -d /etc/y ] || /bin/mkdir -p /etc/y', true],
  ])('%s writes to /etc/y: %s', (line, writes) => {
    const host = `files: { /root/a.sh: ${JSON.stringify(`#!/bin/sh\n${line}\n`)} }`;

    expect(find('script: { writesPath: /etc/y }', host)).toEqual(writes ? ['file:/root/a.sh'] : []);
  });
});

describe('a line of a crontab that cron cannot read', () => {
  const host = (line: string) => `files:
  /etc/cron.d/site: ${JSON.stringify(`0 1 * * * root ifconfig eth1; xe vm-export\n# ifconfig, vm-export\n${line}\n`)}
cron: [{ file: /etc/cron.d/site, source: cron.d, line: 1, command: /bin/true }]
gaps: [{ collector: cron, origin: /etc/cron.d/site, reason: unparsable }]
`;

  test.each([
    ['script: { command: ifconfig }', 'x 1 * * * root ifconfig eth0', ['?']],
    ['script: { command: ifconfig }', 'x 1 * * * root /root/nightly', []],
    ['script: { command: "if*", in: files }', 'x 1 * * * root ifconfig eth0', []],
    ['script: { command: ifconfig, path: /var/spool/cron/* }', 'x 1 * * * root ifconfig eth0', []],
    ['script: { hint: has-key }', 'x 1 * * * root /root/nightly', ['?']],
    ['cron: { command: vm-export }', 'x 1 * * * root xe vm-export', ['?']],
    ['cron: { command: vm-export }', 'x 1 * * * root /root/nightly', []],
    ['cron: { file: /etc/crontab }', 'x 1 * * * root xe vm-export', []],
    ['content: { path: "/etc/cron.d/*", line: never }', 'x 1 * * * root xe vm-export', []],
    ['config: { format: sysconfig, path: "/etc/**", key: NEVER }', 'x 1 * * * root xe vm-export', []],
    ['cross: { relation: cron-command-gone }', 'x 1 * * * root xe vm-export', []],
  ])('%s, with %s, finds %j', (match, line, found) => {
    expect(find(match, host(line))).toEqual(found);
  });

  test('hides everything where the table itself was not read', () => {
    const unread = 'gaps: [{ collector: cron, origin: /etc/cron.d/site, reason: denied }]';

    for (const match of [
      'script: { command: ifconfig }',
      'content: { path: "/etc/cron.d/*", line: ifconfig }',
      'cross: { relation: cron-command-gone }',
    ])
      expect(find(match, unread), match).toEqual(['?']);
  });
});

describe('putting matchers together', () => {
  const host = 'services: [a, b]\npackages: [p-1-1.noarch]\n';

  test.each([
    ['any: [{ service: { name: a } }, { service: { name: "*" } }]', ['service:a', 'service:b']],
    ['any: [{ service: { name: x } }, { package: { name: x } }]', []],
    ['all: [{ service: { name: a } }, { package: { name: p } }]', ['service:a']],
    ['all: [{ service: { name: a } }, { package: { name: q } }]', []],
    ['all: [{ not: { package: { name: q } } }, { service: { name: a } }]', ['service:a']],
    ['all: [{ not: { package: { name: p } } }, { service: { name: a } }]', []],
    ['same: [{ service: { name: "*" } }, { service: { name: b } }]', ['service:b']],
    ['same: [{ service: { name: a } }, { service: { name: b } }]', []],
    ['one: [{ service: { name: "*" } }, { package: { name: p } }]', ['service:a']],
    ['one: [{ user: { name: x } }, { package: { name: p } }]', ['package:p-1-1.noarch']],
    ['one: [{ user: { name: x } }, { package: { name: x } }]', []],
  ])('%s finds %j', (match, found) => {
    expect(find(match, host)).toEqual(found);
  });

  test.each([
    ['all: [{ user: { name: x } }, { service: { name: nobody } }]', []],
    ['all: [{ user: { name: x } }, { service: { name: a } }]', ['?']],
    ['all: [{ service: { name: a } }, { not: { user: { name: x } } }]', ['?']],
    ['any: [{ user: { name: x } }, { service: { name: a } }]', ['service:a']],
    ['any: [{ user: { name: x } }, { service: { name: nobody } }]', ['?']],
    ['one: [{ user: { name: x } }, { service: { name: "*" } }]', ['service:a']],
    ['one: [{ user: { name: x } }, { service: { name: nobody } }]', ['?']],
  ])('where accounts are not known, %s finds %j', (match, found) => {
    expect(find(match, `${host}unavailable: [users]\n`)).toEqual(found);
  });
});

test('a single finding has the evidence of everything that was found', () => {
  const facts = factsOf('services: [a, b]\npackages: [p-1-1.noarch]\n');
  const match = compileMatch({ one: [{ package: { name: 'p' } }, { service: { name: '*' } }] })(facts);

  expect(match.matches.map(({ evidence }) => evidence.length)).toEqual([3]);
});

describe('cross', () => {
  test.each([
    [
      'cron-command-gone',
      'files: { /root/x.sh: "#!/bin/sh\\n" }\ncron: ["/root/x.sh -a", "/bin/true", "cd /root; sh /root/x.sh"]',
      [
        'cron:/var/spool/cron/root#/root/x.sh -a#/root/x.sh',
        'cron:/var/spool/cron/root#cd /root; sh /root/x.sh#/root/x.sh',
      ],
    ],
    [
      'cron-command-gone',
      'files: { /usr/local/bin/job: "#!/bin/sh\\n" }\ncron: ["job >/dev/null"]',
      ['cron:/var/spool/cron/root#job >/dev/null#/usr/local/bin/job'],
    ],
    [
      'cron-command-gone',
      'files: { /root/x.sh: { text: "#!/bin/sh\\n", fate: kept } }\ncron: [/root/x.sh]',
      [],
    ],
    ['cron-command-gone', 'files: { /root/x.log: "" }\ncron: ["/bin/true >> /root/x.log 2>&1"]', []],
    [
      'cron-command-gone',
      'files: { /root/list: "" }\ncron: ["/bin/cat < /root/list"]',
      ['cron:/var/spool/cron/root#/bin/cat < /root/list#/root/list'],
    ],
    [
      'cron-command-gone',
      'packages: [{ name: sshpass, notablePaths: [/usr/bin/sshpass] }]\ncron: ["sshpass -f x scp y z:"]',
      ['cron:/var/spool/cron/root#sshpass -f x scp y z:#sshpass-1.0-1.x86_64'],
    ],
    [
      'pool-cpus-differ',
      `settings: { xapi.hosts.${THIS_HOST}.cpu: a, xapi.hosts.b.cpu: b, xapi.hosts.c.cpu: a }`,
      [`setting:xapi.hosts.${THIS_HOST}.cpu`],
    ],
    ['pool-cpus-differ', 'settings: { xapi.hosts.b.cpu: b, xapi.hosts.c.cpu: a }', []],
    [
      'pool-of-several-hosts',
      `settings: { xapi.hosts.${THIS_HOST}.enabled: "true", xapi.hosts.b.enabled: "false" }`,
      [`setting:xapi.hosts.${THIS_HOST}.enabled`],
    ],
    ['pool-of-several-hosts', `settings: { xapi.hosts.${THIS_HOST}.enabled: "true" }`, []],
    [
      'pool-setting-on-local-storage',
      'settings: { pool.default-SR: a, pool.crash-dump-SR: b, pool.master: a }\nsrs: [{ uuid: a, shared: false }, { uuid: b, shared: true }]',
      ['setting:pool.default-SR'],
    ],
    [
      'script-file-gone',
      'files: { /root/a.sh: "#!/bin/sh\\n. /root/lib.sh\\n/root/a.sh\\n", /root/lib.sh: "x=1\\n" }',
      ['file:/root/a.sh#/root/lib.sh'],
    ],
    [
      'script-interpreter-gone',
      'files: { /root/a: "#!/usr/local/bin/php -q\\n", /usr/local/bin/php: { fate: lost } }',
      ['file:/root/a#/usr/local/bin/php'],
    ],
    [
      'script-interpreter-gone',
      'files: { /root/a: "#!/usr/bin/php\\n" }\npackages: [{ name: php, notablePaths: [/usr/bin/php] }]',
      ['file:/root/a#php-1.0-1.x86_64'],
    ],
    [
      'script-module-gone',
      'files: { /root/a.py: "import simplejson.x\\n", /usr/lib/python2.4/site-packages/simplejson/__init__.py: "" }',
      ['file:/root/a.py#/usr/lib/python2.4/site-packages/simplejson/__init__.py'],
    ],
    [
      'script-module-gone',
      'files: { /root/a.py: "import common\\n", /root/common.py: "" }',
      ['file:/root/a.py#/root/common.py'],
    ],
    [
      'service-program-gone',
      'services: [agent]\nfiles: { /etc/rc.d/init.d/agent: "#!/bin/sh\\ndaemon /opt/agent/bin/agentd\\n", /opt/agent/bin/agentd: { fate: lost } }',
      ['service:agent#/etc/rc.d/init.d/agent', 'service:agent#/opt/agent/bin/agentd'],
    ],
    [
      'mount-needed-by-sr',
      'mounts: [{ target: /iso }]\npbds: [{ uuid: p, sr: s, deviceConfig: { location: /iso/lib } }]',
      ['mount:/iso#s'],
    ],
    [
      'mount-needed-by-sr',
      'mounts: [{ target: /iso }]\npbds: [{ uuid: p, sr: s, deviceConfig: { location: "10.0.0.1:/iso" } }]',
      [],
    ],
    [
      'mount-needed-by-script',
      'mounts: [{ target: /backup }]\ncron: ["tar czf /backup/x.tgz /etc"]',
      ['mount:/backup#/var/spool/cron/root#tar czf /backup/x.tgz /etc'],
    ],
    [
      'mount-needed-by-script',
      'mounts: [{ target: /backup, fate: kept }]\ncron: ["tar czf /backup/x.tgz /etc"]',
      [],
    ],
    [
      'iso-sr-on-root',
      'srs: [{ uuid: s, type: iso }]\npbds: [{ uuid: p, sr: s, deviceConfig: { location: /var/opt/xen/iso_import, legacy_mode: "true" } }]',
      ['sr:s'],
    ],
    [
      'iso-sr-on-root',
      'srs: [{ uuid: s, type: iso }]\npbds: [{ uuid: p, sr: s, deviceConfig: { location: /opt/xensource/packages/iso } }]',
      [],
    ],
    [
      'iso-sr-on-root',
      'srs: [{ uuid: s, type: iso }]\nmounts: [{ target: /iso }]\npbds: [{ uuid: p, sr: s, deviceConfig: { location: /iso/x } }]',
      [],
    ],
    [
      'owner-without-account',
      'users: [bob]\nfiles: { /root/.ssh/k: { user: bob, fate: kept }, /root/x: { user: bob, fate: lost } }',
      ['file:/root/.ssh/k#user bob'],
    ],
    [
      'owner-without-account',
      'files: { /root/.ssh/k: { user: null, uid: 1234, fate: kept } }',
      ['file:/root/.ssh/k#uid 1234'],
    ],
    [
      'pam-module-gone',
      'files: { /etc/pam.d/sshd: { text: "auth required pam_unix.so\\nauth required pam_radius_auth.so try_first_pass\\n# auth required pam_x.so\\naccount include system-auth\\n", fate: kept } }',
      ['file:/etc/pam.d/sshd#pam_radius_auth.so'],
    ],
    [
      'pam-module-gone',
      'files: { /etc/pam.d/sshd: { text: "auth required pam_radius_auth.so\\n", fate: lost } }',
      [],
    ],
    [
      'nss-module-gone',
      'files: { /etc/nsswitch.conf: { text: "passwd: files [NOTFOUND=return] ldap lsass\\n", fate: kept } }',
      ['file:/etc/nsswitch.conf#ldap'],
    ],
    [
      'forced-command-gone',
      'files: { /root/.ssh/authorized_keys: { text: "no-pty,command=\\"/root/bin/only.sh -x\\" ssh-rsa AAAA\\nssh-rsa BBBB\\n", fate: kept }, /root/bin/only.sh: "#!/bin/sh\\n" }',
      ['file:/root/.ssh/authorized_keys#/root/bin/only.sh'],
    ],
  ])('%s on %s finds %j', (relation, example, found) => {
    expect(find(`cross: { relation: ${relation} }`, example)).toEqual(found);
  });

  test('may be asked of some subjects only', () => {
    const host =
      'files: { /root/x.sh: "#!/bin/sh\\n", /root/y.sh: "#!/bin/sh\\n" }\ncron: [/root/x.sh, /root/y.sh]';

    expect(find('cross: { relation: cron-command-gone, key: "/root/y*" }', host)).toEqual([
      'cron:/var/spool/cron/root#/root/y.sh#/root/y.sh',
    ]);
  });
});
