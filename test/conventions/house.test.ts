import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collectors } from '../../src/collectors/index.ts';
import { composeFetch } from '../../src/fetch/compose.ts';
import { partFunction, composeProbe } from '../../src/probe/compose.ts';
import { FORMATS } from '../../src/report/index.ts';
import { makeProgram } from '../../src/cli/program.ts';

const ROOT = new URL('../../', import.meta.url);
const folders = readdirSync(new URL('src/collectors/', ROOT), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

describe('collectors', () => {
  test('every folder is in the list, once', () => {
    expect(collectors.map(({ id }) => id).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  test.each(collectors.map((collector) => [collector.id, collector] as const))(
    '%s has a label, a fragment, a parser and a test',
    (id, collector) => {
      const folder = new URL(`src/collectors/${id}/`, ROOT);

      expect(existsSync(new URL('parse.ts', folder))).toBe(true);
      expect(collector.fragment.href).toBe(new URL('probe.sh', folder).href);
      expect(collector.title).not.toBe('');
      for (const part of collector.parts) {
        expect(readFileSync(collector.fragment, 'utf8'), part.id).toContain(`${partFunction(id, part.id)}()`);
        expect(part.seconds).toBeGreaterThan(0);
        expect(part.answers).not.toBe('');
      }
      const tests = readdirSync(new URL('test/unit/collectors/', ROOT), { recursive: true }).map(String);
      expect(
        tests.some((name) => name.startsWith(id)),
        `test/unit/collectors/${id}*`,
      ).toBe(true);
    },
  );
});

describe('what runs on a host', () => {
  test.each([
    ['the probe', composeProbe(collectors).text],
    ['the fetch', composeFetch().text],
  ])('%s takes nothing that the host says for a command, and makes no file', (_, text) => {
    const code = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));

    expect(
      code.filter((line) => /<<-?\s*['"\w]/.test(line)),
      'here-documents make files under bash 3.2',
    ).toEqual([]);
    expect(
      code.filter((line) => /\b(mktemp|tee|touch|mkdir|rm|mv|chmod|chown|ln)\s+[-\/$"]/.test(line)),
    ).toEqual([]);
    // Shell redirections into files; in awk, `>` compares or writes to the names that awk itself knows.
    expect(code.filter((line) => /\s>{1,2}\s*["']?(\/(?!dev\/(null|stderr))|\$(?!\d))/.test(line))).toEqual(
      [],
    );
  });
});

describe('formats', () => {
  test.each(FORMATS.map(({ name, fileName }) => [name, fileName] as const))(
    '%s has a golden %s',
    (_, fileName) => {
      expect(existsSync(new URL(`test/golden/report/busy/${fileName}`, ROOT))).toBe(true);
    },
  );
});

describe('what people read', () => {
  const help = new Map(
    makeProgram(() => undefined).commands.map((command) => [command.name(), command.helpInformation()]),
  );

  test.each(['README.md', 'docs/design.md', 'CONTRIBUTING.md'])(
    '%s is there, and README names only commands and options that exist',
    (file) => {
      if (file !== 'README.md') {
        expect(existsSync(new URL(file, ROOT))).toBe(true);
        return;
      }
      const text = readFileSync(new URL(file, ROOT), 'utf8');
      for (const [, command = '', rest = ''] of text.matchAll(
        /dom0-audit (audit|probe|explain|rules|demo)\b([^`\n]*)/g,
      )) {
        expect(help.has(command), command).toBe(true);
        for (const [option] of rest.matchAll(/--[a-z-]+/g))
          expect(help.get(command), `${command} ${option}`).toContain(option);
      }
    },
  );

  test.each(['README.md', 'CONTRIBUTING.md', 'docs/writing-rules.md'])(
    'the links of %s lead somewhere',
    (file) => {
      const text = readFileSync(new URL(file, ROOT), 'utf8');
      const base = new URL(file, ROOT);

      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
        expect(existsSync(new URL(target, base)), target).toBe(true);
    },
  );
});
