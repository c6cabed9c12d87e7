import { HOTFIXES } from '../catalogue/hotfixes.ts';
import type { Face } from '../face/face.ts';
import { HOST } from '../face/identity.ts';

/** Fields of one object: name, access as xe prints it, value. The uuid comes first. */
type XeField = readonly [name: string, access: 'RO' | 'RW' | 'MRO' | 'MRW' | 'SRO' | 'SRW', value: string];

/** Objects of the pool by class (`host`, `sr`, …), with the fields that a plain list shows. */
export type XeState = Readonly<
  Record<string, { readonly usual: string; readonly objects: readonly (readonly XeField[])[] }>
>;

const OTHER = {
  removableSr: 'c1d2e3f4-0000-4000-8000-000000000002',
  toolsSr: 'c1d2e3f4-0000-4000-8000-000000000003',
  localPbd: 'd1d2e3f4-0000-4000-8000-000000000001',
  pif0: 'e1d2e3f4-0000-4000-8000-000000000001',
  pif1: 'e1d2e3f4-0000-4000-8000-000000000002',
  net0: 'f1d2e3f4-0000-4000-8000-000000000001',
  net1: 'f1d2e3f4-0000-4000-8000-000000000002',
} as const;

/** Type of a storage repository and the driver for it. */
const STORAGE_DRIVERS: readonly (readonly [type: string, file: string])[] = [
  ['ext', 'EXTSR'],
  ['nfs', 'NFSSR'],
  ['iso', 'ISOSR'],
  ['udev', 'udevSR'],
  ['lvm', 'LVMSR'],
  ['lvmohba', 'LVMoHBASR'],
  ['lvmoiscsi', 'LVMoISCSISR'],
  ['hba', 'HBASR'],
  ['iscsi', 'ISCSISR'],
  ['file', 'FileSR'],
  ['dummy', 'DummySR'],
];

