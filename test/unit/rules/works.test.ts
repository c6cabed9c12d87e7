import { describe, expect, test } from 'vitest';
import type { AssessedItem } from '../../../src/model/fate.ts';
import type { Example } from '../../../src/rules/example-schema.ts';
import { expandExample } from '../../../src/rules/examples.ts';
import { judge } from '../../../src/rules/judge.ts';
import { parseRules } from '../../../src/rules/load.ts';

const RULES = parseRules([
  {
    file: 'rules.yaml',
    text: `
version: t
rules:
  - id: note
    title: there is something about {{path}}
    match: { content: { path: '/**', line: REMARKABLE } }
    severity: info
    why: x
    remediation: [x]
    sources: [x]
    examples:
      match: [{ files: { /opt/x/a: REMARKABLE } }]
      clear: [{}]
`,
  },
]);

function assessedOf(example: Example, id: string): AssessedItem | undefined {
  const { inventory, assessment, upgrade } = expandExample(example);
  const options = { judgedAt: '2016-06-01T00:00:00Z' };
  return judge(RULES, inventory, assessment, upgrade, options).assessment.items.find(
    ({ item }) => item.id === id,
  );
}

type File = NonNullable<Example['files']>[string];
const compatOf = (path: string, file: File, more: Example = {}): string | undefined =>
  assessedOf({ ...more, files: { ...more.files, [path]: file } }, `file:${path}`)?.compat;

describe('data of the site', () => {
  test.each<[string, File]>([
    ['/root/notes', 'plans\n'],
    ['/opt/site/hosts.csv', 'a,b\n'],
    ['/home/labadmin/todo.txt', 'x\n'],
    ['/images/README', 'templates\n'],
    ['/opt/site', { type: 'directory' }],
    ['/data', { type: 'directory' }],
  ])('%s works as it did', (path, file) => {
    expect(compatOf(path, file)).toBe('works');
  });

  test.each<[why: string, path: string, file: File]>([
    ['the target may read it', '/etc/site', 'x\n'],
    ['the target may read it', '/usr/share/site', 'x\n'],
    ['the product reads it', '/opt/xensource/x', 'x\n'],
    ['a shell reads it by its name', '/root/.profile2', 'x\n'],
    ['ssh reads it by its name', '/root/.ssh/known', 'x\n'],
    ['it can be started', '/root/run', { text: 'x\n', mode: '100755' }],
    ['it has rights of its own', '/root/list', { text: 'x\n', mode: '104644' }],
    ['it is code', '/opt/site/lib.py', 'import os\n'],
    ['it is the setting of a program', '/opt/site/agent.conf', 'x\n'],
    ['nobody saw what is in it', '/opt/site/blob', { sizeBytes: 10 }],
    ['it says nothing', '/opt/site/flag', ''],
    ['only its beginning was seen', '/opt/site/long', { text: 'x\n', truncated: true }],
    [
      'a package brought it',
      '/opt/site/packaged',
      { text: 'x\n', state: 'changed', package: 'a-1-1.noarch' },
    ],
    ['a rule has something to say', '/opt/site/odd', 'REMARKABLE\n'],
    ['it is a folder among those of the system', '/etc/site.d', { type: 'directory' }],
  ])('%s: nothing is said of %s', (_, path, file) => {
    expect(compatOf(path, file)).toBe('unknown');
  });

  test('is not said to work below a folder that a rule speaks of', () => {
    const above: Example = { files: { '/opt/site': 'REMARKABLE' } };
    expect(compatOf('/opt/site/list', 'x\n', above)).toBe('unknown');
  });
});

describe('a shell script', () => {
  const script = (body: string): File => ({ text: `#!/bin/sh\n${body}\n`, mode: '100755' });

  test.each([
    'find /tmp -mtime +7 -delete',
    'logger -t site "still there"',
    'ls /var/log | grep -c gz > /dev/null && echo yes',
    'f() { date +%s; }\nf | sed s/1/2/g',
  ])('that calls only what both releases have works: %s', (body) => {
    const path = '/usr/local/sbin/tidy';
    const assessed = assessedOf({ files: { [path]: script(body) } }, `file:${path}`);

    expect(assessed).toMatchObject({ compat: 'works' });
    expect(assessed?.compatBecause).toMatch(/both releases have/);
  });

  test.each([
    ['calls something else', 'mail root < /dev/null'],
    ['needs a path of the site', 'find /mnt/backup -delete'],
    ['needs a path in a text', 'echo "to=/mnt/backup"'],
    ['reads another text', '. ./settings'],
    ['is made when it runs', 'eval "$1"'],
    ['calls what is only known then', '$TOOL x'],
    ['gives a file to an account', 'chown nagios /tmp/x'],
    ['runs the text of awk', `awk '{ system("mail root") }' /dev/null`],
    ['starts a service', 'service ntpd restart'],
    ['cannot be read', 'if then fi ('],
    ['is of interest to a rule', 'echo REMARKABLE'],
  ])('that %s is not said to work: %s', (_, body) => {
    expect(compatOf('/usr/local/sbin/tidy', script(body))).toBe('unknown');
  });

  test('works among the daily jobs, under a name that run-parts takes', () => {
    expect(compatOf('/etc/cron.daily/tidy', script('find /tmp -delete'))).toBe('works');
    expect(compatOf('/etc/cron.daily/tidy.sh', script('find /tmp -delete'))).toBe('unknown');
    expect(compatOf('/etc/xapi.d/vm-pre-start/10-x', script('exit 0'))).toBe('unknown');
  });
});

describe('a table of jobs', () => {
  const table = '/etc/cron.d/tidy';
  const job = (command: string, more: object = {}) =>
    ({
      file: table,
      line: 1,
      source: 'cron.d',
      schedule: '0 4 * * *',
      user: 'root',
      command,
      ...more,
    }) as const;
  const tidy: Example['files'] = {
    '/usr/local/sbin/tidy': { text: '#!/bin/sh\nfind /tmp -delete\n', mode: '100755' },
  };

  test.each([
    ['a program of both releases', 'find /tmp -delete'],
    ['a script that works', '/usr/local/sbin/tidy > /dev/null'],
  ])('that calls %s works', (_, command) => {
    const text = `# ours\nMAILTO=root\n0 4 * * * root ${command}\n`;
    expect(compatOf(table, text, { files: tidy, cron: [job(command)] })).toBe('works');
  });

  test.each<[string, string, object]>([
    ['a program that is not known', '/usr/local/sbin/other', {}],
    ['something as another account', 'true', { user: 'nagios' }],
    ['a working script with a path of the site', '/usr/local/sbin/tidy > /mnt/backup/log', {}],
    ['something that cron passes over', 'true', { ignored: 'the table belongs to somebody else' }],
  ])('that calls %s is not said to work', (_, command, more) => {
    const text = `0 4 * * * root ${command}\n`;
    expect(compatOf(table, text, { files: tidy, cron: [job(command, more)] })).toBe('unknown');
  });

  test('of which a line was not understood is not said to work', () => {
    const text = '0 4 * * * root true\nevery day root true\n';
    expect(compatOf(table, text, { cron: [job('true')] })).toBe('unknown');
  });
});
