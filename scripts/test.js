// Builds, runs every test, and says how many were skipped and why; in CI a skipped test is a failure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, '.build', 'test-results.json');
const node = (...args) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;

if (node('scripts/build.js') !== 0) process.exit(1);
mkdirSync(join(root, '.build'), { recursive: true });
rmSync(results, { force: true });
const status = node(
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${results}`,
  ...process.argv.slice(2),
);

const report = JSON.parse(readFileSync(results, 'utf8'));
const failedFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
).length;
const failed = report.numFailedTests + failedFiles;
const skipped = report.numPendingTests + report.numTodoTests;
const strict = process.env.CI === 'true' || process.env.DOM0_AUDIT_REQUIRE_LAB === '1';
if (skipped > 0) {
  process.stdout.write(
    `\n!! ${skipped} tests were SKIPPED because this machine lacks programs of the lab (sshd, rpm, chromium …).\n` +
      '!! On Debian, as root, `sh test/lab/setup.sh` installs them; then run `npm test` again.\n\n',
  );
}
process.stdout.write(
  `${report.numPassedTests} passed, ${failed + (strict ? skipped : 0)} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exit(status !== 0 ? status : failed > 0 || (strict && skipped > 0) ? 1 : 0);
