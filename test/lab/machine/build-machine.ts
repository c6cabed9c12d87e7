import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LAB_PROGRAMS, type LabProgram } from '../catalogue/programs.ts';
import { EL7_PROGRAMS } from '../el7/programs.ts';
import type { Series } from '../face/face.ts';
import { buildOnce } from '../cache.ts';
import { labCode, labSources } from '../places.ts';
import { mustRun } from '../run-command.ts';
import { disguiseSshd, moveSecurityModules } from './disguise.ts';
import { findProgram, librariesOf } from './find-program.ts';

/**
 * What makes the lab run and is no part of the host that it plays: this machine's rpm, find and libraries, the shims and
 * stand-ins. Mounted at /dev/.lab/machine inside the lab, where no search of the root file system comes by.
 */
export interface Machine {
  /** Changes when a program or script of it changes. */
  readonly id: string;
  readonly folder: string;
  /** Copy of a program: of this machine, or disguised. */
  program(command: string): Buffer;
  has(command: string): boolean;
  /** PAM modules and sudo plug-ins by file name. */
  readonly securityModules: readonly (readonly [string, Buffer])[];
  readonly sudoPlugins: readonly (readonly [string, Buffer])[];
  /** Absolute path that the programs ask for as their loader, and its content. */
  readonly loader: { readonly path: string; readonly content: Buffer };
}

/** Programs that only the shims run. */
const BEHIND = [
  'dash',
  'busybox',
  'rpm',
  'find',
  'sort',
  'df',
  'stat',
  'wc',
  'uname',
  'sed',
  'gawk',
  'cat',
  'sleep',
  'dirname',
  'readlink',
];
/** Programs that are copied into the tree but wanted by name. */
const ALSO = ['bash', 'sshd', 'mawk', 'sftp-server'];
const PAM_MODULES = [
  'pam_unix',
  'pam_env',
  'pam_deny',
  'pam_permit',
  'pam_limits',
  'pam_loginuid',
  'pam_keyinit',
  'pam_nologin',
  'pam_succeed_if',
  'pam_rootok',
];
const SUDO_FILES = ['sudoers.so', 'sudo_noexec.so', 'libsudo_util.so.0'];

const PROGRAMS: Readonly<Record<Series, readonly LabProgram[]>> = { el5: LAB_PROGRAMS, el7: EL7_PROGRAMS };

/** Builds it, or finds the one that was built before from the same programs. */
export function buildMachine(series: Series): Machine {
  const list = PROGRAMS[series];
  const commands = [
    ...new Set([
      ...BEHIND,
      ...ALSO,
      ...list.filter((item) => item.from === 'host').map((item) => item.source),
    ]),
  ];
  const found = new Map(commands.flatMap((command) => asPair(command, findProgram(command))));
  const id = fingerprint([...found.values()], list);
  const folder = buildOnce(`machine-${id}`, (draft) => {
    fill(draft, found, series);
  });
  const loaderPath = fs.readFileSync(join(folder, 'loader'), 'utf8');
  return {
    id,
    folder,
    program: (command) => fs.readFileSync(join(folder, 'programs', command)),
    has: (command) => fs.existsSync(join(folder, 'programs', command)),
    securityModules: readAll(join(folder, 'security')),
    sudoPlugins: readAll(join(folder, 'sudo')),
    loader: { path: loaderPath, content: fs.readFileSync(join(folder, 'lib', basename(loaderPath))) },
  };
}

function readAll(folder: string): [string, Buffer][] {
  return fs
    .readdirSync(folder)
    .sort()
    .map((name) => [name, fs.readFileSync(join(folder, name))]);
}

function asPair(command: string, path: string | null): [string, string][] {
  return path === null ? [] : [[command, path]];
}

