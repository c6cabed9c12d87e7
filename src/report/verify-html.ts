import { formatInstant } from '../lib/quantities.ts';
import { cutGaps } from './html/cut.ts';
import { compilePage } from './html/page.ts';
import { makeVisible } from './html/reveal.ts';
import { revealKind } from './lined-entries-html.ts';
import type { VerifyView } from './verify-view.ts';
import { CLOSING_WORDS } from './verify-words.ts';
import { FATE_WORDS } from './words.ts';

const page = compilePage({
  template: new URL('./verify.hbs', import.meta.url),
  style: new URL('./html/closing.css', import.meta.url),
});

/** Mispredictions that a page shows. */
const FEW = 200;

/** verify.html: a file that needs nothing else. */
export function renderVerifyHtml(view: VerifyView): string {
  const { document } = view;
  const context = makeVisible({
    ...view,
    document: null,
    sections: [],
    ticket: document.ticket,
    title: document.title,
    because: document.because,
    warnings: document.warnings,
    tool: document.tool,
    beforeRestore: document.beforeRestore,
    judgedAt: formatInstant(document.before.judgedAt),
    rulesVersion: document.before.rules.version,
    verifiedAt: formatInstant(document.verifiedAt),
    contents: contentsOf(view),
    mispredictions: document.mispredictions.slice(0, FEW).map((one) => ({
      ...one,
      foretoldLabel: FATE_WORDS[one.foretold].label,
      observedLabel: CLOSING_WORDS[one.observed].label,
    })),
    moreMispredictions: Math.max(0, document.mispredictions.length - FEW),
    gapsBefore: view.gapsBefore.map(cutGaps),
    gapsAfter: view.gapsAfter.map(cutGaps),
  });
  return page({
    ...context,
    sections: view.sections.map((section) => ({
      ...makeVisible({ ...section, kinds: [] }),
      kinds: section.kinds.map(revealKind),
    })),
  });
}

function contentsOf({ sections, document }: VerifyView): readonly object[] {
  const gaps = document.gaps.after.length + document.gaps.before.length;
  return [
    { anchor: 'summary', label: 'Summary', count: 0, hasCount: false },
    ...sections.map(({ anchor, label, count }) => ({ anchor, label, count, hasCount: true })),
    {
      anchor: 'mispredictions',
      label: 'Turned out otherwise',
      count: document.mispredictions.length,
      hasCount: true,
    },
    { anchor: 'gaps', label: 'Not looked at', count: gaps, hasCount: true },
  ];
}
