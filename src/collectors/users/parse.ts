/**
 * Users, groups, sudo rules, authorized keys, PAM.
 *
 * Reads /etc/passwd, /etc/group and /etc/shadow (6.0 to 7.0) through an awk on the host that never prints the password field,
 * sudoers, pam.d, nsswitch.conf, login.defs, and the authorized_keys of every home. Typical input, made up:
 *
 *     user \t 1 \t locked \t backup \t 501 \t 501 \t /home/backup \t /bin/bash        accounts
 *     shadow \t set \t backup
 *     command="/root/push.sh",no-pty ssh-rsa AAAA… ops@jump                          /root/.ssh/authorized_keys
 *
 * Shape: users with the state of their password (`set`, `locked`, `empty`), groups, `account.root-password` as the installer
 * would find it, one setting `ssh.authorized-key.<user>.<fingerprint>` for each key; the rest as contents. Empty: no such file.
 * Gaps: lines without the usual fields (NIS entries among them), an unreadable shadow file, key files and sudo rules in places
 * that were not looked at. Learnt from passwd(5), shadow(5), sshd(8), sudoers(5), host-installer product.py at f7a21a1.
 */
import type { Collected, Parts } from '../define.ts';
import { contentOf, readSection, uniquelyNamed, type PartGap, type Reading } from '../reading.ts';
import { readAccounts } from './accounts.ts';
import { readKeys } from './keys.ts';

export function parseUsers(parts: Parts): Collected {
  const accounts = readSection(parts['accounts']);
  const keyFiles = readSection(parts['keys']);
  const { users, groups, settings, gaps } = readAccounts(accounts);
  const keys = readKeys(keyFiles, users);
  return {
    items: uniquelyNamed([...users, ...groups, ...settings, ...keys.settings]),
    gaps: [...accounts.gaps, ...gaps, ...otherSudoers(accounts), ...keyFiles.gaps, ...keys.gaps],
    contents: [...accounts.files, ...keyFiles.files].map(contentOf),
  };
}

/** `#include` and `#includedir` are no comments there; /etc/sudoers.d is looked at, other places are not. */
function otherSudoers(reading: Reading): PartGap[] {
  const files = reading.files.filter(({ path }) => path.startsWith('/etc/sudoers'));
  return files.flatMap((file) =>
    file.lines.flatMap(({ text }): PartGap[] => {
      const place = /^\s*[#@]include(?:dir)?\s+(\S+)/.exec(text)?.[1];
      if (place === undefined || /^\/etc\/sudoers\.d\/?/.test(place)) return [];
      return [
        {
          origin: place,
          reason: 'not-collected',
          detail: 'sudo reads rules from there, and these are not known',
        },
      ];
    }),
  );
}
