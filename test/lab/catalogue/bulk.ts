import { program, file, link, type Entry } from '../tree/entry.ts';
import type { Face } from '../face/face.ts';
import { binaryContent, contentFor, textContent } from './content.ts';
import type { ListedPackage } from './list.ts';

/** Languages of the translation files. */
const LANGUAGES = [
  'cs',
  'da',
  'de',
  'es',
  'fi',
  'fr',
  'hu',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt_BR',
  'ru',
  'sk',
  'sv',
  'tr',
  'zh_CN',
  'zh_TW',
];

/** Files of the usual kinds, named after the package, until `bulk` of them are there. */
export function bulkEntries(item: ListedPackage, face: Face): Entry[] {
  const { bulk, name } = item;
  if (bulk === 0) return [];
  const usrLib = item.arch === 'i686' ? '/usr/lib' : face.usrLib;
  switch (item.kind) {
    case 'none':
      return [];
    case 'lib':
      return libraryEntries(item, usrLib);
    case 'python':
      return pythonEntries(name, item.arch === 'noarch' ? '/usr/lib' : usrLib, bulk);
    case 'perl':
      return numbered(bulk, (i) =>
        plain(`/usr/lib/perl5/vendor_perl/5.8.8/${moduleFolder(name, i)}/M${i}.pm`),
      );
    case 'doc':
      return numbered(bulk, (i) =>
        plain(`/usr/share/man/man${(i % 8) + 1}/${name}-${i}.${(i % 8) + 1}.gz`, ['doc']),
      );
    case 'firmware':
      return numbered(bulk, (i) => plain(`/lib/firmware/${name}/${name}-${i}.fw`));
    case 'locale':
      return numbered(bulk, (i) =>
        plain(`/usr/share/locale/${LANGUAGES[i % LANGUAGES.length] ?? 'de'}/LC_MESSAGES/${name}-${i}.mo`),
      );
    case 'data':
      return numbered(bulk, (i) => plain(`/usr/share/${name}/${Math.floor(i / 80)}/${i}.dat`));
    case 'tool':
      return toolEntries(item);
    case 'driver':
      return numbered(bulk, (i) =>
        plain(`/lib/modules/${face.kernel}/updates/${driverModule(name)}${i === 0 ? '' : `-${i}`}.ko`),
      );
    case 'special':
      return numbered(bulk, (i) => specialFile(item, face, i));
  }
}

/** `enic` of `cisco-enic`: the packages of 7.x are named after vendor and driver. */
function driverModule(name: string): string {
  return (name.split('-').slice(1).join('_') || name).replace(/[^\w]/g, '_');
}

function specialFile(item: ListedPackage, face: Face, i: number): Entry {
  const modules = `/lib/modules/${face.kernel}`;
  const kernel = face.kernel.replace(/xen$/, 'kdump');
  if (item.name === 'kernel-xen')
    return plain(`${modules}/kernel/drivers/${DRIVERS[i % DRIVERS.length] ?? 'misc'}/m${i}.ko`);
  if (item.name === 'kernel-kdump')
    return plain(`/lib/modules/${kernel}/kernel/drivers/${DRIVERS[i % DRIVERS.length] ?? 'misc'}/m${i}.ko`);
  const driver = /^(.+)-modules-xen$/.exec(item.name)?.[1];
  if (driver === undefined) return supportFile(item, i);
  return plain(
    i === 0 ? `${modules}/extra/${driver.replaceAll('-', '_')}.ko` : `${modules}/extra/${driver}/part${i}.ko`,
  );
}

const DRIVERS = ['net', 'scsi', 'block', 'usb', 'char', 'md', 'ata', 'hwmon', 'edac', 'i2c', 'misc', 'pci'];

function numbered(count: number, make: (i: number) => Entry): Entry[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function plain(path: string, flags?: readonly ['doc']): Entry {
  return file(path, contentFor(path), flags ? { flags } : {});
}

function moduleFolder(name: string, i: number): string {
  return `${name.replace(/^perl-?/, '').replaceAll('-', '/') || 'CORE'}/${Math.floor(i / 40)}`;
}

function libraryEntries(item: ListedPackage, usrLib: string): Entry[] {
  const stem = item.name.startsWith('lib') ? item.name : `lib${item.name}`;
  const library = `${stem}.so.1.${item.version.length}.0`;
  const first: Entry[] = [
    program(`${usrLib}/${library}`, binaryContent(`${item.name}.${item.arch ?? ''}`, 24)),
    link(`${usrLib}/${stem}.so.1`, library),
  ];
  return [...first, ...numbered(Math.max(0, item.bulk - first.length), (i) => supportFile(item, i))].slice(
    0,
    item.bulk,
  );
}

function pythonEntries(name: string, usrLib: string, bulk: number): Entry[] {
  const out: Entry[] = [];
  for (let i = 0; out.length < bulk; i++) {
    const stem = `${usrLib}/python2.4/site-packages/${name.replaceAll('-', '_')}/${Math.floor(i / 60)}/m${i}`;
    for (const ending of ['.py', '.pyc', '.pyo']) out.push(plain(stem + ending));
  }
  return out.slice(0, bulk);
}

function toolEntries(item: ListedPackage): Entry[] {
  const { name, bulk } = item;
  const first: Entry[] = [
    program(`/usr/bin/${name}`, binaryContent(`/usr/bin/${name}`, 12)),
    plain(`/usr/share/man/man1/${name}.1.gz`, ['doc']),
  ];
  return [...first, ...numbered(Math.max(0, bulk - first.length), (i) => supportFile(item, i))].slice(
    0,
    bulk,
  );
}

/** Documentation, translations and data of a package, in turns. Packages of two architectures share the same files. */
function supportFile(item: ListedPackage, i: number): Entry {
  const { name, version } = item;
  const doc = `/usr/share/doc/${name}-${version}`;
  const docs = ['README', 'COPYING', 'ChangeLog', 'NEWS', 'AUTHORS'];
  if (i < docs.length)
    return file(`${doc}/${docs[i] ?? ''}`, textContent(`${name} ${docs[i] ?? ''}`), { flags: ['doc'] });
  if (i % 3 === 0)
    return plain(`/usr/share/locale/${LANGUAGES[i % LANGUAGES.length] ?? 'de'}/LC_MESSAGES/${name}.${i}.mo`);
  if (i % 3 === 1) return plain(`/usr/share/${name}/${Math.floor(i / 60)}/${i}.dat`);
  return plain(`/usr/share/man/man${(i % 8) + 1}/${name}.${i}.${(i % 8) + 1}.gz`, ['doc']);
}
