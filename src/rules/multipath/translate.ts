import type { OptionVerdict } from '../../model/multipath.ts';
import { defaultOf } from './conf.ts';
import type { MultipathContext } from './context.ts';
import { isYes } from './hardware-table.ts';
import type { KeywordRow } from './knowledge.ts';
import type { Setting } from './statements.ts';

/** What one line means to the tools of the target. */
export interface Translation {
  readonly verdict: OptionVerdict;
  /** The settings as the target takes them; none = the line is left out of the proposal. */
  readonly to: readonly { readonly keyword: string; readonly value: string }[];
  readonly because: string;
  readonly source: string;
}

/** Judges a line by itself; what its neighbours say already is not looked at here. */
export function translate(setting: Setting, context: MultipathContext): Translation {
  const { known, from, to } = context;
  const { section, keyword, value } = setting;
  const row = section === null ? null : known.row(section, keyword);
  const source = row?.source ?? known.tools[to].source;
  const leaveOut = (verdict: OptionVerdict, because: string): Translation => ({
    verdict,
    to: [],
    because,
    source,
  });
  if (row === null)
    return leaveOut('unknown', 'No multipath tools of the two releases know this keyword here.');
  if (setting.raw === null) return leaveOut('ignored', 'It has no value, so the tools pass the line over.');
  const note = row.note ?? '';
  if (row[to] === 'ignored') return leaveOut('ignored', note);
  if (row[to] !== 'gone' && row[to] !== 'old') return translateValue(setting, row, context, source);
  if (row.becomes === undefined)
    return row[to] === 'old'
      ? { verdict: 'same', to: [{ keyword, value }], because: note, source }
      : leaveOut('removed', `${note}${aboutIdentity(keyword, value)}`);
  if (row.becomes === 'hw_str_match')
    return isYes(value)
      ? leaveOut('removed', `${note} Nothing has to be said for what this line asks.`)
      : { verdict: 'renamed', to: [{ keyword: row.becomes, value: 'yes' }], because: note, source };
  if (!keyword.endsWith('prio_callout'))
    return { verdict: 'renamed', to: [{ keyword: row.becomes, value }], because: note, source };
  const prio = prioOf(value, known.prioPrograms);
  const dead = row[from] === 'no' ? ' The tools on the host pass it over, too.' : '';
  return prio === null
    ? leaveOut('removed', `${note} Nothing is known to take the place of this program.${dead}`)
    : { verdict: 'renamed', to: [{ keyword: row.becomes, value: prio }], because: `${note}${dead}`, source };
}

/** A keyword that both know, or the target alone. */
function translateValue(
  { section, keyword, value }: Setting,
  row: KeywordRow,
  context: MultipathContext,
  source: string,
): Translation {
  const { known, from, to } = context;
  const name = row.sameAs ?? keyword;
  const kept = { keyword, value };
  const unfit = known.unfit.find((entry) => entry.keyword === keyword && entry.values.includes(value));
  if (unfit) return { verdict: 'same', to: [], because: unfit.because, source: unfit.source };
  if (section === 'blacklist_exceptions' && keyword === 'wwid' && context.attached.has(value))
    return {
      verdict: 'same',
      to: [],
      because:
        'A LUN of a storage repository: the storage manager writes this line into its own file when it attaches it.',
      source: known.product.source,
    };
  const other = known.renamedValues[name]?.[value];
  if (other !== undefined)
    return {
      verdict: 'renamed',
      to: [{ keyword, value: other }],
      because: `What was called ${value} is called ${other} on the target.`,
      source,
    };
  const [first = ''] = value.split(' ');
  if (known.values[name] !== undefined && !known.values[name].includes(first))
    return {
      verdict: 'removed',
      to: [],
      because: `The tools of the target have no ${name} of this name.`,
      source,
    };
  if (row[from] === 'no' || row[from] === 'gone')
    return {
      verdict: 'same',
      to: [kept],
      because:
        'The tools on the host do not know it, as far as is known; those of the target do, so it comes into force there.',
      source,
    };
  const change = changedDefault(name, context);
  const successor = known.oldValues[name]?.[value];
  const notes = [
    row[to] === 'old' ? (row.note ?? '') : '',
    successor === undefined ? '' : `Still works, but ${successor} took the place of ${value}.`,
    change ?? '',
  ];
  return {
    verdict: change === null ? 'same' : 'other-default',
    to: [kept],
    because: notes.filter((note) => note !== '').join(' '),
    source,
  };
}

function changedDefault(name: string, { known, from, to, own }: MultipathContext): string | null {
  const was = defaultOf(null, name, from, known);
  const becomes = defaultOf(own, name, to, known);
  if (known.unset(name, from) === null || was === becomes) return null;
  const who = own.defaults.has(name) ? 'by the file of the product' : 'by the tools';
  return `Means the same. Without it, ${was === '' ? 'no value' : was} held on the host, and ${becomes === '' ? 'no value' : becomes} holds on the target (${who}).`;
}

/** scsi_id with its usual arguments gives what udev gives as ID_SERIAL. */
function aboutIdentity(keyword: string, value: string): string {
  if (!keyword.endsWith('getuid_callout')) return '';
  const isUsual = /^\/(sbin|lib\/udev)\/scsi_id( |$)/.test(value) && !/ (-p|--page)/.test(value);
  return isUsual
    ? ' scsi_id gives the same identity.'
    : ' This one may have given other names: compare the names of `multipath -ll` with those after the upgrade before anything is attached.';
}

function prioOf(value: string, programs: Readonly<Record<string, string | null>>): string | null {
  const [command = ''] = value.split(' ');
  const name = (command.split('/').at(-1) ?? '').replace(/^pp_/, 'mpath_prio_');
  return Object.hasOwn(programs, name) ? (programs[name] ?? null) : null;
}
