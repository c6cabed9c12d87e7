import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeFetch } from '../../src/fetch/compose.ts';
import { fetchFiles, startFetch } from '../support/fetch-run.ts';
import { eventually } from '../support/probe-run.ts';

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'dom0-audit-fetch-'));
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true });
});

const latin1 = (path: string | Buffer): string => Buffer.from(path).toString('latin1');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function sessionProcesses(session: number): string[] {
  const { stdout } = spawnSync('ps', ['-s', String(session), '-o', 'stat=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('Z'));
}

const NAMES = [
  'plain',
  'with space',
  '-rf',
  'new\nline',
  'ends with newline\n',
  'back\\slash',
  'back\\nslash',
  'carriage\rreturn',
  "quote'",
  '$(touch owned)',
  '*',
  'n'.repeat(255),
].map((name) => Buffer.from(name));
const INVALID = [Buffer.from('latin1-\xe9', 'latin1'), Buffer.from('\xff\n\xfe', 'latin1')];

describe.each([[['bash']], [['dash']], [['busybox', 'sh']]])('the fetch under %s', (shell) => {
  const dir = (name: string): string => {
    const path = join(folder, `${shell.join('-')}-${name}`);
    fs.mkdirSync(path);
    return path;
  };

  test('sends every byte of every name, with digests that agree', async () => {
    const place = dir('names');
    const paths = [...NAMES, ...INVALID].map((name) => Buffer.concat([Buffer.from(`${place}/`), name]));
    paths.forEach((path, i) => {
      fs.writeFileSync(path, Buffer.from([i, 0, 10, 255]));
    });
    const run = await startFetch(shell);

    const { list, files } = await fetchFiles(run.session, paths);

    expect(await run.finish()).toBe(0);
    expect([...files.keys()].sort()).toEqual(paths.map(latin1).sort());
    paths.forEach((path, i) => {
      expect(files.get(latin1(path))?.content).toEqual(Buffer.from([i, 0, 10, 255]));
      expect(list.digests.get(latin1(path)), latin1(path)).toBe(sha256(Buffer.from([i, 0, 10, 255])));
      expect(list.before.get(latin1(path))).toEqual(list.after.get(latin1(path)));
    });
    expect(list).toMatchObject({ said: '', damage: null });
    expect(fs.readdirSync(place)).toHaveLength(paths.length);
  });

  test('sends links, pipes, folders, holes and other names of a file as what they are', async () => {
    const place = dir('kinds');
    fs.writeFileSync(join(place, 'file'), 'x', { mode: 0o4751 });
    fs.chmodSync(join(place, 'file'), 0o4751);
    fs.linkSync(join(place, 'file'), join(place, 'other-name'));
    fs.symlinkSync('nowhere\n', join(place, 'link'));
    spawnSync('mkfifo', [join(place, 'pipe')]);
    spawnSync('mknod', [join(place, 'device'), 'c', '1', '3']);
    spawnSync('sh', ['-c', 'truncate -s 3M "$0"; printf end >> "$0"', join(place, 'holes')]);
    const names = ['file', 'other-name', 'link', 'pipe', 'device', 'holes', 'gone'];
    const run = await startFetch(shell);

    const { list, files } = await fetchFiles(run.session, [...names.map((name) => join(place, name)), place]);

    await run.finish();
    const of = (name: string) => files.get(join(place, name));
    expect(of('file')?.entry).toMatchObject({ type: '0', mode: 0o4751, size: 1 });
    expect(of('other-name')?.entry).toMatchObject({ type: '1', linkName: Buffer.from(join(place, 'file')) });
    expect(of('link')?.entry).toMatchObject({ type: '2', linkName: Buffer.from('nowhere\n') });
    expect(of('pipe')?.entry.type).toBe('6');
    expect(of('device')?.entry).toMatchObject({ type: '3', major: 1, minor: 3 });
    expect(of('holes')?.entry).toMatchObject({ isSparse: true, size: 3 * 1024 * 1024 + 3 });
    expect(sha256(of('holes')?.content ?? Buffer.alloc(0))).toBe(
      sha256(fs.readFileSync(join(place, 'holes'))),
    );
    expect(list.digests.get(join(place, 'holes'))).toBe(sha256(fs.readFileSync(join(place, 'holes'))));
    expect(files.get(`${place}/`)?.entry.type).toBe('5');
    expect(list.before.has(join(place, 'gone'))).toBe(false);
    expect(list.said).toContain(`${join(place, 'gone')}: Cannot stat`);
  });

  test('sends extended attributes, also of names with line breaks', async () => {
    const place = dir('attributes');
    const path = join(place, 'new\nline \\');
    fs.writeFileSync(path, 'x');
    spawnSync('setfattr', ['-n', 'user.note', '-v', 'a\nb', path]);
    const run = await startFetch(shell);

    const { list } = await fetchFiles(run.session, [path]);

    await run.finish();
    expect(run.header.hasAttributes).toBe(true);
    expect(list.attributes.get(path)).toEqual({ 'user.note': Buffer.from('a\nb') });
  });

  test('answers many lists one after the other, of thousands of names', async () => {
    const place = dir('many');
    const paths = Array.from({ length: 1200 }, (_, i) => join(place, `${'long name '.repeat(15)}${i}`));
    for (const path of paths) fs.writeFileSync(path, path);
    const run = await startFetch(shell);

    for (let round = 0; round < 2; round++) {
      const { list, files } = await fetchFiles(run.session, paths);
      expect(files.size).toBe(1200);
      expect(list.digests.size).toBe(1200);
    }
    expect(await run.finish()).toBe(0);
  });

  test('gives the answers of commands, secrets withheld, each with how it ended', async () => {
    const run = await startFetch(shell);

    const facts = await run.session.facts();

    await run.finish();
    const named = new Map(facts.map((fact) => [fact.name, fact]));
    expect(named.get('mounts')).toMatchObject({ command: 'cat /proc/mounts', status: 0, isMissing: false });
    expect(named.get('mounts')?.text.toString()).toContain(' / ');
    expect(named.get('xe-pool')).toMatchObject({ status: null, isMissing: true });
    expect(facts.length).toBeGreaterThan(12);
  });

  test('ends by itself, with all that it started, when the connection is lost', async () => {
    const run = await startFetch(shell);
    const pid = run.child.pid ?? 0;
    expect(sessionProcesses(pid).length).toBeGreaterThan(1);

    run.child.stdin?.destroy();

    await run.exited;
    expect(await eventually(() => sessionProcesses(pid).length === 0)).toBe(true);
  });

  test('gives up a file that cannot be read to its end in time, and takes the next list', async () => {
    const place = dir('stuck');
    fs.writeFileSync(join(place, 'file'), 'x');
    // A tar that never ends, in the place of the one that is found.
    fs.writeFileSync(join(place, 'tar'), '#!/bin/sh\nexec sleep 3600\n', { mode: 0o755 });
    const program = composeFetch().text.replace(
      'FETCH_TAR=$(fetch_tool tar)',
      `FETCH_TAR='${join(place, 'tar')}'`,
    );
    const stuck = program
      .replace("  if printf '/\\\\057\\000'", "  if false && printf '/\\\\057\\000'")
      .replace('"$(probe_number "$fetch_seconds" 600)"', '1');
    const run = await startFetch(shell, stuck);

    const first = await fetchFiles(run.session, [join(place, 'file')]);

    expect(first.files.size).toBe(0);
    expect(first.list.damage).not.toBeNull();
    const second = await fetchFiles(run.session, [join(place, 'file')]);
    expect(second.list.damage).not.toBeNull();
    await run.finish();
  });
});

describe('the text of the fetch', () => {
  const { text } = composeFetch();

  // 2317: functions that are called by their name in a variable. 2034: `read` needs a name for what is left over.
  test('leaves nothing to say for shellcheck', () => {
    const file = join(folder, 'whole.sh');
    fs.writeFileSync(file, text);

    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-e', 'SC2317,SC2034', file], {
      encoding: 'utf8',
    });

    expect(stdout).toBe('');
  });

  test('that runs for each list leaves nothing to say for shellcheck, either', () => {
    const inner = /FETCH_FILES='\n([^']*)'/.exec(text)?.[1] ?? '';
    const file = join(folder, 'inner.sh');
    fs.writeFileSync(file, inner);

    const { stdout } = spawnSync('shellcheck', ['-s', 'sh', '-e', 'SC2153,SC2154', file], {
      encoding: 'utf8',
    });

    expect(inner).toContain('section archive');
    expect(stdout).toBe('');
  });
});
