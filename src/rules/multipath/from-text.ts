import type { Gap } from '../../model/gap.ts';
import type { FileContent } from '../../model/inventory.ts';
import type { MultipathForecast, MultipathProposal } from '../../model/multipath.ts';
import { judgeArrays } from './arrays.ts';
import { confOf } from './conf.ts';
import type { MultipathContext } from './context.ts';
import { diffInForce, tableOf, tableWith } from './in-force.ts';
import { multipathGap, type InEffect } from './in-effect.ts';
import { missingOnTarget, unsaidChanges } from './missing.ts';
import { judgeLines } from './options.ts';
import { proposeText } from './proposal.ts';
import { readStatements, type Statements } from './statements.ts';
import { compareStock } from './stock.ts';

/** More lines that cannot be read are not listed. */
const MOST_ERRORS = 20;

/** The parts of the forecast that come from the text of the file. */
export function forecastText(
  inEffect: InEffect,
  content: FileContent,
  context: MultipathContext,
  targetName: string,
): Pick<
  MultipathForecast,
  'gaps' | 'options' | 'arrays' | 'missing' | 'unsaid' | 'comeBack' | 'proposal' | 'proposalNote' | 'diff'
> {
  const statements = readStatements(content.text);
  const stock = compareStock(statements, context);
  const lines = judgeLines(statements, stock, context);
  const wanted = confOf(
    lines.flatMap(({ translated }) => translated),
    context.known,
  );
  const gaps = gapsOf(inEffect.file?.path ?? content.path, content, statements);
  const table = tableOf(context);
  const together = tableWith(wanted, table, context);
  const isWhole = gaps.length === 0;
  return {
    gaps,
    options: lines.map(({ option }) => option),
    arrays: judgeArrays(wanted.devices, table, together, context),
    missing: missingOnTarget(wanted, context),
    unsaid: isWhole ? unsaidChanges(wanted, confOf(statements.settings, context.known), context) : [],
    comeBack: isWhole ? comeBack(stock.takenOut, context) : [],
    proposal: isWhole ? proposal(content.text, lines, inEffect, context, targetName) : null,
    proposalNote: isWhole
      ? null
      : 'No file is proposed, because not everything in the file on the host could be read: see what is not known.',
    diff: isWhole ? diffInForce(wanted, table, together, context) : null,
  };
}

function proposal(
  text: string,
  lines: ReturnType<typeof judgeLines>,
  { file }: InEffect,
  { known: { place } }: MultipathContext,
  targetName: string,
): MultipathProposal {
  const head = [
    `Proposed by dom0-audit for ${targetName}, made from ${file?.path ?? ''} of this host.`,
    `To be put at ${place.path}. Where a line had to change, a comment that begins with "dom0-audit:" stands above it.`,
  ];
  return {
    fileName: 'multipath.conf.proposed',
    path: place.path,
    because: place.because,
    text: proposeText(text, lines, head),
    steps: place.steps,
    never: place.never,
  };
}

function gapsOf(path: string, content: FileContent, { errors }: Statements): Gap[] {
  const rest = 'what the settings in them become on the target';
  const gaps = errors
    .slice(0, MOST_ERRORS)
    .map(({ line, message }) => multipathGap(path, 'unparsable', `what line ${line} means (${message})`));
  if (errors.length > MOST_ERRORS)
    gaps.push(multipathGap(path, 'unparsable', `what ${errors.length - MOST_ERRORS} more lines mean`));
  if (content.withheldLines > 0)
    gaps.push(
      multipathGap(
        path,
        'withheld',
        `what stands in ${content.withheldLines} lines that look like secrets, and ${rest}`,
      ),
    );
  if (content.truncated)
    gaps.push(
      multipathGap(
        path,
        'too-large',
        `what the lines after the first ${content.text.length} characters say, and ${rest}`,
      ),
    );
  return gaps;
}

/** Of the lines that were taken out, those of sections and arrays that the target's own file has as well. */
function comeBack(takenOut: readonly string[], { own }: MultipathContext): readonly string[] {
  const arrays = new Set(own.devices.map(({ vendor, product }) => `${vendor ?? ''}/${product ?? ''}`));
  return takenOut.filter((line) => {
    const [section = '', name = ''] = line.split(' ');
    if (section === 'defaults') return own.defaults.has(name);
    return section === 'device' ? arrays.has(name) : own.blacklist.length > 0;
  });
}
