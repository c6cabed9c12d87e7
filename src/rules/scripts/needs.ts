import type { Language, Used, UsedService } from './script-facts.ts';

/** Programs that a dom0 of every release has and that do the same on all of them, and what the shell does itself. */
const UBIQUITOUS: ReadonlySet<string> = new Set(
  (
    '. : [ [[ alias awk basename break cat cd chgrp chmod chown cksum clear cmp command comm continue cp cut date dd df ' +
    'diff dirname du echo egrep env eval exec exit export expr false fgrep find flock getopts grep gzip gunzip head ' +
    'hostname id ionice join kill let ln local logger ls md5sum mkdir mktemp mv nice nohup paste pidof printf pwd read ' +
    'readonly return rm rmdir sed seq set sh bash shift sleep sort source split stat su sudo sync tail tar tee test ' +
    'time touch tr trap true type typeset declare ulimit umask unalias uname uniq unset until wait wc which whoami xargs ' +
    'yes zcat xe'
  ).split(' '),
);
const STANDARD_MODULES: ReadonlySet<string> = new Set(
  (
    'XenAPI XenAPIPlugin sys os re time datetime string getopt optparse logging subprocess commands socket urllib ' +
    'urllib2 httplib xmlrpclib smtplib email csv math random shutil glob fnmatch tempfile traceback signal threading ' +
    'Queue types copy ConfigParser syslog pprint calendar itertools operator errno stat pwd grp select struct ' +
    'xml.dom.minidom xml.dom base64 binascii cPickle pickle __future__'
  ).split(' '),
);

/**
 * Programs whose work depends on more than their arguments: other text, other accounts, other rights. They are on every dom0,
 * but what they do there cannot be read off the script.
 */
const DEPENDENT: ReadonlySet<string> = new Set([
  '.',
  'source',
  'eval',
  'su',
  'sudo',
  'trap',
  'chown',
  'chgrp',
]);

/** What a script needs of the host it runs on. */
interface Needs {
  /** It uses xapi (`xe`, XenAPI) and otherwise only what every dom0 has. */
  readonly onlyXapi: boolean;
  /** A shell script that calls nothing but programs that every dom0 has and that do the same on all of them; paths aside. */
  readonly onlyCommon: boolean;
}

/**
 * The announcement of 7.0 makes the distinction: a script that only talks to xapi runs on once it is put back,
 * everything else must be looked at.
 */
export function needsOf(language: Language | null, used: Used, services: readonly UsedService[]): Needs {
  if (used.unknownCommands || used.errors.length > 0 || services.length > 0)
    return { onlyXapi: false, onlyCommon: false };
  const isCommon = used.commands.every(({ name, path }) => UBIQUITOUS.has(name) && isStandardPlace(path));
  const usesXapi =
    used.commands.some(({ name }) => name === 'xe') ||
    used.modules.some(({ name }) => name.startsWith('XenAPI'));
  return {
    onlyXapi:
      (language === 'sh' || language === 'python') && usesXapi && isCommon && used.modules.every(isStandard),
    onlyCommon: language === 'sh' && isCommon && used.commands.every(({ name }) => !DEPENDENT.has(name)),
  };
}

function isStandard({ name }: { readonly name: string }): boolean {
  return STANDARD_MODULES.has(name) || STANDARD_MODULES.has(name.split('.')[0] ?? '');
}

function isStandardPlace(path: string | null): boolean {
  return path === null || /^(?:\/usr)?\/s?bin\/|^\/opt\/xensource\/bin\/xe$/.test(path);
}
