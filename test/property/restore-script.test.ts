import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { decodePath } from '../../src/lib/path-bytes.ts';
import { planRestore } from '../../src/plan/plan.ts';
import { renderRestoreScript } from '../../src/plan/script.ts';
import { judgedHost } from '../support/judged-parts.ts';
import { nastyText } from '../support/nasty.ts';
import { entry, manifest } from '../support/restore-manifest.ts';

const BODY = fileURLToPath(new URL('../../src/plan/restore.sh', import.meta.url));

/** Bytes of a name as a file system may hold them. */
const names = fc
  .oneof(
    nastyText().map((text) => Buffer.from(text, 'utf8')),
    fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  )
  .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0 && byte !== 0x2f)))
  .filter((bytes) => bytes.length > 0);

/** The script with another end: instead of its main program it prints the decoded path of each entry. */
function decodedBy(shell: readonly string[], script: string): Buffer {
  const probe = `print_path() { read_entry "$@"; decode "$path"; printf '%s\\0' "$decoded"; }\neach print_path\n`;
  const [command = 'sh', ...options] = shell;
  const { stdout, stderr, status } = spawnSync(command, [...options, '-s'], {
    input: script.replace(/^\{ main "\$@"; \}$/m, probe),
    timeout: 20_000,
  });
  expect([status, stderr.toString()]).toEqual([0, '']);
  return stdout;
}

test.each([[['bash', '--posix']], [['dash']], [['busybox', 'sh']]])(
  'any name in the data is read by %j as the same bytes, and the script is plain ASCII',
  (shell) => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 20 }), fc.array(nastyText()), (bytes, texts) => {
        const paths = bytes.map((name) => decodePath(Buffer.concat([Buffer.from('/'), name])));
        const text = texts.join('');
        const plan = planRestore(
          judgedHost(),
          manifest(
            paths.map(({ path, ...encoding }) => entry(path, { ...encoding, user: text, group: text })),
          ),
        );
        const script = renderRestoreScript(plan);
        const expected = plan.files.map(({ path, pathEncoding }) =>
          paths.findIndex((one) => one.path === path && one.pathEncoding === pathEncoding),
        );

        expect(script.slice(script.indexOf('data of this host begins'))).not.toMatch(/[^\n -~]/);
        expect(decodedBy(shell, script)).toEqual(
          Buffer.concat(
            expected.map((at) => Buffer.concat([Buffer.from('/'), bytes[at] ?? Buffer.of(), Buffer.of(0)])),
          ),
        );
      }),
      { numRuns: 25 },
    );
  },
);

test('the script passes shellcheck, as it is and with data in it', () => {
  const script = renderRestoreScript(
    planRestore(
      judgedHost(),
      manifest([
        entry("/it's $(x) `y`"),
        entry('/b\n\\', { type: 'symlink', linkTarget: '"', sha256: null }),
      ]),
    ),
  );

  const body = spawnSync('shellcheck', ['--shell=sh', BODY], { encoding: 'utf8' });
  const filled = spawnSync('shellcheck', ['--shell=sh', '-'], { encoding: 'utf8', input: script });

  expect([body.stdout, body.status]).toEqual(['', 0]);
  expect([filled.stdout, filled.status]).toEqual(['', 0]);
});
