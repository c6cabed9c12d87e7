import type { Accounts, RestoreRule } from '../releases/schema.ts';
import { nameOf, resolvePath, type View } from './resolve.ts';
import { textOf, type SourceNode } from './source-tree.ts';
import type { TargetNode } from './target-tree.ts';
import { stop, type Account, type Run } from './world.ts';

/**
 * Carries owner and group of a copied path, and of everything below a copied directory, over by name.
 * The old name is asked of the old root's own files (its daemons do not run, so names of a directory service are unknown),
 * and must exist in the new root. Links are not followed, except where the listed path itself is a link to a directory.
 */
export function carryOwners(run: Run, rule: RestoreRule, from: string, to: string): void {
  const view = viewOf(run);
  const itself = resolvePath(run.source.root, from, view, false);
  if (itself.at === 'node')
    carryOwner(run, rule, { node: itself.node, from, to, there: at(run.target, to, false) });
  const seen = resolvePath(run.source.root, from, 'installer', true);
  if (seen.at !== 'node' || seen.node.type !== 'directory') return;
  carryBelow(run, rule, { node: seen.node, from, to, there: at(run.target, to, true) });

  function at(root: TargetNode, path: string, follow: boolean): TargetNode | null {
    const found = resolvePath(root, path, view, follow);
    return found.at === 'node' ? found.node : null;
  }
}

/** Asking runs inside both roots, reading the account files does not. */
function viewOf(run: Run): View {
  return run.world.build.engine.owner === 'ask' ? 'chroot' : 'installer';
}

/** A path of the old root and where its copy should be; `there` is null where there is none. */
interface Pair {
  readonly node: SourceNode;
  readonly from: string;
  readonly to: string;
  readonly there: TargetNode | null;
}

function carryBelow(run: Run, rule: RestoreRule, above: Pair): void {
  for (const node of above.node.children.values()) {
    const name = nameOf(node.path);
    const there = above.there?.children.get(name) ?? null;
    const pair = { node, from: `${above.from}/${name}`, to: `${above.to}/${name}`, there };
    carryOwner(run, rule, pair);
    if (node.type === 'directory') carryBelow(run, rule, pair);
  }
}

function carryOwner(run: Run, rule: RestoreRule, { node, from, to, there }: Pair): void {
  const user = carriedName(run, node, 'user');
  const group = carriedName(run, node, 'group', rule.kind === 'directory' ? rule.group : undefined);
  if (user === null || group === null) {
    run.badOwners.add(node);
    return;
  }
  if (viewOf(run) === 'chroot' || user.id !== node.uid || group.id !== node.gid) {
    if (there === null) stopUncopied(run, node, from, to);
    else setOwner(there, user, group);
  }
  setMode(run, rule, to);
}

/** Some rules say what mode their files get. */
function setMode(run: Run, rule: RestoreRule, to: string): void {
  if (rule.kind !== 'directory' || rule.mode === undefined) return;
  const there = resolvePath(run.target, to, 'installer', true);
  if (there.at === 'node') there.node.mode = Number.parseInt(rule.mode, 8);
  else if (there.at === 'missing')
    stop(
      run,
      'path-type',
      to,
      `${textOf(to)} leads nowhere in the new root, but the installer sets its mode.`,
    );
}

function setOwner(node: TargetNode, user: Carried, group: Carried): void {
  node.owner = { by: 'name', user: user.name, group: group.name, uid: user.id, gid: group.id };
  if (node.type === 'directory' || node.type === 'symlink') return;
  // Changing the owner takes the set-uid bit, and the set-gid bit of what the group may execute.
  node.mode &= ~0o4000;
  if ((node.mode & 0o2010) === 0o2010) node.mode &= ~0o2000;
}

/**
 * Names are asked through the old root's name service switch, and set through the new root's, which by then is the old one
 * restored: when it does not look into the account files, no name is found.
 */
