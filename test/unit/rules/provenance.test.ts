import { describe, expect, test } from 'vitest';
import type { FileItem, Item } from '../../../src/model/inventory.ts';
import { loadProvenance } from '../../../src/rules/provenance/index.ts';
import { file, inventoryOf, pkg } from '../../support/inventory.ts';

const { provenanceOf } = loadProvenance(new URL('../../../data/', import.meta.url));
const BASE = Array.from({ length: 20 }, (_, n) =>
  pkg(`base${n}`, { installedAt: `2015-01-13T10:00:${String(n).padStart(2, '0')}Z` }),
);
const BASE0 = BASE[0]!.nevra;

function judge(items: Item[], contents: Record<string, string> = {}, release = '6.5.0') {
  return provenanceOf(inventoryOf([...BASE, ...items], contents), release);
}

describe('packages', () => {
  test.each([
    ['a package of the product', {}, 'stock'],
    ['a package of the distribution', { vendor: 'CentOS' }, 'stock'],
    ['a package without a vendor from the base installation', { vendor: null }, 'stock'],
    [
      'a package without a vendor that came later',
      { vendor: null, installedAt: '2015-09-01T00:00:00Z' },
      'local',
    ],
    [
      'a later package without a vendor from the build host of the product',
      { vendor: null, buildHost: 'build.example', installedAt: '2015-09-01T00:00:00Z' },
      'stock',
    ],
    [
      'a package of another vendor',
      { vendor: 'Dag Apt Repository, http://dag.wieers.com/apt/' },
      'third-party',
    ],
    [
      'a later package of the product while no hotfix is recorded',
      { installedAt: '2015-09-01T00:00:00Z' },
      'stock',
    ],
  ] as const)('%s', (_, more, provenance) => {
    const builder = pkg('builder', { buildHost: 'build.example' });
    const item = pkg('asked', more);

    expect(judge([builder, item]).get(item.id)?.provenance).toBe(provenance);
  });

  test('a later package of the product is a hotfix where hotfixes are recorded', () => {
    const item = pkg('xapi-core', { installedAt: '2015-09-01T00:00:00Z' });
    const hotfix: Item = {
      kind: 'hotfix',
      id: 'hotfix:1',
      evidence: [],
      uuid: '1',
      name: 'XS65E001',
      appliedAt: null,
    };

    expect(judge([item, hotfix]).get(item.id)?.provenance).toBe('hotfix');
  });

  test('a pack decides over the vendor', () => {
    const item = pkg('agent', { vendor: 'Example Backup' });
    const pack: Item = {
      kind: 'pack',
      id: 'pack:ex:agent',
      evidence: [],
      packId: 'ex:agent',
      name: 'agent',
      version: '1',
      build: null,
      description: null,
      packages: ['agent-1.0-1.x86_64.rpm'],
    };

    expect(judge([item, pack]).get(item.id)?.provenance).toBe('supplemental-pack');
  });
});

