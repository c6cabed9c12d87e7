import { countOf } from '../../lib/quantities.ts';
import { ELF_ORIGIN, GAP_REASONS } from '../../model/gap.ts';
import type { FileContent, FileItem } from '../../model/inventory.ts';
import type { Block, ProbeSection } from '../../probe/section.ts';
import type { PartGap } from '../reading.ts';
import { fieldText } from '../records.ts';
import type { Listing } from './listing.ts';

const RPM = 'rpm -qa';
const FIND = 'find / -xdev';
const WITHOUT_RPM =
  'which files belong to packages; only the places where people put their own files were listed, all of them as unowned';
/** As many as FILES_ELF_SOME of probe.sh lets through. */
const MAX_CODE = 2000;
/** File systems that the kernel makes up; what a package has below them says nothing. */
const KERNEL_MADE =
  /^(proc|sysfs|devpts|devtmpfs|tmpfs|ramfs|usbfs|securityfs|debugfs|xenfs|rpc_pipefs|nfsd|binfmt_misc|selinuxfs|cgroup2?|mqueue|hugetlbfs)$/;

/** What the listing says it could not tell. */
export function listingGaps(listing: Listing, section: ProbeSection): PartGap[] {
  const gaps: PartGap[] = [];
  const count = (name: string): number => Number(listing.counts.get(name) ?? 0);
  const status = listing.counts.get('rpm');
  const seen = count('found') > 0 || status !== undefined;
  if (seen && count('packages') === 0) gaps.push(rpmGap(status ?? 'none', section));
  else if (seen && status !== '0')
    gaps.push({
      origin: RPM,
      reason: 'unparsable',
      detail: `rpm ended with ${status ?? 'no status'}; files of some packages may be called unowned`,
    });
  const ended = listing.counts.get('find');
  if (ended !== undefined && ended !== '0' && ended !== '1') gaps.push(findGap(ended));
  const broken = count('torn') + count('odd');
  if (broken > 0)
    gaps.push({ origin: FIND, reason: 'unparsable', detail: `${broken} records of rpm or find came broken` });
  if (count('unreadable-name') > 0)
    gaps.push({
      origin: FIND,
      reason: 'unparsable',
      detail: `${count('unreadable-name')} files have a name with byte 1 in it, and were not read`,
    });
  for (const { count: paths, fsType, mount } of listing.elsewhere)
    if (!KERNEL_MADE.test(fsType))
      gaps.push({
        origin: fieldText(mount),
        reason: 'not-collected',
        detail: `whether ${paths} packaged paths below it are as the packages say; it is a file system of its own (${fieldText(fsType)})`,
      });
  const undecided = listing.paths.filter((entry) => entry.state === '?').length;
  if (undecided > 0)
    gaps.push({
      origin: 'md5sum',
      reason: 'denied',
      detail: `no digest of ${undecided} packaged files could be taken; they are judged by size and time`,
    });
  if (count('prelinked') > 0 && count('deep') > 0)
    gaps.push({
      origin: 'prelink',
      reason: 'not-collected',
      detail: `the content of ${count('prelinked')} prelinked programs and libraries; undoing prelink would write`,
    });
  return gaps;
}

/** What find has not seen is not missing. */
function findGap(ended: string): PartGap {
  const detail =
    'which files there are: find did not get through, and nothing is said about the files it has not seen';
  const inTime = !/^(1[3-9]\d|2\d\d)$/.test(ended);
  return { origin: FIND, reason: inTime ? 'unparsable' : 'timed-out', detail: `${detail} (status ${ended})` };
}

function rpmGap(status: string, section: ProbeSection): PartGap {
  if (status === 'skipped' || /^failed (1[3-9]\d|2\d\d)$/.test(status))
    return { origin: RPM, reason: 'timed-out', detail: WITHOUT_RPM };
  if (status === 'failed 127') return { origin: RPM, reason: 'missing-tool', detail: WITHOUT_RPM };
  const said = section.stderr.split('\n').find((line) => /rpm|su:|error/i.test(line));
  return {
    origin: RPM,
    reason: status.startsWith('failed') ? 'denied' : 'unparsable',
    detail: said === undefined ? WITHOUT_RPM : `${WITHOUT_RPM} (${said})`,
  };
}

/** Files with machine code of which it is not known what they need. One gap, not one a file. */
export function codeGaps(listing: Listing, items: readonly FileItem[]): PartGap[] {
  const gaps: PartGap[] = [];
  // The listing was cut off before this, or an older program made it.
  if (Number(listing.counts.get('found') ?? 0) > 0 && !listing.counts.has('elf'))
    gaps.push({
      origin: ELF_ORIGIN,
      reason: 'not-collected',
      detail: 'what programs and libraries are built for and need; they were not looked at',
    });
  const over = Number(listing.counts.get('elf-over') ?? 0);
  if (over > 0)
    gaps.push({
      origin: ELF_ORIGIN,
      reason: 'too-large',
      detail: `what ${countOf(over, 'compiled file')} need on the target; only the first ${MAX_CODE} were looked at`,
    });
  const read = items.filter((item) => item.elf !== undefined);
  const unread = listing.code.size - read.length;
  const part = read.filter((item) => item.elf?.whole === false);
  if (unread > 0)
    gaps.push({
      origin: ELF_ORIGIN,
      reason: 'denied',
      detail: `what ${countOf(unread, 'compiled file')} need on the target; they could not be read`,
    });
  if (part.length > 0)
    gaps.push({
      origin: ELF_ORIGIN,
      reason: 'unparsable',
      detail: `which libraries ${countOf(part.length, 'compiled file')} need, such as ${part[0]?.path ?? ''}; the header is damaged or cut off`,
    });
  return gaps;
}

export function blockGap(block: Extract<Block, { type: 'gap' }>): PartGap {
  const reason = GAP_REASONS.find((word) => word === block.reason) ?? 'not-collected';
  return { origin: block.origin, reason, detail: block.detail };
}

export function cutGap(content: FileContent, read: number): PartGap {
  const detail = `only the first ${read} bytes were read, and what follows them is not known`;
  return { origin: content.path, reason: content.sizeBytes === null ? 'cut-off' : 'too-large', detail };
}
