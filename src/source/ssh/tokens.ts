import { join } from 'node:path';
import { AuditError } from '../../model/errors.ts';

/** Values of the tokens in ssh_config; see ssh_config(5), TOKENS. */
export interface TokenValues {
  /** `%h`: the host name after HostName. */
  readonly h: string;
  /** `%n`: as the user wrote it. */
  readonly n: string;
  /** `%p`: the port. */
  readonly p: string;
  /** `%r`: the user on the host. */
  readonly r: string;
  /** `%u`: the user here. */
  readonly u: string;
  /** `%d`: the home directory here. */
  readonly d: string;
}

/** @throws AuditError `ssh-config-invalid` for a token that is not supported. */
export function expandTokens(text: string, values: Partial<TokenValues>, directive: string): string {
  const known: Readonly<Record<string, string | undefined>> = { ...values, '%': '%' };
  return text.replace(/%(.?)/g, (token, letter: string) => {
    const value = known[letter];
    if (value !== undefined) return value;
    throw new AuditError(
      'ssh-config-invalid',
      `The SSH configuration uses ${token} in ${directive}, which is not supported here.`,
      `Write the value out; supported are ${Object.keys(known)
        .map((name) => `%${name}`)
        .join(' ')}.`,
    );
  });
}

/** Tokens, `~`, and paths relative to the home directory. */
export function expandPath(text: string, values: TokenValues, directive: string): string {
  const path = expandTokens(text, values, directive);
  if (path === '~') return values.d;
  if (path.startsWith('~/')) return join(values.d, path.slice(2));
  return path.startsWith('/') ? path : join(values.d, path);
}
