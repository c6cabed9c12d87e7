import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { AuditError } from '../model/errors.ts';
import type { Inventory } from '../model/inventory.ts';

/** The outline that is checked at the door; the rest was written by this program. */
const outline = z.looseObject({
  schema: z.literal('dom0-audit/inventory@1'),
  host: z.looseObject({ address: z.string(), inventoryKeys: z.array(z.tuple([z.string(), z.string()])) }),
  collection: z.looseObject({ complete: z.boolean() }),
  sections: z.record(
    z.string(),
    z.looseObject({
      items: z.array(z.looseObject({ kind: z.string(), id: z.string() })),
      gaps: z.array(z.looseObject({})),
    }),
  ),
  contents: z.array(z.looseObject({ path: z.string(), text: z.string() })),
});

/** No inventory of a dom0 comes near this. */
const LARGEST_BYTES = 1_073_741_824;

/** Canonical, compressed; the same inventory gives the same bytes. */
export function packInventory(inventory: Inventory): Buffer {
  return gzipSync(JSON.stringify(inventory), { level: 6 });
}

/**
 * Reads `inventory.json.gz`, or the same not compressed.
 * @throws AuditError `inventory-unreadable`
 */
export async function readInventory(path: string): Promise<Inventory> {
  try {
    const bytes = await readFile(path);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const text = (packed ? gunzipSync(bytes, { maxOutputLength: LARGEST_BYTES }) : bytes).toString('utf8');
    const value: unknown = JSON.parse(text);
    outline.parse(value);
    return value as Inventory; // the outline holds, and the schema's name says that this program wrote it
  } catch (cause) {
    throw new AuditError(
      'inventory-unreadable',
      `${path} is no inventory of dom0-audit: ${cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause)}`,
      'Name the inventory.json.gz of an earlier audit.',
      { cause },
    );
  }
}
