import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLab, reimage, type Lab } from '../lab/index.ts';
import { describeWithLab } from '../support/lab.ts';

const says = (lab: Lab, command: string): string => lab.exec(command).stdout.toString();
const WITH_BACKUP =
  'mkdir /mnt/old; mount -o ro $(. /etc/xensource-inventory; echo $BACKUP_PARTITION) /mnt/old;';
/** Type, mode, owner, size, time and target of everything below the working folder, but for what is mounted or made anew. */
const LIST =
  "find . -xdev -path ./run -o -path . -o -path './lost+found' -o -name '.xen-*' -o -path ./dev -o -path ./proc -o -path ./sys -o -type d -printf '%p %m %U:%G\\n' -o -printf '%p %y %m %U:%G %s %Ts %l\\n' | LC_ALL=C sort";

describeWithLab('the simulated upgrade', () => {
  describe('of a host with the marker and no log partition', () => {
    let old: Lab;
    let upgraded: Lab;
    beforeAll(async () => {
      old = await buildLab({
        drifts: [
          'safe2upgrade-marker',
          'boot-arguments',
          'ntp-keys',
          'users',
          'hostile-names',
          'special-files',
        ],
      });
      upgraded = await reimage(old);
    });
    afterAll(async () => {
      await upgraded.remove();
      await old.remove();
    });

    test('leaves the whole old root on the backup partition, and the old host as it was', () => {
      const before = says(old, `cd /; ${LIST}`).split('\n');

      expect(before.length).toBeGreaterThan(5000);
      expect(says(upgraded, `${WITH_BACKUP} cd /mnt/old; ${LIST}`).split('\n')).toEqual(before);
      expect(says(upgraded, `${WITH_BACKUP} ls -A /mnt/old/dev /mnt/old/proc`)).not.toContain('null');
      expect(says(old, 'cat /etc/redhat-release')).toContain('6.5.0');
    });

    test('gives it a new root with the packages of 7.0, nothing of them changed but what is restored', () => {
      const changed = says(upgraded, 'rpm -Va --nodeps --noscripts').trim().split('\n');

      expect(changed.map((line) => line.slice(13)).sort()).toEqual([
        '/etc/krb5.conf',
        '/etc/lvm/lvm.conf',
        '/etc/nsswitch.conf',
        '/etc/ntp.conf',
        '/etc/pam.d/sshd',
        '/etc/xensource/pool.conf',
      ]);
    });

    test('lays out the disk anew', () => {
      expect(
        says(
          upgraded,
          '. /etc/xensource-inventory; echo $PARTITION_LAYOUT; sgdisk -p /dev/sda | tail -n 6 | wc -l',
        ),
      ).toBe('ROOT,BACKUP,LOG,BOOT,SWAP,SR\n6\n');
      expect(
        says(upgraded, 'grep -c " /var/log " /proc/mounts; e2label /dev/sda1; head -n 1 /etc/fstab'),
      ).toMatch(/^1\nroot-(\w+)\nLABEL=root-\1 /);
    });

    test('carries over what the installer carries', () => {
      const key = (lab: Lab, name: string): string => says(lab, `. /etc/xensource-inventory; echo $${name}`);
      for (const name of ['INSTALLATION_UUID', 'CONTROL_DOMAIN_UUID', 'MANAGEMENT_INTERFACE', 'PRIMARY_DISK'])
        expect(key(upgraded, name), name).toBe(key(old, name));
      const same = (command: string): void => {
        expect(says(upgraded, command)).toBe(says(old, command));
      };
      same('ssh-keygen -lf /etc/ssh/ssh_host_rsa_key.pub');
      same('sed -n s/^root:://p /etc/shadow; grep ^root: /etc/shadow | cut -d: -f2');
      same("grep '^server ' /etc/ntp.conf | grep -v 127.127");
      same('cat /etc/resolv.conf /etc/sysconfig/network /var/lib/xcp/state.db');
      same('xe sr-list params=uuid; xe vm-list params=uuid');
    });

    test('lets one log in with the host key that is known', async () => {
      const before = await old.start();
      const after = await upgraded.start();

      expect(after.hostKeyFingerprint).toBe(before.hostKeyFingerprint);
      await before.stop();
      await after.stop();
    });

    test('forgets accounts, jobs and arguments', () => {
      expect(says(upgraded, 'grep -c labadmin /etc/passwd')).toBe('0\n');
      expect(says(upgraded, 'ls /var/spool/cron')).toBe('');
      expect(says(upgraded, 'cat /proc/cmdline')).not.toContain('pci=');
    });
  });

  test('of a host without the marker keeps the partitions of its storage', async () => {
    const old = await buildLab();
    const upgraded = await reimage(old);
    try {
      const storage = 'sgdisk -i 3 /dev/sda; pvs; lvs';
      expect(says(upgraded, storage)).toBe(says(old, storage));
      expect(says(upgraded, '. /etc/xensource-inventory; echo $PARTITION_LAYOUT')).toBe(
        'ROOT,BACKUP,BOOT,SR\n',
      );
      expect(says(upgraded, `${WITH_BACKUP} cat /mnt/old/etc/redhat-release`)).toContain('6.5.0');
    } finally {
      await upgraded.remove();
      await old.remove();
    }
  });
});
