import type { ShownCommand, TextLine } from '../reading.ts';
import { tableOfSectors } from './sectors.ts';
import type { PartitionTable, TableEntry } from './table.ts';

const UNKNOWN: Omit<PartitionTable, 'origin'> = { kind: 'unknown', entries: [], strayLines: [], line: null };

/**
 * The table of one disk, from the answers that came: a GPT from the sectors or from sgdisk, a DOS table from sfdisk, which knows
 * the logical partitions, else from the sectors.
 */
export function readTable(
  device: string,
  command: (label: string) => ShownCommand | undefined,
): PartitionTable | null {
  const sgdisk = command(`sgdisk ${device}`);
  const sfdisk = command(`sfdisk ${device}`);
  const small = command(`sectors-512 ${device}`);
  const sectors = small ?? command(`sectors-4096 ${device}`);
  const raw = sectors && { ...tableOfSectors(sectors, small ? 512 : 4096), origin: `dd if=${device}` };
  const dump = sfdisk && { ...readSfdisk(sfdisk.lines), origin: `sfdisk -d ${device}` };
  const guids = new Map(
    NUMBERS.map((number) => [number, readGuid(command(`sgdisk-info-${number} ${device}`))]),
  );
  const said = sgdisk && { ...readSgdisk(sgdisk.lines, sgdisk.status, guids), origin: `sgdisk -p ${device}` };
  if (raw?.kind === 'gpt') return raw;
  // sgdisk shows a DOS table as the GPT that it could become; only sfdisk and the sectors know its own types.
  if (dump && dump.kind !== 'unknown') return dump;
  return (raw && raw.kind !== 'unknown' ? raw : said) ?? raw ?? dump ?? null;
}

const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8];

const HEADER = /^Number\s+Start \(sector\)\s+End \(sector\)\s+Size\s+Code\s+Name/;
/** As the installer reads it (disktools.py:942-994, f7a21a1). */
const ROW = /^\s+(\d+)\s+(\d+)\s+(\d+)\s+[\d.]+\s+\w+\s+([0-9A-F]{4})(?:\s+(.*))?$/;

/** `sgdisk -p`: the table, with the types that `sgdisk -i` told for single numbers. */
function readSgdisk(
  lines: readonly TextLine[],
  status: number | null,
  guids: ReadonlyMap<number, string | null>,
): Omit<PartitionTable, 'origin'> {
  const find = (pattern: RegExp) => lines.find(({ text }) => pattern.test(text)) ?? null;
  const converted = find(/Found invalid GPT and valid MBR|converting MBR to GPT/);
  if (converted) return { ...UNKNOWN, kind: 'dos', line: converted };
  const header = find(HEADER);
  if (!header || (status !== 0 && status !== null)) return { ...UNKNOWN, line: lines[0] ?? null };
  const created = find(/^Creating new GPT entries/);
  if (created) return { ...UNKNOWN, kind: 'none', line: created };
  const sectorBytes = Number(
    /(\d+) bytes/.exec(find(/^(?:Logical sector size|Sector size)/)?.text ?? '')?.[1] ?? 512,
  );
  const entries: TableEntry[] = [];
  const strayLines: TextLine[] = [];
  for (const line of lines.slice(lines.indexOf(header) + 1)) {
    if (line.text.trim() === '') continue;
    const row = ROW.exec(line.text);
    if (!row) {
      strayLines.push(line);
      continue;
    }
    const number = Number(row[1]);
    const start = Number(row[2]);
    entries.push({
      number,
      startBytes: start * sectorBytes,
      sizeBytes: (Number(row[3]) + 1 - start) * sectorBytes,
      type: guids.get(number) ?? row[4] ?? null,
      name: (row[5] ?? '').trim() || null,
    });
  }
  return { kind: 'gpt', entries, strayLines, line: header };
}

function readGuid(info: ShownCommand | undefined): string | null {
  for (const { text } of info?.lines ?? []) {
    const guid = /^Partition GUID code: ([0-9A-F-]{36})/.exec(text);
    if (guid) return guid[1] ?? null;
  }
  return null;
}

/**
 * `sfdisk -d`: `unit: sectors`, then `/dev/sda1 : start=       63, size=   208782, Id=83, bootable`; newer ones write
 * `type=83` and `label: dos` or `label: gpt`. An entry of size 0 is no partition. Type ee is the cover of a GPT.
 */
function readSfdisk(lines: readonly TextLine[]): Omit<PartitionTable, 'origin'> {
  const unit = lines.find(({ text }) => text === 'unit: sectors') ?? null;
  if (!unit) return { ...UNKNOWN, line: lines[0] ?? null };
  const label = /^label: (\w+)/.exec(lines.find(({ text }) => text.startsWith('label: '))?.text ?? '')?.[1];
  const said = lines.find(({ text }) => text.startsWith('sector-size: '))?.text.slice('sector-size: '.length);
  const sectorBytes = said !== undefined && /^\d+$/.test(said) ? Number(said) : 512;
  const entries: TableEntry[] = [];
  const strayLines: TextLine[] = [];
  for (const line of lines) {
    if (line.text === '' || line.text.startsWith('#') || /^[a-z-]+: /.test(line.text)) continue;
    const row =
      /^\S*?(\d+)\s*:\s*start=\s*(\d+),\s*size=\s*(\d+)(?:,\s*(?:Id|type)=\s*([0-9A-Fa-f-]+))?(.*)$/.exec(
        line.text,
      );
    if (!row) {
      strayLines.push(line);
      continue;
    }
    if (Number(row[3]) === 0) continue;
    const type = row[4] ?? null;
    entries.push({
      number: Number(row[1]),
      startBytes: Number(row[2]) * sectorBytes,
      sizeBytes: Number(row[3]) * sectorBytes,
      type: type !== null && type.length <= 2 ? type.toLowerCase().padStart(2, '0') : type,
      name: /name="([^"]*)"/.exec(row[5] ?? '')?.[1] ?? null,
    });
  }
  const isCover = label === undefined && entries.some(({ type }) => type === 'ee');
  if (isCover) return { ...UNKNOWN, line: unit };
  return { kind: label === 'gpt' ? 'gpt' : 'dos', entries, strayLines, line: unit };
}
