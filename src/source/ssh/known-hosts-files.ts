import { appendFile, mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AuditError } from '../../model/errors.ts';
import { hasCode } from './error-code.ts';
import { hashHostName, parseKnownHosts, type KnownHost } from './known-hosts.ts';

/** All readable lines of these files; files that do not exist are skipped. */
export async function readKnownHosts(files: readonly string[]): Promise<KnownHost[]> {
  const entries: KnownHost[] = [];
  for (const file of files) {
    const text = await readIfThere(file);
    if (text !== null) entries.push(...parseKnownHosts(text, file));
  }
  return entries;
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'latin1');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return null;
    throw new AuditError(
      'known-hosts-unreadable',
      `The file of known host keys ${file} could not be read.`,
      'Check its owner and mode, or name another one with UserKnownHostsFile in ssh_config.',
      { cause },
    );
  }
}

/** The line for a key, the name hashed when a salt is given. */
export function formatKnownHost(name: string, keyType: string, key: Buffer, salt: Buffer | null): string {
  const names = salt ? `|1|${salt.toString('base64')}|${hashHostName(name, salt).toString('base64')}` : name;
  return `${names} ${keyType} ${key.toString('base64')}\n`;
}

/**
 * Appends a line; a new file gets mode 0600, a new folder 0700. One write with O_APPEND, so that several
 * hosts can be written at once.
 */
export async function appendKnownHost(file: string, line: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await appendFile(file, `${(await endsInMidLine(file)) ? '\n' : ''}${line}`, { mode: 0o600 });
  } catch (cause) {
    throw new AuditError(
      'known-hosts-unwritable',
      `The new host key could not be written to ${file}.`,
      'Check its owner and mode, or name another file with UserKnownHostsFile in ssh_config.',
      { cause },
    );
  }
}

async function endsInMidLine(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size === 0) return false;
      const { buffer } = await handle.read({ buffer: Buffer.alloc(1), position: size - 1 });
      return buffer[0] !== 0x0a;
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return false;
    throw cause;
  }
}
