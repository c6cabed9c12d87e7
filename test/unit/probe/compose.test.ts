import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collectors } from '../../../src/collectors/index.ts';
import { composeProbe, launchText, partFunction } from '../../../src/probe/compose.ts';

describe('composeProbe', () => {
  const program = composeProbe(collectors);

  test('puts every fragment in whole, and a section for every part', () => {
    for (const collector of collectors) {
      expect(program.text).toContain(readFileSync(collector.fragment, 'utf8').trimEnd());
      for (const part of collector.parts)
        expect(program.text).toContain(
          `  section '${collector.id} ${part.id}' ${part.seconds} ${part.maxBytes} ${partFunction(collector.id, part.id)}\n`,
        );
    }
    expect(program.sections).toBe(collectors.flatMap(({ parts }) => parts).length);
  });

  test('defines a function for every part', () => {
    for (const collector of collectors)
      for (const part of collector.parts)
        expect(program.text).toMatch(new RegExp(`^${partFunction(collector.id, part.id)}\\(\\) \\{`, 'm'));
  });

  test('says in its head how to keep others from reading its answer', () => {
    const [head = ''] = program.text.split('\n\n');

    expect(head).toContain('umask 077; sh probe.sh > host.bundle');
  });

  test('is the same text every time, and says which', () => {
    expect(composeProbe(collectors)).toEqual(program);
    expect(program.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('defines no shell function twice', () => {
    const names = [...program.text.matchAll(/^([A-Za-z_][A-Za-z0-9_]*)\(\) [{(]/gm)].map(([, name]) => name);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('holds no here-document, for which an old bash makes a file', () => {
    const code = program.text.split('\n').filter((line) => !line.trimStart().startsWith('#'));

    expect(code.filter((line) => /(^|[^<"$(])<<-?\s*['"A-Za-z]/.test(line))).toEqual([]);
  });

  test.each(['sh', 'bash', 'dash'])('is read by %s without a complaint', (shell) => {
    const { status, stderr, error } = spawnSync(shell, ['-n'], { input: program.text, encoding: 'utf8' });
    if (error) return;

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('does nothing when it is cut short', () => {
    const cut = program.text.slice(0, program.text.lastIndexOf('}'));

    const { stdout } = spawnSync('sh', ['-s'], { input: cut, encoding: 'utf8' });

    expect(stdout).toBe('');
  });
});

describe('launchText', () => {
  test('sets what it is given, a line each', () => {
    const token = '0123456789abcdef01234567';

    expect(
      launchText({ token, by: 'ssh', deep: true, contentLimit: 1000, contentTotal: 2000, stdinWatch: false }),
    ).toBe(
      `DOM0_AUDIT_TOKEN=${token}\nDOM0_AUDIT_BY=ssh\nDOM0_AUDIT_DEEP=1\nDOM0_AUDIT_CONTENT_LIMIT=1000\nDOM0_AUDIT_CONTENT_TOTAL=2000\nDOM0_AUDIT_STDIN_WATCH=0\n`,
    );
  });

  test('sets nothing when it is given nothing', () => {
    expect(launchText({})).toBe('');
  });

  test.each([
    [{ token: '' }],
    [{ token: 'short' }],
    [{ token: '0123456789abcdef0123456g' }],
    [{ token: '0123456789abcdef01234567; reboot' }],
    [{ contentLimit: -1 }],
    [{ contentLimit: 1.5 }],
    [{ contentLimit: Number.NaN }],
    [{ contentTotal: Number.POSITIVE_INFINITY }],
  ])('refuses %j', (launch) => {
    expect(() => launchText(launch)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  });
});
