import { describe, test } from 'vitest';
import { compareFiles, COMPARE_FORMATS, comparisonText } from '../../src/report/compare-files.ts';
import { verifyFiles, VERIFY_FORMATS } from '../../src/report/verify-files.ts';
import { expectGolden } from '../support/golden.ts';
import { sampleCompared, sampleVerified } from '../support/closing-sample.ts';

const TEXTS = { plain: 'site', hostile: 'a|b`c\n<b onclick="x">\u001b[31m\u202e=1' };

describe.each(Object.entries(TEXTS))('with %s words of the host', (name, text) => {
  test.each([...VERIFY_FORMATS.map((format) => `verify.${format}`), 'mispredictions.json'])(
    '%s is as it was',
    async (file) => {
      const { document, mispredictions } = await sampleVerified(text);
      const made = verifyFiles(document, mispredictions, VERIFY_FORMATS).find((one) => one.name === file);

      expectGolden(`closing/${name}/${file}`, made?.content ?? '');
    },
  );

  test.each(COMPARE_FORMATS)('compare.%s is as it was', (format) => {
    const [made] = compareFiles(sampleCompared(text), [format]);

    expectGolden(`closing/${name}/compare.${format}`, made?.content ?? '');
  });

  test('the comparison on the terminal is as it was', () => {
    expectGolden(`closing/${name}/compare.txt`, comparisonText(sampleCompared(text)));
  });
});
