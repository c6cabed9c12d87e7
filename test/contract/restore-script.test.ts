import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  inRoot,
  makeScene,
  putThere,
  runShell,
  UUID,
  type OldPath,
  type Scene,
  type SceneOptions,
} from '../support/restore.ts';

const SHELLS: readonly (readonly [string, readonly string[]])[] = [
  ['bash as sh', ['bash', '--posix']],
  ['dash', ['dash']],
];

const SCRIPT: OldPath = { path: '/usr/local/sbin/job.sh', text: '#!/bin/sh\necho job\n', mode: 0o755 };

let scenes: Scene[] = [];
afterEach(() => {
  for (const made of scenes) made.remove();
  scenes = [];
});

function scene(paths: readonly OldPath[], options: SceneOptions = {}): Scene {
  const made = makeScene(paths, options);
  scenes.push(made);
  return made;
}

/** Every path below a folder with what it is, without times: to see whether anything changed. */
function snapshot(folder: string): string {
  return spawnSync('find', [folder, '-printf', '%P %y %m %s %l\\n'], { encoding: 'utf8' })
    .stdout.split('\n')
    .sort()
    .join('\n');
}

const there = (made: Scene, path: string): string => readFileSync(join(made.root, path), 'utf8');

describe.each(SHELLS)('restore.sh with %s', (_, shell) => {
  test('alone it changes nothing, and shows its help and the list', () => {
    const made = scene([SCRIPT], { shell });
    const before = snapshot(made.folder);

    const { status, stdout } = made.run();

    expect(status).toBe(0);
    expect(stdout).toContain('Usage: sh restore.sh');
    expect(stdout).toContain('/usr/local/sbin/job.sh');
    expect(snapshot(made.folder)).toBe(before);
  });

  test('without --in-place it only fills its staging folder', () => {
    const made = scene([SCRIPT], { shell });
    const before = snapshot(made.root);

    const { status } = made.run('--all-safe');

    expect(status).toBe(0);
    expect(snapshot(made.root)).toBe(before);
    expect(readFileSync(join(made.staging, 'files', SCRIPT.path as string), 'utf8')).toBe(SCRIPT.text);
    expect(statSync(made.staging).mode & 0o777).toBe(0o700);
  });

  test('puts files, folders, links and second names back with mode, owner and time', () => {
    const made = scene(
      [
        { path: '/opt/agent', type: 'folder', mode: 0o2750, group: ['nagios', 501] },
        { path: '/opt/agent/run', text: 'x'.repeat(5000), mode: 0o4755, user: ['nagios', 501] },
        {
          path: '/opt/agent/again',
          type: 'hard',
          leadsTo: '/opt/agent/run',
          mode: 0o4755,
          user: ['nagios', 501],
        },
        { path: '/opt/agent/link', type: 'link', leadsTo: '/nowhere/at all' },
      ],
      { shell },
    );

    const { status, stdout, stderr } = made.run('--in-place', '--all-safe');

    expect([status, stderr], stdout).toEqual([0, '']);
    const folder = statSync(join(made.root, '/opt/agent'));
    const run = statSync(join(made.root, '/opt/agent/run'));
    // By name: nagios has other numbers on the target.
    expect([folder.mode & 0o7777, folder.uid, folder.gid]).toEqual([0o2750, 0, 994]);
    expect([run.mode & 0o7777, run.uid, run.gid, run.nlink]).toEqual([0o4755, 995, 0, 2]);
    expect(run.ino).toBe(statSync(join(made.root, '/opt/agent/again')).ino);
    expect([folder.mtimeMs, run.mtimeMs]).toEqual([1_425_284_040_000, 1_425_284_040_000]);
    expect(readlinkSync(join(made.root, '/opt/agent/link'))).toBe('/nowhere/at all');
    expect(readdirSync(join(made.root, '/opt/agent')).sort()).toEqual(['again', 'link', 'run']);
  });

  test('a second run says the same, and does nothing', () => {
    const made = scene(
      [
        { path: '/opt/a', type: 'folder' },
        { path: '/opt/a/b' },
        { path: '/opt/a/c', type: 'hard', leadsTo: '/opt/a/b' },
      ],
      { shell },
    );
    made.run('--in-place', '--all-safe');
    const before = snapshot(made.root);
    const inode = statSync(join(made.root, '/opt/a/b')).ino;

    const { status, stdout } = made.run('--in-place', '--all-safe');

    expect(status).toBe(0);
    expect(stdout).toContain('0 done, 3 already the same, 0 left, 0 refused');
    expect(snapshot(made.root)).toBe(before);
    expect(statSync(join(made.root, '/opt/a/b')).ino).toBe(inode);
  });

  test('names with a newline, quotes, escapes and bytes that are no UTF-8 come back as they were, and run nothing', () => {
    const names = [
      'two\nlines',
      'it\'s $(touch /pwned) `touch /pwned`; "x"',
      '\u001b[31mred',
      ' leading and trailing ',
      '-rf',
      '\\0101 back\\slash\\n',
      'trailing newline\n',
      '日本 %s %b',
      '*',
    ];
    const paths: OldPath[] = [
      ...names.map((name) => ({ path: `/opt/${name}`, text: name })),
      { path: Buffer.from('/opt/\xff\xfe\n', 'latin1'), text: 'bytes' },
      { path: `/opt/li\nnk`, type: 'link', leadsTo: '../a\n$(b)\n' },
    ];
    const made = scene(paths, { shell });

    const { status, stdout, stderr } = made.run('--in-place', '--all-safe');

    expect([status, stderr], stdout).toEqual([0, '']);
    for (const name of names) expect(there(made, `/opt/${name}`)).toBe(name);
    expect(readFileSync(inRoot(made, Buffer.from('/opt/\xff\xfe\n', 'latin1')), 'utf8')).toBe('bytes');
    expect(readlinkSync(join(made.root, '/opt/li\nnk'))).toBe('../a\n$(b)\n');
    expect(stdout).not.toContain('\u001b');
    expect(existsSync('/pwned')).toBe(false);
    expect(made.run('--list').stdout).not.toContain('\u001b');
  });

  test('an item can be named by its number, its path, the path as it is listed, or a folder above it', () => {
    const made = scene([SCRIPT, { path: '/opt/a b/c' }, { path: '/opt/d' }], { shell });
    const shown = (...items: string[]): string[] =>
      [...made.run('--show', ...items).stdout.matchAll(/^path +(.+)$/gm)].map(([, path]) => path ?? '');

    expect(shown('1')).toEqual(['/opt/a\\0040b/c']);
    expect(shown('/opt/a b/c')).toEqual(['/opt/a\\0040b/c']);
    expect(shown('/opt/a\\0040b/')).toEqual(['/opt/a\\0040b/c']);
    expect(shown('/opt')).toEqual(['/opt/a\\0040b/c', '/opt/d']);
    expect(made.run('--in-place', '/opt', '/nothing').stderr).toContain('no item /nothing');
    expect(existsSync(join(made.root, 'opt'))).toBe(false);
  });

  test('asks before it replaces a file of the target, shows the difference, and keeps the old one', () => {
    const made = scene([{ path: '/etc/app.conf', text: 'mine\n' }], { shell });
    putThere(made, '/etc/app.conf', 'theirs \u001b[31m\n');

    const asked = made.run('--in-place', '/etc/app.conf');

    expect(asked.status).toBe(1);
    expect(asked.stdout).toContain('-theirs ^[[31m');
    expect(asked.stdout).toContain('+mine');
    expect(there(made, '/etc/app.conf')).toBe('theirs \u001b[31m\n');

    const told = made.run('--in-place', '--yes', '/etc/app.conf');

    expect(told.status).toBe(0);
    expect(there(made, '/etc/app.conf')).toBe('mine\n');
    expect(readFileSync(join(made.staging, 'replaced/etc/app.conf'), 'utf8')).toBe('theirs \u001b[31m\n');
    expect(readFileSync(join(made.staging, 'restore.log'), 'utf8')).toContain(' placed /etc/app.conf\n');
  });

  test('goes through no link of the target, but replaces one that stands in the place of a file', () => {
    const made = scene(
      [
        { path: '/opt/in/side', text: 'mine\n' },
        { path: '/etc/at', text: 'mine\n' },
      ],
      { shell },
    );
    const outside = join(made.folder, 'outside');
    mkdirSync(join(outside, 'in'), { recursive: true });
    writeFileSync(join(outside, 'victim'), 'safe\n');
    symlinkSync(outside, join(made.root, 'opt'));
    symlinkSync(join(outside, 'victim'), join(made.root, 'etc/at'));

    const { status, stdout } = made.run('--in-place', '--yes', '--all-safe');

    expect(status).toBe(1);
    expect(stdout).toContain('refused   /opt/in/side: /opt is a symbolic link on the target');
    expect(readdirSync(join(outside, 'in'))).toEqual([]);
    expect(readFileSync(join(outside, 'victim'), 'utf8')).toBe('safe\n');
    expect(lstatSync(join(made.root, 'etc/at')).isFile()).toBe(true);
    expect(readlinkSync(join(made.staging, 'replaced/etc/at'))).toBe(join(outside, 'victim'));
  });

  test('goes through the links that a CentOS 7 dom0 itself has', () => {
    const made = scene(
      [
        { path: '/sbin/ifup-local', mode: 0o755 },
        { path: '/etc/init.d/agent', mode: 0o755 },
      ],
      { shell },
    );
    mkdirSync(join(made.root, 'usr/sbin'), { recursive: true });
    mkdirSync(join(made.root, 'etc/rc.d/init.d'), { recursive: true });
    symlinkSync('usr/sbin', join(made.root, 'sbin'));
    symlinkSync('rc.d/init.d', join(made.root, 'etc/init.d'));

    expect(made.run('--in-place', '--all-safe').status).toBe(0);
    expect(existsSync(join(made.root, 'usr/sbin/ifup-local'))).toBe(true);
    expect(existsSync(join(made.root, 'etc/rc.d/init.d/agent'))).toBe(true);
  });

  test.each([
    [
      'a folder where a file should be',
      '/opt/x',
      (made: Scene) => mkdirSync(join(made.root, 'opt/x'), { recursive: true }),
    ],
    [
      'a file where a folder should be',
      '/opt/x/y',
      (made: Scene) => {
        putThere(made, '/opt/x', '');
      },
    ],
  ] as const)('refuses %s', (_what, path, prepare) => {
    const made = scene([{ path }], { shell });
    prepare(made);
    const before = snapshot(made.root);

    expect(made.run('--in-place', '--yes', '--all-safe').status).toBe(1);
    expect(snapshot(made.root)).toBe(before);
  });
});

