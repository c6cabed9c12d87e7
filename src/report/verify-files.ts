import type { MispredictionsDocument, VerifyDocument } from '../model/verify.ts';
import { renderDocument } from './json/index.ts';
import { renderVerifyHtml } from './verify-html.ts';
import { renderVerifyMarkdown } from './verify-markdown.ts';
import { buildVerifyView, type VerifyView } from './verify-view.ts';

const FORMATS: readonly { readonly name: string; readonly render: (view: VerifyView) => string }[] = [
  { name: 'html', render: renderVerifyHtml },
  { name: 'md', render: renderVerifyMarkdown },
  { name: 'json', render: ({ document }) => renderDocument(document) },
];

/** What `verify --format` takes. */
export const VERIFY_FORMATS: readonly string[] = FORMATS.map(({ name }) => name);

/** The closing report in the formats asked for, and what can be sent to the project where a fate turned out otherwise. */
export function verifyFiles(
  document: VerifyDocument,
  mispredictions: MispredictionsDocument,
  formats: readonly string[],
): { readonly name: string; readonly content: string }[] {
  const view = buildVerifyView(document);
  return [
    ...FORMATS.filter(({ name }) => formats.includes(name)).map(({ name, render }) => ({
      name: `verify.${name}`,
      content: render(view),
    })),
    ...(mispredictions.entries.length === 0
      ? []
      : [{ name: 'mispredictions.json', content: renderDocument(mispredictions) }]),
  ];
}
