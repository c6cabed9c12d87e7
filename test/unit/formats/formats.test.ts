import { describe, expect, test } from 'vitest';
import { formatNamed } from '../../../src/formats/index.ts';

/** `section/key = value @line` of each entry: short enough for a table. */
function say(format: string, text: string): string[] {
  return formatNamed(format)
    .parse(text)
    .entries.map(({ section, key, value, line }) => `${[...section, key].join('/')} = ${value} @${line}`);
}

describe.each([
  [
    'multipath',
    'nested sections, quoted values and comments with # and !',
    '# x\ndefaults {\n\tuser_friendly_names no # inline\n}\ndevices {\n  device {\n    vendor "HP"\n    product "OPEN-.*"\n    ! old\n    getuid_callout "/sbin/scsi_id -g -u -s /block/%n"\n  }\n}\n',
    [
      'defaults/user_friendly_names = no @3',
      'devices/device/vendor = HP @7',
      'devices/device/product = OPEN-.* @8',
      'devices/device/getuid_callout = /sbin/scsi_id -g -u -s /block/%n @10',
    ],
  ],
  [
    'multipath',
    'a stanza on one line and a brace on the next line',
    'blacklist { devnode "^sd[a-z]" }\nmultipaths\n{\n multipath { wwid 36001 alias x }\n}\n',
    ['blacklist/devnode = ^sd[a-z] @1', 'multipaths/multipath/wwid = 36001 alias x @4'],
  ],
  [
    'sshd',
    'keywords in any case, = and Match blocks',
    'Port 22\nPermitRootLogin=no\nmatch user git,backup\n  forcecommand "/usr/bin/git shell"\nMatch Address 10.*\n X11Forwarding yes\n',
    [
      'Port = 22 @1',
      'PermitRootLogin = no @2',
      'Match user git,backup/forcecommand = /usr/bin/git shell @4',
      'Match Address 10.*/X11Forwarding = yes @6',
    ],
  ],
  [
    'modprobe',
    'commands with their module, joined lines',
    'options bonding mode=1 \\\n  miimon=100\nalias eth0 e1000\ninstall usb-storage /bin/true\nblacklist floppy\n',
    [
      'options/bonding = mode=1    miimon=100 @1',
      'alias/eth0 = e1000 @3',
      'install/usb-storage = /bin/true @4',
      'blacklist/floppy =  @5',
    ],
  ],
  [
    'sysctl',
    'dots, slashes and both comments',
    '; a\n# b\nnet.ipv4.ip_forward = 1\nnet/ipv4/conf/eth0.5/rp_filter=0\n-vm.swappiness=10\n',
    ['net.ipv4.ip_forward = 1 @3', 'net.ipv4.conf.eth0.5.rp_filter = 0 @4', 'vm.swappiness = 10 @5'],
  ],
  [
    'sysconfig',
    'quotes, export, comments behind a value',
    'ZONE="Europe/Berlin"\nexport A=\'b c\' # d\nEMPTY=\nMIX=a"b c"d\nURL=http://x/#frag\n',
    ['ZONE = Europe/Berlin @1', 'A = b c @2', 'EMPTY =  @3', 'MIX = ab cd @4', 'URL = http://x/#frag @5'],
  ],
  [
    'yum',
    'sections and values that go on in the next line',
    '[main]\nkeepcache=0\n[epel]\nbaseurl=http://a/\n  http://b/\nenabled = 1\n',
    ['main/keepcache = 0 @2', 'epel/baseurl = http://a/ http://b/ @4', 'epel/enabled = 1 @6'],
  ],
  [
    'crontab',
    'variables, users, @words',
    'MAILTO="ops"\n*/5 * * * * root /usr/local/bin/x --a=1 # y\n@reboot nobody /bin/z\n',
    [
      'environment/MAILTO = ops @1',
      'job/root/*/5 * * * * = /usr/local/bin/x --a=1 # y @2',
      'job/nobody/@reboot = /bin/z @3',
    ],
  ],
  [
    'user-crontab',
    'no user column',
    '0 3 * * 0 /root/backup.sh a b\n',
    ['job/0 3 * * 0 = /root/backup.sh a b @1'],
  ],
  [
    'fstab',
    'columns by name, named by the mount point',
    'LABEL=root-x  /  ext3 defaults 1 1\n10.0.0.1:/iso /mnt/iso nfs ro,_netdev\n',
    [
      '//source = LABEL=root-x @1',
      '//target = / @1',
      '//type = ext3 @1',
      '//options = defaults @1',
      '//dump = 1 @1',
      '//pass = 1 @1',
      '/mnt/iso/source = 10.0.0.1:/iso @2',
      '/mnt/iso/target = /mnt/iso @2',
      '/mnt/iso/type = nfs @2',
      '/mnt/iso/options = ro,_netdev @2',
    ],
  ],
  [
    'inittab',
    'four columns, the last one with colons in it',
    'id:3:initdefault:\nS0:2345:respawn:/sbin/agetty ttyS0 9600:8\n',
    [
      'id/id = id @1',
      'id/runlevels = 3 @1',
      'id/action = initdefault @1',
      'S0/id = S0 @2',
      'S0/runlevels = 2345 @2',
      'S0/action = respawn @2',
      'S0/process = /sbin/agetty ttyS0 9600:8 @2',
    ],
  ],
  [
    'udev',
    'what is compared and what is assigned, over two lines',
    'KERNEL=="sd*", SYSFS{vendor}=="HP*", \\\n NAME="%k", RUN+="/sbin/x \\"a\\""\n',
    [
      'match/KERNEL = sd* @1',
      'match/SYSFS{vendor} = HP* @1',
      'assign/NAME = %k @1',
      'assign/RUN = /sbin/x \\"a\\" @2',
    ],
  ],
  [
    'syslog',
    'selectors, directives, filters, statements',
    '$ModLoad imudp\n*.info;mail.none  -/var/log/messages\n:msg, contains, "error" @@host:514\nlocal5.* @loghost\nif $programname == \'x\' then /var/log/x\n& ~\n',
    [
      '$ModLoad = imudp @1',
      '*.info;mail.none = -/var/log/messages @2',
      ':msg, contains, "error" = @@host:514 @3',
      'local5.* = @loghost @4',
      "if = $programname == 'x' then /var/log/x @5",
      '& = ~ @6',
    ],
  ],
  [
    'logrotate',
    'global directives, paths over two lines, scripts',
    'weekly\n/var/log/a\n"/var/log/b c" {\n  size=5M\n  postrotate\n    kill -HUP 1\n  endscript\n}\ncompress\n',
    [
      'weekly =  @1',
      '/var/log/a "/var/log/b c"/size = 5M @4',
      '/var/log/a "/var/log/b c"/postrotate = kill -HUP 1 @5',
      'compress =  @9',
    ],
  ],
  [
    'snmpd',
    'keyword and the rest',
    'rocommunity public 10.0.0.0/8 # x\nextend t /bin/t\n',
    ['rocommunity = public 10.0.0.0/8 @1', 'extend = t /bin/t @2'],
  ],
  [
    'ntp',
    'server lines',
    'server 0.centos.pool.ntp.org iburst\nfudge 127.127.1.0 stratum 10\n',
    ['server = 0.centos.pool.ntp.org iburst @1', 'fudge = 127.127.1.0 stratum 10 @2'],
  ],
  [
    'iscsid',
    'dotted keys',
    'node.session.timeo.replacement_timeout = 120\n',
    ['node.session.timeo.replacement_timeout = 120 @1'],
  ],
  [
    'lvm',
    'lists over several lines and brackets inside strings',
    'devices {\n    filter = [ "a|/dev/sd[a-c]|", # all\n       "r/.*/" ]\n    write_cache_state = 1\n}\n',
    ['devices/filter = [ "a|/dev/sd[a-c]|", # all\n       "r/.*/" ] @2', 'devices/write_cache_state = 1 @4'],
  ],
  [
    'xinetd',
    'service blocks',
    'service nrpe\n{\n  port = 5666\n  only_from += 10.0.0.1\n}\n',
    ['service nrpe/port = 5666 @3', 'service nrpe/only_from = 10.0.0.1 @4'],
  ],
  [
    'exports',
    'a client each',
    '/srv/a host1(rw,sync) *.x(ro)\n"/srv/b c" host2\n',
    ['/srv/a/host1 = rw,sync @1', '/srv/a/*.x = ro @1', '/srv/b c/host2 =  @2'],
  ],
  [
    'pam',
    'type, control with brackets, module',
    'auth  [success=1 default=ignore] pam_x.so a=b\n-session optional pam_y.so # c\n',
    ['auth = [success=1 default=ignore] pam_x.so a=b @1', '-session = optional pam_y.so @2'],
  ],
  ['nsswitch', 'databases', 'passwd:     files lsass # x\n', ['passwd = files lsass @1']],
  [
    'extlinux',
    'labels as sections',
    'default xe\nlabel xe\n  kernel mboot.c32\n  append /boot/xen.gz a=b --- /boot/vmlinuz ro\n',
    [
      'default = xe @1',
      'label xe/kernel = mboot.c32 @3',
      'label xe/append = /boot/xen.gz a=b --- /boot/vmlinuz ro @4',
    ],
  ],
  [
    'grub',
    'titles, menu entries and set',
    'set default="0"\nmenuentry \'XenServer\' --class x {\n  multiboot2 /boot/xen.gz a\n}\ntimeout=5\ntitle Old\n  kernel /xen\n',
    ['default = 0 @1', 'XenServer/multiboot2 = /boot/xen.gz a @3', 'timeout = 5 @5', 'Old/kernel = /xen @7'],
  ],
] as const)('the format %s', (format, title, text, entries) => {
  test(`reads ${title}`, () => {
    expect(say(format, text)).toEqual(entries);
    expect(formatNamed(format).parse(text).errors).toEqual([]);
  });
});

