import { formatInstant } from '../lib/quantities.ts';
import type { CompareView } from './compare-view.ts';
import { cutGaps } from './html/cut.ts';
import { compilePage } from './html/page.ts';
import { makeVisible } from './html/reveal.ts';
import { revealKind } from './lined-entries-html.ts';

const page = compilePage({
  template: new URL('./compare.hbs', import.meta.url),
  style: new URL('./html/closing.css', import.meta.url),
});

/** Findings that a page shows. */
const FEW = 300;

/** compare.html: a file that needs nothing else. */
export function renderCompareHtml(view: CompareView): string {
  const { document } = view;
  const context = makeVisible({
    ...view,
    document: null,
    sections: [],
    apart: [],
    uncompared: [],
    warnings: document.warnings,
    tool: document.tool,
    comparedAt: formatInstant(document.comparedAt),
    contents: contentsOf(view),
    findings: view.findings.slice(0, FEW),
    moreFindings: Math.max(0, view.findings.length - FEW),
    gapsA: view.gapsA.map(cutGaps),
    gapsB: view.gapsB.map(cutGaps),
  });
  return page({
    ...context,
    sections: view.sections.map((section) => ({
      ...makeVisible({ ...section, kinds: [] }),
      kinds: section.kinds.map(revealKind),
    })),
    apart: view.apart.map((rule) => ({ ...rule, kinds: rule.kinds.map(revealKind) })),
    uncompared: view.uncompared.map(revealKind),
  });
}

function contentsOf({ document, sections, findings, gapsA, gapsB }: CompareView): readonly object[] {
  const { counts } = document;
  const gaps = [...gapsA, ...gapsB].reduce((sum, { count }) => sum + count, 0);
  return [
    { anchor: 'summary', label: 'Summary', count: 0, hasCount: false },
    { anchor: 'findings', label: 'Findings', count: findings.length, hasCount: true },
    ...sections.map(({ anchor, label, count }) => ({ anchor, label, count, hasCount: true })),
    { anchor: 'apart', label: 'Told apart', count: counts.toldApart, hasCount: true },
    { anchor: 'uncompared', label: 'Not compared', count: counts.uncompared, hasCount: true },
    { anchor: 'gaps', label: 'Not looked at', count: gaps, hasCount: true },
  ];
}
