import type { Accounts } from '../tree/root.ts';
import { PASSWORD_HASHES } from '../face/identity.ts';

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

/** Stock accounts as CentOS 5 numbers them. */
const USERS: readonly User[] = [
  'root:0:0:root:/root:/bin/bash',
  'bin:1:1:bin:/bin:/sbin/nologin',
  'daemon:2:2:daemon:/sbin:/sbin/nologin',
  'adm:3:4:adm:/var/adm:/sbin/nologin',
  'lp:4:7:lp:/var/spool/lpd:/sbin/nologin',
  'sync:5:0:sync:/sbin:/bin/sync',
  'shutdown:6:0:shutdown:/sbin:/sbin/shutdown',
  'halt:7:0:halt:/sbin:/sbin/halt',
  'mail:8:12:mail:/var/spool/mail:/sbin/nologin',
  'news:9:13:news:/etc/news:',
  'uucp:10:14:uucp:/var/spool/uucp:/sbin/nologin',
  'operator:11:0:operator:/root:/sbin/nologin',
  'games:12:100:games:/usr/games:/sbin/nologin',
  'gopher:13:30:gopher:/var/gopher:/sbin/nologin',
  'ftp:14:50:FTP User:/var/ftp:/sbin/nologin',
  'nobody:99:99:Nobody:/:/sbin/nologin',
  'vcsa:69:69:virtual console memory owner:/dev:/sbin/nologin',
  'rpc:32:32:Portmapper RPC user:/:/sbin/nologin',
  'rpm:37:37::/var/lib/rpm:/sbin/nologin',
  'ntp:38:38::/etc/ntp:/sbin/nologin',
  'nscd:28:28:NSCD Daemon:/:/sbin/nologin',
  'sshd:74:74:Privilege-separated SSH:/var/empty/sshd:/sbin/nologin',
  'dbus:81:81:System message bus:/:/sbin/nologin',
  'rpcuser:29:29:RPC Service User:/var/lib/nfs:/sbin/nologin',
  'nfsnobody:65534:65534:Anonymous NFS User:/var/lib/nfs:/sbin/nologin',
  'pcap:77:77::/var/arpwatch:/sbin/nologin',
].map((line) => {
  const [name = '', uid = '', gid = '', comment = '', home = '', shell = ''] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid), comment, home, shell };
});

const GROUPS: readonly (readonly [string, number, string])[] = [
  ['root', 0, 'root'],
  ['bin', 1, 'root,bin,daemon'],
  ['daemon', 2, 'root,bin,daemon'],
  ['sys', 3, 'root,bin,adm'],
  ['adm', 4, 'root,adm,daemon'],
  ['tty', 5, ''],
  ['disk', 6, 'root'],
  ['lp', 7, 'daemon,lp'],
  ['mem', 8, ''],
  ['kmem', 9, ''],
  ['wheel', 10, 'root'],
  ['mail', 12, 'mail'],
  ['news', 13, 'news'],
  ['uucp', 14, 'uucp'],
  ['man', 15, ''],
  ['games', 20, ''],
  ['gopher', 30, ''],
  ['dip', 40, ''],
  ['ftp', 50, ''],
  ['lock', 54, ''],
  ['nobody', 99, ''],
  ['users', 100, ''],
  ['floppy', 19, ''],
  ['utmp', 22, ''],
  ['utempter', 35, ''],
  ['vcsa', 69, ''],
  ['rpc', 32, ''],
  ['rpm', 37, ''],
  ['ntp', 38, ''],
  ['nscd', 28, ''],
  ['sshd', 74, ''],
  ['dbus', 81, ''],
  ['rpcuser', 29, ''],
  ['nfsnobody', 65534, ''],
  ['pcap', 77, ''],
  ['slocate', 21, ''],
  ['audio', 63, ''],
];

export const stockAccounts: Accounts = {
  uid: (name) => numberOf(name, USERS.find((user) => user.name === name)?.uid),
  gid: (name) => numberOf(name, GROUPS.find(([group]) => group === name)?.[1]),
};

/** A number as a name stands for itself: that is how a file gets an owner without a name. */
function numberOf(name: string, found: number | undefined): number {
  if (found !== undefined) return found;
  if (/^\d+$/.test(name)) return Number(name);
  throw new Error(`the lab has no account ${name}`);
}

export function passwdText(): string {
  return USERS.map((u) => `${u.name}:x:${u.uid}:${u.gid}:${u.comment}:${u.home}:${u.shell}\n`).join('');
}

export function groupText(): string {
  return GROUPS.map(([name, gid, members]) => `${name}:x:${gid}:${members}\n`).join('');
}

export function shadowText(): string {
  return USERS.map(
    (u) => `${u.name}:${u.name === 'root' ? PASSWORD_HASHES.root : '*'}:16505:0:99999:7:::\n`,
  ).join('');
}

export function gshadowText(): string {
  return GROUPS.map(([name, , members]) => `${name}:::${members}\n`).join('');
}
