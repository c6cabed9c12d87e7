import { z } from 'zod';
import type { BackupManifest } from '../model/backup.ts';

/** The outline that is checked at the door; the rest was written by this program. */
const outline = z.looseObject({
  schema: z.literal('dom0-audit/backup@1'),
  entries: z.array(z.looseObject({ path: z.string(), member: z.string().nullable(), status: z.string() })),
  facts: z.array(z.looseObject({ member: z.string().nullable() })),
});

/** @throws Error when the text is no manifest */
export function parseManifest(text: string): BackupManifest {
  const value: unknown = JSON.parse(text);
  outline.parse(value);
  return value as BackupManifest; // the outline holds, and the schema's name says that this program wrote it
}

/** The manifest as it is written to a file. */
export function manifestText(manifest: BackupManifest): string {
  return `${JSON.stringify(manifest, null, 1)}\n`;
}
