// Writes the JSON schemas that are published in schema/ from the code they are part of. A test holds the files to it.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  compareJsonSchema,
  mispredictionsJsonSchema,
  reportJsonSchema,
  verifyJsonSchema,
} from '../dist/report/json/schema.js';

const schemas = {
  'report-1.schema.json': reportJsonSchema,
  'verify-1.schema.json': verifyJsonSchema,
  'mispredictions-1.schema.json': mispredictionsJsonSchema,
  'compare-1.schema.json': compareJsonSchema,
};

for (const [name, make] of Object.entries(schemas)) {
  writeFileSync(fileURLToPath(new URL(`../schema/${name}`, import.meta.url)), make());
  process.stdout.write(`schema/${name}\n`);
}
