import type { SwapItem } from '../../model/inventory.ts';
import { excerptOf } from '../reading.ts';
import { decoded, splitRows, type MountLine } from './table.ts';

/**
 * Swap that is active (/proc/swaps: `Filename Type Size Used Priority`, size in KiB) or asked for in fstab. A line of fstab that
 * names a label stands for the device of that label, where udev knows it.
 */
export function readSwaps(
  swaps: Buffer | undefined,
  fstab: readonly MountLine[],
  deviceOf: (source: string) => string,
): SwapItem[] {
  const items = new Map<string, SwapItem>();
  for (const { number, fields } of splitRows(swaps)) {
    const [name = '', type = '', size = ''] = fields;
    const path = decoded(name);
    if (!path.startsWith('/')) continue;
    items.set(path, {
      kind: 'swap',
      id: `swap:${path}`,
      evidence: [{ origin: '/proc/swaps', line: number, excerpt: excerptOf(fields.join(' ')) }],
      path,
      type: decoded(type),
      sizeBytes: /^\d+$/.test(size) ? Number(size) * 1024 : null,
      inFstab: false,
      active: true,
    });
  }
  for (const line of fstab) {
    const path = deviceOf(line.source);
    const active = items.get(path);
    items.set(path, {
      kind: 'swap',
      id: `swap:${path}`,
      evidence: [...(active?.evidence ?? []), line.evidence],
      path,
      type: active?.type ?? (path.startsWith('/dev/') ? 'partition' : 'file'),
      sizeBytes: active?.sizeBytes ?? null,
      inFstab: true,
      active: active?.active ?? false,
    });
  }
  return [...items.values()];
}
