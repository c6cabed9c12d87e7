import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collectors } from '../../src/collectors/index.ts';
import type { FileChange, FileItem } from '../../src/model/inventory.ts';
import { composeProbe, launchText } from '../../src/probe/compose.ts';
import { buildLab, compareListings, DRIFTS, type Lab } from '../lab/index.ts';
import { filesOf, probeLab, type LabRun } from '../support/lab-run.ts';
import { describeWithLab } from '../support/lab.ts';
import { eventually, programOf } from '../support/probe-run.ts';

const FILE_DRIFTS = [
  'edited-configs',
  'edited-vendor-scripts',
  'same-size-and-time',
  'removed-files',
  'changed-attributes',
  'special-files',
  'hostile-names',
  'third-party-packages',
  'third-party-config-edited',
  'unowned-scripts',
  'owner-without-name',
  'users',
  'secrets',
];

/** With the parts ended after as many seconds as given, where they may take longer. */
function hurried(seconds: number): typeof collectors {
  return collectors.map((collector) => ({
    ...collector,
    parts: collector.parts.map((part) => (part.id === 'list' ? { ...part, seconds } : part)),
    parse: collector.parse.bind(collector),
  }));
}

/** The eight letters of `rpm -V` for what it would show of a file. */
function verifyLetters(item: FileItem): string {
  const shown = new Set<FileChange>(item.changes.filter((change) => !item.hiddenChanges.includes(change)));
  const letter = (sign: string, ...changes: FileChange[]): string =>
    changes.some((one) => shown.has(one)) ? sign : '.';
  return [
    letter('S', 'size'),
    letter('M', 'mode', 'type'),
    letter('5', 'digest'),
    '.',
    letter('L', 'link'),
    letter('U', 'user'),
    letter('G', 'group'),
    letter('T', 'mtime'),
  ].join('');
}

describeWithLab('the probe on an untouched host', () => {
  test.each([
    ['bash', 'gawk', '6.5'],
    ['dash', 'mawk', '6.2'],
    ['busybox', 'busybox', '6.5'],
  ] as const)('with %s and %s (%s) gets everything, and touches nothing', async (shell, awk, face) => {
    const lab = await buildLab({ shell, awk, face });
    try {
      const before = lab.listing();

      const run = await probeLab(lab);

      expect(compareListings(before, lab.listing())).toEqual([]);
      expect(run.failures).toEqual([]);
      expect(run.bundle.problems).toEqual([]);
      expect(run.stderr).toBe('');
      expect(run.inventory.sections['packages']).toMatchObject({ status: 'complete' });
      expect(run.inventory.sections['files']).toMatchObject({ status: 'complete' });
      const files = filesOf(run);
      expect(files.filter(({ state }) => state === 'missing')).toEqual([]);
      expect(files.filter(({ state }) => state === 'changed').length).toBeLessThan(10);
      const installed = lab.exec('rpm -qa').stdout.toString().trim().split('\n').length;
      expect(run.inventory.sections['packages']?.items).toHaveLength(installed);
    } finally {
      await lab.remove();
    }
  });
});

describeWithLab('the probe on a host that people have worked on', () => {
  let lab: Lab;
  let run: LabRun;
  beforeAll(async () => {
    lab = await buildLab({ drifts: FILE_DRIFTS });
    const before = lab.listing();
    run = await probeLab(lab);
    expect(compareListings(before, lab.listing())).toEqual([]);
  });
  afterAll(async () => {
    await lab.remove();
  });

  test('finds every file that was changed, removed or added', () => {
    const files = new Map(filesOf(run).map((item) => [item.id, item]));
    const truths = lab.groundTruth.filter(
      ({ id, drift }) => id.startsWith('file:') && drift !== 'same-size-and-time',
    );

    expect(truths.length).toBeGreaterThan(100);
    for (const { id, state, changes = [], hidden = false } of truths) {
      const item = files.get(id);
      expect(item, id).toMatchObject({ state });
      expect(item?.changes, id).toEqual(expect.arrayContaining([...changes]));
      expect((item?.hiddenChanges.length ?? 0) > 0, id).toBe(hidden);
    }
  });

  test('finds every package that was added', () => {
    const packages = new Set(run.inventory.sections['packages']?.items.map(({ id }) => id));

    for (const { id } of lab.groundTruth.filter((truth) => truth.id.startsWith('package:')))
      expect(packages).toContain(id);
  });

  test('lists every path once', () => {
    const paths = filesOf(run).map(({ path, pathEncoding }) => `${pathEncoding ?? ''} ${path}`);

    expect(new Set(paths).size).toBe(paths.length);
  });

  test('sends no secret', () => {
    const secrets = DRIFTS.filter(({ name }) => FILE_DRIFTS.includes(name)).flatMap(
      (drift) => drift.secrets ?? [],
    );
    const sent = Buffer.concat(
      run.bundle.sections.flatMap(({ stdout, stderr }) => [stdout, Buffer.from(stderr)]),
    );

    expect(secrets).not.toEqual([]);
    for (const secret of secrets) expect(sent.includes(secret), secret).toBe(false);
  });

  test('with --deep finds all that rpm -Va finds, and nothing that it does not', async () => {
    const deep = await probeLab(lab, { deep: true });
    const found = new Map<string, string>();
    for (const item of filesOf(deep)) {
      if (item.state === 'missing') found.set(item.path, 'missing');
      if (item.state === 'changed' && item.changes.length > item.hiddenChanges.length)
        found.set(item.path, verifyLetters(item));
    }

    const verified = lab.exec('rpm -Va --nodeps --noscripts').stdout.toString();
    const expected = new Map<string, string>();
    for (const line of verified.trim().split('\n')) {
      const [, letters = '', path = ''] = /^(missing|\S{8}) +(?:[a-z] +)?(\/.*)$/.exec(line) ?? [];
      // A time that differs while the content does not is no change.
      if (letters !== '.......T') expected.set(path, letters);
    }
    expect(expected.size).toBeGreaterThan(25);
    expect(Object.fromEntries([...found].sort())).toEqual(Object.fromEntries([...expected].sort()));
  });
});

