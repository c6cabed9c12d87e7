import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeProbe } from '../../src/probe/compose.ts';
import { collectors } from '../../src/collectors/index.ts';
import { labAvailable } from '../lab/index.ts';
import { describeWithLab } from '../support/lab.ts';
import { blocksOf, eventually, programOf, runProbe, sectionOf, startProbe } from '../support/probe-run.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shown-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function probeTests(shell: readonly string[]): void {
  test('shows files as they are, and says what it left out', async () => {
    const dir = join(folder, shell.join('-'));
    mkdirSync(dir);
    const write = (name: string, text: string | Buffer): void => {
      writeFileSync(join(dir, name), text);
    };
    write('a-plain', 'one\n\ntwo\n');
    write('b-no newline', 'one\ntwo');
    write('c-empty', '');
    write('d-only newlines', '\n\n');
    write('e-large', '0123456789\n'.repeat(100));
    write('f-secret', 'user = me\npassword = pw1\n');
    write('g-bytes', Buffer.from('caf\xe9 \xff\n', 'latin1'));
    write('h-new\nline\tand \\', 'odd name\n');
    write('ptoken', 'never\n');
    symlinkSync('a-plain', join(dir, 'i-link'));
    symlinkSync('nowhere', join(dir, 'j-dangling'));
    mkdirSync(join(dir, 'k-folder'));

    const program = programOf([{ id: 'show', shell: `show '${dir}'/* '${dir}/not-there'` }]);
    const blocks = blocksOf(await runProbe(shell, program, { contentLimit: 500 }), 'show');

    const files = blocks.flatMap((block) => (block.type === 'file' ? [block] : []));
    const shown = files.map(({ name, body, sizeBytes, truncated, withheldLines }) => [
      name.toString().slice(dir.length + 1),
      body.toString('latin1'),
      sizeBytes,
      truncated,
      withheldLines,
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        ['a-plain', 'one\n\ntwo\n', 9, false, 0],
        ['b-no newline', 'one\ntwo', 7, false, 0],
        ['c-empty', '', 0, false, 0],
        ['d-only newlines', '\n\n', 2, false, 0],
        ['e-large', '0123456789\n'.repeat(46).slice(0, 500), 1100, true, 0],
        ['f-secret', 'user = me\npassword = [withheld]\n', 25, false, 1],
        ['g-bytes', 'caf\xe9 \xff\n', 7, false, 0],
        ['h-new\nline\tand \\', 'odd name\n', 9, false, 0],
        ['i-link', 'one\n\ntwo\n', 9, false, 0],
      ]),
    );
    expect(files).toHaveLength(9);
    expect(blocks.filter(({ type }) => type === 'gap')).toEqual([
      expect.objectContaining({ reason: 'withheld', origin: join(dir, 'ptoken') }),
    ]);
  });

  test('shows hundreds of files in one call, and stops at the limit of all together', async () => {
    const dir = join(folder, `many-${shell.join('-')}`);
    mkdirSync(dir);
    for (let i = 0; i < 300; i++) writeFileSync(join(dir, `file ${i}`), 'x'.repeat(99) + '\n');

    const program = programOf([{ id: 'show', shell: `show '${dir}'/*` }]);
    const blocks = blocksOf(await runProbe(shell, program, { contentTotal: 20_000 }), 'show');

    expect(blocks.filter(({ type }) => type === 'file')).toHaveLength(200);
    expect(blocks.at(-1)).toMatchObject({
      type: 'gap',
      reason: 'too-large',
    });
  });

  test('runs commands with their status, and says which are not there', async () => {
    const program = programOf([
      {
        id: 'run',
        shell: [
          `run 'a label' printf 'token = pw1\\nno newline'`,
          'run fails sh -c "echo out; exit 3"',
          'run nothing no-such-command',
          'run reads cat',
          'gap denied /x "what is there"',
        ].join('\n'),
      },
    ]);
    const blocks = blocksOf(await runProbe(shell, program), 'run');

    expect(blocks).toEqual([
      { type: 'command', name: 'a label', body: Buffer.from('token = [withheld]\nno newline'), status: 0 },
      { type: 'command', name: 'fails', body: Buffer.from('out\n'), status: 3 },
      {
        type: 'gap',
        reason: 'missing-tool',
        origin: 'nothing',
        detail: 'there is no command no-such-command',
      },
      { type: 'command', name: 'reads', body: Buffer.alloc(0), status: 0 },
      { type: 'gap', reason: 'denied', origin: '/x', detail: 'what is there' },
    ]);
  });

  test('loses one section at most, whatever a section does', async () => {
    const fifo = join(folder, `fifo-${shell.join('-')}`);
    execFileSync('mkfifo', [fifo]);
    const program = programOf([
      { id: 'first', shell: 'echo one; echo oops >&2; return 7' },
      { id: 'hangs', shell: 'echo before; sleep 3600; echo after', seconds: 1 },
      {
        id: 'stubborn',
        shell: `trap '' TERM INT HUP; (trap '' TERM; sleep 3600) & echo x; wait`,
        seconds: 1,
      },
      { id: 'endless', shell: 'while :; do echo 0123456789; done', maxBytes: 50_000 },
      { id: 'oneline', shell: 'cat /dev/zero | tr "\\000" x', maxBytes: 50_000 },
      {
        id: 'errors',
        shell:
          'i=0; while [ $i -lt 3000 ]; do echo "error $i of this part" >&2; i=$((i + 1)); done; echo fine',
      },
      { id: 'dies', shell: 'echo x; kill -KILL "$(cut -d " " -f 4 /proc/self/stat)"' },
      { id: 'leaves', shell: 'echo x; exit 5' },
      { id: 'filter', shell: `echo x; printf '\\n%s show 5 ${fifo}/%s\\n' "$FRAME" "$FRAME"`, seconds: 1 },
      { id: 'last', shell: 'echo last' },
    ]);
    const bundle = await runProbe(shell, program);
    const short = bundle.sections.map(({ part, status, timedOut, truncated, complete }) => [
      part,
      status,
      timedOut,
      truncated,
      complete,
    ]);

    expect(short).toEqual([
      ['first', 7, false, false, true],
      ['hangs', null, true, false, true],
      ['stubborn', null, true, false, true],
      ['endless', null, false, true, true],
      ['oneline', null, false, true, true],
      ['errors', 0, false, false, true],
      ['dies', null, false, false, true],
      ['leaves', null, false, false, true],
      // The filter of the section itself hangs: what it held is lost, and nothing else.
      ['filter', null, true, false, false],
      ['last', 0, false, false, true],
    ]);
    expect(sectionOf(bundle, 'first')).toMatchObject({ stderr: 'oops' });
    expect(sectionOf(bundle, 'hangs').stdout.toString()).toBe('before\n');
    expect(sectionOf(bundle, 'endless').stdout.length).toBeGreaterThan(40_000);
    expect(sectionOf(bundle, 'errors').stderr.length).toBe(16_384);
    expect(sectionOf(bundle, 'errors').stdout.toString().trim()).toBe('fine');
    expect(bundle.problems).toEqual(['Section made filter: its last line is missing.']);
  });

  test('ends a command that takes longer than it may, and goes on', async () => {
    const program = programOf([
      {
        id: 'within',
        shell:
          'within 1 sh -c "sleep 3600 & sleep 3600"; echo "status $?"; within 20 echo quick; echo "status $?"',
      },
      { id: 'knows', shell: 'echo "$TIMED_OUT"' },
      { id: 'slow', shell: 'sleep 3600', seconds: 1 },
      { id: 'after', shell: 'echo "$TIMED_OUT"' },
    ]);
    const bundle = await runProbe(shell, program);

    expect(sectionOf(bundle, 'within').stdout.toString().trim()).toBe('status 137\nquick\nstatus 0');
    expect(sectionOf(bundle, 'knows').stdout.toString().trim()).toBe(';');
    expect(sectionOf(bundle, 'after').stdout.toString().trim()).toBe(';made slow;');
  });

  test('sends what it has without gzip too, and says so', async () => {
    const noGzip = 'have() { [ "$1" != gzip ] && command -v "$1" > /dev/null 2>&1; }';
    const program = programOf([{ id: 'plain', shell: 'run echo echo hello; gap denied x y' }], noGzip);

    const bundle = await runProbe(shell, program);

    expect(bundle.complete).toBe(true);
    expect(blocksOf(bundle, 'plain')).toEqual([
      { type: 'command', name: 'echo', body: Buffer.from('hello\n'), status: 0 },
      { type: 'gap', reason: 'denied', origin: 'x', detail: 'y' },
    ]);
  });

  test('ends by itself and leaves no process when the connection is lost', async () => {
    const program = programOf([
      { id: 'one', shell: 'echo one' },
      { id: 'hangs', shell: 'echo two; (sleep 3600 & sleep 3600)' },
      { id: 'never', shell: 'echo three' },
    ]);
    const run = startProbe(shell, program, { stdinWatch: true });
    expect(await eventually(() => run.processes().some((line) => line.includes('sleep 3600')))).toBe(true);

    run.child.stdin?.end();

    const bundle = await run.bundle;
    await run.exited;
    expect(bundle.complete).toBe(false);
    expect(sectionOf(bundle, 'one').complete).toBe(true);
    expect(await eventually(() => run.processes().length === 0)).toBe(true);
  });

  test('ends by itself when nobody reads its output any more', async () => {
    const program = programOf([
      { id: 'floods', shell: 'while :; do echo 0123456789; done', maxBytes: 1e9, seconds: 2 },
    ]);
    const run = startProbe(shell, program, {});
    run.bundle.catch(() => undefined);
    expect(await eventually(() => run.processes().length > 3)).toBe(true);

    run.child.stdout?.destroy();

    await run.exited;
    expect(await eventually(() => run.processes().length === 0)).toBe(true);
  });

  test('leaves no process after an ordinary run, and says nothing on standard error', async () => {
    const run = startProbe(shell, programOf([{ id: 'one', shell: 'echo one' }]), { stdinWatch: true });

    const bundle = await run.bundle;
    const status = await run.exited;

    expect(bundle.complete).toBe(true);
    expect(status).toBe(0);
    expect(run.stderr()).toBe('');
    expect(await eventually(() => run.processes().length === 0)).toBe(true);
  });

  test('makes its own token when it is run by hand, another one each time', () => {
    const program = programOf([{ id: 'one', shell: 'echo one' }]);
    const tokens = [];
    for (let i = 0; i < 2; i++) {
      const { stdout } = spawnSync(shell[0] ?? 'sh', [...shell.slice(1), '-s'], { input: program });
      tokens.push(/^dom0-audit-bundle 1 ([0-9a-f]{32})\n/.exec(stdout.toString('latin1'))?.[1]);
    }

    expect(new Set(tokens).size).toBe(2);
    expect(tokens).not.toContain(undefined);
  });

  test('takes no setting that is not of the right form', async () => {
    const hostile = [
      "DOM0_AUDIT_DEEP='$(reboot)'",
      "DOM0_AUDIT_CONTENT_LIMIT='1; reboot'",
      "DOM0_AUDIT_BY='$(reboot)'",
      "DOM0_AUDIT_PROGRAM='a\nuid 0'",
      "SUDO_USER='x; reboot'",
      "SSH_CONNECTION='`reboot` 1 2 3'",
      '',
    ].join('\n');
    const program = hostile + programOf([{ id: 'one', shell: 'echo "$DEEP $CONTENT_LIMIT"' }]);

    const bundle = await runProbe(shell, program);

    expect(bundle.header).toMatchObject({ by: 'hand', program: null, sudo: null, from: null });
    expect(sectionOf(bundle, 'one').stdout.toString().trim()).toBe('0 262144');
    const { status, stderr } = spawnSync(shell[0] ?? 'sh', [...shell.slice(1), '-s'], {
      input: `DOM0_AUDIT_TOKEN='x; reboot'\n${program}`,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toContain('DOM0_AUDIT_TOKEN');
  });

  test('is not led astray by the environment that it is started in', async () => {
    const astray =
      'GREP_OPTIONS=--color=always GZIP=--nosuchoption POSIXLY_CORRECT=1 PATH=/nowhere; export GREP_OPTIONS GZIP POSIXLY_CORRECT PATH\n';
    const program = astray + programOf([{ id: 'one', shell: 'run echo sh -c "echo hello | grep hello"' }]);

    const bundle = await runProbe(shell, program);

    expect(bundle.complete).toBe(true);
    expect(blocksOf(bundle, 'one')[0]).toMatchObject({ body: Buffer.from('hello\n'), status: 0 });
  });
}

// The shells of all ages; where they are not all at hand, at least the one that this machine calls sh.
describeWithLab.each(['bash', 'dash', 'busybox sh'])('the probe under %s', (shell) => {
  probeTests(shell.split(' '));
});
if (!labAvailable().ok)
  describe('the probe under sh', () => {
    probeTests(['sh']);
  });

describeWithLab('the program', () => {
  test('does not write to a terminal', () => {
    const file = join(folder, 'probe.sh');
    writeFileSync(file, programOf([{ id: 'one', shell: 'echo one' }]));

    const { stdout } = spawnSync('script', ['-qec', `sh ${file}`, '/dev/null'], { encoding: 'utf8' });

    expect(stdout).toContain('not for a terminal');
    expect(stdout).not.toContain('dom0-audit-bundle');
  });

  // 2317: functions that are called by their name in a variable. 2034: `read` needs a name for what is left over.
  test('leaves nothing to say for shellcheck', () => {
    const file = join(folder, 'whole.sh');
    writeFileSync(file, composeProbe(collectors).text);

    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-e', 'SC2317,SC2034', file], {
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
  });
});
