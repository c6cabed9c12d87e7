import { z } from 'zod';
import { compareDocumentSchema } from '../../model/compare.ts';
import { reportDocumentSchema } from '../../model/report-document.ts';
import { mispredictionsSchema, verifyDocumentSchema } from '../../model/verify.ts';

/** The published schema of report.json, draft 2020-12; `schema/report-1.schema.json` is this, byte for byte. */
export function reportJsonSchema(): string {
  return publish(reportDocumentSchema);
}

/** The same of verify.json. */
export function verifyJsonSchema(): string {
  return publish(verifyDocumentSchema);
}

/** The same of mispredictions.json. */
export function mispredictionsJsonSchema(): string {
  return publish(mispredictionsSchema);
}

/** The same of compare.json. */
export function compareJsonSchema(): string {
  return publish(compareDocumentSchema);
}

function publish(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
}
