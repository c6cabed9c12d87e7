import { describe, expect, test } from 'vitest';
import { COMPATS, FATES, type AssessedItem } from '../../../src/model/fate.ts';
import type {
  CronItem,
  GroupItem,
  MountItem,
  PackageItem,
  ServiceItem,
  UserItem,
} from '../../../src/model/inventory.ts';
import type { RestorePlan, RestoreStep } from '../../../src/model/restore-plan.ts';
import { decide, type FileJudgement } from '../../../src/plan/act.ts';
import { planFiles } from '../../../src/plan/index.ts';
import { renderRestoreMarkdown } from '../../../src/plan/markdown.ts';
import { parseRestorePlan } from '../../../src/plan/plan-file.ts';
import { planRestore } from '../../../src/plan/plan.ts';
import { assessed, BACKUP, fileItem, finding, judgedHost, packageItem } from '../../support/judged-parts.ts';
import { entry, manifest } from '../../support/restore-manifest.ts';

const none = { evidence: [] } as const;
const user: UserItem = {
  kind: 'user',
  id: 'user:nagios',
  ...none,
  name: 'nagios',
  uid: 501,
  gid: 501,
  home: '/home/na gios',
  shell: '/bin/sh',
  password: 'set',
};
const group: GroupItem = {
  kind: 'group',
  id: 'group:ops',
  ...none,
  name: 'ops',
  gid: 502,
  members: ['nagios'],
};
const mount: MountItem = {
  kind: 'mount',
  id: 'mount:/data',
  ...none,
  target: '/data',
  source: '//nas/x',
  fsType: 'cifs',
  options: 'rw,credentials=/etc/nas.cred',
  inFstab: true,
  mounted: true,
  sizeBytes: null,
  usedBytes: null,
};
const service: ServiceItem = {
  kind: 'service',
  id: 'service:agent',
  ...none,
  name: 'agent',
  manager: 'sysv',
  path: '/etc/init.d/agent',
  enabledRunlevels: [3],
  running: true,
  command: null,
};
const cron: CronItem = {
  kind: 'cron',
  id: 'cron:/etc/cron.d/job#1',
  ...none,
  file: '/etc/cron.d/job',
  line: 1,
  source: 'cron.d',
  schedule: '@daily',
  user: 'root',
  command: '/usr/local/bin/job',
};
const agent: PackageItem = packageItem('agent', { vendor: 'Acme' });

const files = [
  '/etc/cron.d/job',
  '/etc/init.d/agent',
  '/usr/local/bin/job',
  '/etc/yum.repos.d/acme.repo',
  '/etc/nas.cred',
  '/data/x',
  '/opt/a/b',
].map((path) => assessed(fileItem(path)));
const folder = assessed(fileItem('/opt/a', { type: 'directory' }));

function fullPlan(more: readonly AssessedItem[] = [], findings = judgedHost().outcomes): RestorePlan {
  const others = [cron, service, mount, group, user, agent].map((item) => assessed(item));
  return planRestore(
    judgedHost([...files, ...others, folder, ...more], [], { outcomes: findings }),
    manifest([
      ...files.map(({ item }) => entry(item.id.slice(5))),
      entry('/opt/a', { type: 'directory', sha256: null }),
    ]),
  );
}

const at = (plan: RestorePlan, subject: string): number =>
  plan.steps.findIndex(({ subjects }) => subjects.includes(subject));
const stepOf = (plan: RestorePlan, subject: string): RestoreStep | undefined => plan.steps[at(plan, subject)];

