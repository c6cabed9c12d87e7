import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoot } from '../../../src/collectors/boot/parse.ts';
import type { BootArgItem, SettingItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows, expectSound, hostileText } from '../../support/hostile.ts';
import { ran, section, shown } from '../../support/sections.ts';

const EXTLINUX = `# location mbr
serial 0 115200
default xe
prompt 1
timeout 50

label xe
  # XenServer
  kernel mboot.c32
  append /boot/xen.gz mem=1024G dom0_mem=752M,max:752M console= vga=mode-0x0311 --- /boot/vmlinuz-2.6-xen root=LABEL=root-abcdefgh ro xencons=hvc console=hvc0 console=tty0 quiet --- /boot/initrd-2.6-xen.img

label safe
  # XenServer in Safe Mode
  kernel mboot.c32
  append /boot/xen.gz nosmp --- /boot/vmlinuz-2.6-xen nousb root=LABEL=root-abcdefgh --- /boot/initrd-2.6-xen.img
`;
const MENU_LST = `# location partition
serial --unit=1 --speed=57600
default 1
timeout 5

title XenServer in Safe Mode
   kernel /boot/xen.gz nosmp
   module /boot/vmlinuz-2.6-xen nousb
   module /boot/initrd-2.6-xen.img

title XenServer
   kernel /boot/xen.gz dom0_mem=752M
   module /boot/vmlinuz-2.6-xen root=LABEL=root-abcdefgh ro
   module /boot/initrd-2.6-xen.img
`;
const GRUB2 = `serial --unit=0 --speed=115200
terminal_input serial console
set default=0
set timeout=5
menuentry 'XenServer' {
	search --label --set root root-abcdefgh
	multiboot2 /boot/xen.gz dom0_mem=752M,max:752M watchdog
	module2 /boot/vmlinuz-3.10-xen root=LABEL=root-abcdefgh ro nolvm
	module2 /boot/initrd-3.10-xen.img
}
menuentry 'XenServer (Serial)' {
	multiboot2 /boot/xen.gz com1=115200,8n1
	module2 /boot/vmlinuz-3.10-xen ro
	module2 /boot/initrd-3.10-xen.img
}
`;
const CONF = '/boot/extlinux.conf';
const LST = '/boot/grub/menu.lst';
const CFG = '/boot/grub/grub.cfg';

function parse(...blocks: readonly Buffer[]) {
  const collected = parseBoot({ loader: section(blocks) });
  const settings = collected.items.filter((item): item is SettingItem => item.kind === 'setting');
  const args = collected.items.filter((item): item is BootArgItem => item.kind === 'boot-arg');
  return {
    ...collected,
    args: args.map(({ id, value }) => (value === null ? id : `${id}=${value}`)),
    setting: (key: string) => settings.find((item) => item.key === key)?.value,
    settings,
  };
}

describe('a stock menu of extlinux', () => {
  test('gives the arguments of the default entry, each with an id of its own', () => {
    const { args, gaps } = parse(shown(CONF, EXTLINUX));

    expect(args).toEqual([
      'boot-arg:xen:mem=1024G',
      'boot-arg:xen:dom0_mem=752M,max:752M',
      'boot-arg:xen:console=',
      'boot-arg:xen:vga=mode-0x0311',
      'boot-arg:kernel:root=LABEL=root-abcdefgh',
      'boot-arg:kernel:ro',
      'boot-arg:kernel:xencons=hvc',
      'boot-arg:kernel:console=hvc0',
      'boot-arg:kernel:console#2=tty0',
      'boot-arg:kernel:quiet',
    ]);
    expect(gaps).toEqual([]);
  });

  test('shows them on the line where they stand', () => {
    const { items } = parse(shown(CONF, EXTLINUX));

    expect(items.find(({ id }) => id === 'boot-arg:kernel:ro')).toMatchObject({
      entry: 'xe',
      file: CONF,
      evidence: [{ origin: CONF, line: 10, excerpt: 'ro' }],
    });
  });

  test.each([
    ['loader', 'extlinux'],
    ['default', 'xe'],
    ['default-entry', 'found'],
    ['timeout', '50'],
    ['serial', '0 115200'],
    ['location', 'mbr'],
    ['installer-reads-menu', 'yes'],
    ['password', undefined],
    [
      'entry.safe',
      '/boot/xen.gz nosmp --- /boot/vmlinuz-2.6-xen nousb root=LABEL=root-abcdefgh --- /boot/initrd-2.6-xen.img',
    ],
    ['running-command-line', 'root=LABEL=root-abcdefgh ro'],
  ])('its setting %s is %j', (key, value) => {
    const { setting } = parse(shown(CONF, EXTLINUX), ran('cmdline', 'root=LABEL=root-abcdefgh ro\n'));

    expect(setting(key)).toBe(value);
  });
});