describe('unowned files', () => {
  test.each([
    ['/root/backup.sh', 'local'],
    ['/etc/cron.d/mine', 'local'],
    ['/opt/xensource/bin/mine', 'unknown'],
    ['/etc/xensource/ptoken', 'runtime'],
    ['/var/lib/xcp/blobs/x', 'runtime'],
    ['/var/log/messages', 'runtime'],
    ['/var/patch/applied/uuid', 'runtime'],
    ['/var/patch', 'runtime'],
    ['/var/spool/cron/root', 'local'],
    ['/etc/mdadm.conf', 'local'],
    ['/opt/xensource/packages/iso/debian.iso', 'local'],
    ['/opt/xensource/packages/iso/xs-tools-6.5.0.iso', 'runtime'],
    ['/etc/xapi.d/plugins/echo.pyc', 'runtime'],
    ['/root/tool.pyc', 'local'],
  ])('%s is %s', (path, provenance) => {
    const item = file(path);

    expect(judge([item]).get(item.id)?.provenance).toBe(provenance);
  });

  test.each([
    ['/etc/xensource/pool.conf', 'master', 'runtime'],
    ['/etc/xensource/pool.conf', 'slave:192.0.2.1', 'runtime'],
    ['/etc/xensource/pool.conf', 'hello', 'local'],
    ['/etc/fstab', 'LABEL=root-abcdefgh / ext3 defaults 1 1\nnone /proc proc defaults 0 0\n', 'runtime'],
    ['/etc/fstab', 'LABEL=root-abcdefgh / ext3 noatime 1 1\n', 'local'],
    ['/etc/fstab', 'nas:/iso /mnt/iso nfs defaults 0 0\n', 'local'],
    ['/etc/resolv.conf', 'nameserver 192.0.2.53\n', 'runtime'],
    ['/etc/sysconfig/iptables', '*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', 'runtime'],
    [
      '/etc/sysconfig/iptables',
      '*filter\n-A RH-Firewall-1-INPUT -m state --state NEW -m tcp -p tcp --dport 6556 -j ACCEPT\nCOMMIT\n',
      'local',
    ],
    ['/etc/sysconfig/network-scripts/ifcfg-xenbr0', 'DEVICE=xenbr0\nONBOOT=yes\n', 'runtime'],
    ['/tmp/fix.sh', '#!/bin/sh\n', 'local'],
    ['/tmp/notes', 'hello\n', 'runtime'],
  ])('%s with the text %j is %s', (path, text, provenance) => {
    const item = file(path);

    expect(judge([item], { [path]: text }).get(item.id)?.provenance).toBe(provenance);
  });

  test('a folder of run-time files is run-time itself, and one with a script of an administrator is not', () => {
    const items = [
      file('/etc/blkid2', { type: 'directory' }),
      file('/var/log', { type: 'directory' }),
      file('/var/log/x'),
      file('/srv/a', { type: 'directory' }),
      file('/srv/a/script'),
    ];

    const judged = judge(items);

    expect(judged.get('file:/var/log')?.provenance).toBe('runtime');
    expect(judged.get('file:/srv/a')?.provenance).toBe('local');
  });

  test('a start link is as stock as the script it leads to', () => {
    const mine = file('/etc/rc.d/init.d/mine', { mode: '100755' });
    const toMine = file('/etc/rc.d/rc3.d/S99mine', {
      type: 'symlink',
      linkTarget: '../init.d/mine',
      linkLeadsTo: 'file',
    });
    const toSshd = file('/etc/rc.d/rc3.d/S55sshd', {
      type: 'symlink',
      linkTarget: '../init.d/sshd',
      linkLeadsTo: 'file',
    });

    const judged = judge([mine, toMine, toSshd]);

    expect(judged.get(toMine.id)?.provenance).toBe('local');
    expect(judged.get(toSshd.id)?.provenance).toBe('runtime');
  });
});