describe('the order of dependency', () => {
  test.each([
    [
      'a repository',
      'file:/etc/yum.repos.d/acme.repo',
      'the package that comes from it',
      `package:${agent.nevra}`,
    ],
    ['a package', `package:${agent.nevra}`, 'files', 'file:/usr/local/bin/job'],
    ['a group', 'group:ops', 'the user in it', 'user:nagios'],
    ['a user', 'user:nagios', 'files', 'file:/usr/local/bin/job'],
    ['the password of a share', 'file:/etc/nas.cred', 'its mount', 'mount:/data'],
    ['a mount', 'mount:/data', 'what lies on it', 'file:/data/x'],
    ['a folder', 'file:/opt/a', 'what is in it', 'file:/opt/a/b'],
    ['an init script', 'file:/etc/init.d/agent', 'enabling its service', 'service:agent'],
    ['a script', 'file:/usr/local/bin/job', 'the table of the job', 'file:/etc/cron.d/job'],
    ['a service', 'service:agent', 'jobs', cron.id],
  ])('%s comes before %s: %s', (_what, first, _then, second) => {
    const plan = fullPlan();

    expect(at(plan, first)).toBeGreaterThanOrEqual(0);
    expect(at(plan, second)).toBeGreaterThan(at(plan, first));
  });

  test('files are numbered in that order, folders before what is in them, second names last', () => {
    const plan = planRestore(
      judgedHost([]),
      manifest([
        entry('/etc/cron.d/j'),
        entry('/a/name', { hardLinkTo: '/z/file' }),
        entry('/z/file'),
        entry('/z', { type: 'directory', sha256: null }),
      ]),
    );

    expect(plan.files.map(({ number, path }) => [number, path])).toEqual([
      [1, '/z'],
      [2, '/z/file'],
      [3, '/a/name'],
      [4, '/etc/cron.d/j'],
    ]);
  });
});

describe('every fate with every compat', () => {
  const file: FileJudgement = {
    path: '/opt/x',
    fate: 'lost',
    to: null,
    changes: [],
    compat: 'works',
    compatBecause: 'why',
    comesWith: null,
    dropped: null,
  };
  const all = FATES.flatMap((fate) => COMPATS.map((compat) => ({ fate, compat })));

  test.each(all)('$fate and $compat is decided, with a reason', ({ fate, compat }) => {
    const { act, because, group: decided } = decide({ ...file, fate, compat, to: '/y' });
    const back = ['kept', 'untouched', 'moved', 'converted'].includes(fate);

    expect(because).toMatch(/\.$/);
    expect(act).toBe(
      {
        works: back ? 'named' : 'safe',
        ignored: 'named',
        unknown: 'unjudged',
        'needs-rework': 'rework',
        breaks: 'rework',
      }[compat],
    );
    expect(decided).toBe(
      compat === 'breaks' || compat === 'needs-rework'
        ? 'rework'
        : back
          ? 'check'
          : compat === 'works'
            ? 'put-back'
            : 'decide',
    );
  });

  test.each([
    '/etc/passwd',
    '/etc/fstab',
    '/etc/shadow-',
    '/boot/grub/x',
    '/var/lib/rpm/Packages',
    '/etc/xensource-inventory',
  ])('%s describes the new system, and never goes there whole', (path) => {
    expect(decide({ ...file, path })).toMatchObject({ act: 'rework', group: 'rework' });
  });

  test('what was dropped by a waiver is not put back, and says who accepted it', () => {
    expect(decide({ ...file, dropped: 'replaced by another tool (Board)' })).toMatchObject({
      act: 'named',
      group: 'dropped',
      because: expect.stringContaining('(Board)') as string,
    });
  });

  test('a packaged file comes with its package', () => {
    expect(decide({ ...file, comesWith: 'agent-1' })).toMatchObject({ act: 'named', group: 'check' });
  });
});

test.each([
  ['high', 'named'],
  ['info', 'safe'],
] as const)('what works, but has a finding of severity %s, is %s', (severity, act) => {
  const path = '/root/backup.sh';
  const about = finding('backup', severity, `file:${path}`);
  const outcome = { rule: 'backup', title: 't', outcome: 'findings', findings: [about], gaps: [] } as const;
  const item = assessed(fileItem(path), { compat: 'works' });

  expect(
    planRestore(judgedHost([item], [], { outcomes: [outcome] }), manifest([entry(path)])).files[0]?.act,
  ).toBe(act);
});

