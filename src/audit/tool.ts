import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Name and version from package.json. */
export const TOOL: { readonly name: string; readonly version: string } = z
  .object({ name: z.string(), version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