export function checkNameService(run: Run): void {
  if (run.world.build.engine.owner !== 'ask') return;
  const seen = resolvePath(run.source.root, NSSWITCH, 'chroot', true);
  if (seen.at !== 'node') return;
  const text = run.facts.contents.get(`/${NSSWITCH}`)?.text ?? '';
  const isBlind = seen.node.type !== 'file' || ['passwd', 'group'].some((name) => !asksFiles(text, name));
  if (!isBlind) return;
  const sentence = `/${NSSWITCH} does not send look-ups of users and groups to the account files, so the installer finds no name for any owner.`;
  stop(run, 'owners', NSSWITCH, sentence, 'name-service');
}

const NSSWITCH = 'etc/nsswitch.conf';

/** Without a line for it a database is looked up in the files. */
function asksFiles(text: string, database: string): boolean {
  const line = text.split('\n').findLast((candidate) => candidate.trimStart().startsWith(`${database}:`));
  if (line === undefined) return true;
  return /\b(files|compat|db)\b/.test(line.slice(line.indexOf(':')).replace(/#.*/, ''));
}

interface Carried {
  readonly name: string;
  /** Number on the target, where it is known. */
  readonly id: number | null;
}

/** The name on the target, or the one that the rule sets; null after a stop. */
function carriedName(run: Run, node: SourceNode, side: 'user' | 'group', set?: string): Carried | null {
  const id = side === 'user' ? node.uid : node.gid;
  const old = oldName(run, node, side);
  const name = old === null ? null : (set ?? old);
  const key = `${side}:${name ?? String(id)}`;
  const path = textOf(node.path);
  if (name === null) {
    stop(
      run,
      'owners',
      node.path,
      `${path} belongs to ${side} number ${String(id)}, which has no name on this host.`,
      key,
    );
    return null;
  }
  const account = accountsOf(run.profile.accounts, side)[name];
  if (account === undefined || account.confidence === 'low') {
    const doubt = account === undefined ? 'is not known to exist' : 'may not exist';
    const sentence = `${path} belongs to the ${side} ${name}, which ${doubt} in ${run.profile.product}.`;
    stop(run, 'owners', node.path, sentence, key);
    return null;
  }
  return { name, id: account.id };
}

function accountsOf(accounts: Accounts, side: 'user' | 'group'): Accounts['users'] {
  return side === 'user' ? accounts.users : accounts.groups;
}

/** `ask` takes the first line with the number, as the system does; reading the files into a table lets the last one win. */
function oldName(run: Run, node: SourceNode, side: 'user' | 'group'): string | null {
  const id = side === 'user' ? node.uid : node.gid;
  const lines = side === 'user' ? run.facts.users : run.facts.groups;
  if (lines !== null) {
    const match = (line: Account): boolean => line.id === id;
    const line = run.world.build.engine.owner === 'ask' ? lines.find(match) : lines.findLast(match);
    return line?.name ?? null;
  }
  if (node.item === null) return id === 0 ? 'root' : null;
  return side === 'user' ? node.item.user : node.item.group;
}

/** The owner is set on a path that was never written. */
function stopUncopied(run: Run, node: SourceNode, from: string, to: string): void {
  const path = textOf(node.path);
  if (node.path !== from || isBelowLink(run, from)) {
    const sentence = `${textOf(from)} is reached through a link to a directory; the installer copies the link, then sets owners behind it where nothing is.`;
    stop(run, 'restore-directory-link', linkAbove(run, from) ?? node.path, sentence);
    return;
  }
  if (node.type === 'socket') {
    stop(
      run,
      'restore-socket',
      node.path,
      `${path} is a socket, which the installer cannot copy but wants to set the owner of.`,
    );
    return;
  }
  const sentence =
    node.type === 'directory'
      ? `${path} is a directory, which the installer cannot copy to ${textOf(to)}, but it sets the owner there.`
      : `${path} cannot be copied to ${textOf(to)}, but the installer sets the owner there.`;
  stop(run, 'path-type', node.path, sentence);
}

function isBelowLink(run: Run, path: string): boolean {
  return linkAbove(run, path) !== null;
}

/** The first link on the way to a path. */
function linkAbove(run: Run, path: string): string | null {
  const names = path.split('/');
  for (let i = 1; i < names.length; i++) {
    const above = names.slice(0, i).join('/');
    const seen = resolvePath(run.source.root, above, 'chroot', false);
    if (seen.at === 'node' && seen.node.link !== null) return above;
  }
  return null;
}
