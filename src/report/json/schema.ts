import { z } from 'zod';
import { reportDocumentSchema } from '../../model/report-document.ts';

/** The published schema of report.json, draft 2020-12; `schema/report-1.schema.json` is this, byte for byte. */
export function reportJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(reportDocumentSchema), null, 2)}\n`;
}
