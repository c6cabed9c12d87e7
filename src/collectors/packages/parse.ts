// The answer of one `rpm -qa` (probe.sh), a line a package and below it the paths that tell what it brings:
//
//   <FRAME> pkg <name> <epoch> <version> <release> <arch> <installed> <built> <size> <vendor> <packager> <build host>
//               <source rpm> <url> <summary> <four signatures>
//   <FRAME> name <name> <version> <release> <arch>          instead of pkg: all that is known from a status report
//   <FRAME> path <path>
//   <FRAME> need|give <32|64> <library>                    what its compiled files are linked with, and bring
//   <FRAME> files <number of files> <number of telling paths> <files of 32 bits> <files of 64 bits>
//               of the latter two `-` of a package of the product, `?` where rpm noted nothing
//   <FRAME> end <packages> <broken records> <status of rpm>
//
// Fields are divided by tabs and escaped; a value that is not there is `(none)`, a signature `(not a blob)`.
// Learnt from rpm 4.4.2.3 and 4.18 (`rpm --querytags`).
import { decodePath } from '../../lib/path-bytes.ts';
import type { PackageItem } from '../../model/inventory.ts';
import { formatNevra, packageName } from '../../model/nevra.ts';
import type { ProbeSection } from '../../probe/section.ts';
import type { Collected, Parts } from '../define.ts';
import { mayHoldCode, packageElf, silentGaps } from './libraries.ts';
import { excerptOf, readSection, uniquelyNamed, type PartGap } from '../reading.ts';
import { fieldBytes, fieldCount, fieldInstant, fieldText, readRecords } from '../records.ts';

const ORIGIN = 'rpm -qa';
const ANSWERS = 'which packages are installed';

export function parsePackages(parts: Parts): Collected {
  const section = parts['list'];
  if (!section) return { items: [], gaps: [] };
  const items: PackageItem[] = [];
  const gaps: PartGap[] = [...readSection(section).gaps];
  let end: readonly string[] | null = null;
  let paths: string[] = [];
  let libraries: (readonly string[])[] = [];
  const silent: string[] = [];
  for (const record of readRecords(section)) {
    const last = items.at(-1);
    if (record[0] === 'pkg' || record[0] === 'name') {
      const item = record[0] === 'pkg' ? packageItem(record) : namedPackage(record);
      if (item) items.push(item);
      else gaps.push(unreadable('a record of rpm could not be read'));
      paths = [];
      libraries = [];
    } else if (record[0] === 'need' || record[0] === 'give') libraries.push(record);
    else if (record[0] === 'path') paths.push(decodePath(fieldBytes(record[1] ?? '')).path);
    else if (record[0] === 'files' && last) {
      const elf = packageElf(libraries, record);
      if (elf === null && record[3] === '?' && mayHoldCode(last)) silent.push(last.nevra);
      items[items.length - 1] = {
        ...last,
        fileCount: fieldCount(record[1]),
        notablePaths: paths,
        ...(elf && { elf }),
      };
      if ((fieldCount(record[2]) ?? 0) > paths.length)
        gaps.push({
          origin: ORIGIN,
          reason: 'too-large',
          detail: `only ${paths.length} of the ${record[2] ?? '?'} telling paths of ${last.nevra} were listed`,
        });
    } else if (record[0] === 'end') end = record;
  }
  gaps.push(...endGaps(section, end, items.length), ...silentGaps(silent));
  return { items: uniquelyNamed(items), gaps };
}

function packageItem(record: readonly string[]): PackageItem | null {
  if (record.length !== 19) return null;
  const [name, epoch, version, release, arch] = record.slice(1, 6).map(fieldText);
  if (name === undefined || epoch === undefined || version === undefined) return null;
  if (release === undefined || arch === undefined) return null;
  const fields = packageName(name, epoch, version, release, arch);
  const nevra = formatNevra(fields);
  const text = (index: number): string | null => {
    const value = fieldText(record[index] ?? '');
    return value === '' || value === '(none)' ? null : value;
  };
  const vendor = text(9);
  return {
    kind: 'package',
    id: `package:${nevra}`,
    evidence: [{ origin: ORIGIN, excerpt: excerptOf(`${nevra} ${vendor ?? '(none)'}`) }],
    ...fields,
    nevra,
    installedAt: fieldInstant(record[6]),
    builtAt: fieldInstant(record[7]),
    sizeBytes: fieldCount(record[8]),
    vendor,
    packager: text(10),
    buildHost: text(11),
    sourceRpm: text(12),
    url: text(13),
    summary: text(14),
    signatureKey: signatureKey(record.slice(15)),
    fileCount: null,
    notablePaths: [],
  };
}

/** A package of which a list of names is all that there is. */
function namedPackage([, ...fields]: readonly string[]): PackageItem | null {
  const [name, version, release, arch] = fields.map(fieldText);
  if (name === undefined || version === undefined || release === undefined || arch === undefined) return null;
  const named = packageName(name, '(none)', version, release, arch);
  const nevra = formatNevra(named);
  return {
    kind: 'package',
    id: `package:${nevra}`,
    evidence: [{ origin: ORIGIN, excerpt: excerptOf(nevra) }],
    ...named,
    nevra,
    nameOnly: true,
    installedAt: null,
    builtAt: null,
    sizeBytes: null,
    vendor: null,
    packager: null,
    buildHost: null,
    sourceRpm: null,
    url: null,
    summary: null,
    signatureKey: null,
    fileCount: null,
    notablePaths: [],
  };
}

/** Of `DSA/SHA1, Thu 05 Jan 2012 10:00:00 AM GMT, Key ID a8a447dce8562897` the last word. */
function signatureKey(signatures: readonly string[]): string | null {
  for (const signature of signatures) {
    const key = /Key ID ([0-9a-fA-F]{16,40})/.exec(signature)?.[1];
    if (key !== undefined) return key.slice(-16).toLowerCase();
  }
  return null;
}

/** What came against what should have come: rpm ends with 0 whether it could answer or not. */
function endGaps(section: ProbeSection, end: readonly string[] | null, found: number): PartGap[] {
  // Cut off, or never begun: collect.ts has its gap.
  if (end === null) return [];
  const [, sent = '', torn = '', status = ''] = end;
  const said = section.stderr.trim();
  if (status.startsWith('failed'))
    return [
      {
        origin: ORIGIN,
        reason: 'denied',
        detail: `${ANSWERS}: no way was found to ask rpm without letting it write`,
      },
    ];
  if (found === 0)
    return [{ origin: ORIGIN, reason: 'unparsable', detail: `${ANSWERS}: rpm answered with nothing` }];
  const gaps: PartGap[] = [];
  if (sent !== String(found) || torn !== '0') gaps.push(unreadable(`${torn} records came broken`));
  if (status !== '0') gaps.push(unreadable(`rpm ended with status ${status}; packages may be missing`));
  else if (/^(error|rpmdb): /m.test(said)) gaps.push(unreadable('rpm complained; packages may be missing'));
  return gaps;
}

function unreadable(what: string): PartGap {
  return { origin: ORIGIN, reason: 'unparsable', detail: `${ANSWERS}: ${what}` };
}
