// Records the bundles of fixtures/hosts from lab hosts: the printed probe, run by hand as root, as `sh probe.sh > host.bundle`.
//   npm run record            (as root on Debian, after `sh test/lab/setup.sh`)
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildLab, CUSTOMISED } from './index.ts';
import type { LabOptions, Lab } from './lab.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const probe = spawnSync(process.execPath, [resolve(ROOT, 'dist/cli/main.js'), 'probe'], {
  maxBuffer: 1e8,
}).stdout;

/** The demo shows what a busy site does to a host; a tree of thousands of files is left out, since goldens are kept of it. */
const BUSY = CUSTOMISED.filter((name) => name !== 'big-tree');

const HOSTS: readonly (readonly [name: string, options: LabOptions, before?: (lab: Lab) => void])[] = [
  ['demo', { face: '6.5', drifts: BUSY }],
  ['untouched-6.2', { face: '6.2' }],
  [
    'customised-6.2',
    {
      face: '6.2',
      drifts: [
        'edited-configs',
        'unowned-scripts',
        'cron-jobs',
        'third-party-packages',
        'users',
        'hostile-names',
        'owner-without-name',
      ],
    },
  ],
  [
    'troubled-6.5',
    { face: '6.5', drifts: ['unowned-scripts'] },
    (lab) => {
      lab.setRpmMode('locked');
      lab.setXeMode('down');
    },
  ],
];

for (const [name, options, before] of HOSTS) {
  const lab = await buildLab(options);
  try {
    before?.(lab);
    const { stdout } = lab.exec('sh -s', probe);
    const folder = resolve(ROOT, 'fixtures/hosts', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(resolve(folder, 'host.bundle'), stdout);
    console.log(`${name}: ${stdout.length} bytes`);
  } finally {
    await lab.remove();
  }
}