describe('changed files of stock packages', () => {
  const changed = (path: string, more: Partial<FileItem> = {}): FileItem =>
    file(path, { state: 'changed', package: BASE0, config: true, changes: ['digest', 'size'], ...more });

  test.each([
    [
      'the installer wrote it while it ran',
      changed('/etc/lvm/lvm.conf', { mtime: '2015-01-13T10:05:00Z' }),
      '',
      true,
    ],
    ['somebody wrote it later', changed('/etc/lvm/lvm.conf'), '', false],
    [
      'only servers of ntp.conf are changed',
      changed('/etc/ntp.conf'),
      'driftfile /var/lib/ntp/drift\nserver 192.0.2.1\n',
      true,
    ],
    [
      'ntp.conf has a restrict line of its own',
      changed('/etc/ntp.conf'),
      'server 192.0.2.1\nrestrict 192.0.2.0 mask 255.255.255.0 nomodify\n',
      false,
    ],
    [
      'the inittab has the serial line only',
      changed('/etc/inittab'),
      'id:3:initdefault:\ns0:2345:respawn:/sbin/agetty ttyS0 115200,9600 linux\n',
      true,
    ],
    [
      'the inittab starts an agent',
      changed('/etc/inittab'),
      'id:3:initdefault:\nag:345:respawn:/opt/agent/run\n',
      false,
    ],
    [
      'a vendor script is edited',
      changed('/opt/xensource/libexec/x', { mtime: '2015-01-13T10:05:00Z', config: false }),
      '',
      false,
    ],
    [
      'the mode of a file that the installer edits is changed',
      changed('/etc/lvm/lvm.conf', { mtime: '2015-01-13T10:05:00Z', changes: ['mode'] }),
      '',
      false,
    ],
  ])('%s', (_, item, text, stockChange) => {
    const judged = judge([item], text === '' ? {} : { [item.path]: text }).get(item.id);

    expect(judged?.provenance).toBe('stock');
    expect(judged?.stockChange ?? false).toBe(stockChange);
  });

  test('the storage manager may write wwid lines into multipath.conf of 6.5, an administrator may not change a device', () => {
    const path = '/etc/multipath.xenserver/multipath.conf';
    const stock = [
      'defaults {\n user_friendly_names no\n replace_wwid_whitespace yes\n dev_loss_tmo 30\n}',
      'blacklist {\n wwid "*"\n}',
      'blacklist_exceptions {\n wwid "36001"\n}',
      'devices {',
      ' device {\n vendor "DataCore"\n product "SAN*"\n path_checker "tur"\n path_grouping_policy failover\n failback 30\n }',
      ' device {\n vendor "DELL"\n product "MD36xx(i|f)"\n features "2 pg_init_retries 50"\n hardware_handler "1 rdac"\n path_selector "round-robin 0"\n path_grouping_policy group_by_prio\n failback immediate\n rr_min_io 100\n path_checker rdac\n prio rdac\n no_path_retry 30\n }',
      ' device {\n vendor "DGC"\n product ".*"\n detect_prio yes\n retain_attached_hw_handler yes\n }',
      ' device {\n vendor "EQLOGIC"\n product "100E-00"\n path_grouping_policy multibus\n path_checker tur\n failback immediate\n path_selector "round-robin 0"\n rr_min_io 3\n rr_weight priorities\n }',
      ' device {\n vendor "IBM"\n product "1723*"\n hardware_handler "1 rdac"\n path_selector "round-robin 0"\n path_grouping_policy group_by_prio\n failback immediate\n path_checker rdac\n prio rdac\n }',
      ' device {\n vendor "NETAPP"\n product "LUN.*"\n dev_loss_tmo 30\n }',
      '}',
    ].join('\n');
    const item = changed(path);

    expect(judge([item], { [path]: stock }).get(item.id)?.stockChange).toBe(true);
    expect(
      judge([item], { [path]: stock.replace('rr_min_io 3', 'rr_min_io 10') }).get(item.id)?.stockChange ??
        false,
    ).toBe(false);
  });
});

describe('accounts', () => {
  const user = (name: string): Item => ({
    kind: 'user',
    id: `user:${name}`,
    evidence: [],
    name,
    uid: 700,
    gid: 700,
    home: '/',
    shell: '/bin/sh',
    password: 'locked',
  });

  test('an unfamiliar account is local, unless nobody wrote passwd since the installation', () => {
    const later = file('/etc/passwd', { state: 'changed', package: BASE0 });
    const then = file('/etc/passwd', { state: 'changed', package: BASE0, mtime: '2015-01-13T10:02:00Z' });

    expect(judge([user('monitor'), later]).get('user:monitor')?.provenance).toBe('local');
    expect(judge([user('monitor'), then]).get('user:monitor')?.provenance).toBe('stock');
    expect(judge([user('sshd'), later]).get('user:sshd')?.provenance).toBe('stock');
  });
});
