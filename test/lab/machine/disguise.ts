import type { Series } from '../face/face.ts';

/**
 * The server says `OpenSSH_4.3` (7.0: `OpenSSH_6.6.1`) and does not send EXT_INFO: a modern one would offer rsa-sha2
 * signatures there, which those never do. Only the head of a string may be changed: linkers let strings share their tails, and the tail of
 * `ext-info-c` is also the `-c` that is given to the login shell. The short `OpenSSH_9.2` without a patch level stays: it is
 * no version of the banner, and with it changed the signature of the key exchange is wrong.
 */
export function disguiseSshd(program: Buffer, series: Series): Buffer {
  const banner = series === 'el7' ? 'OpenSSH_6.6.1' : 'OpenSSH_4.3';
  const out = replaceAll(Buffer.from(program), /OpenSSH_\d+\.\d+p\d+[^\0]{0,60}\0/g, banner);
  return replaceHead(out, 'ext-info-c', 'xxx');
}

/**
 * Debian's busybox prefers its own applets to the programs on the PATH: as /bin/sh it would run its own rpm and find. Here
 * every name of an applet but those of the shell itself loses its last letter, so that only the PATH is left.
 */
export function withoutApplets(busybox: Buffer): Buffer {
  const out = Buffer.from(busybox);
  const start = out.indexOf('[\0[[\0');
  const end = out.indexOf('\0\0', start);
  if (start === -1 || end === -1) throw new Error('busybox has no list of applets where it is expected');
  let at = start;
  for (const name of out.subarray(start, end).toString('latin1').split('\0')) {
    if (!['sh', 'ash'].includes(name)) out[at + name.length - 1] = 1;
    at += name.length + 1;
  }
  return out;
}

/** PAM modules are looked for in /lib64/security, as a name without a folder has it on CentOS 5. */
export function moveSecurityModules(library: Buffer): Buffer {
  return replaceAll(Buffer.from(library), /\/lib\/[\w-]+-linux-gnu\/security\/?\0/g, '/lib64/security/');
}

function replaceAll(bytes: Buffer, pattern: RegExp, text: string): Buffer {
  for (const match of bytes.toString('latin1').matchAll(pattern)) {
    const length = match[0].length;
    if (text.length >= length) throw new Error(`no room for ${text}`);
    bytes.fill(0, match.index, match.index + length);
    bytes.write(text, match.index, 'latin1');
  }
  return bytes;
}

function replaceHead(bytes: Buffer, name: string, head: string): Buffer {
  for (let at = bytes.indexOf(name); at !== -1; at = bytes.indexOf(name, at + 1))
    bytes.write(head, at, 'latin1');
  return bytes;
}
