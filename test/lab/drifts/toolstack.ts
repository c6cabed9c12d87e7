import { HOST } from '../face/identity.ts';
import { file } from '../tree/entry.ts';
import type { Drift } from './drift.ts';

/** Sets one field of the objects in a class's text; all objects, or those that hold a given text. */
const set = (name: string, value: string) => (text: string) =>
  text.replace(new RegExp(`^(${name}\t\\w+\t).*$`, 'gm'), `$1${value}`);
const append = (block: readonly (readonly [string, string, string])[]) => (text: string) =>
  `${text}${block.map((field) => field.join('\t')).join('\n')}\n\n`;

const NFS_SR = '77777777-0000-4000-8000-000000000001';
const LOCAL_VM = '88888888-0000-4000-8000-000000000001';
const LOCAL_VDI = '99999999-0000-4000-8000-000000000001';

const sr = (uuid: string, name: string, type: string, shared: boolean): [string, string, string][] => [
  ['uuid', 'RO', uuid],
  ['name-label', 'RW', name],
  ['name-description', 'RW', ''],
  ['host', 'RO', shared ? '<shared>' : HOST.hostname],
  ['VDIs', 'SRO', ''],
  ['PBDs', 'SRO', ''],
  ['virtual-allocation', 'RO', '0'],
  ['physical-utilisation', 'RO', '1000000'],
  ['physical-size', 'RO', '1099511627776'],
  ['type', 'RO', type],
  ['content-type', 'RO', 'user'],
  ['shared', 'RW', String(shared)],
  ['other-config', 'MRW', ''],
  ['sm-config', 'MRO', ''],
];
const pbd = (uuid: string, target: string, config: string, attached: boolean): [string, string, string][] => [
  ['uuid', 'RO', uuid],
  ['host-uuid', 'RO', HOST.installationUuid],
  ['sr-uuid', 'RO', target],
  ['device-config', 'MRO', config],
  ['currently-attached', 'RO', String(attached)],
  ['other-config', 'MRW', ''],
];

