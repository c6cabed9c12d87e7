import { fileNameOf } from '../../lib/file-name.ts';
import { excerptOf, mergeMatches, type Match } from '../evaluation.ts';
import type { Facts, ScriptSubject } from '../facts.ts';
import { goneAt, nameOf, placesOf, type Relation } from './relation.ts';

/** A cron job whose command, or whose command's script, does not come back. */
export const cronCommandGone: Relation = {
  name: 'cron-command-gone',
  title: 'a cron job that calls a file which does not come back to its place ({{gone}})',
  kinds: ['cron', 'file', 'package'],
  find: (facts) => mergeMatches(jobs(facts).flatMap((subject) => goneUses(facts, subject))),
};

/** A script that calls or names another file that does not come back. */
export const scriptFileGone: Relation = {
  name: 'script-file-gone',
  title: 'a script that calls or names a file which does not come back to its place ({{gone}})',
  kinds: ['file', 'package'],
  find: (facts) => mergeMatches(scripts(facts).flatMap((subject) => goneUses(facts, subject))),
};

/** A script whose interpreter goes with its package or is lost. */
export const scriptInterpreterGone: Relation = {
  name: 'script-interpreter-gone',
  title: 'a script whose interpreter does not come back ({{gone}})',
  kinds: ['file', 'package'],
  find: (facts) =>
    scripts(facts).flatMap((subject) => {
      const { interpreter } = subject.script;
      if (interpreter === null) return [];
      const name = fileNameOf(interpreter);
      return placesOf(facts, name, interpreter.startsWith('/') ? interpreter : null).flatMap((path) =>
        matchGone(facts, subject, path, 1),
      );
    }),
};

const SITE_FOLDERS = [
  '/usr/lib/python2.4/site-packages',
  '/usr/lib64/python2.4/site-packages',
  '/usr/local/lib/python2.4/site-packages',
];
const PERL_FOLDERS = [
  '/usr/lib/perl5/site_perl/5.8.8',
  '/usr/lib/perl5/vendor_perl/5.8.8',
  '/usr/lib64/perl5/site_perl/5.8.8',
  '/usr/lib64/perl5/vendor_perl/5.8.8',
  '/usr/local/lib/perl5',
];

/** A script that loads a module which a lost package or nobody's package brought. */
export const scriptModuleGone: Relation = {
  name: 'script-module-gone',
  title: 'a script that loads a Python or Perl module which does not come back ({{gone}})',
  kinds: ['file', 'package'],
  find: (facts) =>
    mergeMatches(
      scripts(facts).flatMap((subject) =>
        subject.script.modules.flatMap(({ name, line }) =>
          modulePaths(subject, name).flatMap((path) => matchGone(facts, subject, path, line)),
        ),
      ),
    ),
};

function modulePaths({ script, path }: ScriptSubject, name: string): string[] {
  if (script.language === 'perl')
    return PERL_FOLDERS.map((folder) => `${folder}/${name.replaceAll('::', '/')}.pm`);
  const [top = ''] = name.split('.');
  const beside = path.slice(0, path.lastIndexOf('/'));
  return [...SITE_FOLDERS, beside].flatMap((folder) => [
    `${folder}/${top}.py`,
    `${folder}/${top}.so`,
    `${folder}/${top}`,
    `${folder}/${top}/__init__.py`,
  ]);
}

function jobs(facts: Facts): readonly ScriptSubject[] {
  return facts.scripts('custom').filter(({ place }) => place === 'cron');
}

function scripts(facts: Facts): readonly ScriptSubject[] {
  return facts.scripts('custom').filter(({ place }) => place === 'files');
}

/** Commands and paths that lead to an item which goes. A folder's name alone is no use of it, nor is writing, making or removing a file. */
function goneUses(facts: Facts, subject: ScriptSubject): Match[] {
  const called = subject.script.commands.flatMap(({ name, path, line }) =>
    placesOf(facts, name, path).map((place) => ({ path: place, line })),
  );
  const named = subject.script.paths.filter(({ written }) => written !== true);
  return [...called, ...named].flatMap(({ path, line }) => matchGone(facts, subject, path, line));
}

function matchGone(facts: Facts, subject: ScriptSubject, path: string, line: number): Match[] {
  const gone = goneAt(facts, path);
  if (gone === null || gone.item.id === subject.assessed.item.id) return [];
  if (gone.item.kind === 'file' && gone.item.type === 'directory') return [];
  return [
    {
      subject: subject.assessed.item.id,
      key: nameOf(gone.item.id),
      evidence: [{ origin: subject.path, line, excerpt: excerptOf(subject.lineText(line)) }],
      values: {
        subject: nameOf(subject.assessed.item.id),
        path: subject.path,
        gone: nameOf(gone.item.id),
        goneFate: gone.fate.name,
        used: path,
      },
    },
  ];
}
