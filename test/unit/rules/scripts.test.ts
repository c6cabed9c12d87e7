import { describe, expect, test } from 'vitest';
import { analyseCommand, analyseScript } from '../../../src/rules/scripts/analyse.ts';

const shell = (body: string) => analyseScript('/root/x', `#!/bin/sh\n${body}`);
const commands = (body: string) => shell(body).commands.map(({ name, line }) => `${name}@${line}`);

describe('commands of a shell script', () => {
  test.each([
    [
      'a pipe and lists',
      'ifconfig eth0 | grep inet && route -n || arp; netstat &',
      ['ifconfig@2', 'grep@2', 'route@2', 'arp@2', 'netstat@2'],
    ],
    [
      'conditions and loops',
      'if service x status; then\n  while brctl show; do :; done\nfi',
      ['service@2', 'brctl@3', ':@3'],
    ],
    [
      'substitutions, also inside strings',
      'x=$(hostname -s); echo "at `date`"',
      ['hostname@2', 'date@2', 'echo@2'],
    ],
    ['a here-document that is expanded', 'cat <<EOF\n$(uptime)\nifconfig\nEOF', ['cat@2', 'uptime@3']],
    ['a here-document that is not', "cat <<'EOF'\n$(uptime)\nEOF", ['cat@2']],
    ['strings and comments are no use', 'echo \'ifconfig\' "route" # netstat', ['echo@2']],
    ['wrappers', 'sudo -u root nice -n 5 env A=b ifconfig', ['sudo@2', 'nice@2', 'env@2', 'ifconfig@2']],
    [
      'a lock and a time limit',
      'flock -w 5 /var/lock/x timeout 10 rsync a b',
      ['flock@2', 'timeout@2', 'rsync@2'],
    ],
    [
      'xargs and find',
      'find / -name x -exec chcon {} \\; | xargs -n1 rpm -q',
      ['find@2', 'chcon@2', 'xargs@2', 'rpm@2'],
    ],
    [
      'text that a shell runs',
      "sh -c 'ifconfig | wc'; eval \"route $x\"; trap 'rm -f /x' EXIT",
      ['sh@2', 'ifconfig@2', 'wc@2', 'eval@2', 'route@2', 'trap@2', 'rm@2'],
    ],
    [
      'a variable that is always the same',
      'XE=/opt/xensource/bin/xe\n$XE vm-list; "$XE" host-list',
      ['xe@3', 'xe@3'],
    ],
    ['a variable that changes', 'C=a\nC=b\n$C x', []],
    ['functions of its own', 'log() { logger x; }\nlog y', ['logger@2']],
    ['the branches of a case', 'case $1 in\nstart) daemon /usr/sbin/d ;;\nesac', ['daemon@3', 'd@3']],
    ['a subshell and a group', '(cd /; tar c .) ; { sync; }', ['cd@2', 'tar@2', 'sync@2']],
  ] as const)('are found in %s', (_, body, expected) => {
    expect(commands(body).sort()).toEqual([...expected].sort());
  });

  test('carry their path and arguments', () => {
    expect(shell('/sbin/scsi_id -g -s "/block/$1"').commands).toEqual([
      { name: 'scsi_id', path: '/sbin/scsi_id', args: ['-g', '-s', '/block/$1'], line: 2 },
    ]);
  });

  test('are still found around a place that is no shell', () => {
    const script = shell('ifconfig eth0\nif [ x ; then then\nroute -n\n');

    expect(script.commands.map(({ name }) => name)).toEqual(expect.arrayContaining(['ifconfig', 'route']));
    expect(script.errors.length).toBeGreaterThan(0);
    expect(script.onlyXapi).toBe(false);
  });

  test('of a cron job are read like a script', () => {
    expect(analyseCommand('cd /root && ./x.sh >/var/log/x 2>&1; /usr/bin/php y', 7).commands).toMatchObject([
      { name: 'cd', line: 7 },
      { name: 'x.sh', path: './x.sh', line: 7 },
      { name: 'php', path: '/usr/bin/php', line: 7 },
    ]);
  });
});

test('paths and services that a script names are found', () => {
  const script = shell(
    '. /etc/rc.d/init.d/functions\nLOG=/var/log/x.log\nservice snmpd restart\nchkconfig --level 35 ntpd on\n/etc/init.d/xapi stop\ncp "/root/a/$1" /opt/b\n',
  );

  expect(script.paths.map(({ path }) => path)).toEqual([
    '/etc/rc.d/init.d/functions',
    '/var/log/x.log',
    '/etc/init.d/xapi',
    '/root/a/',
    '/opt/b',
  ]);
  expect(script.services.map(({ name, action }) => `${name} ${action}`)).toEqual([
    'snmpd restart',
    'ntpd on',
    'xapi stop',
  ]);
  expect(script.init.functions).toBe(true);
});

