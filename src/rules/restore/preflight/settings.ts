import type { Stop } from '../../../model/fate.ts';
import { seenByInstaller, buildSourceTree } from '../source-tree.ts';
import { CLEAR, found, stopAt, unknown, type PreflightAnswer, type PreflightContext } from './context.ts';

/** The state folder has to be there, except for installers from 4681bef (2019-10-18) on. */
const STATE_MAY_BE_MISSING = new Set(['8.1.0', '8.2.0', '8.2.1', '8.3.0', '8.4.0']);

/** Without it the interactive installer does not offer the upgrade (product.py:69-86@f7a21a1). */
export function firstbootState(context: PreflightContext): PreflightAnswer {
  const state = context.setting('firstboot.state');
  if (state === null)
    return unknown(context, 'plugins', 'whether every first boot script has its state file');
  if (state.value === 'missing') {
    if (STATE_MAY_BE_MISSING.has(context.profile.version)) return CLEAR;
    return found([
      stopAt(
        'firstboot-state',
        state,
        '/etc/firstboot.d/state is missing, so the installer does not offer the upgrade.',
      ),
    ]);
  }
  const pending = context.settings('firstboot.pending.').map((setting) => {
    const sentence = `${setting.from} can be executed and has no file of its name in /etc/firstboot.d/state, so the installer does not offer the upgrade.`;
    return stopAt('firstboot-state', subjectOf(context, setting.from) ?? setting, sentence);
  });
  const dangling = context.settings('firstboot.dangling.').map((setting) => {
    const sentence = `${setting.from} is a link that leads nowhere; the installer fails on it and does not offer the upgrade.`;
    return stopAt('firstboot-state', subjectOf(context, setting.from) ?? setting, sentence);
  });
  return found([...pending, ...dangling]);
}

function subjectOf(context: PreflightContext, path: string) {
  return context.file(path);
}

export function highAvailability(context: PreflightContext): PreflightAnswer {
  const armed = context.setting('host.ha-armed');
  if (armed === null) return unknown(context, 'host', 'whether high availability is armed');
  if (armed.value !== 'true') return CLEAR;
  return found([
    stopAt(
      'ha',
      armed,
      'High availability is armed; the interactive installer refuses until it is switched off.',
    ),
  ]);
}

const SETTINGS_FILES = ['/etc/sysconfig/network', '/etc/ntp.conf', '/etc/passwd'];

/** Opened without a test (product.py:131, :159, :185@f7a21a1). */
export function settingsFiles(context: PreflightContext): PreflightAnswer {
  const missing = context.setting('host.missing-settings-files');
  if (missing === null)
    return unknown(context, 'host', 'whether the files that the installer reads are there');
  const gone = missing.value === '' ? [] : missing.value.split(' ');
  const stops = gone.map((path) =>
    stopAt(
      'settings-files',
      missing,
      `${path} is missing. An unattended upgrade stops; in an interactive one every setting has to be typed in again.`,
      path,
    ),
  );
  return found([...stops, ...linkedAway(context, gone)]);
}

/** A link with an absolute target leads into the installer's own root. */
function linkedAway(context: PreflightContext, gone: readonly string[]): Stop[] {
  const links = SETTINGS_FILES.filter((path) => !gone.includes(path))
    .flatMap((path) => context.file(path) ?? [])
    .filter(({ type }) => type === 'symlink');
  if (links.length === 0) return [];
  const tree = buildSourceTree(context.of('file'), []);
  return links
    .filter(({ path }) => seenByInstaller(tree, path.slice(1)).at !== 'node')
    .map((file) =>
      stopAt(
        'settings-files',
        file,
        `${file.path} is a link to ${file.linkTarget ?? ''}, which leads nowhere for the installer. An unattended upgrade stops; in an interactive one every setting has to be typed in again.`,
      ),
    );
}

export function rootHash(context: PreflightContext): PreflightAnswer {
  const password = context.setting('account.root-password');
  if (password === null) return unknown(context, 'users', 'whether root has a password');
  if (password.value !== 'empty' && password.value !== 'missing') return CLEAR;
  const sentence =
    'Root has no password. The installer cannot read the settings of such a host: unattended it stops, interactively all has to be typed in again.';
  return found([stopAt('root-hash', password, sentence)]);
}

const STORAGE_CONF = '/etc/firstboot.d/data/default-storage.conf';

export function storageConf(context: PreflightContext): PreflightAnswer {
  const file = context.file(STORAGE_CONF);
  const content = context.content(STORAGE_CONF);
  if (content === null) {
    if (file === null)
      return context.hasSection('files')
        ? CLEAR
        : unknown(context, 'files', `whether ${STORAGE_CONF} has a TYPE line`);
    return context.setting('firstboot.default-storage.conf.TYPE') === null
      ? unknown(context, 'plugins', `whether ${STORAGE_CONF} has a TYPE line`)
      : CLEAR;
  }
  if (/^TYPE=/m.test(content.text) || content.truncated) return CLEAR;
  const sight = file ?? {
    id: `file:${STORAGE_CONF}`,
    evidence: [{ origin: STORAGE_CONF, excerpt: 'no line begins with TYPE=' }],
  };
  return found([
    stopAt('storage-conf', sight, `${STORAGE_CONF} has no line TYPE=; the installer stops before it begins.`),
  ]);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  'no-menu': 'there is no boot menu',
  'serial-without-speed': 'a "serial" line has no speed',
  'serial-not-a-number': 'a "serial" line has no number',
  'timeout-not-a-number': 'the time-out is no number',
  'default-not-a-number': 'the default entry is no number',
  'default-out-of-range': 'the default entry is a number that no entry has',
  'line-without-arguments': 'a line has no arguments',
};

/** What cannot be read leaves the place of the boot loader unknown (product.py:398-425, backend.py:1056@f7a21a1). */
export function bootConf(context: PreflightContext): PreflightAnswer {
  const reads = context.setting('boot.installer-reads-menu');
  if (reads === null) return unknown(context, 'boot', 'whether the installer can read the boot menu');
  if (reads.value === 'yes') return CLEAR;
  return found(
    reads.value.split(' ').map((problem) => {
      const sentence = `The installer cannot read the boot configuration: ${PROBLEMS[problem] ?? problem}. It stops when the packages are already installed.`;
      return stopAt('boot-conf', reads, sentence, problem);
    }),
  );
}

/** GRUB legacy is not put back (restore.py:107-109@f7a21a1). */
export function restoreGrub(context: PreflightContext): PreflightAnswer {
  const loader = context.setting('boot.loader');
  if (loader === null) return unknown(context, 'boot', 'which boot loader this host has');
  if (loader.value !== 'grub') return CLEAR;
  const sentence = `This host boots with GRUB legacy; the installer of ${context.profile.product} refuses to restore such a backup, so there is no way back by it.`;
  return found([stopAt('restore-grub', loader, sentence)]);
}