describe('what a format does not understand', () => {
  test.each([
    ['multipath', 'defaults {\n x "y\n}\n', [2]],
    ['multipath', 'defaults {\n a b\n', [1]],
    ['multipath', '}\n', [1]],
    ['sshd', 'Port\n<<<<\n', [1, 2]],
    ['modprobe', 'insmod x\n', [1]],
    ['sysctl', 'a\n', [1]],
    ['sysconfig', 'A="b\nif x; then\n', [1, 2]],
    ['crontab', '* * * x\n1 2 3 4 5 root\n', [1, 2]],
    ['fstab', '/dev/sda1 /mnt\n', [1]],
    ['udev', 'KERNEL=="x", garbage\n', [1]],
    ['logrotate', '/a {\n postrotate\n x\n', [2, 4]],
    ['pam', 'auth required\n', [1]],
    ['exports', '/srv\n', [1]],
  ] as const)('is reported with its line: %s %j', (format, text, lines) => {
    expect(
      formatNamed(format)
        .parse(text)
        .errors.map(({ line }) => line),
    ).toEqual(lines);
  });

  test('is an error to ask for by a name that no format has', () => {
    expect(() => formatNamed('toml')).toThrow(RangeError);
  });
});

describe('blocks', () => {
  test('of two device stanzas are told apart', () => {
    const { entries } = formatNamed('multipath').parse(
      'devices {\n device {\n vendor "A"\n product "B"\n }\n device {\n vendor "C"\n }\n}\n',
    );
    const blocks = entries.map(({ block }) => block);

    expect(blocks[0]).toBe(blocks[1]);
    expect(blocks[1]).not.toBe(blocks[2]);
  });
});

test('the place of a value in its piece holds the raw value', () => {
  const { pieces } = formatNamed('multipath').parse('defaults {\n  vendor "A B"\n}\n');
  const piece = pieces.find(({ entry }) => entry?.key === 'vendor');

  expect(piece?.text.slice(...(piece.value ?? []))).toBe('"A B"');
});