describeWithLab('the probe on a host whose rpm is in trouble', () => {
  test('that never answers: everything else is there, and the gap says what is not known', async () => {
    const lab = await buildLab({ drifts: ['unowned-scripts'] });
    try {
      lab.setRpmMode('hang');

      const run = await probeLab(lab, {}, hurried(2));

      const { packages, files, ...others } = run.inventory.sections;
      expect(packages).toMatchObject({ status: 'unavailable', gaps: [{ reason: 'timed-out' }] });
      expect(files).toMatchObject({ status: 'partial', gaps: [{ origin: 'rpm -qa', reason: 'timed-out' }] });
      expect(Object.values(others).filter(({ items }) => items.length > 0).length).toBeGreaterThan(10);
      const seen = new Set(filesOf(run).map(({ id }) => id));
      const scripts = lab.groundTruth.filter(({ id }) => /^file:\/(root|etc|opt|usr\/local)\//.test(id));
      expect(scripts.length).toBeGreaterThan(3);
      for (const { id } of scripts) expect(seen).toContain(id);
      expect(run.bundle.complete).toBe(true);
    } finally {
      await lab.remove();
    }
  });

  test('whose locks a dead process of root holds: it is asked as another user', async () => {
    const lab = await buildLab();
    try {
      lab.setRpmMode('locked');

      const run = await probeLab(lab);

      expect(run.inventory.sections['packages']?.status).toBe('complete');
      expect(run.inventory.sections['files']?.status).toBe('complete');
    } finally {
      await lab.remove();
    }
  });

  test('whose database is broken: a gap, and no package', async () => {
    const lab = await buildLab();
    try {
      lab.exec('for f in /var/lib/rpm/*; do echo broken > "$f"; done');

      const run = await probeLab(lab);

      expect(run.inventory.sections['packages']).toMatchObject({ status: 'unavailable', items: [] });
      expect(run.inventory.sections['files']?.gaps).toEqual([expect.objectContaining({ origin: 'rpm -qa' })]);
      expect(run.failures).toEqual([]);
    } finally {
      await lab.remove();
    }
  });
});

describeWithLab('the probe over a connection that is lost', () => {
  test('ends by itself, and leaves no process on the host', async () => {
    const lab = await buildLab();
    const running = await lab.start();
    const known = mkdtempSync(join(tmpdir(), 'known-'));
    try {
      writeFileSync(join(known, 'hosts'), `${running.knownHostsLine}\n`);
      const options = {
        UserKnownHostsFile: join(known, 'hosts'),
        KexAlgorithms: '+diffie-hellman-group14-sha1',
        HostKeyAlgorithms: '+ssh-rsa',
        PubkeyAcceptedAlgorithms: '+ssh-rsa',
        MACs: '+hmac-sha1',
        Ciphers: '+aes128-cbc',
      };
      const settings = Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
      const place = [
        '-F',
        'none',
        '-i',
        running.privateKeyPath,
        '-p',
        String(running.port),
        'root@127.0.0.1',
      ];
      const client = spawn('ssh', [...settings, ...place, 'sh -s'], { stdio: ['pipe', 'ignore', 'ignore'] });
      client.stdin.write(
        launchText({ stdinWatch: true }) + programOf([{ id: 'hangs', shell: 'sleep 3601 & sleep 3601' }]),
      );
      const left = (): boolean => lab.exec('ps -ef').stdout.toString().includes('sleep 3601');
      expect(await eventually(left)).toBe(true);

      client.kill('SIGKILL');

      expect(await eventually(() => !left())).toBe(true);
      expect(lab.exec('ps -ef').stdout.toString()).not.toMatch(/ sh -s|sleep 1$/m);
    } finally {
      await running.stop();
      await lab.remove();
      rmSync(known, { recursive: true });
    }
  });
});

describe('the program', () => {
  test('asks rpm for tags of rpm 4.4 only', () => {
    const known = new Set(
      'ARCH BUILDHOST BUILDTIME DSAHEADER EPOCH FILECOLORS FILEFLAGS FILEGROUPNAME FILELINKTOS FILEMD5S FILEMODES FILEMTIMES FILENAMES FILESIZES FILESTATES FILEUSERNAME FILEVERIFYFLAGS INSTALLTIME NAME PACKAGER PROVIDENAME RELEASE REQUIRENAME RSAHEADER SIGGPG SIGPGP SIZE SOURCERPM SUMMARY URL VENDOR VERSION'.split(
        ' ',
      ),
    );

    const tags = [...composeProbe(collectors).text.matchAll(/%\{([A-Z0-9]+)(?::[a-z]+)?\}/g)].map(
      ([, tag = '']) => tag,
    );

    expect(tags.length).toBeGreaterThan(20);
    expect(tags.filter((tag) => !known.has(tag))).toEqual([]);
  });
});
