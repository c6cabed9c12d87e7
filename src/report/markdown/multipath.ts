import type { MultipathView } from '../../model/report.ts';
import { codeText, plainText, proseText, table } from '../../lib/markdown.ts';
import { countOf } from '../../lib/quantities.ts';
import { few, withMore, type PageSection } from './sections.ts';

/** What is wanted, array by array and line by line, and where the proposed file must be put. */
export function multipathSection(view: MultipathView): PageSection {
  const { file, proposal, options, arrays, missing } = view;
  const blocks = [
    `${file === null ? '' : `In effect: ${codeText(file)}. `}${plainText(view.lead)}`,
    ...view.gaps.map((gap) => `- Not known: ${proseText(gap.detail)} (${gap.reasonLabel})`),
    view.proposalNote === null ? '' : `**Note:** ${plainText(view.proposalNote)}`,
    arrays.length === 0 ? '' : withMore(arraysTable(arrays), arrays.length),
    options.length === 0 ? '' : withMore(optionsTable(options), options.length),
    view.quiet,
    missing.length === 0
      ? ''
      : `Wanted, and not in the target's own file:\n\n${withMore(
          few(
            missing,
            (entry) => `- ${codeText(entry.setting)} (line ${entry.line}): ${proseText(entry.because)}`,
          ).join('\n'),
          missing.length,
        )}`,
    proposal === null
      ? ''
      : [
          `The file for the target is ${codeText(proposal.fileName)} in the folder of this report; it must be put at ${codeText(proposal.path)}. ${proseText(proposal.because)}`,
          ...proposal.steps.map((step) => `- [ ] ${proseText(step)}`),
        ].join('\n'),
  ];
  return {
    title: 'Multipath',
    body: blocks.filter((block) => block !== '').join('\n\n'),
    brief: `${countOf(arrays.length, 'array')} and ${countOf(options.length, 'setting')} that change, all in report.html.`,
  };
}

function arraysTable(arrays: MultipathView['arrays']): string {
  return table(
    ['Array', 'On the target', 'Otherwise there'],
    few(arrays, (array) => [
      codeText(array.name),
      array.verdictLabel,
      few(
        array.differences,
        ({ keyword, wanted, target }) =>
          `${codeText(keyword)} ${plainText(target)} instead of ${codeText(wanted)}`,
      ).join(', '),
    ]),
  );
}

function optionsTable(options: MultipathView['options']): string {
  return table(
    ['Line', 'Setting', 'On the target', 'Proposed', 'Why'],
    few(options, (option) => [
      String(option.line),
      codeText(option.setting),
      option.verdictLabel,
      plainText(option.proposed),
      proseText(option.because),
    ]),
  );
}
