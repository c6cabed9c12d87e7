import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { compareDocumentSchema } from '../../../src/model/compare.ts';
import { mispredictionsSchema, verifyDocumentSchema } from '../../../src/model/verify.ts';
import { renderDocument } from '../../../src/report/json/index.ts';
import {
  compareJsonSchema,
  mispredictionsJsonSchema,
  verifyJsonSchema,
} from '../../../src/report/json/schema.ts';
import { sampleCompared, sampleVerified } from '../../support/closing-sample.ts';

const published = (name: string): string =>
  readFileSync(new URL(`../../../schema/${name}-1.schema.json`, import.meta.url), 'utf8');

async function documents(text: string) {
  const { document, mispredictions } = await sampleVerified(text);
  return { verify: document, mispredictions, compare: sampleCompared(text) };
}

describe('the published schemas', () => {
  test.each([
    ['verify', verifyJsonSchema],
    ['mispredictions', mispredictionsJsonSchema],
    ['compare', compareJsonSchema],
  ] as const)('%s is the one that the code has (node scripts/schemas.js writes it)', (name, make) => {
    expect(published(name)).toBe(make());
  });

  test.each(['verify', 'mispredictions', 'compare'] as const)(
    '%s.json meets its schema, whatever the words of the host, and no further key',
    async (name) => {
      const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(
        JSON.parse(published(name)) as object,
      );
      for (const text of ['site', 'a|b`c\n<b>\u001b[31m\u202e\ud800']) {
        const document = (await documents(text))[name];
        const written = JSON.parse(renderDocument(document)) as object;

        expect(validate(written), JSON.stringify(validate.errors)).toBe(true);
        expect(validate({ ...written, more: 1 })).toBe(false);
      }
    },
  );

  test('say the same as the types', async () => {
    const { verify, mispredictions, compare } = await documents('site');

    expect(verifyDocumentSchema.parse(verify)).toEqual(verify);
    expect(mispredictionsSchema.parse(mispredictions)).toEqual(mispredictions);
    expect(compareDocumentSchema.parse(compare)).toEqual(compare);
  });
});
