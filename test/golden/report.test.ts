import { describe, test } from 'vitest';
import { buildReport } from '../../src/report/build.ts';
import { FORMATS } from '../../src/report/index.ts';
import { expectGolden } from '../support/golden.ts';
import { hostileJudged, sampleJudged } from '../support/judged.ts';
import { judged, judgedHost } from '../support/judged-parts.ts';

const HOSTS = {
  busy: sampleJudged(60),
  hostile: hostileJudged('a|b`c\n<b onclick="x">\u001b[31m\u202e=1'),
  quiet: judged([judgedHost()]),
};

describe.each(Object.entries(HOSTS))('the report of a %s host', (name, input) => {
  const report = buildReport(input);

  test.each(FORMATS.map((format) => [format.fileName, format] as const))('%s is as it was', (fileName, format) => {
    expectGolden(`report/${name}/${fileName}`, format.render(report));
  });
});