test('the header of an init script is read', () => {
  const { init } = analyseScript(
    '/etc/init.d/x',
    '#!/bin/bash\n#\n# chkconfig: 2345 90 10\n# description: x\n### BEGIN INIT INFO\n. /etc/init.d/functions\n',
  );

  expect(init).toEqual({ chkconfig: { runlevels: '2345', start: 90, stop: 10 }, lsb: true, functions: true });
});

describe('the language', () => {
  test.each([
    ['/x', '#!/usr/bin/env python\n', 'python', 'python'],
    ['/x', '#!/usr/bin/python2.4 -u\n', 'python', '/usr/bin/python2.4'],
    ['/x', '#! /bin/bash -e\n', 'sh', '/bin/bash'],
    ['/x', '#!/usr/bin/perl -w\n', 'perl', '/usr/bin/perl'],
    ['/x', '#!/usr/bin/expect\n', 'other', '/usr/bin/expect'],
    ['/x.py', 'import os\n', 'python', null],
    ['/etc/rc.d/rc.local', 'touch x\n', 'sh', null],
    ['/etc/hosts', '127.0.0.1\n', null, null],
    ['/x', '#!\n', null, null],
  ])('of %s %j is %s', (path, text, language, interpreter) => {
    expect(analyseScript(path, text)).toMatchObject({ language, interpreter });
  });
});

describe('a Python script', () => {
  const python = (body: string) => analyseScript('/x.py', body);

  test('names its modules, not those in strings and comments', () => {
    const text =
      '"""import no1"""\nimport os, XenAPI as x, a.b\nfrom xml.dom import minidom\n# import no2\ns = "import no3"\ntry: import json\nexcept ImportError: import simplejson as json\nfrom . import z\nif x: from (y) import k\n';

    expect(python(text).modules.map(({ name, line }) => `${name}@${line}`)).toEqual([
      'os@2',
      'XenAPI@2',
      'a.b@2',
      'xml.dom@3',
      'json@6',
      'simplejson@7',
    ]);
  });

  test('names the commands that it hands to a shell', () => {
    const text =
      'os.system("/sbin/service snmpd restart")\nsubprocess.Popen(["ifconfig", dev])\ncommands.getoutput(cmd)\nprint("os.system(\'route\')")\n';
    const script = python(text);

    expect(script.commands.map(({ name, line }) => `${name}@${line}`)).toEqual(['service@1', 'ifconfig@2']);
    expect(script.services).toEqual([{ name: 'snmpd', action: 'restart', line: 1 }]);
  });

  test.each([
    ['raise "x"', ['string-exception']],
    ['raise ValueError("x")', []],
    ['print x', ['print-statement']],
    ['print("x")', []],
    ['print "a"; print', ['print-statement']],
    ['try: pass\nexcept A, e: pass', ['except-comma']],
    ['try: pass\nexcept (A, B): pass', []],
    ['x = `y`', ['backticks', 'backticks']],
    ['if a <> b: pass', ['diamond-operator']],
    ['with = 1', ['with-as-name']],
    ['d.has_key(1)', ['has-key']],
    ["exec 'x'", ['exec-statement']],
    ['s = """\nraise "x"\n"""', []],
  ])('%j has the hints %j', (text, hints) => {
    expect(python(text).hints.map(({ hint }) => hint)).toEqual(hints);
  });
});

test('a Perl script names its modules outside its documentation, and its commands', () => {
  const text =
    '#!/usr/bin/perl\nuse strict;\nuse Net::SNMP;\n  require LWP::UserAgent;\n=pod\nuse No::One;\n=cut\n# use No::Two;\nmy $x = `ifconfig eth0`;\nsystem("service x start");\n__END__\nuse No::Three;\n';
  const script = analyseScript('/x', text);

  expect(script.modules).toEqual([
    { name: 'Net::SNMP', line: 3 },
    { name: 'LWP::UserAgent', line: 4 },
  ]);
  expect(script.commands.map(({ name }) => name)).toEqual(['ifconfig', 'service']);
});

describe('only xapi', () => {
  test.each([
    [
      'xe vm-list --minimal | tr , "\\n" | while read u; do xe vm-export uuid=$u filename=/mnt/$u; done',
      true,
    ],
    ['/opt/xensource/bin/xe host-list | mail -s x root', false],
    ['xe vm-list; service xapi restart', false],
    ['ls /', false],
    ['$1 x; xe vm-list', false],
    ['/root/bin/xe vm-list', false],
  ])('%j: %s', (body, expected) => {
    expect(shell(body).onlyXapi).toBe(expected);
  });

  test.each([
    ['import XenAPI, sys\nprint XenAPI\n', true],
    ['import XenAPI, rrdtool\n', false],
    ['import sys\n', false],
  ])('Python %j: %s', (text, expected) => {
    expect(analyseScript('/x.py', text).onlyXapi).toBe(expected);
  });
});

test('a script that is too long is read as far as the limit and says so', () => {
  const script = shell('ifconfig\n'.repeat(80_000) + 'route\n');

  expect(script.cut).toBe(true);
  expect(script.commands.some(({ name }) => name === 'ifconfig')).toBe(true);
});
