import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Judged, JudgedHost } from '../../src/model/judged.ts';
import { buildReport } from '../../src/report/build.ts';
import { writeCsv } from '../../src/report/csv/write.ts';
import { renderHtml } from '../../src/report/html/index.ts';
import { FORMATS } from '../../src/report/index.ts';
import { codeText, plainText, proseText } from '../../src/lib/markdown.ts';
import { renderMarkdown } from '../../src/report/markdown/index.ts';
import { visible } from '../../src/lib/visible.ts';
import { readCsv } from '../support/csv.ts';
import { hostileJudged, sampleJudged } from '../support/judged.ts';
import { nastyText } from '../support/nasty.ts';

/** Tags with their attribute names, and how often they occur. The code spans of sentences come and go with backticks. */
function tagCounts(page: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, name, attributes] of page.matchAll(/<(\/?[a-zA-Z!][\w-]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>/g)) {
    if (name === 'code' || name === '/code') continue;
    const names = [...(attributes ?? '').matchAll(/\s([^\s="]+)(?:="[^"]*")?/g)].map((match) => match[1]);
    const tag = `${name ?? ''} ${names.join(' ')}`;
    counts[tag] = (counts[tag] ?? 0) + 1;
  }
  return counts;
}

/** Cells of each table row, where a pipe that follows an odd number of backslashes does not count. */
function tableShape(page: string): readonly (number | string)[] {
  return page.split('\n').map((line) => {
    if (!line.startsWith('|'))
      return line.startsWith('#') ? 'heading' : line.startsWith('- ') ? 'item' : 'text';
    return line.replace(/\\\\|\\\|/g, '').split('|').length;
  });
}

describe('no string of a host', () => {
  const plainPage = tagCounts(renderHtml(buildReport(hostileJudged('word'))));

  test('adds an element or an attribute to the HTML', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        const page = renderHtml(buildReport(hostileJudged(text)));

        expect(tagCounts(page)).toEqual(plainPage);
      }),
      { numRuns: 150 },
    );
  });

  test('comes into the HTML unseen', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        const body = renderHtml(buildReport(hostileJudged(text))).replace(/<(style|script)>[^]*?<\/\1>/g, '');

        expect(body).not.toMatch(
          /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/,
        );
      }),
      { numRuns: 100 },
    );
  });

  const plainShape = tableShape(renderMarkdown(buildReport(hostileJudged('word'))));

  test('adds a cell, a row, a heading or a list item to the Markdown', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        expect(tableShape(renderMarkdown(buildReport(hostileJudged(text))))).toEqual(plainShape);
      }),
      { numRuns: 200 },
    );
  });

  test('leaves a Markdown cell or line, by any of the three ways to write it', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        for (const written of [plainText(text), codeText(text), proseText(text)]) {
          expect(written).not.toMatch(/[\r\n\u2028\u2029]/);
          expect(written).not.toContain('|');
          expect(written.replace(/`[^`]*`/g, '')).not.toMatch(/[<>`]/);
        }
      }),
    );
  });

  test('adds a cell or a row to the CSV, or starts a formula', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(nastyText(), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
        (rows) => {
          const read = readCsv(writeCsv(rows));

          const guarded = rows.map((row) =>
            row.map((cell) => (/^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(cell) ? `'${cell}` : cell)),
          );
          expect(read).toEqual(guarded);
        },
      ),
    );
  });

  test('makes a report fail, and JSON gives it back', () => {
    fc.assert(
      fc.property(nastyText(), (text) => {
        const report = buildReport(hostileJudged(text));
        const files = new Map(FORMATS.map((format) => [format.fileName, format.render(report)]));

        const written: unknown = JSON.parse(files.get('report.json') ?? '');
        expect(written).toEqual(report.document);
      }),
      { numRuns: 50 },
    );
  });

  test('looks like another one once it is visible, if it differs in hidden characters only', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('\u200b', '\u202e', '\u0007', '\ufeff', '\u00ad'),
        (text, hidden) => {
          expect(visible(text + hidden)).not.toBe(visible(text));
        },
      ),
    );
  });
});

describe('the report', () => {
  /** The same host with everything that has no order in another one. */
  function shuffled(input: Judged, order: (count: number) => readonly number[]): Judged {
    const mix = <T>(list: readonly T[]): T[] => order(list.length).flatMap((at) => list.slice(at, at + 1));
    const mixHost = (host: JudgedHost): JudgedHost => ({
      ...host,
      assessment: { ...host.assessment, items: mix(host.assessment.items) },
      outcomes: mix(host.outcomes).map((outcome) =>
        outcome.outcome === 'findings' ? { ...outcome, findings: mix<Finding>(outcome.findings) } : outcome,
      ),
      inventory: {
        ...host.inventory,
        sections: Object.fromEntries(
          Object.entries(host.inventory.sections).map(([id, section]) => [
            id,
            { ...section, gaps: mix(section.gaps) },
          ]),
        ),
      },
    });
    return { ...input, hosts: input.hosts.map(mixHost) };
  }

  const input = sampleJudged(80);
  const texts = FORMATS.map((format) => format.render(buildReport(input)));

  test('does not depend on the order of what it is given', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const order = (count: number): readonly number[] =>
          Array.from({ length: count }, (_, at) => ({ at, key: Number(numbers.next().value) }))
            .sort((a, b) => a.key - b.key)
            .map(({ at }) => at);

        const again = buildReport(shuffled(input, order));

        expect(FORMATS.map((format) => format.render(again))).toEqual(texts);
      }),
      { numRuns: 25 },
    );
  });

  test('is the same text for the same input', () => {
    expect(FORMATS.map((format) => format.render(buildReport(sampleJudged(80))))).toEqual(texts);
  });
});
