import type { TreeRoot } from '../tree/root.ts';
import { managementText, type InstallSettings } from '../el7/settings.ts';
import { UpgradeStopped } from './stopped.ts';

/** Text of a file of the old root, empty when there is none. */
function textOf(old: TreeRoot, path: string): string {
  return old.exists(path) ? old.read(path).toString('latin1') : '';
}

/** Value of the last `KEY=` line, as raw text; undefined = none. */
function lineValue(text: string, key: string): string | undefined {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${key}=`))
    .at(-1)
    ?.slice(key.length + 1);
}

/** Words after a keyword at the start of a line. */
function after(text: string, start: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/**
 * Settings that the installer of 7.0 reads from the host it upgrades (host-installer product.py at f7a21a1).
 * @throws UpgradeStopped without a UUID, which is only noticed when the disk has been changed.
 */
export function settingsOf(
  old: TreeRoot,
  given: Pick<InstallSettings, 'at' | 'labelSuffix' | 'layout' | 'hasLocalSr'>,
): InstallSettings {
  const inventory = textOf(old, '/etc/xensource-inventory');
  const key = (name: string): string | undefined => lineValue(inventory, name)?.replace(/^'|'$/g, '');
  const network = textOf(old, '/etc/sysconfig/network');
  const nameServers = after(textOf(old, '/etc/resolv.conf'), 'nameserver');
  const backend = textOf(old, '/etc/xensource/network.conf').split('\n')[0]?.trim() ?? '';
  const managementInterface = key('MANAGEMENT_INTERFACE') ?? '';
  return {
    ...given,
    disk: required(key('PRIMARY_DISK'), 'PRIMARY_DISK'),
    installationUuid: required(key('INSTALLATION_UUID'), 'INSTALLATION_UUID'),
    controlDomainUuid: required(key('CONTROL_DOMAIN_UUID'), 'CONTROL_DOMAIN_UUID'),
    managementInterface,
    dom0Memory: /dom0_mem=(\d+)M/.exec(textOf(old, '/boot/extlinux.conf'))?.[1] ?? '752',
    hostname: lineValue(network, 'HOSTNAME') ?? 'localhost',
    nameServers,
    timeServers: after(textOf(old, '/etc/ntp.conf'), 'server '),
    zone: lineValue(textOf(old, '/etc/sysconfig/clock'), 'ZONE') ?? 'Europe/London',
    keymap: lineValue(textOf(old, '/etc/sysconfig/keyboard'), 'KEYTABLE') ?? 'us',
    rootHash: rootHash(old),
    backend: ['bridge', 'openvswitch', 'vswitch'].includes(backend) ? backend : 'openvswitch',
    management: managementOf(old, managementInterface, nameServers),
  };
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UpgradeStopped(`${name} is missing from the inventory`);
  return value;
}

function rootHash(old: TreeRoot): string {
  const field = (path: string): string => /^root:([^:]*):/m.exec(textOf(old, path))?.[1] ?? '';
  const inPasswd = field('/etc/passwd');
  return inPasswd.length === 1 ? field('/etc/shadow') : inPasswd;
}

function managementOf(old: TreeRoot, bridge: string, nameServers: readonly string[]): string {
  const text = textOf(old, `/etc/sysconfig/network-scripts/ifcfg-${bridge}`);
  return managementText({
    device: lineValue(text, 'PIFDEV') ?? 'eth0',
    address: lineValue(text, 'IPADDR') ?? '',
    netmask: lineValue(text, 'NETMASK') ?? '',
    gateway: lineValue(text, 'GATEWAY') ?? '',
    nameServers,
  });
}
