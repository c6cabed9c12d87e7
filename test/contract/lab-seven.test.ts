import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectedHost } from '../../src/audit/collect-host.ts';
import type { Item, ItemKind } from '../../src/model/inventory.ts';
import { itemsOfKind } from '../../src/model/items.ts';
import type { ReportHost } from '../../src/model/report-document.ts';
import { buildLab, compareListings, type Lab } from '../lab/index.ts';
import { collectLab, judgeLab } from '../support/audit-lab.ts';
import { describeWithLab } from '../support/lab.ts';

describeWithLab('an untouched 7.0 host', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await buildLab({ face: '7.0' });
    await lab.start();
  });
  afterAll(() => lab.remove());

  const says = (command: string): string => lab.exec(command).stdout.toString();

  test('differs from its packages only where the installation changes them', () => {
    expect(says('rpm -Va --nodeps --noscripts').trim().split('\n').sort()).toEqual([
      '..5....T.  c /etc/lvm/lvm.conf',
      'S.5....T.  c /etc/ntp.conf',
    ]);
  });

  test('looks like its release', () => {
    const shown = says(
      'cat /etc/redhat-release; uname -rm; . /etc/xensource-inventory; echo $PRODUCT_VERSION $PARTITION_LAYOUT; readlink /bin /lib64 /var/run /etc/multipath.conf; ls /boot/grub; for c in timeout realpath systemctl; do command -v $c; done',
    );

    expect(shown).toBe(
      'XenServer release 7.0.0-125380c (xenenterprise)\n3.10.0+10 x86_64\n7.0.0 ROOT,BACKUP,LOG,BOOT,SWAP,SR\nusr/bin\nusr/lib64\n../run\n/etc/alternatives/multipath.conf\ngrub.cfg\n/bin/timeout\n/bin/realpath\n/bin/systemctl\n',
    );
  });

  test.each([
    ['systemctl is-enabled crond sshd.service snmpd', 'enabled\nenabled\ndisabled\n'],
    ['systemctl is-active sshd snmpd xapi', 'active\nunknown\nactive\n'],
    ['systemctl enable snmpd 2>&1; systemctl is-enabled snmpd; systemctl disable snmpd', /\nenabled\n$/],
    [
      'systemctl mask atd; systemctl is-enabled atd; systemctl unmask atd; systemctl is-enabled atd',
      'masked\nenabled\n',
    ],
    [
      'systemctl start snmpd; systemctl is-active snmpd; systemctl stop snmpd; systemctl is-active snmpd',
      'active\nunknown\n',
    ],
    [
      'systemctl show -p UnitFileState -p FragmentPath sshd',
      'FragmentPath=/usr/lib/systemd/system/sshd.service\n',
    ],
    ['chkconfig network on; chkconfig --list network; chkconfig network off', /\t3:on\t/],
    ['systemctl enable nothing 2>&1', 'Failed to execute operation: No such file or directory\n'],
  ])('answers `%s`', (command, answer) => {
    if (typeof answer === 'string') expect(says(command)).toBe(answer);
    else expect(says(command)).toMatch(answer);
  });
});

describeWithLab('an audit of an untouched 7.0', () => {
  let lab: Lab;
  let collected: CollectedHost;
  let host: ReportHost;
  beforeAll(async () => {
    lab = await buildLab({ face: '7.0' });
    const running = await lab.start();
    const before = lab.listing();
    collected = await collectLab(running);
    expect(compareListings(before, lab.listing())).toEqual([]);
    ({ host } = judgeLab(collected));
  });
  afterAll(() => lab.remove());

  const found = <K extends ItemKind>(kind: K): Extract<Item, { kind: K }>[] =>
    itemsOfKind(
      Object.values(collected.inventory.sections).flatMap(({ items }) => items),
      kind,
    );

  test('is read by every collector, without a gap, and nothing of ours fails', () => {
    expect(collected.failures).toEqual([]);
    expect(collected.inventory.collection.complete).toBe(true);
    const short = Object.entries(collected.inventory.sections).filter(
      ([, section]) => section.status !== 'complete' || section.gaps.length > 0,
    );
    expect(short.map(([id]) => id)).toEqual([]);
  });

  test('knows it by its release', () => {
    expect(host.host).toMatchObject({ version: '7.0.0', build: '125380c', platformVersion: '2.1.0' });
  });

  test('sees units of systemd and init scripts side by side, each once', () => {
    const services = new Map(found('service').map((item) => [item.name, item]));

    expect(services.get('sshd')).toMatchObject({
      manager: 'systemd',
      running: true,
      enabledRunlevels: [2, 3, 4, 5],
    });
    expect(services.get('snmpd')).toMatchObject({ manager: 'systemd', running: false, enabledRunlevels: [] });
    expect(services.get('xapi')).toMatchObject({ manager: 'sysv', running: true });
    expect(services.get('iscsid.socket')).toMatchObject({ enabledRunlevels: [2, 3, 4, 5] });
    expect(found('service').length).toBe(services.size);
  });

  test('reads the menu of GRUB, the jobs of cronie, the log partition, the pool', () => {
    const args = found('boot-arg').filter(({ name }) => name === 'dom0_mem' || name === 'ucode');
    expect(args.map(({ value }) => value).sort()).toEqual(['2048M,max:2048M', 'scan']);
    expect(found('cron').map(({ file }) => file)).toContain('/etc/cron.d/0hourly');
    expect(found('mount').find(({ target }) => target === '/var/log')).toMatchObject({
      mounted: true,
      inFstab: true,
    });
    expect(found('sr').length).toBe(3);
    expect(found('package').length).toBeGreaterThan(450);
  });

  // Their digests are SHA-256, and the edit of lvm.conf keeps its size.
  test('compares files by their digests, and finds no packaged file but those that the installation edits', () => {
    const changed = found('file').filter(({ state }) => state === 'changed' || state === 'missing');

    expect(changed.map(({ path }) => path)).toEqual(['/etc/lvm/lvm.conf', '/etc/ntp.conf']);
    expect(changed[0]?.changes).toEqual(['digest', 'mtime']);
  });

  describe('as the source of an upgrade', () => {
    test('is judged by no rule that speaks of a 6.x', () => {
      const rules = host.findings
        .map(({ rule }) => rule)
        .filter((rule) => !rule.startsWith('customisation-'));

      expect([...new Set(rules)]).toEqual([]);
    });
  });
});
