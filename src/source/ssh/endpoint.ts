import { join } from 'node:path';
import { AuditError } from '../../model/errors.ts';
import { type HostSettings, readHostSettings } from './config-file.ts';
import { limitsOf, type SshOptions } from './options.ts';
import type { SshTarget } from './target.ts';
import { expandPath, expandTokens, type TokenValues } from './tokens.ts';

/** One SSH server on the way: what the target, ssh_config and the options say of it together. */
export interface Endpoint {
  /** For sentences: `host:port`, with the alias or the target it leads to where that helps. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The name that known_hosts is asked for; HostKeyAlias, or the host. */
  readonly hostKeyName: string;
  readonly hostKeyPort: number;
  /** Files for new keys come first. */
  readonly userKnownHostsFiles: readonly string[];
  readonly globalKnownHostsFiles: readonly string[];
  readonly acceptNewHostKey: boolean;
  readonly hashKnownHosts: boolean;
  readonly identityFiles: readonly IdentityFile[];
  readonly identitiesOnly: boolean;
  readonly agentSocket: string | null;
  readonly connectTimeoutSeconds: number;
  /** False for jump hosts: the given password is the target's. */
  readonly isTarget: boolean;
}

export interface IdentityFile {
  readonly path: string;
  /** Named by hand: an error when it cannot be used. */
  readonly required: boolean;
}

/** A server with the settings that say how it is reached. */
interface ConfiguredEndpoint {
  readonly endpoint: Endpoint;
  readonly settings: HostSettings;
}

const DEFAULT_IDENTITIES = ['id_rsa', 'id_ecdsa', 'id_ed25519', 'id_dsa'];

/**
 * Looks a server up in ssh_config.
 * @param leadsTo the target as the user wrote it, when this is a jump host; else null
 * @throws AuditError `ssh-config-invalid`
 */
export async function resolveEndpoint(
  target: SshTarget,
  options: SshOptions,
  leadsTo: string | null,
): Promise<ConfiguredEndpoint> {
  const settings = await readHostSettings(
    options.configFiles,
    options.homeDirectory,
    target.host,
    target.user,
  );
  const host = expandTokens(
    single(settings, 'hostname') ?? '%h',
    { h: target.host, n: target.host },
    'HostName',
  );
  const port = target.port ?? readNumber(settings, 'port', 65535) ?? 22;
  const user = target.user ?? single(settings, 'user') ?? 'root';
  const { homeDirectory, localUser } = options;
  const values = { h: host, n: target.host, p: String(port), r: user, u: localUser, d: homeDirectory };
  const alias = single(settings, 'hostkeyalias');
  const endpoint: Endpoint = {
    name: nameOf(target.host, host, port, leadsTo),
    host,
    port,
    user,
    hostKeyName: alias ?? host,
    hostKeyPort: alias === null ? port : 22,
    ...knownHostsOf(settings, options, values),
    ...identitiesOf(settings, options, values),
    connectTimeoutSeconds: connectTimeoutOf(settings, options),
    isTarget: leadsTo === null,
  };
  return { endpoint, settings };
}

function nameOf(alias: string, host: string, port: number, leadsTo: string | null): string {
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const name = alias === host ? address : `${alias} (${address})`;
  return leadsTo === null ? name : `the jump host ${name} on the way to ${leadsTo}`;
}

function knownHostsOf(
  settings: HostSettings,
  options: SshOptions,
  values: TokenValues,
): Pick<Endpoint, 'userKnownHostsFiles' | 'globalKnownHostsFiles' | 'acceptNewHostKey' | 'hashKnownHosts'> {
  const user = several(settings, 'userknownhostsfile') ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2'];
  const global = several(settings, 'globalknownhostsfile') ?? options.globalKnownHostsFiles;
  const paths = (files: readonly string[], directive: string): string[] =>
    files.filter((file) => file !== 'none').map((file) => expandPath(file, values, directive));
  // "no" lets ssh go on with a changed key as well; that is not followed here.
  const strict = (single(settings, 'stricthostkeychecking') ?? 'ask').toLowerCase();
  return {
    userKnownHostsFiles: paths(user, 'UserKnownHostsFile'),
    globalKnownHostsFiles: paths(global, 'GlobalKnownHostsFile'),
    acceptNewHostKey: options.acceptNewHostKey || ['accept-new', 'no', 'off', 'false'].includes(strict),
    hashKnownHosts: isYes(settings, 'hashknownhosts'),
  };
}

function identitiesOf(
  settings: HostSettings,
  options: SshOptions,
  values: TokenValues,
): Pick<Endpoint, 'identityFiles' | 'identitiesOnly' | 'agentSocket'> {
  const configured = several(settings, 'identityfile')?.filter((file) => file !== 'none');
  const optional = configured ?? DEFAULT_IDENTITIES.map((name) => join(values.d, '.ssh', name));
  const agent = single(settings, 'identityagent');
  return {
    identityFiles: [
      ...options.identityFiles.map((path) => ({ path, required: true })),
      ...optional.map((file) => ({ path: expandPath(file, values, 'IdentityFile'), required: false })),
    ],
    identitiesOnly: isYes(settings, 'identitiesonly'),
    agentSocket: agentSocketOf(agent, options, values),
  };
}

function agentSocketOf(agent: string | null, options: SshOptions, values: TokenValues): string | null {
  if (agent === null || agent === 'SSH_AUTH_SOCK' || agent.startsWith('$')) return options.agentSocket;
  return agent === 'none' ? null : expandPath(agent, values, 'IdentityAgent');
}

function connectTimeoutOf(settings: HostSettings, options: SshOptions): number {
  const given = options.limits?.connectTimeoutSeconds;
  if (given !== undefined) return given;
  return readNumber(settings, 'connecttimeout', 86_400) ?? limitsOf(options).connectTimeoutSeconds;
}

/** The one value of a directive, null when it is not set. */
export function single(settings: HostSettings, name: string): string | null {
  const value = settings[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? value : (value[0] ?? null);
}

function several(settings: HostSettings, name: string): readonly string[] | null {
  const value = settings[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? [value] : value;
}

function isYes(settings: HostSettings, name: string): boolean {
  return /^(yes|true)$/i.test(single(settings, name) ?? '');
}

function readNumber(settings: HostSettings, name: string, most: number): number | null {
  const text = single(settings, name);
  if (text === null || text === 'none') return null;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new AuditError(
    'ssh-config-invalid',
    `The SSH configuration has "${text}" where a number from 1 to ${most} belongs (${name}).`,
    'Correct the line; `ssh -G HOST` shows how ssh reads the file.',
  );
}
