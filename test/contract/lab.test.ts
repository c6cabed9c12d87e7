import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildLab, compareListings, type Lab } from '../lab/index.ts';
import { describeWithLab } from '../support/lab.ts';

const lines = (bytes: Buffer): string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');

/** What the installation of each release changes in packaged files; see stock-files.ts. */
const STOCK_CHANGES: Readonly<Record<'6.5' | '6.2', readonly string[]>> = {
  '6.5': [
    'S.5....T  c /etc/issue',
    'S.5....T  c /etc/inittab',
    'S.5....T  c /etc/ntp.conf',
    '..5....T  c /etc/lvm/lvm.conf',
    '.......T  c /etc/multipath.xenserver/multipath.conf',
  ],
  '6.2': [
    'S.5....T  c /etc/issue',
    'S.5....T  c /etc/inittab',
    'S.5....T  c /etc/ntp.conf',
    '..5....T  c /etc/lvm/lvm.conf',
  ],
};

describeWithLab.each(['6.5', '6.2'] as const)('an untouched %s host', (face) => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await buildLab({ face });
  });
  afterAll(() => lab.remove());

  test('differs from its packages only where the installation changes them', () => {
    const verify = lab.exec('rpm -Va --nodeps --noscripts');

    expect(verify.stderr).toBe('');
    expect(lines(verify.stdout).sort()).toEqual([...STOCK_CHANGES[face]].sort());
    expect(lab.groundTruth).toEqual([]);
  });

  test('has some 500 packages of the usual vendors, installed within minutes, a few later', () => {
    const rows = lines(
      lab.exec("rpm -qa --qf '%{NAME}\\t%{VENDOR}\\t%{ARCH}\\t%{INSTALLTIME}\\n'").stdout,
    ).map((line) => line.split('\t'));

    const times = rows.map((row) => Number(row[3])).sort((a, b) => a - b);
    const first = times[0] ?? 0;
    expect(rows.length).toBeGreaterThan(450);
    expect(new Set(rows.map((row) => row[1]))).toEqual(new Set(['CentOS', 'Citrix Systems, Inc.', '(none)']));
    expect(rows.filter((row) => row[0] === 'gpg-pubkey').map((row) => row[2])).toEqual(['(none)', '(none)']);
    expect(times.filter((time) => time - first > 3600).length).toBeGreaterThan(0);
    expect(times.filter((time) => time - first > 3600).length).toBeLessThan(12);
    expect(rows.some((row) => row[2] === (face === '6.5' ? 'x86_64' : 'i386'))).toBe(true);
  });

  test('looks like its release', () => {
    const shown = lab
      .exec(
        'cat /etc/redhat-release; uname -rm; . /etc/xensource-inventory; echo $PRODUCT_VERSION; readlink /var/xapi /etc/multipath.conf; ls -d /etc/*syslog.conf; sed -n 1p /proc/mounts',
      )
      .stdout.toString();

    expect(shown).toBe(
      face === '6.5'
        ? 'XenServer release 6.5.0-90233c (xenenterprise)\n3.10.0+2 x86_64\n6.5.0\n/var/lib/xcp\n/etc/alternatives/multipath.conf\n/etc/rsyslog.conf\n/dev/sda1 / ext3 rw,relatime 0 0\n'
        : 'XenServer release 6.2.0-70446c (xenenterprise)\n2.6.32.43-0.4.1.xs1.8.0.835.170778xen i686\n6.2.0\n/etc/syslog.conf\n/dev/sda1 / ext3 rw,relatime 0 0\n',
    );
  });

  test('has a state file for each first-boot script, and lets chkconfig see what its links say', () => {
    const missing = lab
      .exec(
        'cd /etc/firstboot.d; for f in [0-9]*; do [ -e state/$f ] || echo $f; done; chkconfig --list sshd; chkconfig --list snmpd',
      )
      .stdout.toString();

    expect(missing).toBe(
      'sshd           \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\nsnmpd          \t0:off\t1:off\t2:off\t3:off\t4:off\t5:off\t6:off\n',
    );
  });

  test('lacks the commands that CentOS 5 lacks', () => {
    const found = lab
      .exec(
        'for c in timeout truncate stdbuf nproc realpath numfmt shuf base64 python perl systemctl; do command -v $c; done; :',
      )
      .stdout.toString();

    expect(found).toBe('');
  });
});

