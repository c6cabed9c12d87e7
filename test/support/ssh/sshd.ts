import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { write } from './folder.ts';

/** The password of every user of the test hosts, and its hash (made with `openssl passwd -6`). */
export const PASSWORD = 'throw-away-Pa55';
const PASSWORD_HASH =
  '$6$throwaway$TH0Rn7JXKpsOjGg4.jyH33XzcbxuYp2/GNM8gkiXer9t/fsxjwwbvruzKvjzcvf5AF5K/v80BY2FK4ulBlRaq0';

/** What OpenSSH 4.3 had, as far as a present sshd can still do it. */
const OF_OPENSSH_4_3 = `
KexAlgorithms diffie-hellman-group-exchange-sha1,diffie-hellman-group14-sha1,diffie-hellman-group1-sha1
HostKeyAlgorithms ssh-rsa,ssh-dss
PubkeyAcceptedAlgorithms ssh-rsa,ssh-dss
Ciphers aes128-cbc,3des-cbc,aes192-cbc,aes256-cbc,aes128-ctr,aes192-ctr,aes256-ctr
MACs hmac-md5,hmac-sha1,hmac-sha1-96,hmac-md5-96
`;

export interface SshdSettings {
  /** Paths of private host keys. */
  readonly hostKeys: readonly string[];
  /** Lines of authorized_keys, the same for every user. */
  readonly authorizedKeys?: readonly string[];
  /** Further lines of sshd_config. */
  readonly config?: string;
  /** Lines of sudoers. */
  readonly sudoers?: string;
  /** Offer what OpenSSH 4.3 offered, name itself so, and say nothing of rsa-sha2 (EXT_INFO). */
  readonly legacy?: boolean;
}

/** A real sshd on a port of the loopback interface. */
export interface Sshd {
  readonly port: number;
  /** What it has logged so far. */
  log(): string;
  /** Ends it with all its sessions. */
  stop(): Promise<void>;
}

/**
 * Starts the machine's sshd in mount and process namespaces of its own, with users, passwords, sudoers and
 * PAM rules that exist there only: nothing on the machine is changed, and one kill ends everything.
 * Users: root, auditor, asker, ttyuser, ptyuser, stranger (shell /bin/sh), locked (nologin), gone (no such shell),
 * noisy (bash, with a .bashrc that talks).
 */
export async function startSshd(parent: string, settings: SshdSettings): Promise<Sshd> {
  const folder = mkdtempSync(join(parent, 'sshd-'));
  // sshd and sudo look at these as other users.
  chmodSync(parent, 0o755);
  chmodSync(folder, 0o755);
  const port = await freePort();
  const script = write(folder, 'start.sh', startScript(folder, settings, port));
  // Dies with this process, whatever ends it.
  const dying = [
    '--pdeathsig',
    'KILL',
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
  ];
  const child = spawn('setpriv', [...dying, '/bin/sh', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
  await untilListening(port, child, () => log);
  return { port, log: () => log, stop: () => stop(child) };
}

function startScript(folder: string, settings: SshdSettings, port: number): string {
  const binary = settings.legacy === true ? agedSshd(folder) : '/usr/sbin/sshd';
  const config = write(folder, 'sshd_config', sshdConfig(folder, settings, port));
  const etc = writeEtc(folder, settings.sudoers ?? '');
  const binds = Object.entries(etc).map(([target, source]) => `mount --bind ${source} ${target}`);
  return [
    'set -e',
    'mount -t tmpfs none /run',
    'mkdir -p /run/sshd',
    ...binds,
    `exec ${binary} -D -e -f ${config}`,
    '',
  ].join('\n');
}

function sshdConfig(folder: string, settings: SshdSettings, port: number): string {
  const keys = write(folder, 'authorized_keys', (settings.authorizedKeys ?? []).join('\n'), 0o644);
  return [
    // The first value counts, so the test's own lines come first.
    settings.config?.replace(/^Match[^]*$/m, '') ?? '',
    settings.legacy === true ? OF_OPENSSH_4_3 : '',
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    ...settings.hostKeys.map((path) => `HostKey ${path}`),
    `PidFile ${folder}/pid`,
    `AuthorizedKeysFile ${keys}`,
    'StrictModes no',
    'PermitRootLogin yes',
    'UsePAM yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'UseDNS no',
    'LogLevel VERBOSE',
    /^Match[^]*$/m.exec(settings.config ?? '')?.[0] ?? '',
    '',
  ].join('\n');
}

function writeEtc(folder: string, sudoers: string): Record<string, string> {
  const users = ['auditor', 'asker', 'ttyuser', 'ptyuser', 'stranger'].map(
    (name) => [name, '/bin/sh'] as const,
  );
  const odd = { locked: '/usr/sbin/nologin', gone: '/no/such/shell', noisy: '/bin/bash' };
  const all = [...users, ...Object.entries(odd)];
  write(folder, 'home/.bashrc', 'echo "Welcome, $USER"\n', 0o644);
  const passwd = all.map(
    ([name, shell], index) => `${name}:x:${4200 + index}:4200::${folder}/home:${shell}\n`,
  );
  const shadow = all.map(([name]) => `${name}:${PASSWORD_HASH}:19000:0:99999:7:::\n`);
  const pam =
    'auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n';
  const own = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .filter((line) => /^(root|sshd|nobody):/.test(line));
  return {
    '/etc/passwd': write(folder, 'passwd', `${own.join('\n')}\n${passwd.join('')}`, 0o644),
    '/etc/shadow': write(folder, 'shadow', `root:${PASSWORD_HASH}:19000:0:99999:7:::\n${shadow.join('')}`),
    '/etc/pam.d/sshd': write(folder, 'pam-sshd', pam, 0o644),
    '/etc/pam.d/sudo': write(folder, 'pam-sudo', pam, 0o644),
    '/etc/sudoers': write(folder, 'sudoers', `root ALL=(ALL) ALL\n${sudoers}`, 0o440),
  };
}

/**
 * A copy of sshd that names itself OpenSSH_4.3 and no longer finds `ext-info-c` in what a client offers,
 * so that it sends no EXT_INFO: the real 4.3 did not know of it.
 */
function agedSshd(folder: string): string {
  const path = join(folder, 'sshd');
  copyFileSync('/usr/sbin/sshd', path);
  const binary = readFileSync(path);
  patch(binary, /ext-info-c\0/g, 'xxx-info-c');
  patch(binary, /OpenSSH_\d+\.\d+p\d+ [^\0]*\0/g, 'OpenSSH_4.3\0');
  writeFileSync(path, binary, { mode: 0o755 });
  chmodSync(path, 0o755);
  return path;
}

function patch(binary: Buffer, pattern: RegExp, replacement: string): void {
  const places = [...binary.toString('latin1').matchAll(pattern)];
  if (places.length === 0) throw new Error(`sshd has no ${pattern.source}`);
  for (const place of places) binary.write(replacement, place.index, 'latin1');
}

/** A port on which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

async function untilListening(port: number, child: ChildProcess, log: () => string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) break;
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop(child);
  throw new Error(`sshd did not start: ${log()}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => {
      resolve(false);
    });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once('exit', () => {
      resolve();
    });
    // unshare ignores gentler signals; its child dies with it.
    child.kill('SIGKILL');
  });
}