describe('what may not go into place', () => {
  test.each(['needs-rework', 'breaks'] as const)(
    '%s goes to staging with the reason, whatever is said',
    (compat) => {
      const made = scene([{ ...SCRIPT, compat }]);

      const { status, stdout } = made.run('--in-place', '--yes', '--unjudged', SCRIPT.path as string);

      expect(status).toBe(1);
      expect(stdout).toContain('it does not work there as it is');
      expect(existsSync(join(made.root, SCRIPT.path as string))).toBe(false);
      expect(existsSync(join(made.staging, 'files', SCRIPT.path as string))).toBe(true);
    },
  );

  test('an adapted copy goes into the place, with the mode and owner of the old file; the old file itself does not', () => {
    const made = scene([{ ...SCRIPT, compat: 'breaks' }]);
    const adapted = join(made.folder, 'adapted');
    writeFileSync(adapted, SCRIPT.text ?? '');

    expect(made.run('--in-place', '--reworked', adapted, SCRIPT.path as string).stderr).toContain(
      'Adapt it first',
    );

    writeFileSync(adapted, '#!/bin/sh\necho new\n');
    const { status } = made.run('--in-place', '--reworked', adapted, SCRIPT.path as string);

    expect(status).toBe(0);
    expect(there(made, SCRIPT.path as string)).toContain('echo new');
    expect(statSync(join(made.root, SCRIPT.path as string)).mode & 0o777).toBe(0o755);
    expect(made.run('--in-place', '--reworked', adapted, SCRIPT.path as string).stdout).toContain(
      'same      /usr',
    );
  });

  test('what no rule knows has to be named, and said to be unjudged', () => {
    const made = scene([{ ...SCRIPT, compat: 'unknown' }, { path: '/etc/ok' }]);

    expect(made.run('--in-place', '--all-safe').status).toBe(0);
    expect(existsSync(join(made.root, 'usr'))).toBe(false);
    expect(made.run('--in-place', '/usr/local').status).toBe(1);
    expect(existsSync(join(made.root, 'usr'))).toBe(false);
    expect(made.run('--in-place', '--unjudged', '/usr/local').status).toBe(0);
    expect(existsSync(join(made.root, SCRIPT.path as string))).toBe(true);
  });

  test('a staged copy that somebody works on is left alone', () => {
    const made = scene([{ ...SCRIPT, compat: 'breaks' }]);
    made.run('--all');
    const copy = join(made.staging, 'files', SCRIPT.path as string);
    writeFileSync(copy, 'half done\n');

    const { status, stdout } = made.run('--all');

    expect(status).toBe(0);
    expect(stdout).toContain('may be your work');
    expect(readFileSync(copy, 'utf8')).toBe('half done\n');
  });
});

