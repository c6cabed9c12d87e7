import type { DrbdItem, MdItem } from '../../model/inventory.ts';
import { evidenceOf, type ShownCommand, type ShownFile, type TextLine } from '../reading.ts';

const MD_LINK = '/dev/disk/by-id/md-uuid-';

/**
 * `/proc/mdstat`: `md0 : active raid1 sdb1[1] sda1[0]`. The uuid is that of udev's link, since asking mdadm may make it write
 * its map; without a link the device stands for it.
 */
export function readArrays(mdstat: ShownCommand | undefined, links: ReadonlyMap<string, string>): MdItem[] {
  return (mdstat?.lines ?? []).flatMap((line) => {
    const match = /^(md\S*) : (?:active|inactive)((?: \([\w-]+\))*)(.*)$/.exec(line.text);
    if (!match) return [];
    const device = `/dev/${match[1] ?? ''}`;
    const words = (match[3] ?? '').trim().split(/\s+/);
    const isMember = (word: string) => /\[\d+\]/.test(word);
    const members = words.filter(isMember).map((word) => `/dev/${word.slice(0, word.indexOf('['))}`);
    const link = [...links].find(([path, target]) => path.startsWith(MD_LINK) && target === device)?.[0];
    const item: MdItem = {
      kind: 'md',
      id: `md:${link === undefined ? device : link.slice(MD_LINK.length)}`,
      evidence: [evidenceOf('/proc/mdstat', line)],
      device,
      level: words.find((word) => word !== '' && !isMember(word)) ?? null,
      members,
    };
    return [item];
  });
}

interface Resource {
  readonly name: string;
  readonly file: string;
  readonly line: TextLine;
  minor: number | null;
}

/** Resources of /etc/drbd.conf and /etc/drbd.d with the state that `/proc/drbd` has for their minor number. */
export function readDrbd(files: readonly ShownFile[], proc: ShownCommand | undefined): DrbdItem[] {
  const resources = files
    .filter(({ path }) => /^\/etc\/drbd(\.conf$|\.d\/)/.test(path))
    .flatMap(readResources);
  const states = new Map<number, TextLine>();
  for (const line of proc?.lines ?? []) {
    const match = /^\s*(\d+): (cs:.*)$/.exec(line.text);
    if (match) states.set(Number(match[1]), { number: line.number, text: match[2] ?? '' });
  }
  const items = new Map<string, DrbdItem>();
  for (const { name, file, line, minor } of resources) {
    const state = minor === null ? undefined : states.get(minor);
    if (minor !== null) states.delete(minor);
    const evidence = [evidenceOf(file, line), ...(state ? [evidenceOf('/proc/drbd', state)] : [])];
    if (!items.has(name)) {
      items.set(name, {
        kind: 'drbd',
        id: `drbd:${name}`,
        evidence,
        resource: name,
        file,
        state: state?.text.trim() ?? null,
      });
    }
  }
  for (const [minor, state] of states) {
    if (state.text.startsWith('cs:Unconfigured')) continue;
    const resource = `drbd${minor}`;
    const evidence = [evidenceOf('/proc/drbd', state)];
    items.set(resource, {
      kind: 'drbd',
      id: `drbd:${resource}`,
      evidence,
      resource,
      file: '/proc/drbd',
      state: state.text.trim(),
    });
  }
  return [...items.values()];
}

/** `resource r0 {`, and somewhere in it `device /dev/drbd0;` or `device minor 0;`. */
function readResources(file: ShownFile): Resource[] {
  const found: Resource[] = [];
  for (const line of file.lines) {
    const text = line.text.replace(/#.*$/, '');
    const name = /(?:^|[\s{};])resource\s+"?([^\s"{]+)"?\s*\{?/.exec(text)?.[1];
    if (name !== undefined) found.push({ name, file: file.path, line, minor: null });
    const device = /\bdevice\s+(?:"?\/dev\/drbd(?:(\d+)|\S*)"?)?\s*(?:minor\s+(\d+))?/.exec(text);
    const minor = device?.[2] ?? device?.[1];
    const last = found.at(-1);
    if (last && minor !== undefined) last.minor ??= Number(minor);
  }
  return found;
}
