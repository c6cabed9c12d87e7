import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { withholdSecrets } from '../../src/lib/withhold.ts';
import { describeWithLab } from '../support/lab.ts';
import { MASKED_TEXT, SECRET_LINES, SECRET_PATHS, SECRET_TEXT } from '../support/secret-lines.ts';

const MASK = fileURLToPath(new URL('../../src/lib/shell/mask.sh', import.meta.url));
/** Runs the awk text of the programs over some input. */
function runAwk(awk: readonly string[], program: string, input: string): string {
  const shell = `. "$0"; shift 0; "$@" "$AWK_MASK"'${program}'`;
  return execFileSync('sh', ['-c', shell, MASK, ...awk], {
    input,
    encoding: 'latin1',
    env: { ...process.env, LC_ALL: 'C' },
  });
}

function maskingTests(awk: readonly string[]): void {
  test('withholds on the host what the auditor would withhold', () => {
    const lines = SECRET_LINES.map(([line]) => Buffer.from(line).toString('latin1'));

    const output = runAwk(awk, '{ KEY = 0; print mask($0) }', `${lines.join('\n')}\n`);

    expect(Buffer.from(output, 'latin1').toString().split('\n').slice(0, -1)).toEqual(
      SECRET_LINES.map(([, masked]) => masked),
    );
  });

  test('keeps the lines around a private key, and counts those inside', () => {
    const output = runAwk(awk, '{ print mask($0) } END { print WITHHELD }', `${SECRET_TEXT}\n`);

    expect(output).toBe(`${MASKED_TEXT}\n2\n`);
  });

  test('reads no file that is a secret as a whole', () => {
    const output = runAwk(
      awk,
      '{ print secret_path($0) ? 1 : 0 }',
      SECRET_PATHS.map(([path]) => `${path}\n`).join(''),
    );

    expect(
      output
        .trim()
        .split('\n')
        .map((answer) => answer === '1'),
    ).toEqual(SECRET_PATHS.map(([, secret]) => secret));
  });

  test('leaves nothing for the auditor to withhold in the lines of many programs', () => {
    const words = [
      'password',
      ' ',
      '=',
      ':',
      '"',
      "'",
      'x1',
      'secret',
      ';',
      ',',
      '-p',
      'mysql ',
      '\\',
      '<',
      '>',
      '$1$',
      'b',
    ];
    let seed = 1;
    const next = (): string => {
      seed = (seed * 48271) % 2147483647;
      return words[seed % words.length] ?? '';
    };
    const lines = Array.from({ length: 400 }, () => Array.from({ length: 9 }, next).join(''));

    const output = runAwk(awk, '{ KEY = 0; print mask($0) }', `${lines.join('\n')}\n`);

    expect(output.split('\n').slice(0, -1)).toEqual(lines.map((line) => withholdSecrets(line).text));
  });
}

describeWithLab.each(['gawk', 'mawk', 'busybox awk'])('the probe under %s', (awk) => {
  maskingTests(awk.split(' '));
});
describe('the probe under awk', () => {
  maskingTests(['awk']);
});
