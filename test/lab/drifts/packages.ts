import type { LabPackage } from '../rpm/package.ts';
import { config, directory, file, link, program } from '../tree/entry.ts';
import { binaryContent, textContent } from '../catalogue/content.ts';
import { initScript } from '../catalogue/services.ts';
import type { Drift, DriftContext, FoundTruth } from './drift.ts';

type Maker = (context: DriftContext) => LabPackage;

function nevra(item: LabPackage): string {
  const evr = `${item.epoch === undefined ? '' : `${item.epoch}:`}${item.version}-${item.release}`;
  return `${item.name}-${evr}${item.arch === null ? '' : `.${item.arch}`}`;
}

const base = ({ now }: DriftContext) => ({ buildTime: now - 200 * 86_400, installTime: now - 3600 });
const doc = (name: string) => file(`/usr/share/doc/${name}/README`, textContent(name), { flags: ['doc'] });

/** Packages of others: with and without a vendor, with commas and addresses in it, of a second architecture, with an epoch. */
const THIRD_PARTY: readonly Maker[] = [
  (c) => ({
    ...base(c),
    name: 'srvadmin-omacore',
    version: '7.4.0',
    release: '4.14.1.el5',
    arch: c.face.arch,
    vendor: 'Dell Inc.',
    packager: 'Dell Inc.',
    url: 'http://support.example.test',
    entries: [
      directory('/opt/dell'),
      program('/opt/dell/srvadmin/sbin/dsm_om_shrsvcd', binaryContent('dsm')),
      program('/etc/rc.d/init.d/dataeng', initScript({ name: 'dataeng', levels: '345', start: 96, stop: 4 })),
      link('/etc/rc.d/rc3.d/S96dataeng', '../init.d/dataeng'),
    ],
    postInstall: 'chkconfig --add dataeng',
  }),
  (c) => ({
    ...base(c),
    name: 'hp-snmp-agents',
    version: '9.50',
    release: '2564.8.rhel5',
    arch: c.face.arch,
    vendor: 'Hewlett-Packard Company, http://www.example.test',
    keyId: '527bc53a2689b887',
    entries: [
      program('/opt/hp/hp-snmp-agents/cmahostd', binaryContent('cmahostd')),
      config('/opt/hp/hp-snmp-agents/cma.conf', 'exclude none\n'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'nrpe',
    version: '2.15',
    release: '2.el5',
    arch: c.face.arch,
    vendor: 'Fedora Project',
    packager: 'Fedora Project',
    keyId: '119cc036217521f6',
    entries: [
      program('/usr/sbin/nrpe', binaryContent('nrpe')),
      config('/etc/nagios/nrpe.cfg', 'server_port=5666\nallowed_hosts=198.51.100.9\n'),
      program('/etc/rc.d/init.d/nrpe', initScript({ name: 'nrpe', levels: '345', start: 80, stop: 30 })),
      link('/etc/rc.d/rc3.d/S80nrpe', '../init.d/nrpe'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'check_mk-agent',
    version: '1.2.4p5',
    release: '1',
    arch: 'noarch',
    vendor: null,
    entries: [
      program('/usr/bin/check_mk_agent', '#!/bin/bash\necho "<<<check_mk>>>"\n'),
      config(
        '/etc/xinetd.d/check_mk',
        'service check_mk\n{\n\ttype = UNLISTED\n\tport = 6556\n\tsocket_type = stream\n\tserver = /usr/bin/check_mk_agent\n\tdisable = no\n}\n',
      ),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'xinetd',
    epoch: 2,
    version: '2.3.14',
    release: '20.el5_10',
    arch: c.face.arch,
    vendor: 'CentOS',
    keyId: 'a8a447dce8562897',
    entries: [
      program('/usr/sbin/xinetd', binaryContent('xinetd')),
      config('/etc/xinetd.conf', 'defaults\n{\n}\nincludedir /etc/xinetd.d\n'),
      directory('/etc/xinetd.d'),
      program('/etc/rc.d/init.d/xinetd', initScript({ name: 'xinetd', levels: '345', start: 56, stop: 50 })),
      link('/etc/rc.d/rc3.d/S56xinetd', '../init.d/xinetd'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'libstdc++-compat-lab',
    version: '3.2.3',
    release: '61',
    arch: 'i386',
    vendor: 'Red Hat, Inc.',
    entries: [
      program('/usr/lib/libstdc++.so.5.0.7', binaryContent('libstdc++5')),
      link('/usr/lib/libstdc++.so.5', 'libstdc++.so.5.0.7'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'kmod-labraid',
    version: '1.8.2',
    release: '1.xs',
    arch: c.face.arch,
    vendor: '',
    entries: [
      file(`/lib/modules/${c.face.kernel}/extra/labraid.ko`, binaryContent('labraid.ko'), { mode: 0o744 }),
      config('/etc/modprobe.d/labraid', 'alias scsi_hostadapter2 labraid\n'),
    ],
    postInstall: '/sbin/depmod -a',
  }),
  (c) => ({
    ...base(c),
    name: 'site-tools',
    version: '1.0',
    release: '3',
    arch: 'noarch',
    vendor: 'The Site, Platform Team',
    packager: 'root <root@build.example.test>',
    buildHost: 'build.example.test',
    entries: [
      program('/usr/bin/site-report', '#!/bin/sh\nxe host-list\n'),
      file('/etc/cron.d/site-report', '17 3 * * * root /usr/bin/site-report\n'),
      doc('site-tools'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'puppet',
    version: '2.7.26',
    release: '1.el5',
    arch: 'noarch',
    vendor: 'Puppet Labs',
    entries: [
      program('/usr/sbin/puppetd', '#!/usr/bin/ruby\n'),
      config('/etc/puppet/puppet.conf', '[main]\nserver = puppet.example.test\n'),
    ],
  }),
  (c) => ({
    ...base(c),
    name: 'empty-meta',
    version: '1',
    release: '1',
    arch: 'noarch',
    vendor: 'The Site',
    entries: [],
  }),
  (c) => ({
    ...base(c),
    name: 'gpg-pubkey',
    version: '217521f6',
    release: '45e8a532',
    arch: null,
    vendor: null,
    buildTime: c.now,
    entries: [],
  }),
];

export const PACKAGE_DRIFTS: readonly Drift[] = [
  {
    name: 'third-party-packages',
    description:
      'Eleven packages of others: hardware agents, monitoring, a 32-bit library, a kernel module, one without vendor, a key.',
    apply: (context) => {
      const packages = THIRD_PARTY.map((make) => make(context));
      context.install(...packages);
      return [
        ...packages.map((item): FoundTruth => ({ id: `package:${nevra(item)}` })),
        ...['dataeng', 'nrpe', 'xinetd', 'check_mk'].map((name): FoundTruth => ({ id: `service:${name}` })),
        { id: 'cron:/etc/cron.d/site-report' },
      ];
    },
  },
  {
    name: 'third-party-config-edited',
    description: 'A configuration file of a third-party package is edited. Needs third-party-packages.',
    apply: ({ edit }) => [
      edit('/etc/nagios/nrpe.cfg', (text) => `${text}dont_blame_nrpe=1\n`, { config: true }),
    ],
  },
  {
    name: 'module-loaded',
    description: 'The kernel module of a third-party package is loaded. Needs third-party-packages.',
    apply: ({ editState, face }) => {
      editState(
        'modules',
        (text) => `${text}labraid\t41000\t1\t-\t1.8.2\t/lib/modules/${face.kernel}/extra/labraid.ko\n`,
      );
      editState('proc/modules', (text) => `${text}labraid 41000 1 - Live 0x0000000000000000\n`);
      return [{ id: 'module:labraid' }];
    },
  },
  {
    name: 'supplemental-pack',
    description: 'A supplemental pack with two packages, as the installer leaves it.',
    apply: (context) =>
      pack(context, {
        originator: 'labvendor',
        name: 'monitoring',
        description: 'Lab monitoring pack',
        packages: ['labmon-agent', 'labmon-plugins'],
        driver: false,
      }),
  },
  {
    name: 'driver-disk',
    description: 'A driver disk with one kernel module.',
    apply: (context) =>
      pack(context, {
        originator: 'xs',
        name: 'labnic-driver',
        description: 'Driver disk for labnic',
        packages: ['labnic-modules-xen'],
        driver: true,
      }),
  },
  {
    name: 'later-stock-package',
    description: 'A package of CentOS, installed by hand a year after the host.',
    apply: (context) => {
      const item: LabPackage = {
        ...base(context),
        name: 'tcpdump-extras',
        version: '3.9.4',
        release: '15.el5',
        arch: context.face.arch,
        vendor: 'CentOS',
        keyId: 'a8a447dce8562897',
        entries: [program('/usr/sbin/tcpslice', binaryContent('tcpslice'))],
      };
      context.install(item);
      return [{ id: `package:${nevra(item)}` }];
    },
  },
];

interface Pack {
  readonly originator: string;
  readonly name: string;
  readonly description: string;
  readonly packages: readonly string[];
  readonly driver: boolean;
}

function pack(
  context: DriftContext,
  { originator, name, description, packages, driver }: Pack,
): FoundTruth[] {
  const { face, write, install } = context;
  const folder = `/etc/xensource/installed-repos/${originator}:${name}`;
  const items = packages.map((one): LabPackage => ({
    ...base(context),
    name: one,
    version: '2.1',
    release: '7',
    arch: face.arch,
    vendor: 'Lab Vendor GmbH',
    entries: driver
      ? [file(`/lib/modules/${face.kernel}/extra/labnic.ko`, binaryContent('labnic.ko'), { mode: 0o744 })]
      : [program(`/opt/labvendor/${one}`, binaryContent(one))],
  }));
  install(...items);
  const lines = items.map(
    (item) =>
      `  <package label="${item.name}" type="${driver ? 'driver-rpm' : 'rpm'}" size="1000" md5="00000000000000000000000000000000"${driver ? ` kernel="${face.kernel}"` : ''}>${item.name}-2.1-7.${face.arch}.rpm</package>\n`,
  );
  write(
    directory(folder),
    file(
      `${folder}/XS-REPOSITORY`,
      `<repository originator="${originator}" name="${name}" product="XenServer" version="2.1" build="7">\n  <description>${description}</description>\n  <requires originator="xs" name="main" test="ge" version="${face.productVersion}"/>\n</repository>\n`,
    ),
    file(`${folder}/XS-PACKAGES`, `<packages>\n${lines.join('')}</packages>\n`),
  );
  return [
    { id: `${driver ? 'driver-disk' : 'pack'}:${originator}:${name}` },
    ...items.map((item): FoundTruth => ({ id: `package:${nevra(item)}` })),
    ...(driver ? [{ id: 'module:labnic' }] : []),
  ];
}
