// The simulated fleet of bench/fleet.ts, a process of its own: embedded SSH hosts, each with another bundle, one in ten broken.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { FAULTS, startSshFleet } from '../../test/support/ssh-fleet.ts';

const [folder = '', count = '0', faulty = 'none'] = process.argv.slice(2);
const RECORDED = ['demo', 'customised-6.2', 'troubled-6.5', 'untouched-6.2'] as const;
const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = execFileSync(process.execPath, [`${ROOT}/dist/cli/main.js`, 'probe'], { encoding: 'utf8' });

await startSshFleet(
  Array.from({ length: Number(count) }, (_, number) => {
    const fault =
      faulty === 'faults' && number % 10 === 9 ? FAULTS[Math.floor(number / 10) % FAULTS.length] : undefined;
    return {
      alias: `xs${String(number).padStart(4, '0')}${fault === undefined ? '' : `-${fault}`}`,
      recorded: RECORDED[number % RECORDED.length] ?? 'demo',
      number,
      ...(fault === undefined ? {} : { fault }),
    };
  }),
  folder,
  PROGRAM,
  `${ROOT}/fixtures/hosts`,
);
process.stdout.write('ready\n');
