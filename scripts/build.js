// Compiles src to dist, takes along what is read at run time (shell fragments, templates, styles), and reads the rules and
// data files ahead into dist/knowledge.json (docs/decisions/0006-rules-cache.md).
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, renameSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const travelling = new Set(['.sh', '.hbs', '.css', '.js']);

const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

cpSync(join(root, 'src'), join(root, 'dist'), {
  recursive: true,
  filter: (from) => extname(from) === '' || travelling.has(extname(from)),
});
chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);

const { prepareKnowledge } = await import('../dist/audit/prepare-knowledge.js');
const knowledge = join(root, 'dist', 'knowledge.json');
writeFileSync(`${knowledge}.new`, prepareKnowledge());
renameSync(`${knowledge}.new`, knowledge);
