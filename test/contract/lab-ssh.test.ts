import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORDS, buildLab, type Lab, type RunningLab, type StartOptions } from '../lab/index.ts';
import { describeWithLab } from '../support/lab.ts';

const OLD = [
  '-o',
  'KexAlgorithms=+diffie-hellman-group14-sha1',
  '-o',
  'HostKeyAlgorithms=+ssh-rsa',
  '-o',
  'PubkeyAcceptedAlgorithms=+ssh-rsa',
];

/** The real OpenSSH client of this machine, without its configuration. */
function ssh(
  running: RunningLab,
  command: string,
  options: readonly string[] = OLD,
): { status: number | null; stdout: string; stderr: string } {
  const fixed = [
    '-F',
    'none',
    '-o',
    'BatchMode=yes',
    '-i',
    running.privateKeyPath,
    '-p',
    String(running.port),
  ];
  const result = spawnSync(
    'ssh',
    [
      ...fixed,
      ...options,
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      `${running.user}@${running.host}`,
      command,
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

async function whileRunning<T>(
  lab: Lab,
  options: StartOptions,
  body: (running: RunningLab) => T | Promise<T>,
): Promise<T> {
  const running = await lab.start(options);
  try {
    return await body(running);
  } finally {
    await running.stop();
  }
}

describeWithLab('the ssh server of the lab', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await buildLab({ drifts: ['users'] });
  });
  afterAll(() => lab.remove());

  test('says it is OpenSSH 4.3, takes old algorithms from the real client, and refuses newer ones', async () => {
    await whileRunning(lab, {}, (running) => {
      const old = ssh(running, 'id -un; echo $SSH_CONNECTION | cut -d" " -f4', [...OLD, '-v']);
      const modern = ssh(running, 'true', []);
      const known = join(lab.state, 'known_hosts');
      writeFileSync(known, `${running.knownHostsLine}\n`);
      const strict = ssh(running, 'echo known', [
        '-o',
        'StrictHostKeyChecking=yes',
        '-o',
        `UserKnownHostsFile=${known}`,
        ...OLD,
      ]);

      expect(old.stdout).toBe(`root\n${running.port}\n`);
      expect(old.stderr).toContain('remote software version OpenSSH_4.3');
      expect(old.stderr).not.toContain('EXT_INFO received');
      expect(old.stderr).toContain(running.hostKeyFingerprint);
      expect(modern.status).toBe(255);
      expect(modern.stderr).toContain('no matching key exchange method found');
      expect(strict.stdout).toBe('known\n');
    });
  });

  test.each(['diffie-hellman-group1-sha1', 'diffie-hellman-group-exchange-sha1'])(
    'agrees on %s',
    async (kex) => {
      const result = await whileRunning(lab, {}, (running) =>
        ssh(running, 'echo yes', [
          '-o',
          `KexAlgorithms=${kex}`,
          '-o',
          'HostKeyAlgorithms=ssh-rsa',
          '-o',
          'PubkeyAcceptedAlgorithms=ssh-rsa',
          '-c',
          '3des-cbc',
          '-m',
          'hmac-md5',
        ]),
      );

      expect(result.stdout).toBe('yes\n');
    },
  );

  test('with real moduli it still agrees on a group exchange', async () => {
    const options = [
      '-o',
      'KexAlgorithms=diffie-hellman-group-exchange-sha1',
      '-o',
      'HostKeyAlgorithms=ssh-rsa',
      '-o',
      'PubkeyAcceptedAlgorithms=ssh-rsa',
    ];

    const result = await whileRunning(lab, { moduli: true }, (running) => ssh(running, 'echo yes', options));

    expect(result.stdout).toBe('yes\n');
  });

  test.each([
    ['password', {}, 'password'],
    ['keyboard-interactive', { keyboardInteractive: true }, 'keyboard-interactive'],
  ] as const)('lets root and another user in by %s', async (method, options, name) => {
    const asked = await whileRunning(lab, { ...options, publicKey: false }, (running) => {
      const login = (user: 'root' | 'labadmin', password: string): string => {
        const helper = join(lab.state, 'askpass');
        writeFileSync(helper, `#!/bin/sh\necho '${password}'\n`, { mode: 0o755 });
        const result = spawnSync(
          'ssh',
          [
            '-F',
            'none',
            '-v',
            '-o',
            'StrictHostKeyChecking=no',
            '-o',
            'UserKnownHostsFile=/dev/null',
            '-o',
            'NumberOfPasswordPrompts=1',
            '-o',
            `PreferredAuthentications=${name}`,
            '-p',
            String(running.port),
            ...OLD,
            `${user}@${running.host}`,
            'id -un',
          ],
          {
            encoding: 'utf8',
            env: { ...process.env, SSH_ASKPASS: helper, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
            timeout: 60_000,
          },
        );
        return `${result.stdout}${/Authentications that can continue: (\S+)/.exec(result.stderr)?.[1] ?? ''} ${result.status ?? ''}`;
      };
      return [login('root', PASSWORDS.root), login('labadmin', PASSWORDS.labadmin), login('root', 'wrong')];
    });

    expect(asked).toEqual([`root\n${method} 0`, `labadmin\n${method} 0`, `${method} 255`]);
  });

  test('sudo asks for a terminal, as sudoers of CentOS 5 says', async () => {
    const result = await whileRunning(lab, {}, () => lab.exec("su -s /bin/sh labadmin -c 'sudo -n id -un'"));

    expect(result.stderr).toContain('sorry, you must have a tty to run sudo');
    expect(result.status).not.toBe(0);
  });

  test('sudo runs without a terminal and a password where the site allows it', async () => {
    const free = await buildLab({ drifts: ['users', 'sudo-without-tty'] });

    const result = free.exec("su -s /bin/sh labadmin -c 'sudo -n id -un'");

    await free.remove();
    expect(result.stderr).toBe('');
    expect(result.stdout.toString()).toBe('root\n');
  });

  test('its end takes everything along that was started through it', async () => {
    const running = await lab.start();
    ssh(running, 'nohup sleep 4243 >/dev/null 2>&1 &');
    const before = lab.exec('pgrep -f "sleep 4243"').stdout.toString().trim();

    await running.stop();

    expect(before).toMatch(/^\d+$/);
    expect(spawnSync('pgrep', ['-f', 'sleep 4243']).status).toBe(1);
    expect(execFileSync('cat', ['/proc/mounts'], { encoding: 'utf8' })).not.toContain(
      lab.state.replace(/\/state$/, ''),
    );
  });

  test('two hosts run side by side, and one with a changed key says so', async () => {
    const other = await buildLab({ face: '6.2', drifts: ['host-key-changed'] });
    const [first, second] = await Promise.all([lab.start(), other.start()]);

    const answers = [ssh(first, 'uname -m').stdout, ssh(second, 'uname -m').stdout];

    await first.stop();
    await other.remove();
    expect(answers).toEqual(['x86_64\n', 'i686\n']);
    expect(first.port).not.toBe(second.port);
    expect(first.hostKeyFingerprint).not.toBe(second.hostKeyFingerprint);
  });
});
