import type { CompareDocument } from '../model/compare.ts';
import { renderCompareHtml } from './compare-html.ts';
import { renderCompareMarkdown } from './compare-markdown.ts';
import { renderCompareText } from './compare-text.ts';
import { buildCompareView, type CompareView } from './compare-view.ts';
import { renderDocument } from './json/index.ts';

const FORMATS: readonly { readonly name: string; readonly render: (view: CompareView) => string }[] = [
  { name: 'html', render: renderCompareHtml },
  { name: 'md', render: renderCompareMarkdown },
  { name: 'json', render: ({ document }) => renderDocument(document) },
];

/** What `compare --format` takes. */
export const COMPARE_FORMATS: readonly string[] = FORMATS.map(({ name }) => name);

/** The comparison in the formats asked for. */
export function compareFiles(
  document: CompareDocument,
  formats: readonly string[],
): { readonly name: string; readonly content: string }[] {
  const view = buildCompareView(document);
  return FORMATS.filter(({ name }) => formats.includes(name)).map(({ name, render }) => ({
    name: `compare.${name}`,
    content: render(view),
  }));
}

/** The comparison for a terminal. */
export function comparisonText(document: CompareDocument): string {
  return renderCompareText(buildCompareView(document));
}