describe('a folder', () => {
  const folderItem = (path: string, more: Parameters<typeof fileItem>[1] = {}) =>
    assessed(fileItem(path, { type: 'directory', mode: '40750', ...more }), { compat: 'unknown' });
  const folderEntry = (path: string, subjects: readonly string[] = []) =>
    entry(path, { type: 'directory', mode: '0750', sha256: null, subjects });
  const job = assessed(fileItem('/etc/cron.d/job'), { compat: 'unknown' });
  const packaged = folderItem('/etc/cron.d', { state: 'changed', package: 'vixie-cron-4:1.1-81.el5.x86_64' });
  const planOf = (items: readonly AssessedItem[], entries: Parameters<typeof manifest>[0]): RestorePlan =>
    planRestore(judgedHost([...items]), manifest(entries));

  test('that only leads to others is no item to put back, and no step', () => {
    const plan = planOf([job], [folderEntry('/etc'), folderEntry('/etc/cron.d'), entry('/etc/cron.d/job')]);

    expect(plan.files.map(({ path, act, mode }) => [path, act, mode])).toEqual([
      ['/etc', 'parent', '750'],
      ['/etc/cron.d', 'parent', '750'],
      ['/etc/cron.d/job', 'unjudged', '644'],
    ]);
    expect(plan.steps.flatMap(({ subjects }) => subjects)).toEqual(['file:/etc/cron.d/job']);
  });

  test('of a package comes with it, and the step says what was changed about it', () => {
    const plan = planOf([packaged], [folderEntry('/etc/cron.d', ['file:/etc/cron.d'])]);

    expect(plan.files[0]?.act).toBe('parent');
    expect(stepOf(plan, 'file:/etc/cron.d')).toMatchObject({
      group: 'check',
      commands: [],
      because: expect.stringMatching(/vixie-cron.*mode 750 and belonged to root:root/) as string,
    });
  });

  test('that somebody made, or that --include names, is one of its own', () => {
    const plan = planOf([folderItem('/opt/own')], [folderEntry('/opt/own'), folderEntry('/srv/empty')]);

    expect(plan.files.map(({ act }) => act)).toEqual(['unjudged', 'named']);
  });
});

