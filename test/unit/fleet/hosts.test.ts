import { describe, expect, test } from 'vitest';
import { readAnsibleIni } from '../../../src/fleet/hosts/ansible-ini.ts';
import { readAnsibleYaml } from '../../../src/fleet/hosts/ansible-yaml.ts';
import { readPlainList } from '../../../src/fleet/hosts/plain-list.ts';
import { expandRanges } from '../../../src/fleet/hosts/ranges.ts';

describe('ranges', () => {
  test.each([
    ['xs1', ['xs1']],
    ['xs[1:3]', ['xs1', 'xs2', 'xs3']],
    [
      'xs[08:11].example.net',
      ['xs08.example.net', 'xs09.example.net', 'xs10.example.net', 'xs11.example.net'],
    ],
    ['rack-[a:c]', ['rack-a', 'rack-b', 'rack-c']],
    ['xs[1:9:4]', ['xs1', 'xs5', 'xs9']],
    ['r[a:b]h[1:2]', ['rah1', 'rah2', 'rbh1', 'rbh2']],
    ['xs[:2]', ['xs0', 'xs1', 'xs2']],
  ])('%s', (pattern, hosts) => {
    expect(expandRanges(pattern)).toEqual(hosts);
  });

  test.each(['xs[3:1]', 'xs[1:x]', 'xs[1:9:0]', 'xs[0:999999]', 'x[1:999]y[1:999]'])(
    '%s is refused',
    (pattern) => {
      expect(() => expandRanges(pattern)).toThrow(RangeError);
    },
  );
});

const INI = `
# every dom0
xs0 ansible_host=10.0.0.1
[pool_a]
xs[1:2].example.net  ansible_user=audit   # the pair
xs3.example.net:2222

[pool_b]
xs9 ansible_port=22022 ansible_ssh_private_key_file="~/keys/pool b"

[pools:children]
pool_a
pool_b

[pools:vars]
ansible_user=root
[pool_b:vars]
ansible_user = operator
`;

describe('an Ansible inventory', () => {
  test('in the INI form: ranges, ports, quotes, and the variables of the nearest group', () => {
    const { hosts, mistakes, notes } = readAnsibleIni(INI, null);
    expect(mistakes).toEqual([]);
    expect(notes).toEqual([
      'ansible_ssh_private_key_file: keys are taken from -i, ssh_config and the agent.',
    ]);
    expect(hosts).toEqual([
      { name: 'xs0', host: '10.0.0.1', user: null, port: null },
      { name: 'xs1.example.net', host: 'xs1.example.net', user: 'audit', port: null },
      { name: 'xs2.example.net', host: 'xs2.example.net', user: 'audit', port: null },
      { name: 'xs3.example.net', host: 'xs3.example.net', user: 'root', port: 2222 },
      { name: 'xs9', host: 'xs9', user: 'operator', port: 22022 },
    ]);
  });

  test.each([
    ['pool_b', ['xs9']],
    ['pools', ['xs1.example.net', 'xs2.example.net', 'xs3.example.net', 'xs9']],
    ['pools:!pool_a', ['xs9']],
    ['xs[12].*,xs0', ['xs0', 'xs1.example.net', 'xs2.example.net']],
    ['!pools', ['xs0']],
    ['nothing', []],
  ])('limited to %s', (limit, names) => {
    expect(readAnsibleIni(INI, limit).hosts.map(({ name }) => name)).toEqual(names);
  });

  test('names every mistake with its line, and reads the rest', () => {
    const { hosts, mistakes } = readAnsibleIni(
      'good\nbad[5:1]\n[all:vars]\nno value here\n[x]\nh stray\n',
      null,
    );
    expect(hosts.map(({ name }) => name)).toEqual(['good']);
    expect(mistakes.map(({ line }) => line)).toEqual([2, 4, 6]);
  });

  test('groups in a circle are no trap', () => {
    const text = '[a:children]\nb\n[b:children]\na\n[b]\nxs1\n[a:vars]\nansible_user=u\n';
    expect(readAnsibleIni(text, 'a').hosts).toEqual([{ name: 'xs1', host: 'xs1', user: 'u', port: null }]);
  });

  test('in the YAML form says the same', () => {
    const text = `
all:
  vars: {ansible_user: root}
  hosts:
    xs0: {ansible_host: 10.0.0.1}
  children:
    pools:
      children:
        pool_a:
          hosts:
            xs[1:2].example.net: {ansible_user: audit}
            xs3.example.net: {ansible_port: 2222, ansible_password: hunter2}
        pool_b:
          hosts:
            xs9:
`;
    const { hosts, mistakes, notes } = readAnsibleYaml(text, null);
    expect(mistakes).toEqual([]);
    expect(notes).toEqual([
      'ansible_password: a password in an inventory is not used; give --password-file.',
    ]);
    expect(JSON.stringify(notes)).not.toContain('hunter2');
    expect(hosts).toEqual([
      { name: 'xs0', host: '10.0.0.1', user: 'root', port: null },
      { name: 'xs1.example.net', host: 'xs1.example.net', user: 'audit', port: null },
      { name: 'xs2.example.net', host: 'xs2.example.net', user: 'audit', port: null },
      { name: 'xs3.example.net', host: 'xs3.example.net', user: 'root', port: 2222 },
      { name: 'xs9', host: 'xs9', user: 'root', port: null },
    ]);
    expect(readAnsibleYaml(text, 'pool_b').hosts.map(({ name }) => name)).toEqual(['xs9']);
  });

  test.each(['a: [', 'all: {hosts: [xs1, xs2]}', '- xs1'])(
    'YAML that is none is refused with a sentence: %s',
    (text) => {
      const { hosts, mistakes } = readAnsibleYaml(text, null);
      expect(hosts).toEqual([]);
      expect(mistakes.length).toBeGreaterThan(0);
    },
  );

  test('encrypted values are left alone', () => {
    const text =
      'all:\n  hosts:\n    xs1:\n      ansible_password: !vault |\n        $ANSIBLE_VAULT;1.1;AES256\n        3061\n';
    expect(readAnsibleYaml(text, null).hosts.map(({ name }) => name)).toEqual(['xs1']);
  });
});

test('a plain list: comments, blank lines, and each mistake with its line', () => {
  const read = (host: string): { host: string; user: null; port: null } => {
    if (host.startsWith('-')) throw new Error('no host');
    return { host, user: null, port: null };
  };
  const list = readPlainList('# all\nxs1 # first\n\nxs2\r\n-x\nxs3 xs4\n', read);
  expect(list.hosts.map(({ name }) => name)).toEqual(['xs1', 'xs2']);
  expect(list.mistakes).toEqual([
    { line: 5, sentence: 'no host' },
    { line: 6, sentence: 'there is more than one word on the line; one host stands on one line.' },
  ]);
});
