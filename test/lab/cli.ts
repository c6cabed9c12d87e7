// The lab by hand: npm run lab -- build | start | drifts | list
import { parseArgs } from 'node:util';
import { CUSTOMISED, DRIFTS, PASSWORDS, buildLab, labAvailable, type LabOptions } from './index.ts';
import { listCache } from './cache.ts';
import { labSources } from './places.ts';
import { runCommand } from './run-command.ts';

const HELP = `Usage: npm run lab -- COMMAND [OPTIONS]

  build               build the untouched host and keep it
  start               build a host, start its sshd and print how to log in; Ctrl-C ends and deletes it
  drifts              list what can be done to a host
  list                list what is kept below .lab
  setup               install what the lab needs (Debian, as root)

  --face 6.5|6.2      --size small|full     --shell bash|dash|busybox     --awk gawk|mawk|busybox
  --drift NAME        may be given several times; "customised" stands for a long list of them
  --keyboard-interactive   --no-key   --modern   --port N   --keep (do not delete it at the end)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    face: { type: 'string', default: '6.5' },
    size: { type: 'string', default: 'small' },
    shell: { type: 'string', default: 'bash' },
    awk: { type: 'string', default: 'gawk' },
    drift: { type: 'string', multiple: true, default: [] },
    'keyboard-interactive': { type: 'boolean', default: false },
    'no-key': { type: 'boolean', default: false },
    modern: { type: 'boolean', default: false },
    port: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new Error(`--${name} is one of ${allowed.join(', ')}`);
  return found;
}

function labOptions(): LabOptions {
  return {
    face: oneOf('face', values.face, ['6.5', '6.2', '7.0']),
    size: oneOf('size', values.size, ['small', 'full']),
    shell: oneOf('shell', values.shell, ['bash', 'dash', 'busybox']),
    awk: oneOf('awk', values.awk, ['gawk', 'mawk', 'busybox']),
    drifts: values.drift.flatMap((name) => (name === 'customised' ? CUSTOMISED : [name])),
  };
}

async function start(): Promise<void> {
  const lab = await buildLab(labOptions());
  const running = await lab.start({
    keyboardInteractive: values['keyboard-interactive'],
    publicKey: !values['no-key'],
    modern: values.modern,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  const old = values.modern
    ? ''
    : ' -o KexAlgorithms=+diffie-hellman-group14-sha1 -o HostKeyAlgorithms=+ssh-rsa -o PubkeyAcceptedAlgorithms=+ssh-rsa';
  console.log(`root file system  ${lab.root}`);
  console.log(`host key          ${running.hostKeyFingerprint}`);
  console.log(`known_hosts       ${running.knownHostsLine}`);
  console.log(`passwords         root ${PASSWORDS.root}; labadmin (drift users) ${PASSWORDS.labadmin}`);
  console.log(`ssh${old} -i ${running.privateKeyPath} -p ${running.port} root@127.0.0.1`);
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await running.stop();
  if (!values.keep) await lab.remove();
}

async function main(): Promise<number> {
  const command = positionals[0];
  if (values.help || command === undefined) {
    console.log(HELP);
    return command === undefined && !values.help ? 2 : 0;
  }
  if (command === 'drifts') {
    for (const drift of DRIFTS) console.log(`${drift.name.padEnd(30)}${drift.description}`);
    return 0;
  }
  if (command === 'list') {
    for (const { name, builtAt } of listCache()) console.log(`${builtAt.toISOString()}  ${name}`);
    return 0;
  }
  if (command === 'setup') {
    const result = runCommand('sh', [labSources('setup.sh')], { timeoutMs: 900_000 });
    console.log(`${result.stdout.toString('utf8')}${result.stderr}`);
    return result.status ?? 1;
  }
  const { ok, hint } = labAvailable();
  if (!ok) {
    console.error(hint);
    return 2;
  }
  if (command === 'start') await start();
  else if (command === 'build') await (await buildLab(labOptions())).remove();
  else {
    console.error(HELP);
    return 2;
  }
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