describe('a step', () => {
  test('says the command, quoted for the shell, and how to see that it worked', () => {
    expect(stepOf(fullPlan(), 'user:nagios')).toMatchObject({
      group: 'put-back',
      commands: ["useradd -M -g 501 -d '/home/na gios' -s /bin/sh nagios", 'usermod -a -G ops nagios'],
      check: { command: 'id nagios' },
    });
    expect(stepOf(fullPlan(), 'service:agent')?.commands).toEqual([
      'systemctl daemon-reload',
      'systemctl enable agent',
      'systemctl start agent',
    ]);
    expect(stepOf(fullPlan(), 'file:/usr/local/bin/job')?.commands).toEqual([
      'sh restore.sh --in-place /usr/local/bin/job',
    ]);
  });

  test.each([
    [{ uid: 501, gid: 502 }, 'useradd -M -g ops -d'],
    [{ uid: 1501, gid: 100 }, 'useradd -M -u 1501 -g 100 -d'],
    [{ uid: 0, gid: 0 }, 'useradd -M -u 0 -o -g 0 -d'],
  ])('makes the account %j with a number that CentOS 7 gives to people', (numbers, begins) => {
    const plan = planRestore(
      judgedHost([assessed(group), assessed({ ...user, ...numbers }, { compat: 'needs-rework' })]),
      null,
    );

    expect(stepOf(plan, user.id)?.commands[0]).toContain(begins);
  });

  test('has no command where a name cannot be quoted safely', () => {
    const plan = planRestore(
      judgedHost([assessed({ ...group, name: 'a\nb' }), assessed({ ...group, id: 'group:-x', name: '-x' })]),
      null,
    );

    expect(plan.steps.map(({ commands }) => commands)).toEqual([[], []]);
  });

  test('without a backup takes the file from the backup partition, and says until when', () => {
    const plan = planRestore(judgedHost([assessed(fileItem("/opt/it's"))]), null);

    expect(plan.steps[0]).toMatchObject({
      commands: [String.raw`cp -ai -T '/mnt/old/opt/it'\''s' '/opt/it'\''s'`],
      oldCopy: { on: BACKUP, path: "/opt/it's" },
    });
    expect(renderRestoreMarkdown(plan)).toContain('until the next upgrade');
    expect(planFiles(judgedHost(), null, { ticket: null, title: null }).map(({ name }) => name)).toEqual([
      'RESTORE.md',
      'restore.plan.json',
    ]);
  });

  test('what is on no copy has to be saved before', () => {
    const plan = planRestore(judgedHost([assessed(fileItem('/dev/own'), { fate: 'destroyed' })]), null);

    expect(plan.steps[0]?.group).toBe('gone');
    expect(renderRestoreMarkdown(plan)).toMatch(/On no copy[^#]*\/dev\/own/);
  });

  test('many files of a folder are one', () => {
    const many = Array.from({ length: 500 }, (_, number) => assessed(fileItem(`/opt/v/f${String(number)}`)));
    const plan = planRestore(
      judgedHost([assessed(fileItem('/opt/v', { type: 'directory' })), ...many], []),
      manifest([
        entry('/opt/v', { type: 'directory', sha256: null }),
        ...many.map(({ item }) => entry(item.id.slice(5))),
      ]),
    );

    expect(plan.steps).toHaveLength(1);
    expect(plan.steps[0]).toMatchObject({ count: 501, commands: ['sh restore.sh --in-place /opt/v'] });
  });

  test('a file of a finding names it, and blockers come first in the page', () => {
    const about = finding('own-rule', 'blocker', 'file:/usr/local/bin/job', {
      title: 'It stops',
      remediation: ['Before: clear it.', 'After: look.'],
    });
    const plan = fullPlan(
      [],
      [{ rule: 'own-rule', title: 'x', outcome: 'findings', findings: [about], gaps: [] }],
    );
    const page = renderRestoreMarkdown(plan);

    expect(stepOf(plan, 'file:/usr/local/bin/job')?.findings).toEqual([about.id]);
    expect(page.indexOf('Clear it.')).toBeGreaterThan(page.indexOf('Blockers'));
    expect(page.indexOf('Clear it.')).toBeLessThan(page.indexOf('### Backup'));
    expect(page.indexOf('Look.')).toBeGreaterThan(page.indexOf('## 3. After the upgrade'));
  });
});

describe('RESTORE.md', () => {
  test('findings of which the same is to be said are one task', () => {
    const remediation = ['Before the upgrade: chown root:root /root/x.'];
    const of = (key: string) =>
      finding('owner', 'blocker', 'file:/root/x', { id: `owner:file:/root/x#${key}`, remediation });
    const page = renderRestoreMarkdown(
      planRestore(
        judgedHost([], [], {
          outcomes: [
            { rule: 'owner', title: 't', outcome: 'findings', findings: [of('user'), of('group')], gaps: [] },
          ],
        }),
        null,
      ),
    );

    expect(page.match(/\*\*blocker\*\*/g)).toHaveLength(1);
    expect(page).toContain('(`owner:file:/root/x#group`, `owner:file:/root/x#user`)');
  });

  test('lists what is not in the backup, and how to go back', () => {
    const plan = planRestore(
      judgedHost([], [], {
        backOut: [{ step: 'Begun', undo: 'Restart', until: 'soon', never: 'the old backup', source: 's' }],
      }),
      manifest([
        entry('/big', { member: null, status: 'left-out', because: 'It is too large.' }),
        entry('/log', { status: 'changed-while-read', because: 'x' }),
      ]),
    );
    const page = renderRestoreMarkdown(plan);

    expect(page).toMatch(/Not in the backup\n\n- \[ \] `\/big`: It is too large\./);
    expect(page).toMatch(/Changed while it was read.*\n\n- \[ \] `\/log`/);
    expect(page).toContain('| Begun | Restart | soon | the old backup |');
    expect(plan.files.map(({ path }) => path)).toEqual(['/log']);
  });

  test('a hostile name stays text on one line', () => {
    const name = '/opt/x\n# heading\n- [ ] **do** `rm` <b>\u202e|';
    const page = renderRestoreMarkdown(
      planRestore(judgedHost([assessed(fileItem(name), { compat: 'unknown' })]), manifest([entry(name)])),
    );

    expect(page).not.toMatch(/^# heading/m);
    expect(page).not.toContain('\u202e');
    expect(page).not.toContain('<b>');
    expect(page).toContain(String.raw`sh restore.sh --in-place --unjudged '/opt/x\0012\0043\0040heading`);
  });
});

describe('restore.plan.json', () => {
  test('is read back as it was written', () => {
    const plan = fullPlan();

    expect(parseRestorePlan(JSON.stringify(plan))).toEqual(plan);
  });

  test.each([
    ['no JSON', '{'],
    ['another schema', JSON.stringify({ ...fullPlan(), schema: 'x' })],
    [
      'a path that is not absolute',
      JSON.stringify({ ...fullPlan(), files: fullPlan().files.map((file) => ({ ...file, path: 'x' })) }),
    ],
  ])('%s is refused', (_, text) => {
    expect(() => parseRestorePlan(text)).toThrow(/no restore plan/);
  });
});