describe('what it refuses as a whole', () => {
  const setInventory = (made: Scene, version: string, uuid: string): void => {
    writeFileSync(
      join(made.root, 'etc/xensource-inventory'),
      `PRODUCT_VERSION='${version}'\nINSTALLATION_UUID='${uuid}'\n`,
    );
  };

  test.each([
    ['another host', '7.0.0', 'e2d0\u001b[31m', 'this host says e2d0\\0033\\0133', '--other-host'],
    ['another release', '6.5.0', UUID, 'this host runs 6.5.0', '--other-release'],
  ])('%s, unless told otherwise', (_, version, uuid, said, option) => {
    const made = scene([SCRIPT]);
    setInventory(made, version, uuid);

    const refused = made.run('--in-place', '--all-safe');

    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(said);
    expect(refused.stderr).toContain(option);
    expect(existsSync(made.staging)).toBe(false);
    expect(made.run('--in-place', '--all-safe', option).status).toBe(0);
    expect(readFileSync(join(made.staging, 'restore.log'), 'utf8')).toContain(`because of ${option}`);
  });

  test('a host without an inventory file', () => {
    const made = scene([SCRIPT]);
    renameSync(join(made.root, 'etc/xensource-inventory'), join(made.root, 'etc/gone'));

    expect(made.run('--all-safe').status).toBe(2);
  });

  test('an archive altered by one bit', () => {
    const made = scene([SCRIPT]);
    const archive = readFileSync(join(made.folder, 'backup.tar.gz'));
    archive[Math.floor(archive.length / 2)] = (archive[Math.floor(archive.length / 2)] ?? 0) ^ 1;
    writeFileSync(join(made.folder, 'backup.tar.gz'), archive);

    const { status, stderr } = made.run('--in-place', '--all-safe');

    expect(status).toBe(2);
    expect(stderr).toContain('SHA-256 differs');
    expect(existsSync(made.staging)).toBe(false);
  });

  test('an archive that is not there', () => {
    const made = scene([SCRIPT]);
    renameSync(join(made.folder, 'backup.tar.gz'), join(made.folder, 'elsewhere'));

    expect(made.run('--all-safe').stderr).toContain('The backup is not there');
    expect(made.run('--all-safe', '--archive', join(made.folder, 'elsewhere')).status).toBe(0);
  });

  test('an encrypted archive, and says how to decrypt it; the decrypted one is checked file by file', () => {
    const made = scene([SCRIPT], { manifest: { file: 'backup.tar.gz.age', encryptedTo: ['age1x'] } });
    writeFileSync(join(made.folder, 'backup.tar.gz.age'), 'age-encryption.org/v1\n-> X25519 x\n');

    const refused = made.run('--all-safe');

    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('age -d');
    expect(made.run('--all-safe', '--archive', join(made.folder, 'backup.tar.gz')).status).toBe(0);
  });

  test('a file in the archive that is not the one of the plan', () => {
    const made = scene([SCRIPT], { manifest: { file: 'backup.tar.gz.age', encryptedTo: ['age1x'] } });
    const old = join(made.folder, 'old');
    appendFileSync(join(old, 'root', SCRIPT.path as string), 'altered\n');
    execFileSync('tar', ['-czf', join(made.folder, 'other.tar.gz'), '-C', old, `root${String(SCRIPT.path)}`]);

    const { status, stdout } = made.run(
      '--in-place',
      '--all-safe',
      '--archive',
      join(made.folder, 'other.tar.gz'),
    );

    expect(status).toBe(1);
    expect(stdout).toContain('broken    /usr/local/sbin/job.sh');
    expect(existsSync(join(made.root, 'usr'))).toBe(false);
  });

  test.each([
    [['--in-place'], '--all-safe'],
    [['--in-place', '--all'], 'for staging only'],
    [['--nonsense'], 'no option --nonsense'],
    [['--archive'], 'needs a value'],
    [['--all-safe', '--reworked', '/etc/passwd'], 'goes with --in-place'],
  ])('%j', (options, said) => {
    const made = scene([SCRIPT]);
    const { status, stderr } = made.run(...options);

    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });

  test('a staging folder that is a link', () => {
    const made = scene([SCRIPT]);
    symlinkSync('/etc', made.staging);

    expect(made.run('--all-safe').stderr).toContain('symbolic link');
  });
});