describe('what the reader of the installer fails on', () => {
  test.each([
    ['serial 0', 'serial-without-speed'],
    ['serial 0 115200\nserial 0', 'yes'],
    ['serial', 'yes'],
    ['serial 0x3f8 115200', 'serial-not-a-number'],
    ['serial 0 115200n8', 'serial-not-a-number'],
    ['serial 0 115200 0x3', 'yes'],
    ['serial 0 115200\t0x3', 'serial-not-a-number'],
    ['timeout never', 'timeout-not-a-number'],
    ['timeout -1', 'yes'],
    ['timeout 5 0', 'yes'],
    ['TIMEOUT x', 'timeout-not-a-number'],
  ])('extlinux: %j: %s', (line, expected) => {
    expect(
      parse(shown(CONF, `${line}\n${EXTLINUX.replace(/^serial.*\n/m, '')}`)).setting('installer-reads-menu'),
    ).toBe(expected);
  });

  test('extlinux: an append of Xen without arguments', () => {
    const text = `${EXTLINUX}\nlabel x\n  kernel mboot.c32\n  append /boot/xen.gz\n`;

    expect(parse(shown(CONF, text)).setting('installer-reads-menu')).toBe('line-without-arguments');
  });

  test.each([
    ['default saved', 'default-not-a-number'],
    ['default 1', 'yes'],
    ['timeout x', 'timeout-not-a-number'],
    ['serial --unit=x --speed=9600', 'serial-not-a-number'],
    ['serial --unit=0 --speed=9=600', 'serial-not-a-number'],
    ['serial --unit=0 --word=eight', 'yes'],
  ])('GRUB: %j: %s', (line, expected) => {
    const key = line.split(' ')[0] ?? '';
    const text = MENU_LST.replace(new RegExp(`^${key} .*$`, 'm'), line);

    expect(parse(shown(LST, text)).setting('installer-reads-menu')).toBe(expected);
  });

  test('GRUB: a dom0 kernel without arguments', () => {
    const text = MENU_LST.replace('vmlinuz-2.6-xen nousb', 'vmlinuz-2.6-xen');

    expect(parse(shown(LST, text)).setting('installer-reads-menu')).toBe('line-without-arguments');
  });

  test.each([
    ['set default=7', 'default-out-of-range'],
    ["set default='xe'", 'yes'],
    ['set timeout=x', 'timeout-not-a-number'],
    ['  set timeout=x', 'yes'],
  ])('GRUB 2: %j: %s', (line, expected) => {
    const key = /(default|timeout)/.exec(line)?.[0] ?? '';
    const text = GRUB2.replace(new RegExp(`^set ${key}=.*$`, 'm'), line);

    expect(parse(shown(CFG, text)).setting('installer-reads-menu')).toBe(expected);
  });

  test('a host without a menu', () => {
    const { setting, gaps } = parse();

    expect(setting('loader')).toBe('none');
    expect(setting('installer-reads-menu')).toBe('no-menu');
    expect(gaps).toMatchObject([{ reason: 'not-collected' }]);
  });

  test('what was cut off proves no missing menu', () => {
    expect(parseBoot({ loader: section([], { complete: false }) })).toMatchObject({ items: [], gaps: [] });
  });
});

