import type { Report } from '../../model/report.ts';

/** Lists whose entries stand on a line each, so that two reports can be compared with `diff` and searched with `grep`. */
const LINE_BY_LINE = new Set(['items', 'findings', 'rules', 'gaps']);

/** report.json: the document of docs/design.md section 6, hosts and their lists in full. */
export function renderJson(report: Report): string {
  return `${write(report.document, '')}\n`;
}

function write(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return block(
      '[',
      ']',
      indent,
      value.map((entry) => inner + write(entry, inner)),
    );
  }
  return block(
    '{',
    '}',
    indent,
    Object.entries(value as Record<string, unknown>).map(([key, entry]) => {
      const text =
        LINE_BY_LINE.has(key) && Array.isArray(entry)
          ? block(
              '[',
              ']',
              inner,
              entry.map((line) => `${inner}  ${JSON.stringify(line)}`),
            )
          : write(entry, inner);
      return `${inner}${JSON.stringify(key)}: ${text}`;
    }),
  );
}

function block(open: string, close: string, indent: string, lines: readonly string[]): string {
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}
