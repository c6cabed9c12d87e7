import { AuditError } from '../../model/errors.ts';
import type { HostSettings } from './config-file.ts';
import { type Endpoint, resolveEndpoint, single } from './endpoint.ts';
import type { SshOptions } from './options.ts';
import { parseTarget, type SshTarget } from './target.ts';

/** More than anybody needs; stops a configuration in which hosts lead to each other. */
const MAX_HOPS = 8;

/**
 * The servers to go through, the target last. Each has its own settings, keys and known_hosts. As with ssh,
 * only the first jump host's own ProxyJump is followed; the others are reached from the one before.
 * @throws AuditError `ssh-config-invalid`
 */
export async function resolveRoute(target: SshTarget, options: SshOptions): Promise<Endpoint[]> {
  const last = await resolveEndpoint(target, options, null);
  const route = [last.endpoint];
  let settings = last.settings;
  for (;;) {
    const jumps = jumpsOf(settings, target.host);
    if (jumps.length === 0) return route;
    if (route.length + jumps.length > MAX_HOPS)
      throw invalid(target.host, 'ProxyJump leads through too many hosts, or round in a circle');
    const hops = [];
    for (const jump of jumps) hops.push(await resolveEndpoint(jump, options, target.host));
    route.unshift(...hops.map((hop) => hop.endpoint));
    settings = hops[0]?.settings ?? {};
  }
}

function jumpsOf(settings: HostSettings, host: string): SshTarget[] {
  const jump = single(settings, 'proxyjump');
  if (jump !== null) return isNone(jump) ? [] : readJumps(jump, host);
  const command = settings['proxycommand'];
  if (typeof command !== 'string' || isNone(command)) return [];
  return [jumpOfCommand(command, host)];
}

function isNone(text: string): boolean {
  return text.trim().toLowerCase() === 'none';
}

function readJumps(list: string, host: string): SshTarget[] {
  return list.split(',').map((text) => {
    try {
      return parseTarget(text.trim());
    } catch (cause) {
      throw invalid(host, `ProxyJump names "${text.trim()}", which is not a host`, cause);
    }
  });
}

/** `ssh -W %h:%p jump` is what ProxyJump does; other commands are not run. */
function jumpOfCommand(command: string, host: string): SshTarget {
  const words = command.replaceAll('"', '').trim().split(/\s+/);
  const rest = words.slice(1).filter((word) => word !== '-q');
  const at = rest.indexOf('-W');
  const [forward, jump, ...more] =
    at === -1 ? [] : [rest[at + 1], ...rest.slice(0, at), ...rest.slice(at + 2)];
  const plain = /(^|\/)ssh$/.test(words[0] ?? '') && /^\[?%h\]?:%p$/.test(forward ?? '') && more.length === 0;
  if (plain && jump !== undefined && !jump.startsWith('-')) return parseTarget(jump);
  throw invalid(host, 'it has a ProxyCommand, and no command is run on this machine');
}

function invalid(host: string, why: string, cause?: unknown): AuditError {
  return new AuditError(
    'ssh-config-invalid',
    `The SSH configuration for ${host} cannot be used: ${why}.`,
    'Use ProxyJump in ssh_config, or print the program with `dom0-audit probe`, run it on the host and audit the bundle.',
    { cause },
  );
}