/** The pool of an untouched host: itself, its local storage, two cards, its hotfixes; no virtual machine but dom0. */
export function stockXeState(face: Face): XeState {
  const uuid = (value: string): XeField => ['uuid', 'RO', value];
  const sr = (
    id: string,
    name: string,
    type: string,
    content: string,
    shared: boolean,
    size: string,
  ): XeField[] => [
    uuid(id),
    ['name-label', 'RW', name],
    ['name-description', 'RW', ''],
    ['host', 'RO', shared ? '<shared>' : HOST.hostname],
    ['allowed-operations', 'SRO', 'forget; scan; plug; unplug'],
    ['current-operations', 'SRO', ''],
    ['VDIs', 'SRO', ''],
    ['PBDs', 'SRO', type === 'ext' ? OTHER.localPbd : ''],
    ['virtual-allocation', 'RO', '0'],
    ['physical-utilisation', 'RO', type === 'ext' ? '203423744' : '-1'],
    ['physical-size', 'RO', size],
    ['type', 'RO', type],
    ['content-type', 'RO', content],
    ['shared', 'RW', String(shared)],
    ['introduced-by', 'RO', '<not in database>'],
    ['other-config', 'MRW', ''],
    ['sm-config', 'MRO', ''],
    ['blobs', 'RO', ''],
    ['local-cache-enabled', 'RO', 'false'],
    ['tags', 'SRW', ''],
  ];
  const pif = (id: string, device: string, mac: string, network: string, management: boolean): XeField[] => [
    uuid(id),
    ['device', 'RO', device],
    ['MAC', 'RO', mac],
    ['physical', 'RO', 'true'],
    ['managed', 'RO', 'true'],
    ['currently-attached', 'RO', String(management)],
    ['MTU', 'RO', '1500'],
    ['VLAN', 'RO', '-1'],
    ['bond-master-of', 'RO', ''],
    ['bond-slave-of', 'RO', '<not in database>'],
    ['management', 'RO', String(management)],
    ['network-uuid', 'RO', network],
    ['network-name-label', 'RO', `Pool-wide network associated with ${device}`],
    ['host-uuid', 'RO', HOST.installationUuid],
    ['host-name-label', 'RO', HOST.hostname],
    ['IP-configuration-mode', 'RO', management ? 'Static' : 'None'],
    ['IP', 'RO', management ? HOST.address : ''],
    ['netmask', 'RO', management ? HOST.netmask : ''],
    ['gateway', 'RO', management ? HOST.gateway : ''],
    ['DNS', 'RO', management ? HOST.dns.join(',') : ''],
    ['other-config', 'MRW', ''],
    ['disallow-unplug', 'RW', 'false'],
  ];
  return {
    pool: {
      usual: 'uuid,name-label,name-description,master,default-SR',
      objects: [
        [
          uuid(HOST.poolUuid),
          ['name-label', 'RW', ''],
          ['name-description', 'RW', ''],
          ['master', 'RO', HOST.installationUuid],
          ['default-SR', 'RW', HOST.localSr],
          ['crash-dump-SR', 'RW', HOST.localSr],
          ['suspend-image-SR', 'RW', HOST.localSr],
          ['ha-enabled', 'RO', 'false'],
          ['ha-configuration', 'MRO', ''],
          ['ha-statefiles', 'RO', ''],
          ['other-config', 'MRW', 'memory-ratio-hvm: 0.25; memory-ratio-pv: 0.25'],
          ['wlb-enabled', 'RW', 'false'],
          ['wlb-url', 'RO', ''],
          ['redo-log-enabled', 'RO', 'false'],
          ['vswitch-controller', 'RO', ''],
          ['gui-config', 'MRW', ''],
          ['restrictions', 'RO', ''],
          ['tags', 'SRW', ''],
        ],
      ],
    },
    host: {
      usual: 'uuid,name-label,name-description',
      objects: [
        [
          uuid(HOST.installationUuid),
          ['name-label', 'RW', HOST.hostname],
          ['name-description', 'RW', 'Default install of XenServer'],
          ['allowed-operations', 'SRO', 'VM.migrate; evacuate; provision; VM.resume; VM.start'],
          ['current-operations', 'SRO', ''],
          ['enabled', 'RO', 'true'],
          ['API-version-major', 'RO', '2'],
          ['capabilities', 'SRO', ''],
          [
            'other-config',
            'MRW',
            `agent_start_time: 1446433988.; boot_time: 1446433962.; iscsi_iqn: ${HOST.iqn}`,
          ],
          ['cpu_info', 'MRO', 'cpu_count: 4; vendor: GenuineIntel; features: lab'],
          ['hostname', 'RO', HOST.hostname],
          ['address', 'RO', HOST.address],
          ['supported-bootloaders', 'SRO', 'pygrub; eliloader'],
          ['blobs', 'RO', ''],
          ['memory-overhead', 'RO', '174059520'],
          ['memory-total', 'RO', '8589934592'],
          ['memory-free', 'RO', '6979321856'],
          ['host-metrics-live', 'RO', 'true'],
          ['logging', 'MRW', ''],
          ['patches', 'SRO', HOTFIXES[face.name].map((fix) => fix.uuid).join('; ')],
          ['ha-statefiles', 'RO', ''],
          ['external-auth-type', 'RO', ''],
          ['external-auth-service-name', 'RO', ''],
          ['edition', 'RO', 'free'],
          ['license-server', 'MRO', 'address: localhost; port: 27000'],
          ['power-on-mode', 'RO', ''],
          [
            'software-version',
            'MRO',
            `product_version: ${face.productVersion}; build_number: ${face.build}; platform_version: ${face.platformVersion}; xen: ${face.xen}; linux: ${face.kernel}; network_backend: openvswitch; xs:main: Base Pack, version ${face.productVersion}, build ${face.build}`,
          ],
          ['tags', 'SRW', ''],
        ],
      ],
    },
    sr: {
      usual: 'uuid,name-label,name-description,host,type,content-type',
      objects: [
        sr(HOST.localSr, 'Local storage', 'ext', 'user', false, '475525144576'),
        sr(OTHER.removableSr, 'Removable storage', 'udev', 'disk', false, '0'),
        sr(OTHER.toolsSr, 'XenServer Tools', 'iso', 'iso', true, '-1'),
      ],
    },
    pbd: {
      usual: 'uuid,host-uuid,sr-uuid,device-config,currently-attached',
      objects: [
        [
          uuid(OTHER.localPbd),
          ['host-uuid', 'RO', HOST.installationUuid],
          ['sr-uuid', 'RO', HOST.localSr],
          ['device-config', 'MRO', `device: /dev/disk/by-id/${HOST.disk}-part3`],
          ['currently-attached', 'RO', 'true'],
          ['other-config', 'MRW', ''],
        ],
        [
          uuid('d1d2e3f4-0000-4000-8000-000000000002'),
          ['host-uuid', 'RO', HOST.installationUuid],
          ['sr-uuid', 'RO', OTHER.removableSr],
          ['device-config', 'MRO', 'location: /dev/xapi/block'],
          ['currently-attached', 'RO', 'true'],
          ['other-config', 'MRW', ''],
        ],
        [
          uuid('d1d2e3f4-0000-4000-8000-000000000003'),
          ['host-uuid', 'RO', HOST.installationUuid],
          ['sr-uuid', 'RO', OTHER.toolsSr],
          ['device-config', 'MRO', 'location: /opt/xensource/packages/iso; legacy_mode: true'],
          ['currently-attached', 'RO', 'true'],
          ['other-config', 'MRW', ''],
        ],
      ],
    },
    vdi: { usual: 'uuid,name-label,name-description,sr-uuid,virtual-size,sharable,read-only', objects: [] },
    vm: {
      usual: 'uuid,name-label,power-state',
      objects: [
        [
          uuid(HOST.controlDomainUuid),
          ['name-label', 'RW', `Control domain on host: ${HOST.hostname}`],
          ['name-description', 'RW', 'The domain which manages physical devices and manages other domains'],
          ['user-version', 'RW', '1'],
          ['is-a-template', 'RW', 'false'],
          ['is-a-snapshot', 'RO', 'false'],
          ['is-control-domain', 'RO', 'true'],
          ['power-state', 'RO', 'running'],
          ['memory-static-max', 'RW', '788529152'],
          ['VCPUs-max', 'RW', '4'],
          ['VCPUs-number', 'RO', '4'],
          ['resident-on', 'RO', HOST.installationUuid],
          ['affinity', 'RW', HOST.installationUuid],
          ['other-config', 'MRW', ''],
          ['platform', 'MRW', ''],
          ['PV-drivers-version', 'MRO', '<not in database>'],
          ['PV-drivers-up-to-date', 'RO', '<not in database>'],
          ['HVM-boot-policy', 'RW', ''],
          ['PV-bootloader', 'RW', ''],
          ['dom-id', 'RO', '0'],
          ['ha-restart-priority', 'RW', ''],
          ['tags', 'SRW', ''],
        ],
      ],
    },
    vbd: { usual: 'uuid,vm-uuid,vm-name-label,vdi-uuid,empty,device', objects: [] },
    pif: {
      usual: 'uuid,device,currently-attached,VLAN,network-uuid',
      objects: [
        pif(OTHER.pif0, 'eth0', HOST.macs[0], OTHER.net0, true),
        pif(OTHER.pif1, 'eth1', HOST.macs[1], OTHER.net1, false),
      ],
    },
    network: {
      usual: 'uuid,name-label,name-description,bridge',
      objects: [
        [
          uuid(OTHER.net0),
          ['name-label', 'RW', 'Pool-wide network associated with eth0'],
          ['name-description', 'RW', ''],
          ['PIF-uuids', 'SRO', OTHER.pif0],
          ['MTU', 'RW', '1500'],
          ['bridge', 'RO', 'xenbr0'],
          ['other-config', 'MRW', ''],
        ],
        [
          uuid(OTHER.net1),
          ['name-label', 'RW', 'Pool-wide network associated with eth1'],
          ['name-description', 'RW', ''],
          ['PIF-uuids', 'SRO', OTHER.pif1],
          ['MTU', 'RW', '1500'],
          ['bridge', 'RO', 'xenbr1'],
          ['other-config', 'MRW', ''],
        ],
      ],
    },
    bond: { usual: 'uuid,master,slaves', objects: [] },
    vlan: { usual: 'uuid,tagged-PIF,untagged-PIF,tag', objects: [] },
    patch: {
      usual: 'uuid,name-label,name-description,size,hosts,after-apply-guidance',
      objects: HOTFIXES[face.name].map((fix) => [
        uuid(fix.uuid),
        ['name-label', 'RO', fix.name],
        ['name-description', 'RO', fix.description],
        ['size', 'RO', '0'],
        ['hosts', 'SRO', HOST.installationUuid],
        ['after-apply-guidance', 'SRO', 'restartXAPI'],
      ]),
    },
    vmpp: { usual: 'uuid,name-label', objects: [] },
    task: { usual: 'uuid,name-label,status,progress', objects: [] },
    message: { usual: 'uuid,name,priority,class,timestamp', objects: [] },
    evacuation: { usual: 'uuid,name-label,reason', objects: [] },
    sm: {
      usual: 'uuid,type,name-label,name-description,vendor,copyright,configuration',
      objects: STORAGE_DRIVERS.map(([type, file], i) => [
        uuid(`5a5a5a5a-0000-4000-8000-0000000000${String(10 + i)}`),
        ['name-label', 'RO', `${type} driver`],
        ['name-description', 'RO', ''],
        ['type', 'RO', type],
        ['vendor', 'RO', 'Citrix Systems Inc'],
        ['copyright', 'RO', '(C) Citrix Systems Inc'],
        ['required-api-version', 'RO', '1.0'],
        ['driver-filename', 'RO', `/opt/xensource/sm/${file}`],
      ]),
    },
    secret: { usual: 'uuid', objects: [] },
  };
}

/** The text that the xe stand-in reads: blocks of lines, an empty line after each. */
export function xeObjectsText(xeClass: XeState[string]): string {
  const blocks = xeClass.objects.map((fields) =>
    fields.map(([name, access, value]) => `${name}\t${access}\t${value}\n`).join(''),
  );
  return `#default ${xeClass.usual}\n${blocks.map((block) => `${block}\n`).join('')}`;
}
