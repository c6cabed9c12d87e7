import type { ServiceItem } from '../../model/inventory.ts';
import { evidenceOf, meaningfulLines, type PartGap, type Reading } from '../reading.ts';

const INITTAB = '/etc/inittab';
const ALL_LEVELS: readonly number[] = [0, 1, 2, 3, 4, 5, 6];

/** Entries `id:runlevels:action:process`; an empty list of runlevels stands for all of them. */
export function readInittab(reading: Reading): { items: ServiceItem[]; gaps: PartGap[] } {
  const items: ServiceItem[] = [];
  const gaps: PartGap[] = [];
  for (const line of meaningfulLines(reading.file(INITTAB)?.lines ?? [])) {
    const [id = '', levels, action, ...process] = line.text.split(':');
    if (levels === undefined || action === undefined || process.length === 0 || id === '') {
      gaps.push({
        origin: INITTAB,
        reason: 'unparsable',
        detail: `line ${line.number} is not id:runlevels:action:process, so what it starts is not known`,
      });
      continue;
    }
    items.push({
      kind: 'service',
      id: `service:${id}`,
      evidence: [evidenceOf(INITTAB, line)],
      name: id,
      manager: 'inittab',
      path: INITTAB,
      enabledRunlevels: enabledLevels(levels, action),
      running: null,
      command: line.text,
    });
  }
  return { items, gaps };
}

function enabledLevels(levels: string, action: string): readonly number[] {
  if (action === 'off') return [];
  if (levels === '') return ALL_LEVELS;
  return ALL_LEVELS.filter((level) => levels.includes(String(level)));
}
