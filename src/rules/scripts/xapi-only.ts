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
 * The announcement of 7.0 makes the distinction: a script that only talks to xapi runs on once it is put back,
 * everything else must be looked at.
 */
export function isOnlyXapi(language: Language | null, used: Used, services: readonly UsedService[]): boolean {
  if (used.unknownCommands || used.errors.length > 0 || services.length > 0) return false;
  if (language !== 'sh' && language !== 'python') return false;
  const usesXapi =
    used.commands.some(({ name }) => name === 'xe') ||
    used.modules.some(({ name }) => name.startsWith('XenAPI'));
  return (
    usesXapi &&
    used.commands.every(({ name, path }) => UBIQUITOUS.has(name) && isStandardPlace(path)) &&
    used.modules.every(
      ({ name }) => STANDARD_MODULES.has(name) || STANDARD_MODULES.has(name.split('.')[0] ?? ''),
    )
  );
}

function isStandardPlace(path: string | null): boolean {
  return path === null || /^(?:\/usr)?\/s?bin\/|^\/opt\/xensource\/bin\/xe$/.test(path);
}
