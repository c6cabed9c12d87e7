import { decodePath } from '../../../src/lib/path-bytes.ts';
import { directory, file } from '../tree/entry.ts';
import type { Drift } from './drift.ts';

const FOLDER = '/opt/hostile';
const raw = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Names that break what handles them carelessly; bytes where the name is not UTF-8. */
const NAMES: readonly Buffer[] = [
  'with space',
  'two  spaces',
  ' leading',
  'trailing ',
  'new\nline',
  '\nstarts with newline',
  'ends with newline\n',
  'two\nnew\nlines',
  'tab\there',
  'carriage\rreturn',
  'back\\slash',
  'back\\nslash-n',
  "single'quote",
  'double"quote',
  '`backtick`',
  '$(touch /tmp/owned)',
  '$HOME',
  ';reboot',
  '|cat',
  '&',
  '-rf',
  '--version',
  '*',
  '?',
  '[a-z]',
  '{a,b}',
  '~',
  '#hash',
  '%41percent',
  '%s%n',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u0001\u0002\u007f',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '&lt;',
  '"><b>',
  '{{handlebars}}',
  '| table | cell |',
  '[link](javascript:alert(1))',
  '=cmd()',
  '+1',
  '@x',
  'comma,semi;colon',
  'Ünïcödé',
  '日本語',
  '\u202eesrever',
  'a\u0301',
  'e\ufeff',
  '...',
  '.hidden',
  'a\u2028b',
].map((name) => Buffer.from(name, 'utf8'));

const INVALID: readonly Buffer[] = [
  raw('latin1-\xe9\xe8'),
  raw('\xff\xfe'),
  raw('cut-\xc3'),
  raw('overlong-\xc0\xaf'),
  raw('surrogate-\xed\xa0\x80'),
  raw('bad\nline-\xf0\x28'),
];

export const HOSTILE_NAME_DRIFTS: readonly Drift[] = [
  {
    name: 'hostile-names',
    description:
      'Sixty files whose names have newlines, tabs, quotes, escape sequences, markup, wildcards, or are not UTF-8; one of 255 bytes, one path of 3,000.',
    apply: ({ write }) => {
      const long = Buffer.alloc(255, 'n');
      const deep = Array.from({ length: 15 }, (_, i) => String.fromCharCode(97 + i).repeat(200)).join('/');
      const names = [...NAMES, ...INVALID, long, Buffer.from(`${deep}/end`)];
      const paths = names.map((name) => Buffer.concat([Buffer.from(`${FOLDER}/`), name]));
      write(directory(FOLDER), ...paths.map((path) => file(path, 'x\n')));
      const folders = deep.split('/').map((_, i, parts) => `${FOLDER}/${parts.slice(0, i + 1).join('/')}`);
      return [
        { id: `file:${FOLDER}`, state: 'unowned' },
        ...folders.map((path) => ({
          id: `file:${path}`,
          state: 'unowned' as const,
          partOf: `file:${FOLDER}`,
        })),
        ...paths.map((path) => ({
          id: `file:${decodePath(path).path}`,
          state: 'unowned' as const,
          partOf: `file:${FOLDER}`,
        })),
      ];
    },
  },
];