function fingerprint(programs: readonly string[], list: readonly LabProgram[]): string {
  const hash = createHash('sha256');
  for (const path of programs) {
    const { size, mtimeMs } = fs.statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  const folders = [labSources('shims'), labSources('stand-ins'), labCode('machine')];
  for (const path of folders.flatMap((folder) =>
    fs
      .readdirSync(folder)
      .sort()
      .map((name) => join(folder, name)),
  ))
    hash.update(basename(path)).update(fs.readFileSync(path));
  for (const one of list) hash.update(JSON.stringify(one));
  return hash.digest('hex').slice(0, 12);
}

function fill(folder: string, programs: ReadonlyMap<string, string>, series: Series): void {
  for (const part of ['bin', 'lib', 'programs', 'shims', 'stand-ins', 'security', 'sudo', 'rpm'])
    fs.mkdirSync(join(folder, part), { recursive: true });
  const libraries = new Set<string>();
  const addLibraries = (path: string): void => {
    librariesOf(path).forEach((library) => libraries.add(library));
  };
  for (const [command, path] of programs) {
    const plain = fs.readFileSync(path);
    const content = command === 'sshd' ? disguiseSshd(plain, series) : plain;
    fs.writeFileSync(join(folder, 'programs', command), content, { mode: 0o755 });
    if (BEHIND.includes(command)) fs.copyFileSync(path, join(folder, 'bin', command));
    addLibraries(path);
  }
  fs.copyFileSync(join(folder, 'bin', 'dash'), join(folder, 'bin', 'sh'));
  for (const part of ['shims', 'stand-ins'])
    for (const name of fs.readdirSync(labSources(part)))
      fs.copyFileSync(labSources(part, name), join(folder, part, name));

  const libc = [...libraries].find((path) => path.includes('libc.so'));
  if (libc === undefined)
    throw new Error('ldd names no libc: the lab needs programs that are linked dynamically');
  copyPlugins(dirname(libc), folder, addLibraries);
  copySudo(folder, addLibraries);
  copyRpmConfig(folder);

  const loader = [...libraries].find((path) => basename(path).startsWith('ld-linux'));
  if (loader === undefined) throw new Error('ldd names no loader');
  for (const path of libraries) {
    const content = fs.readFileSync(path);
    fs.writeFileSync(
      join(folder, 'lib', basename(path)),
      basename(path).startsWith('libpam.so') ? moveSecurityModules(content) : content,
      { mode: 0o755 },
    );
  }
  fs.writeFileSync(join(folder, 'loader'), loader);
  writeLinkerCache(folder);
}

function copyPlugins(libraryFolder: string, folder: string, addLibraries: (path: string) => void): void {
  for (const name of PAM_MODULES) {
    const source = join(libraryFolder, 'security', `${name}.so`);
    if (!fs.existsSync(source)) continue;
    fs.copyFileSync(source, join(folder, 'security', `${name}.so`));
    addLibraries(source);
  }
}

function copySudo(folder: string, addLibraries: (path: string) => void): void {
  for (const name of SUDO_FILES) {
    const source = join('/usr/libexec/sudo', name);
    if (!fs.existsSync(source)) continue;
    fs.copyFileSync(source, join(folder, 'sudo', name));
    if (name !== 'libsudo_util.so.0') addLibraries(source);
  }
  if (fs.existsSync(join(folder, 'sudo', 'libsudo_util.so.0')))
    fs.copyFileSync(join(folder, 'sudo', 'libsudo_util.so.0'), join(folder, 'lib', 'libsudo_util.so.0'));
}

/** Configuration of the real rpm; the lab's /usr/lib/rpm belongs to the host that it plays. */
function copyRpmConfig(folder: string): void {
  fs.cpSync('/usr/lib/rpm', join(folder, 'rpm'), {
    recursive: true,
    filter: (path) => /^\/usr\/lib\/rpm(\/(macros|rpmrc|rpmpopt[^/]*|platform(\/.*)?))?$/.test(path),
  });
  const MACROS =
    '%_dbpath /var/lib/rpm\n%_db_backend sqlite\n%__vsflags 0xf7f00\n%__plugindir /nowhere\n%_query_all_fmt %%{name}-%%{version}-%%{release}\n';
  fs.appendFileSync(join(folder, 'rpm', 'macros'), MACROS);
}

/** A linker cache that sends every program of the lab to the libraries at /dev/.lab/machine/lib. */
function writeLinkerCache(folder: string): void {
  const root = `${folder}.cache-root`;
  const inside = join(root, 'dev/.lab/machine');
  fs.mkdirSync(join(root, 'etc'), { recursive: true });
  fs.mkdirSync(inside, { recursive: true });
  fs.cpSync(join(folder, 'lib'), join(inside, 'lib'), { recursive: true });
  fs.writeFileSync(join(root, 'etc/ld.so.conf'), '/dev/.lab/machine/lib\n');
  mustRun('ldconfig', ['-X', '-r', root]);
  fs.copyFileSync(join(root, 'etc/ld.so.cache'), join(folder, 'ld.so.cache'));
  fs.rmSync(root, { recursive: true, force: true });
}
