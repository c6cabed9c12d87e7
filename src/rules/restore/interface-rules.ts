/**
 * Without static-rules.conf in the new root the installer makes interface rules from the old network.dbcache
 * (host-installer upgrade.py:447-511@f7a21a1), and stops when there is none.
 */
import { writeOver } from './write-over.ts';
import { seenByInstaller } from './source-tree.ts';
import { makeDirectories } from './target-tree.ts';
import { stop, type Run } from './world.ts';

const RULES = 'etc/sysconfig/network-scripts/interface-rename-data';
const FROM_INSTALL = `${RULES}/.from_install`;
const DBCACHE = 'var/lib/xcp/network.dbcache';
const OLD_DBCACHE = 'var/xapi/network.dbcache';

export function makeStaticRules(run: Run): void {
  if (makeDirectories(run.target, FROM_INSTALL) === null) {
    stop(
      run,
      'path-type',
      FROM_INSTALL,
      `/${FROM_INSTALL} is no directory, and the installer needs one there.`,
    );
    return;
  }
  for (const directory of [RULES, FROM_INSTALL]) writeOver(run, `${directory}/static-rules.conf`);
  const standard = seenByInstaller(run.source, DBCACHE);
  const path = standard.at === 'node' ? DBCACHE : OLD_DBCACHE;
  const cache = standard.at === 'node' ? standard : seenByInstaller(run.source, OLD_DBCACHE);
  if (cache.at !== 'node' || cache.node.type !== 'file') {
    const sentence =
      cache.at === 'node'
        ? `/${path} is not a file, and there is no /${RULES}/static-rules.conf.`
        : `There is neither /${RULES}/static-rules.conf nor a network.dbcache in /var/lib/xcp or /var/xapi, and the installer makes interface rules from one of them.`;
    stop(run, 'dbcache', path, sentence);
    return;
  }
  for (const directory of [RULES, FROM_INSTALL]) writeOver(run, `${directory}/dynamic-rules.json`);
}
