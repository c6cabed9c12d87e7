import type { SshOptions } from '../../../src/source/ssh/index.ts';

/** Options of somebody who has nothing: no agent, no keys, no configuration, no terminal. */
export function bareOptions(homeDirectory: string, changes: Partial<SshOptions> = {}): SshOptions {
  return {
    homeDirectory,
    localUser: 'tester',
    agentSocket: null,
    configFiles: [],
    globalKnownHostsFiles: [],
    identityFiles: [],
    acceptNewHostKey: false,
    batch: true,
    password: null,
    sudo: false,
    prompter: null,
    ...changes,
    limits: { retryDelaysSeconds: [], ...changes.limits },
  };
}
