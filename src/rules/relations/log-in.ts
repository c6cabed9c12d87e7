import { formatNamed } from '../../formats/index.ts';
import { compileGlobs } from '../../lib/globs.ts';
import { fileNameOf } from '../../lib/file-name.ts';
import { excerptOf, mergeMatches, type Match } from '../evaluation.ts';
import type { Facts, FileText } from '../facts.ts';
import { goneAt, nameOf, type Relation } from './relation.ts';

const COMES_BACK = new Set(['kept', 'converted']);
const MODULE_FOLDERS = ['/lib/security', '/lib64/security', '/usr/lib/security', '/usr/lib64/security'];
const LIBRARY_FOLDERS = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];
/** Modules of the PAM, glibc and Likewise packages that every dom0 of 6.x brings; others are somebody's own. */
const STOCK_PAM = new RegExp(
  '^pam_(access|console|cracklib|deny|debug|echo|env|exec|faildelay|filter|ftp|group|issue|keyinit|krb5|lastlog|' +
    'limits|listfile|localuser|loginuid|lsass|mail|mkhomedir|motd|namespace|nologin|passwdqc|permit|postgresok|rhosts|' +
    'rhosts_auth|rootok|rps|securetty|selinux|shells|stress|succeed_if|tally|tally2|time|timestamp|umask|unix|userdb|' +
    'unix_acct|unix_auth|unix_passwd|unix_session|warn|wheel|winbind|xauth|stack|per_user)\\.so$',
);
const STOCK_NSS = new Set([
  'files',
  'dns',
  'db',
  'compat',
  'nis',
  'nisplus',
  'hesiod',
  'lsass',
  'winbind',
  'wins',
  'myhostname',
]);

/** A PAM module that a restored file of /etc/pam.d names and that the target will not have. */
export const pamModuleGone: Relation = {
  name: 'pam-module-gone',
  title: 'a file of /etc/pam.d that comes back and names a module which does not ({{module}})',
  kinds: ['file', 'package'],
  find: (facts) =>
    mergeMatches(
      comesBack(facts, '/etc/pam.d/*').flatMap((text) =>
        facts.parsed(text, formatNamed('pam')).entries.flatMap((entry): Match[] => {
          const module = /^(?:\[[^\]]*\]|\S+)\s+(\S+)/.exec(entry.value)?.[1];
          if (module === undefined || STOCK_PAM.test(fileNameOf(module))) return [];
          if (!/^[\w./+-]+$/.test(module) || /^(?:include|substack)\s/.test(entry.value)) return [];
          return [matchAt(text, entry.line, fileNameOf(module), goneModule(facts, module))];
        }),
      ),
    ),
};

/** A name service that the restored nsswitch.conf names and that the target will not have. */
export const nssModuleGone: Relation = {
  name: 'nss-module-gone',
  title: 'nsswitch.conf comes back and names a service whose library does not ({{module}})',
  kinds: ['file', 'package'],
  find: (facts) =>
    mergeMatches(
      comesBack(facts, '/etc/nsswitch.conf').flatMap((text) =>
        facts.parsed(text, formatNamed('nsswitch')).entries.flatMap((entry) =>
          entry.value
            .replace(/\[[^\]]*\]/g, ' ')
            .split(/\s+/)
            .filter((name) => name !== '' && !STOCK_NSS.has(name))
            .map((name) => matchAt(text, entry.line, name, goneLibrary(facts, name))),
        ),
      ),
    ),
};

/** A forced command of a key that comes back, whose program does not. */
export const forcedCommandGone: Relation = {
  name: 'forced-command-gone',
  title: 'a key in authorized_keys that comes back and whose forced command does not ({{gone}})',
  kinds: ['file', 'package'],
  find: (facts) =>
    mergeMatches(
      comesBack(facts, '/root/.ssh/authorized_keys*').flatMap((text) =>
        text.lines.flatMap((line, index): Match[] => {
          const command = /(?:^|,)command="((?:\\.|[^"\\])*)"/i.exec(line)?.[1];
          const program = command === undefined ? undefined : /^\s*(\/\S+)/.exec(command)?.[1];
          const gone = program === undefined ? null : goneAt(facts, program);
          if (program === undefined || gone === null) return [];
          return [matchAt(text, index + 1, program, nameOf(gone.item.id))];
        }),
      ),
    ),
};

function comesBack(facts: Facts, glob: string): readonly FileText[] {
  return facts
    .texts(compileGlobs([glob]), 'any')
    .filter((text) => text.file !== null && COMES_BACK.has(text.file.fate.name));
}

function goneModule(facts: Facts, module: string): string {
  const places = module.startsWith('/') ? [module] : MODULE_FOLDERS.map((folder) => `${folder}/${module}`);
  return goneAmong(facts, places);
}

function goneLibrary(facts: Facts, name: string): string {
  return goneAmong(
    facts,
    LIBRARY_FOLDERS.map((folder) => `${folder}/libnss_${name}.so.2`),
  );
}

/** What brought it on this host, when that is known. */
function goneAmong(facts: Facts, places: readonly string[]): string {
  for (const place of places) {
    const gone = goneAt(facts, place);
    if (gone !== null) return nameOf(gone.item.id);
  }
  return '';
}

function matchAt(text: FileText, line: number, module: string, gone: string): Match {
  return {
    subject: `file:${text.path}`,
    key: module,
    evidence: [{ origin: text.path, line, excerpt: excerptOf(text.lines[line - 1] ?? '') }],
    values: { subject: text.path, path: text.path, module, gone: gone === '' ? module : gone },
  };
}
