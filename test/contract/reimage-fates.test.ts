import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildLab,
  CUSTOMISED,
  reimage,
  UpgradeStopped,
  type Lab,
  type ReimageOptions,
} from '../lab/index.ts';
import { collectLab, judgeLab } from '../support/audit-lab.ts';
import { foretoldFiles, notComeTrue, type Foretold } from '../support/came-true.ts';
import { describeWithLab } from '../support/lab.ts';

/** These stop the installer half-way; what they stop on is told apart below. */
const STOPPERS = ['owner-without-name', 'fifo-in-ssh-folder', 'inventory-without-uuid'];

/** Odd things in the places that are restored: names, links, modes, owners, folders in folders. */
const ODD = `
cd /etc/sysconfig/network-scripts
cp -p ifcfg-eth0 ifcfg-eth0.bak; cp -p ifcfg-eth0 ifcfg-Bond0; cp -p ifcfg-eth0 ifcfg-_x; cp -p ifcfg-eth0 route-eth0
cp -p ifcfg-eth0 'ifcfg-eth0
after'; chmod 4755 ifcfg-eth1; chown ntp:ntp ifcfg-eth0.bak
mkdir ifcfg-dir; echo x >ifcfg-dir/inner; chown -R ntp ifcfg-dir; chmod 2775 ifcfg-dir
ln -s ifcfg-eth0 ifcfg-link; ln -s /etc/hosts ifcfg-absolute; ln -s nowhere ifcfg-dangling; ln ifcfg-eth0 ifcfg-hard
echo 'eth2:pci1p2' >>interface-rename-data/static-rules.conf
mkdir -p interface-rename-data/old/deep; echo x >interface-rename-data/old/deep/.hidden
cd /etc/ssh; echo key >ssh_host_key; chmod 600 ssh_host_key; echo bak >ssh_host_rsa_key.bak; echo x >ssh_host_; echo x >sshd_banner
cd /etc/firstboot.d/data; echo x >reconfigure.sh; echo x >site.txt; echo x >x.conf.bak; mkdir confs; echo x >confs/y; echo x >conf
mkdir -p /root/.ssh/sub /root/.ssh/keys; echo x >/root/.ssh/keys/k; chmod 640 /root/.ssh/keys/k; chgrp mail /root/.ssh/keys/k
ln -s sub /root/.ssh/keys/to-sub; ln -s /root/.ssh/keys /root/.ssh/keys/round
mkdir -p /var/lib/pbis/db/inner /var/lib/likewise/db; echo x >/var/lib/pbis/krb5.conf; echo x >/var/lib/pbis/.xml
echo x >/var/lib/pbis/other; echo x >/var/lib/pbis/db/registry.db; echo x >/var/lib/pbis/db/inner/z; echo x >/var/lib/likewise/db/q
echo x >/etc/mdadm.conf; mkdir -p /etc/pygrub/rules.d; echo x >/etc/pygrub/rules.d/oracle-5.6; echo x >/etc/pygrub/rules.d/other
echo x >/etc/krb5.keytab; chmod 600 /etc/krb5.keytab; echo x >/etc/xensource/syslog.conf; echo x >/etc/xensource/other.conf
sed -i /NETWORKING_IPV6/d /etc/sysconfig/network
`;

/** The candidates for the installer of 7.0; what the second one does may depend on the order in which a folder is read. */
const WAYS: readonly ReimageOptions[] = [
  { build: 'f7a21a1' },
  { build: '0307b2a' },
  { build: '0307b2a', order: 'folders-first' },
];

interface Audit {
  readonly files: readonly Foretold[];
  /** `condition subject` of each point at which the upgrade stops. */
  readonly stops: readonly string[];
}

async function audit(old: Lab): Promise<Audit> {
  const running = await old.start();
  const collected = await collectLab(running);
  await running.stop();
  const { assessment } = judgeLab(collected).judged;
  const items = Object.values(collected.inventory.sections).flatMap((section) => [...section.items]);
  return {
    files: foretoldFiles(items, assessment.items),
    stops: assessment.stops.map(({ condition, subject }) => `${condition} ${subject}`),
  };
}

describeWithLab('what was foretold of the files of a host', () => {
  let clean: Lab;
  beforeAll(async () => {
    clean = await buildLab({ face: '7.0' });
  });
  afterAll(() => clean.remove());

  describe.each<[string, readonly string[], string]>([
    ['untouched', [], ''],
    ['customised', CUSTOMISED.filter((name) => !STOPPERS.includes(name)), ''],
    ['with odd things in the restored places', ['authorized-keys', 'multipath-plain-file'], ODD],
    [
      'of which /var/xapi is a folder',
      ['stale-state-db'],
      'mkdir -p /var/xapi/blobs/rrds; echo x >/var/xapi/blobs/rrds/a',
    ],
  ])('%s', (_, drifts, change) => {
    let old: Lab;
    let files: readonly Foretold[];
    const wrong: ReadonlyMap<string, string>[] = [];
    beforeAll(async () => {
      old = await buildLab({ drifts });
      expect(old.exec(change).stderr).toBe('');
      ({ files } = await audit(old));
      for (const way of WAYS) {
        const upgraded = await reimage(old, way);
        wrong.push(notComeTrue(files, { old: old.tree, upgraded: upgraded.tree, clean: clean.tree }));
        await upgraded.remove();
      }
    });
    afterAll(() => old.remove());

    test('is something for each of them, and for some that they are kept', () => {
      expect(files.filter(({ fate }) => fate.name === 'kept').length).toBeGreaterThan(10);
      expect(files.filter(({ fate }) => fate.name === 'unknown')).toEqual([]);
    });

    test('comes true in every way that the upgrade may go, where it is told for certain', () => {
      const certain = new Set(
        files.filter(({ fate }) => fate.uncertain === null).map(({ item }) => item.path),
      );

      expect(wrong.map((one) => [...one].filter(([path]) => certain.has(path)))).toEqual(WAYS.map(() => []));
    });

    test('comes true in one of them, where it is told that they differ', () => {
      const [first, ...others] = wrong;

      expect([...(first ?? [])].filter(([path]) => others.every((one) => one.has(path)))).toEqual([]);
    });
  });

  test.each(STOPPERS)('is nothing, when the upgrade stops: %s', async (drift) => {
    const old = await buildLab({ drifts: [drift] });
    try {
      const { stops } = await audit(old);

      expect(stops).not.toEqual([]);
      await expect(reimage(old)).rejects.toThrow(UpgradeStopped);
    } finally {
      await old.remove();
    }
  });
});