describe('what goes wrong on the way', () => {
  test('an owner that the target does not have is told, and the number is used', () => {
    const made = scene([{ ...SCRIPT, user: ['backup', 507], group: ['nagios', 501] }]);

    const { status, stdout } = made.run('--in-place', '--all-safe');

    const { uid, gid } = statSync(join(made.root, SCRIPT.path as string));
    expect([status, uid, gid]).toEqual([0, 507, 994]);
    expect(stdout).toContain('the target has no user backup');
  });

  test('a folder that is missing on the way is made with the mode of the plan', () => {
    const made = scene([
      { path: '/opt/secret', type: 'folder', mode: 0o700, compat: 'unknown' },
      { path: '/opt/secret/key' },
    ]);

    made.run('--in-place', '/opt/secret/key');

    expect(statSync(join(made.root, 'opt/secret')).mode & 0o777).toBe(0o700);
  });

  test('extended attributes come along, of files and of folders', () => {
    const attributes = { 'user.note': 'kept' };
    const made = scene([
      { path: '/opt/noted', type: 'folder', attributes },
      { path: '/opt/noted/file', attributes },
    ]);

    expect(made.run('--in-place', '--all-safe').status).toBe(0);

    const read = (path: string): string =>
      execFileSync('getfattr', ['--only-values', '-n', 'user.note', join(made.root, path)], {
        encoding: 'utf8',
      });
    expect([read('opt/noted'), read('opt/noted/file')]).toEqual(['kept', 'kept']);
  });
});

