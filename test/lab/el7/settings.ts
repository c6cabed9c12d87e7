import { HOST, PASSWORD_HASHES } from '../face/identity.ts';

/** What the installer of 7.0 is told, or reads from the host that it upgrades. */
export interface InstallSettings {
  /** Seconds since 1970. */
  readonly at: number;
  /** Eight letters behind `root-`, `logs-` and `swap-`; new at each installation. */
  readonly labelSuffix: string;
  /** Partition table: with log, boot and swap partition; with boot partition only; as on a DOS table. */
  readonly layout: 'new' | 'old-gpt' | 'dos';
  readonly hasLocalSr: boolean;
  readonly disk: string;
  readonly installationUuid: string;
  readonly controlDomainUuid: string;
  readonly managementInterface: string;
  readonly dom0Memory: string;
  /** Full name; the domain is cut off for /etc/hostname. */
  readonly hostname: string;
  readonly nameServers: readonly string[];
  readonly timeServers: readonly string[];
  readonly zone: string;
  readonly keymap: string;
  readonly rootHash: string;
  readonly backend: string;
  /** Text of management.conf. */
  readonly management: string;
}

/** Settings of the lab's clean installation. */
export function freshSettings(at: number): InstallSettings {
  return {
    at,
    labelSuffix: HOST.rootLabel.slice('root-'.length),
    layout: 'new',
    hasLocalSr: true,
    disk: `/dev/disk/by-id/${HOST.disk}`,
    installationUuid: HOST.installationUuid,
    controlDomainUuid: HOST.controlDomainUuid,
    managementInterface: 'xenbr0',
    dom0Memory: '2048',
    hostname: HOST.hostname,
    nameServers: HOST.dns,
    timeServers: HOST.ntp,
    zone: 'Europe/London',
    keymap: 'us',
    rootHash: PASSWORD_HASHES.root,
    backend: 'openvswitch',
    management: managementText({
      device: 'eth0',
      address: HOST.address,
      netmask: HOST.netmask,
      gateway: HOST.gateway,
      nameServers: HOST.dns,
    }),
  };
}

/** A static address, as the installer writes it for the first boot. */
export function managementText(network: {
  readonly device: string;
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  readonly nameServers: readonly string[];
}): string {
  const lines = [
    ['LABEL', network.device],
    ['MODE', 'static'],
    ['IP', network.address],
    ['NETMASK', network.netmask],
    ['GATEWAY', network.gateway],
    ...network.nameServers.map((server, i) => [`DNS${i + 1}`, server] as const),
    ['MODEV6', 'none'],
  ] as const;
  return lines.map(([key, value]) => `${key}='${value}'\n`).join('');
}
