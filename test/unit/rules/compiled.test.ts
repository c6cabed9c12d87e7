import { describe, expect, test } from 'vitest';
import { compileMatch } from '../../../src/rules/matchers/index.ts';
import { factsOf, find } from '../../support/find.ts';

const HOST = `files:
  /opt/acme: { type: directory }
  /opt/acme/bin: { type: directory }
  /opt/acme/bin/acmed: { elf: { bits: 32, needed: [libssl.so.6, libacme.so.1, libc.so.6] } }
  /opt/acme/lib/libacme.so.1: { elf: { bits: 32, type: library, soname: libacme.so.1 } }
  /usr/local/bin/report: { elf: { needed: [libcurl.so.3, libacme.so.1], runPath: /opt/acme/lib } }
  /usr/local/bin/arm: { elf: { machine: arm, bits: 32, interpreter: null } }
  /usr/local/bin/script: "#!/bin/sh\\n"
  /lib/modules/x/a.ko: { elf: { type: module, vermagic: '2.6.32.43 SMP' } }
  /usr/sbin/stock: { elf: { bits: 32 }, provenance: stock, state: unchanged }
packages:
  - { name: tools, version: '1', release: '1', elf: { bits: [32, 64], needed: [libdb-4.3.so], provided: [libtools.so.2] } }
  - { name: plain, version: '1', release: '1' }
`;

describe('elf', () => {
  test.each([
    ['elf: { bits: 32 }', ['file:/opt/acme', 'file:/usr/local/bin/arm', 'package:tools-1-1.x86_64']],
    [
      'elf: { bits: 32, of: any }',
      ['file:/opt/acme', 'file:/usr/local/bin/arm', 'file:/usr/sbin/stock', 'package:tools-1-1.x86_64'],
    ],
    ['elf: { bits: 32, in: files, machine: x86 }', ['file:/opt/acme']],
    ['elf: { bits: 32, interpreter: "**" }', ['file:/opt/acme']],
    ['elf: { in: packages }', ['package:tools-1-1.x86_64']],
    ['elf: { path: "/usr/**" }', ['file:/usr/local/bin/arm', 'file:/usr/local/bin/report']],
    ['elf: { needed: "lib{curl,ssl}.so.3" }', ['file:/usr/local/bin/report']],
    [
      'elf: { needed: [libcurl.so.*, libdb-4.3.so] }',
      ['file:/usr/local/bin/report', 'package:tools-1-1.x86_64'],
    ],
    ['elf: { soname: [libacme.so.*, libtools.so.2] }', ['file:/opt/acme', 'package:tools-1-1.x86_64']],
    ['elf: { type: [library, module] }', ['file:/lib/modules/x/a.ko', 'file:/opt/acme']],
    ['elf: { vermagic: "^2\\\\.6\\\\.32" }', ['file:/lib/modules/x/a.ko']],
    ['elf: { type: core }', []],
  ])('%s finds %j', (match, found) => {
    expect(find(match, HOST)).toEqual(found);
  });

  test('makes one finding of a tree, with a line for each file and what was found in all', () => {
    const { matches } = compileMatch({ elf: { bits: 32, machine: 'x86', in: 'files' } })(factsOf(HOST));

    expect(matches.map(({ evidence }) => evidence)).toEqual([
      [
        {
          origin: '/opt/acme/bin/acmed',
          excerpt: '32-bit program for x86, needs libssl.so.6, libacme.so.1, libc.so.6',
        },
        { origin: '/opt/acme/lib/libacme.so.1', excerpt: '32-bit library for x86' },
      ],
    ]);
    expect(matches[0]?.values).toMatchObject({
      path: '/opt/acme',
      what: '2 files below /opt/acme',
      first: '/opt/acme/bin/acmed',
      needed: 'libssl.so.6, libc.so.6',
    });
  });

  test('tells of what a file needs only what was asked for', () => {
    const { matches } = compileMatch({ elf: { needed: 'libssl.so.*' } })(factsOf(HOST));

    expect(matches.map(({ values }) => [values['what'], values['needed']])).toEqual([
      ['/opt/acme/bin/acmed', 'libssl.so.6'],
    ]);
  });

  test.each([
    ['gaps: [{ collector: files, origin: ELF headers, reason: too-large }]', 'elf: { in: files }', ['?']],
    ['gaps: [{ collector: files, origin: ELF headers, reason: too-large }]', 'elf: { in: packages }', []],
    ['gaps: [{ collector: files, origin: ELF headers, reason: too-large }]', 'file: { path: "/**" }', []],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'elf: { in: files }', []],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'elf: { type: module }', []],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'elf: { bits: 32 }', ['?']],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'package: { name: x }', []],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'cross: { relation: script-file-gone }', []],
    ['gaps: [{ collector: packages, origin: ELF headers }]', 'cross: { relation: library-gone }', ['?']],
    ['gaps: [{ collector: files, origin: ELF headers, reason: unparsable }]', 'script: { command: x }', []],
    ['gaps: [{ collector: files, origin: /opt, reason: denied }]', 'elf: { in: files }', ['?']],
    ['unavailable: [packages]', 'elf: { in: files }', []],
    ['unavailable: [packages]', 'elf: { bits: 32 }', ['?']],
  ])('with %s, %s finds %j', (example, match, found) => {
    expect(find(match, example)).toEqual(found);
  });
});

describe('cross: library-gone', () => {
  const lib = (folder: string) => `${folder}/liba.so.1: { elf: { type: library, soname: liba.so.1 } }`;
  const at = (runPath: string, folder: string, more = '') =>
    `files:\n  /usr/local/bin/x: { elf: { needed: [liba.so.1], runPath: "${runPath}" } }\n  ${lib(folder)}\n${more}`;
  const found = ['file:/usr/local/bin/x#liba.so.1'];

  test.each([
    ['in a folder of the system', at('', '/usr/lib64'), found],
    ['in a folder that the program names', at('/a:/srv/lib', '/srv/lib'), found],
    ['beside the program', at('$ORIGIN/../lib/', '/usr/local/lib'), found],
    ['beside the program, in the other spelling', at('${ORIGIN}', '/usr/local/bin'), found],
    [
      'in a folder that the host adds',
      at('', '/srv/lib', '  /etc/ld.so.conf: "include x\\n/srv/lib\\n"\n'),
      found,
    ],
    [
      'in a folder that the loader does not read',
      at('', '/srv/lib', '  /etc/ld.so.conf.d/x: "/srv/lib\\n"\n'),
      [],
    ],
    ['where nobody looks for it', at('/a', '/srv/lib'), []],
    ['in the folder of a name that only begins alike', at('/srv', '/srv/lib'), []],
  ])('of a library %s', (_, host, expected) => {
    expect(find('cross: { relation: library-gone }', host)).toEqual(expected);
  });

  test.each([
    ['', ['file:/usr/local/bin/report#libacme.so.1']],
    [', fate: kept', []],
  ])('of a library with "%s" finds %j', (fate, found) => {
    const host = HOST.replace('soname: libacme.so.1 } }', `soname: libacme.so.1 }${fate} }`);

    expect(find('cross: { relation: library-gone }', host)).toEqual(found);
  });
});