describe('a disk that is full', () => {
  /** Runs restore.sh in a mount name space of its own, where the target's root is a file system of `kib`. */
  function runOnSmallDisk(
    made: Scene,
    kib: number,
    before: string,
    ...options: string[]
  ): { status: number | null; out: string } {
    const { status, stdout, stderr } = runShell('unshare', [
      '--mount',
      'sh',
      '-c',
      `cp -a "$1" "$1.full" && mount -t tmpfs -o size=${String(kib)}k none "$1" && cp -a "$1.full/." "$1/" && ${before}
       root=$1; shift; "$@"; status=$?; cp -a "$root/." "$root.full/"; exit "$status"`,
      'sh',
      made.root,
      'sh',
      join(made.folder, 'restore.sh'),
      '--root',
      made.root,
      '--staging',
      made.staging,
      ...options,
    ]);
    return { status, out: stdout + stderr };
  }

  test('is noticed beforehand', () => {
    const made = scene([{ path: '/opt/big', text: 'x'.repeat(900_000) }]);
    putThere(made, '/opt/big', 'old\n');

    const { status, out } = runOnSmallDisk(made, 512, 'true', '--in-place', '--yes', '/opt/big');

    expect([status, out]).toEqual([2, expect.stringContaining('Not enough room')]);
    expect(readFileSync(join(`${made.root}.full`, 'opt/big'), 'utf8')).toBe('old\n');
  });

  test('that fills up meanwhile leaves the old file in place, whole, and nothing half made beside it', () => {
    const made = scene([{ path: '/opt/big', text: 'x'.repeat(900_000) }]);
    putThere(made, '/opt/big', 'old\n');
    // df of the test says that there is room; the disk says otherwise.
    const bin = join(made.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'df'), '#!/bin/sh\necho head\necho dev 9 9 9999999 1% /\n');
    chmodSync(join(bin, 'df'), 0o755);
    const script = join(made.folder, 'restore.sh');
    writeFileSync(script, readFileSync(script, 'utf8').replace(/^PATH=/m, `PATH=${bin}:`));

    const { status, out } = runOnSmallDisk(made, 512, 'true', '--in-place', '--yes', '/opt/big');

    expect([status, out]).toEqual([2, expect.stringContaining('What was there before is still there')]);
    expect(readFileSync(join(`${made.root}.full`, 'opt/big'), 'utf8')).toBe('old\n');
    expect(readdirSync(join(`${made.root}.full`, 'opt'))).toEqual(['big']);
  });
});
