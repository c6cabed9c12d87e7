import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Face } from '../face/face.ts';
import { labSources } from '../places.ts';
import { file, type Entry, type FileFlag } from '../tree/entry.ts';

/** Packages whose files 7.0 has with the same text, as far as the lab goes. */
const SHARED_WITH_EL7 = new Set([
  'bash',
  'e2fsprogs',
  'glibc',
  'iscsi-initiator-utils',
  'krb5-libs',
  'logrotate',
  'lvm2',
  'net-snmp',
  'ntp',
  'openssh',
  'openssh-clients',
  'openvswitch',
  'pam',
  'rootfiles',
  'samba-common',
  'setup',
  'shadow-utils',
  'smartmontools',
  'ssmtp',
  'sudo',
  'sysstat',
  'xapi-core',
  'xsconsole',
  'yum',
]);

/** Files of a package that are written out below `packages/<name>` and, for one face, `packages/<name>@<face>`. */
export function shippedEntries(name: string, face: Face): Entry[] {
  const shared = face.series === 'el5' || SHARED_WITH_EL7.has(name) ? [name] : [];
  return [...shared, `${name}@${face.name}`].flatMap((folder) =>
    readFolder(labSources('packages', folder), '', face),
  );
}

function readFolder(root: string, below: string, face: Face): Entry[] {
  const folder = join(root, below);
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = `${below}/${item.name}`;
    if (item.isDirectory()) return readFolder(root, path, face);
    const text = fs.readFileSync(join(root, path), 'utf8');
    return [file(path, fillIn(text, face), { mode: modeOf(path, text, face), flags: flagsOf(path) })];
  });
}

function fillIn(text: string, face: Face): string {
  return text.replaceAll('@VERSION@', face.productVersion).replaceAll('@XAPISTATE@', face.xapiState);
}

function modeOf(path: string, text: string, face: Face): number {
  if (path === '/etc/rc.d/rc.local' && face.series === 'el7') return 0o644;
  if (path === '/etc/sudoers') return 0o440;
  if (/^\/etc\/(ssh\/sshd_config|cron\.deny|at\.deny|snmp\/snmpd\.conf)$/.test(path)) return 0o600;
  return text.startsWith('#!') && !path.startsWith('/etc/pam.d/') ? 0o755 : 0o644;
}

/** What rpm calls configuration in these packages: files below /etc, but no programs, rules of cron, or data of the product. */
function flagsOf(path: string): readonly FileFlag[] {
  const program =
    /^\/etc\/(rc\.d\/(rc$|rc\.sysinit$|init\.d\/)|cron\.\w+ly\/|xapi\.d\/|xensource\/(bugtool|master\.d)\/|firstboot\.d\/|pki\/)/;
  if (path.startsWith('/root/')) return ['config', 'noreplace'];
  if (!path.startsWith('/etc/') || program.test(path)) return [];
  if (/^\/etc\/sysconfig\/network-scripts\/(if(up|down)-|network-functions)/.test(path)) return [];
  if (/^\/etc\/(cron\.d\/ringwatch|logrotate\.d\/(xapi|audit|v6d)|pam\.d\/xapi)$/.test(path)) return [];
  if (path === '/etc/multipath.xenserver/multipath.conf' || path.startsWith('/etc/udev/rules.d/40-'))
    return ['config'];
  return ['config', 'noreplace'];
}