/** Pool, storage repositories, virtual machines, as `xe` tells them; and how well `xe` and rpm answer. */
export const TOOLSTACK_DRIFTS: readonly Drift[] = [
  {
    name: 'pool-settings',
    description: 'High availability and workload balancing are on.',
    apply: ({ editState }) => {
      editState('xe/pool.txt', (text) =>
        set('wlb-url', 'wlb.example.test:8012')(set('wlb-enabled', 'true')(set('ha-enabled', 'true')(text))),
      );
      return [{ id: 'setting:pool.ha-enabled' }, { id: 'setting:pool.wlb-enabled' }];
    },
  },
  {
    name: 'pool-member',
    description: 'The host is a member of a pool whose master is another one.',
    apply: ({ editState, edit }) => {
      editState('xe/pool.txt', set('master', '33333333-0000-4000-8000-000000000001'));
      editState('xe/host.txt', (text) => {
        const [head = '', ...blocks] = text.split(/\n(?=uuid\t)/);
        const own = blocks[0] ?? '';
        const other = own
          .replaceAll(HOST.installationUuid, '33333333-0000-4000-8000-000000000001')
          .replaceAll(HOST.hostname, 'lab-master')
          .replaceAll(HOST.address, '192.0.2.16');
        return `${head}\n${own}${other}`;
      });
      return [edit('/etc/xensource/pool.conf', () => 'slave:192.0.2.16\n', { config: true })];
    },
  },
  {
    name: 'storage-repositories',
    description: 'An NFS repository (attached), one over iSCSI (detached) and a local ISO folder.',
    apply: ({ editState }) => {
      const others = [
        '77777777-0000-4000-8000-000000000002',
        '77777777-0000-4000-8000-000000000003',
      ] as const;
      editState('xe/sr.txt', (text) =>
        append(sr(others[1], 'ISOs on dom0', 'iso', false))(
          append(sr(others[0], 'iSCSI store', 'lvmoiscsi', true))(
            append(sr(NFS_SR, 'NFS store', 'nfs', true))(text),
          ),
        ),
      );
      editState('xe/pbd.txt', (text) =>
        append(
          pbd(
            '77777777-aaaa-4000-8000-000000000003',
            others[1],
            'location: /var/opt/xen/ISO_Store; legacy_mode: true',
            true,
          ),
        )(
          append(
            pbd(
              '77777777-aaaa-4000-8000-000000000002',
              others[0],
              'target: 198.51.100.20; targetIQN: iqn.2001-05.test.example:array; SCSIid: 36001405deadbeef; chapuser: lab; chappassword: LabChapInXeS3cret',
              false,
            ),
          )(
            append(
              pbd(
                '77777777-aaaa-4000-8000-000000000001',
                NFS_SR,
                'server: nas.example.test; serverpath: /export/sr',
                true,
              ),
            )(text),
          ),
        ),
      );
      return [NFS_SR, ...others].map((uuid) => ({ id: `sr:${uuid}` }));
    },
    secrets: ['LabChapInXeS3cret'],
  },
  {
    name: 'local-machines',
    description:
      'A running machine on local storage with a CD, which keeps the host from being emptied; a disk without a record.',
    apply: ({ editState }) => {
      editState(
        'xe/vm.txt',
        append([
          ['uuid', 'RO', LOCAL_VM],
          ['name-label', 'RW', 'web01'],
          ['name-description', 'RW', ''],
          ['is-a-template', 'RW', 'false'],
          ['is-a-snapshot', 'RO', 'false'],
          ['is-control-domain', 'RO', 'false'],
          ['power-state', 'RO', 'running'],
          ['VCPUs-max', 'RW', '2'],
          ['resident-on', 'RO', HOST.installationUuid],
          ['affinity', 'RW', HOST.installationUuid],
          ['other-config', 'MRW', 'auto_poweron: true'],
          ['platform', 'MRW', 'cores-per-socket: 3'],
          ['PV-drivers-version', 'MRO', '<not in database>'],
          ['ha-restart-priority', 'RW', ''],
        ]),
      );
      editState(
        'xe/vdi.txt',
        append([
          ['uuid', 'RO', LOCAL_VDI],
          ['name-label', 'RW', 'web01 root'],
          ['name-description', 'RW', ''],
          ['sr-uuid', 'RO', HOST.localSr],
          ['sr-name-label', 'RO', 'Local storage'],
          ['virtual-size', 'RO', '21474836480'],
          ['physical-utilisation', 'RO', '8589934592'],
          ['sharable', 'RO', 'false'],
          ['read-only', 'RO', 'false'],
          ['type', 'RO', 'User'],
          ['managed', 'RO', 'true'],
        ]),
      );
      editState(
        'xe/vbd.txt',
        append([
          ['uuid', 'RO', '99999999-aaaa-4000-8000-000000000001'],
          ['vm-uuid', 'RO', LOCAL_VM],
          ['vm-name-label', 'RO', 'web01'],
          ['vdi-uuid', 'RO', LOCAL_VDI],
          ['empty', 'RO', 'false'],
          ['device', 'RO', 'xvda'],
          ['type', 'RW', 'Disk'],
        ]),
      );
      editState(
        'xe/evacuation.txt',
        append([
          ['uuid', 'RO', LOCAL_VM],
          ['name-label', 'RW', 'web01'],
          ['reason', 'RO', 'VM_REQUIRES_SR,OpaqueRef:1c2d,OpaqueRef:3e4f'],
        ]),
      );
      return [{ id: `vm:${LOCAL_VM}` }];
    },
  },
  {
    name: 'hostile-objects',
    description: 'Names of objects hold escape sequences, markup and separators of the output format.',
    apply: ({ editState }) => {
      editState(
        'xe/sr.txt',
        append(
          sr(
            '77777777-0000-4000-8000-00000000000f',
            '\u001b[31m<script>alert(1)</script> uuid ( RO) : fake; a: b',
            'nfs',
            true,
          ),
        ),
      );
      editState(
        'xe/host.txt',
        set(
          'name-description',
          '"; $(reboot) `reboot` | {{x}} \u0007\\nuuid ( RO)           : 00000000-0000-0000-0000-000000000000\\n',
        ),
      );
      return [{ id: 'sr:77777777-0000-4000-8000-00000000000f' }];
    },
  },
  ...(['slow 3', 'hang', 'down'] as const).map((mode): Drift => ({
    name: `xe-${mode.split(' ')[0] ?? ''}`,
    description: {
      'slow 3': 'xe needs three seconds for each answer.',
      hang: 'xe never answers.',
      down: 'xapi does not run: xe says so and ends with 1.',
    }[mode],
    apply: ({ editState }) => {
      editState('xe.mode', () => `${mode}\n`);
      return [];
    },
  })),
  {
    name: 'xe-absent',
    description: 'The xe program and its link are gone.',
    apply: ({ tree }) => {
      tree.remove('/usr/bin/xe');
      tree.remove('/opt/xensource/bin/xe');
      return [
        { id: 'file:/usr/bin/xe', state: 'missing', verify: 'missing    ' },
        { id: 'file:/opt/xensource/bin/xe', state: 'missing', verify: 'missing    ' },
      ];
    },
  },
  ...(['hang', 'locked', 'slow 3'] as const).map((mode): Drift => ({
    name: `rpm-${mode === 'locked' ? 'locked' : mode === 'hang' ? 'hangs' : 'slow'}`,
    description: {
      hang: 'rpm never answers.',
      locked: 'A dead process left locks in the rpm database: root waits for ever, others are answered.',
      'slow 3': 'rpm needs three seconds before each answer.',
    }[mode],
    apply: ({ editState, write }) => {
      editState('rpm.mode', () => `${mode}\n`);
      if (mode === 'locked')
        write(...[1, 2, 3].map((number) => file(`/var/lib/rpm/__db.00${number}`, Buffer.alloc(24_576))));
      return [];
    },
  })),
  {
    name: 'rpm-broken',
    description: 'The rpm database is damaged.',
    apply: ({ tree, write }) => {
      const path = '/var/lib/rpm/rpmdb.sqlite';
      const whole = tree.read(path);
      write({
        type: 'file',
        path,
        content: Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0x5a)]),
      });
      return [];
    },
  },
  {
    name: 'tools-missing',
    description: 'chkconfig, lspci, dmidecode and ethtool are gone.',
    apply: ({ tree }) => {
      const gone = ['/sbin/chkconfig', '/sbin/lspci', '/usr/sbin/dmidecode', '/sbin/ethtool'];
      gone.forEach((path) => {
        tree.remove(path);
      });
      return gone.map((path) => ({ id: `file:${path}`, state: 'missing' as const, verify: 'missing    ' }));
    },
  },
];
