import type { ReportHost } from '../../model/report-document.ts';
import type { MultipathView } from '../../model/report.ts';
import { countOf } from '../../lib/quantities.ts';
import { ARRAY_WORDS, FATE_WORDS, GAP_WORDS, OPTION_WORDS } from '../words.ts';
import { diffLines } from './diffs.ts';

type Forecast = NonNullable<ReportHost['multipath']>;
type Option = Forecast['options'][number];

/** The section on multipath; null for a host whose file is as the product ships it. */
export function viewMultipath(forecast: Forecast | undefined): MultipathView | null {
  if (forecast === undefined) return null;
  const { file, tools, proposal, diff } = forecast;
  return {
    file: file?.path ?? null,
    lead: file?.because ?? 'The host has no multipath.conf that its tools could read.',
    tools: `${tools.from ?? 'unknown tools'} → ${tools.to ?? 'tools that are not known'}`,
    paths: forecast.paths.map((path) => ({ ...path, fateLabel: FATE_WORDS[path.fate].label })),
    gaps: forecast.gaps.map(({ reason, detail, origin }) => ({
      detail,
      origin,
      reasonLabel: GAP_WORDS[reason],
    })),
    options: forecast.options.filter(isWorthReading).map(viewOption),
    quiet: quietSentence(forecast.options),
    arrays: forecast.arrays.map((array) => ({
      line: array.line,
      name: `${array.vendor ?? 'any vendor'} / ${array.product ?? 'any product'}`,
      verdict: array.verdict,
      verdictLabel: ARRAY_WORDS[array.verdict].label,
      meaning: ARRAY_WORDS[array.verdict].meaning,
      entries: array.entries,
      differences: array.differences.map(({ keyword, wanted, target }) => ({
        keyword,
        wanted,
        target: target === '' ? 'not set' : target,
      })),
      takesOver: array.takesOver,
      hiddenBy: array.hiddenBy,
    })),
    missing: forecast.missing,
    unsaid: forecast.unsaid.map(({ keyword, was, becomes, by }) => ({
      keyword,
      was: was === '' ? 'not set' : was,
      becomes: becomes === '' ? 'not set' : becomes,
      by: by === 'tools' ? 'the tools' : 'the file of the product',
    })),
    comeBack: forecast.comeBack,
    proposal:
      proposal === null ? null : { ...proposal, lines: proposal.text.split('\n').slice(0, -1).map(viewLine) },
    proposalNote: forecast.proposalNote,
    diff: diff === null ? null : diffLines(diff),
    uncertainties: forecast.uncertainties,
    sources: forecast.sources,
  };
}

/** Neither a line that stays as it is nor one of the product's own that its successor answers for. */
function isWorthReading({ verdict, action, because, isStock }: Option): boolean {
  if (isStock && (verdict === 'same' || verdict === 'other-default')) return false;
  return verdict !== 'same' || action !== 'keep' || because !== '';
}

function viewOption(option: Option): MultipathView['options'][number] {
  const { line, section, keyword, value, verdict, because, source } = option;
  return {
    line,
    section,
    setting: value === '' ? keyword : `${keyword} ${value}`,
    verdict,
    verdictLabel: OPTION_WORDS[verdict],
    proposed: option.becomes ?? (option.action === 'keep' ? 'stays' : 'left out'),
    because,
    source,
  };
}

function quietSentence(options: readonly Option[]): string {
  const quiet = options.filter((option) => !isWorthReading(option));
  const stock = quiet.filter(({ isStock }) => isStock).length;
  const same = quiet.length - stock;
  const sentences = [
    same === 0 ? '' : `${countOf(same, 'line')} mean${same === 1 ? 's' : ''} the same on the target.`,
    stock === 0
      ? ''
      : `${countOf(stock, 'line or stanza', 'lines and stanzas')} of the product's own ${stock === 1 ? 'is' : 'are'} left to the target's file.`,
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** Lines of the proposal in which something is said to the reader stand out. */
function viewLine(text: string): { readonly type: 'hunk' | 'same'; readonly text: string } {
  return { type: text.trimStart().startsWith('# dom0-audit:') ? 'hunk' : 'same', text };
}