describe('the default entry', () => {
  test.each([
    ['default safe', 'found', 'nosmp', 0],
    ['default other', 'missing', 'mem=1024G', 1],
    ['prompt 1', 'missing', 'mem=1024G', 1],
  ])('extlinux with %j is %s', (line, found, first, gapCount) => {
    const { setting, args, gaps } = parse(shown(CONF, EXTLINUX.replace('default xe', line)));

    expect(setting('default-entry')).toBe(found);
    expect(args[0]).toBe(`boot-arg:xen:${first}`);
    expect(gaps).toHaveLength(gapCount);
  });

  test('one that starts no Xen is started, but the installer cannot read it', () => {
    const text = 'default rescue\nlabel rescue\nkernel /boot/vmlinuz\nappend root=/dev/sda1 single\n';

    const { setting, args } = parse(shown(CONF, text));

    expect(setting('default-entry')).toBe('unreadable');
    expect(args).toEqual(['boot-arg:kernel:root=/dev/sda1', 'boot-arg:kernel:single']);
  });

  test('of two labels of one name the last counts', () => {
    const again =
      '\nlabel xe\n  kernel mboot.c32\n  append /boot/xen.gz late=1 --- /boot/vmlinuz ro --- /boot/initrd\n';

    expect(parse(shown(CONF, EXTLINUX + again)).args[0]).toBe('boot-arg:xen:late=1');
  });

  test('a trusted boot has one part more', () => {
    const text =
      'default x\nlabel x\nkernel mboot.c32\nappend /boot/tboot.gz logging=vga --- /boot/xen.gz dom0_mem=1G --- /boot/vmlinuz ro --- /boot/initrd\n';

    const { setting, args } = parse(shown(CONF, text));

    expect(setting('default-entry')).toBe('found');
    expect(args).toEqual(['boot-arg:xen:dom0_mem=1G', 'boot-arg:kernel:ro']);
  });

  test('GRUB counts titles', () => {
    const { setting, args } = parse(shown(LST, MENU_LST));

    expect(setting('loader')).toBe('grub');
    expect(setting('default-entry')).toBe('found');
    expect(setting('location')).toBe('partition');
    expect(args).toEqual([
      'boot-arg:xen:dom0_mem=752M',
      'boot-arg:kernel:root=LABEL=root-abcdefgh',
      'boot-arg:kernel:ro',
    ]);
  });

  test('GRUB starts an entry that the installer miscounts', () => {
    const text = `default 1\ntitle chain\n  chainloader +1\n${MENU_LST.slice(MENU_LST.indexOf('title'))}`;

    const { setting, args } = parse(shown(LST, text));

    expect(setting('default-entry')).toBe('unreadable');
    expect(args[0]).toBe('boot-arg:xen:nosmp');
  });

  test('GRUB reads a kernel without Xen', () => {
    const { args } = parse(shown(LST, 'title x\nkernel /vmlinuz root=/dev/sda1 quiet\ninitrd /initrd\n'));

    expect(args).toEqual(['boot-arg:kernel:root=/dev/sda1', 'boot-arg:kernel:quiet']);
  });

  test('GRUB 2 takes numbers and labels', () => {
    expect(parse(shown(CFG, GRUB2)).args).toEqual([
      'boot-arg:xen:dom0_mem=752M,max:752M',
      'boot-arg:xen:watchdog',
      'boot-arg:kernel:root=LABEL=root-abcdefgh',
      'boot-arg:kernel:ro',
      'boot-arg:kernel:nolvm',
    ]);
    expect(parse(shown(CFG, GRUB2.replace('default=0', "default='xe-serial'"))).args[0]).toBe(
      'boot-arg:xen:com1=115200,8n1',
    );
  });
});

test('of several menus the first in the order of the installer counts', () => {
  expect(parse(shown(LST, MENU_LST), shown(CONF, EXTLINUX)).setting('loader')).toBe('extlinux');
  expect(parse(shown(CONF, EXTLINUX), shown(CFG, GRUB2)).setting('loader')).toBe('grub2');
});

test.each([
  ['password --md5 $1$abc$def', LST, MENU_LST],
  ['menu master passwd hunter2', CONF, EXTLINUX],
  ['password_pbkdf2 root grub.pbkdf2.sha512.hunter2', CFG, GRUB2],
  ['  PASSWORD hunter2\r', LST, MENU_LST],
])('the password of %j is withheld and known to be set', (line, path, text) => {
  const collected = parse(shown(path, `${line}\n${text}`));

  expect(collected.setting('password')).toBe('set');
  expect(collected.contents?.[0]?.withheldLines).toBe(1);
  expect(JSON.stringify([collected.items, collected.contents])).not.toMatch(/hunter2|abc\$def/);
});

test('quotes hold the blanks of an argument together', () => {
  const text =
    'default x\nlabel x\nkernel mboot.c32\nappend /boot/xen.gz a="b c" d --- /vmlinuz e --- /initrd\n';

  expect(parse(shown(CONF, text)).args).toEqual([
    'boot-arg:xen:a="b c"',
    'boot-arg:xen:d',
    'boot-arg:kernel:e',
  ]);
});

describe('a hostile host', () => {
  test('never makes the parser throw', () => {
    expectNeverThrows(parseBoot, ['loader'], [CONF, LST, CFG, 'cmdline']);
  });

  const words = [
    'label ',
    'xe',
    '\n',
    'kernel mboot.c32\n',
    'append /boot/xen.gz ',
    ' --- ',
    'default ',
    'title ',
    'module ',
    "menuentry 'x' {\n",
    '}\n',
    'set default=',
    'serial ',
    'multiboot2 ',
  ];
  test.each([CONF, LST, CFG])('%s of any shape gives sound items and keeps its text', (path) => {
    fc.assert(
      fc.property(hostileText(words), (text) => {
        const collected = parse(shown(path, text));

        expectSound(collected);
        expect(collected.contents?.[0]?.text.split('\n')).toHaveLength(
          Buffer.from(text).toString('utf8').split('\n').length,
        );
      }),
    );
  });

  test('a line of a hundred thousand quotes is read in a moment', () => {
    const text = `menuentry '${'"'.repeat(100_000)} {\n`;

    expect(parse(shown(CFG, text)).setting('loader')).toBe('grub2');
    expect(
      parse(shown(CONF, `default x\nlabel x\nkernel mboot.c32\nappend /xen.gz ${'a" '.repeat(50_001)}\n`))
        .args.length,
    ).toBeGreaterThan(1);
  });
});