describeWithLab('the programs of the lab', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await buildLab();
    // Commands in a running host are quicker: no namespace has to be made for each.
    await lab.start();
  });
  afterAll(() => lab.remove());

  const row = (
    command: string,
    stdout: string,
    stderr: string,
    status: number,
  ): [string, string, string, number] => [command, stdout, stderr, status];

  test.each([
    row("rpm -q --qf '%{FILENLINKS}\\n' bash", '', 'error: incorrect format: unknown tag\n', 0),
    row("rpm -q --qf '[%{FILEMD5S} %{FILENLINKS}\\n]' bash", '', 'error: incorrect format: unknown tag\n', 0),
    row(
      "rpm -q --qf '%{name} %{=VERSION} %-8{RELEASE}|%{NAME:shescape}\\n' grep",
      "grep 2.5.1 55.el5  |'grep'\n",
      '',
      0,
    ),
    row(
      "rpm -q --qf '[%{FILENAMES} %{FILEVERIFYFLAGS}\\n]' setup | grep -e 'passwd ' -e 'hosts '",
      '/etc/hosts -1\n/etc/passwd -36\n',
      '',
      0,
    ),
    row("rpm -q --qf '%{SIGGPG:pgpsig} %{EPOCH}\\n' hbaapi-emulex", '(not a blob) (none)\n', '', 0),
    row('rpm -Va --nofiledigest', '', 'rpm: --nofiledigest: unknown option\n', 1),
    row('rpm -q nothing-of-this-name', 'package nothing-of-this-name is not installed\n', '', 1),
    row("find /etc/hosts -printf '%T@ %p\\n'", '1', '', 0),
    row('find /etc -newermt 2015-01-01', '', "find: invalid predicate `-newermt'\n", 1),
    row('find /etc -executable', '', "find: invalid predicate `-executable'\n", 1),
    row('find /etc/hosts -type f,d', '', 'find: Arguments to -type should contain only one letter\n', 1),
    row('stat --printf %s /etc/hosts', '', "stat: unrecognized option `--printf'\n", 1),
    row('echo | sort -V', '', 'sort: invalid option -- V\n', 2),
    row('df --output /', '', "df: unrecognized option `--output'\n", 1),
    row("echo aa | sed -E 's/a+/b/'", '', 'sed: invalid option -- E\n', 1),
    row('xe sr-list --minimal type=iso', 'c1d2e3f4-0000-4000-8000-000000000003\n', '', 0),
    row(
      'xe host-param-get uuid=5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b param-name=software-version param-key=product_version',
      '6.5.0\n',
      '',
      0,
    ),
    row('xe no-such-command', '', 'Unknown command: no-such-command\n', 1),
    row('e2label /dev/disk/by-label/root-qwmzrtkd', 'root-qwmzrtkd\n', '', 0),
    row(
      'vgs --noheadings -o vg_name,lv_count --separator ,',
      '  XSLocalEXT-6b1f1d0c-5a77-4f5e-9d43-2f3a4b5c6d7e,1\n',
      '',
      0,
    ),
    row(
      "pvs --config 'backup { backup = 0 }' --noheadings --nosuffix --units b --separator '|' -o pv_name,vg_uuid,vg_size",
      '  /dev/sda3|LabVg1|483179626496\n',
      '',
      0,
    ),
    row('ip -6 route show table all', '', '', 0),
    row('xe host-get-vms-which-prevent-evacuation uuid=5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b', '', '', 0),
    row('blkid -o value -s TYPE /dev/sda3', 'lvm2pv\n', '', 0),
    row('modinfo -F version tg3', '3.136h\n', '', 0),
    row('iscsiadm -m session', '', 'iscsiadm: No active sessions.\n', 21),
    row('service ntpd status', 'ntpd (pid 4242) is running...\n', '', 0),
    row('ethtool -i eth9', '', 'Cannot get device settings: No such device\n', 71),
  ])('%s answers as the real one does', (command, stdout, stderr, status) => {
    const result = lab.exec(command);

    if (command.includes('%T@')) expect(result.stdout.toString()).toMatch(/^\d+ \/etc\/hosts\n$/);
    else expect(result.stdout.toString()).toBe(stdout);
    expect(result.stderr).toBe(stderr);
    expect(result.status).toBe(status);
  });

  test('xe pads its lists as the real one does', () => {
    const shown = lab.exec('xe pool-list').stdout.toString();

    expect(shown).toBe(
      'uuid ( RO)                : 0d9e8f7a-6b5c-4d3e-a2f1-0918273645ab\n' +
        '          name-label ( RW): \n' +
        '    name-description ( RW): \n' +
        '              master ( RO): 5f1c2d6e-3b0a-4c57-9a3e-0c1d2e3f4a5b\n' +
        '          default-SR ( RW): 6b1f1d0c-5a77-4f5e-9d43-2f3a4b5c6d7e\n\n\n',
    );
  });

  test('a query by root makes __db files, one by nobody does not', () => {
    lab.exec('rm -f /var/lib/rpm/__db.*');
    const before = lab.listing();

    const asNobody = lab.exec("su -s /bin/sh nobody -c 'rpm -qa' | wc -l");
    const untouched = compareListings(before, lab.listing());
    lab.exec('rpm -qa >/dev/null');
    const touched = compareListings(before, lab.listing());

    expect(Number(asNobody.stdout.toString())).toBeGreaterThan(450);
    expect(untouched).toEqual([]);
    expect(touched.filter((line) => line.startsWith('created'))).toEqual(
      [1, 2, 3].map((n) => `created /var/lib/rpm/__db.00${n}`),
    );
    lab.exec('rm -f /var/lib/rpm/__db.*');
  });

  test('the boot disk has a partition table that this machine finds sound, and cannot be written to', () => {
    const images = join(lab.state, '..', 'disks');

    const kind = spawnSync('blkid', ['-p', '-s', 'PTTYPE', '-o', 'value', join(images, 'sda.img')], {
      encoding: 'utf8',
    });
    const written = lab.exec('dd if=/dev/zero of=/dev/sda count=1');
    const table = lab.exec(
      'dd if=/dev/sda bs=512 skip=1 count=1 2>/dev/null | head -c 8; echo; sgdisk -p /dev/sda | tail -3',
    );

    expect(kind.stdout).toBe('gpt\n');
    expect(written.status).not.toBe(0);
    expect(
      table.stdout
        .toString()
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ').trim()),
    ).toEqual([
      'EFI PART',
      '1 2048 8390655 4.0 GiB 0700',
      '2 8390656 16779263 4.0 GiB 0700',
      '3 16779264 960497663 450.0 GiB 8E00',
      '',
    ]);
  });

  test('the listing sees what was created, changed and deleted', () => {
    const before = lab.listing();

    lab.exec('touch /tmp/new; echo x >> /etc/motd; rm /etc/shells; chmod 600 /etc/hosts.deny');

    const changes = compareListings(before, lab.listing())
      .map((line) => line.replace(/:.*/, ''))
      .sort();
    expect(changes).toEqual([
      'changed /etc',
      'changed /etc/hosts.deny',
      'changed /etc/motd',
      'changed /tmp',
      'created /tmp/new',
      'deleted /etc/shells',
    ]);
  });

  test('verifying without --noscripts runs a script of a package that leaves a trace', () => {
    lab.exec('rpm -V man');

    expect(lab.exec('ls /var/cache/man.verified').status).toBe(0);
  });

  test.each([
    ['down', 1, 'Error: Connection refused (calling connect )\n'],
    ['slow 1', 0, ''],
  ])('xe in mode %s ends with %d', (mode, status, stderr) => {
    lab.setXeMode(mode);

    const result = lab.exec('xe host-list --minimal');

    lab.setXeMode('ok');
    expect({ status: result.status, stderr: result.stderr }).toEqual({ status, stderr });
  });

  test('a locked rpm database holds root but not others', () => {
    lab.setRpmMode('locked');

    const asNobody = lab.exec("su -s /bin/sh nobody -c 'rpm -q bash'");
    const held = lab.exec('rpm -q bash & pid=$!; sleep 1; kill -0 $pid && kill $pid && echo held');

    lab.setRpmMode('ok');
    expect(asNobody.stdout.toString()).toBe('bash-3.2-33.el5_11.4\n');
    expect(held.stdout.toString()).toBe('held\n');
    expect(lab.calls().filter((call) => call === 'rpm -q bash').length).toBe(2);
  });
});

describeWithLab.each(['dash', 'busybox'] as const)('a host whose sh is %s', (shell) => {
  test('runs it, and verifies clean', async () => {
    const lab = await buildLab({ shell, awk: shell === 'dash' ? 'mawk' : 'busybox' });

    const name = lab.exec(
      'readlink /proc/$$/exe; awk --version 2>&1 </dev/null | head -1; awk -W version 2>&1 </dev/null | head -1',
    );
    const verify = lab.exec('rpm -Va --nodeps --noscripts');

    await lab.remove();
    expect(name.stdout.toString()).toMatch(shell === 'dash' ? /mawk/ : /BusyBox|awk/);
    expect(lines(verify.stdout).sort()).toEqual([...STOCK_CHANGES['6.5']].sort());
  });
});
