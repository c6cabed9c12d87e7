import type { AssessedItem } from '../model/fate.ts';
import type { Finding } from '../model/finding.ts';
import type { CronItem, FileItem } from '../model/inventory.ts';
import { pathOfItem } from '../model/items.ts';
import type { Facts, FileText } from './facts.ts';
import { pushTo } from './facts-index.ts';
import { analyseCommand, type ScriptFacts } from './scripts/analyse.ts';

/**
 * Where only the site's own things lie, and no program of the target looks by itself: folders of administrators, of software
 * without a package, and folders that were made in the root. (Filesystem Hierarchy Standard 2.3 for what is not.)
 */
const OWN_PLACE =
  /^\/(?:(?:root|srv|home\/[^/]+|opt\/(?!xensource(?:\/|$)|citrix(?:\/|$))[^/]+|usr\/local\/(?:bin|sbin|share|libexec))(?:\/|$)|(?!(?:bin|boot|dev|etc|home|lib|lib64|lost\+found|media|mnt|opt|proc|root|run|sbin|selinux|srv|sys|tmp|usr|var)(?:\/|$))[^/]+(?:\/|$))/;
/** run-parts of both releases starts what lies there and has a plain name. */
const PERIODIC = /^\/etc\/cron\.(?:hourly|daily|weekly|monthly)\/[\w-]+$/;
const TABLE = /^\/(?:etc\/cron\.d\/[\w-]+|var\/spool\/cron\/root)$/;
/** Shells and others read these by their names, wherever they lie. */
const DOT_NAME = '/.';
/** Code, or the settings of a program that may be another one on the target. */
const NO_DATA =
  /\.(?:sh|bash|py|pl|pm|rb|php|lua|tcl|awk|sed|js|so|ko|o|a|jar|service|repo|conf|cfg|cnf|ini|rules|pem|crt|cer|key)$/i;
/** Absolute paths anywhere in a line, sed expressions and the like aside. */
const ANY_PATH = /(?<![\w.}\])*])\/[A-Za-z][\w.+/-]*/g;
/** Every dom0 has these, before any restore. */
const COMMON_PATH =
  /^\/(?:dev\/(?:null|zero|u?random|tty|std(?:in|out|err)|fd\/\d)|(?:tmp|var\/tmp|var\/log)(?:\/.*)?|proc\/(?:loadavg|meminfo|uptime|mounts)|(?:usr\/)?s?bin\/[\w.+-]+|opt\/xensource\/bin\/xe)\/?$/;
/** awk runs what stands in its text, which no reader of the shell follows. */
const RUNS_TEXT = /\bsystem\s*\(|\bgetline\b/;
const COMMON_PATH_LIST = /^(?:\/(?:usr\/(?:local\/)?)?s?bin(?::|$))+$/;
const SHELL = /^(?:\/usr)?\/bin\/(?:ba)?sh$/;
const NAMED = 4;

/**
 * What no rule speaks of, but what is sure to work on the target once it is back, by what it is: plain data, and scripts and
 * job tables of which everything could be followed. Whatever a finding is about stays as the rules have it, and so does what
 * is not wholly known.
 * @param settled what rules have said of the items, by id
 * @returns the items by id, with compat `works` and why
 */
export function worksThere(
  settled: ReadonlyMap<string, AssessedItem>,
  findings: readonly Finding[],
  facts: Facts,
): ReadonlyMap<string, AssessedItem> {
  const found = findingsByPath(findings, facts);
  const works = new Map<string, string>();
  const open = facts.custom.flatMap(({ item }) =>
    item.kind === 'file' &&
    (settled.get(item.id) ?? facts.item(item.id))?.compat === 'unknown' &&
    isPlain(item)
      ? [item]
      : [],
  );
  for (const item of open) {
    const because = hasFinding(item.path, found) ? null : becauseOf(item, facts);
    if (because !== null) works.set(item.path, because);
  }
  const jobs = jobsByFile(facts);
  for (const item of open) {
    const because = TABLE.test(item.path) ? becauseOfTable(item, jobs, { facts, found, works }) : null;
    if (because !== null) works.set(item.path, because);
  }
  return new Map(
    open.flatMap(({ id, path }) => {
      const because = works.get(path);
      const assessed = settled.get(id) ?? facts.item(id);
      return because === undefined || assessed === null
        ? []
        : [[id, { ...assessed, compat: 'works', compatBecause: because }]];
    }),
  );
}

/** Made here, by nobody's package, and with no right beyond the usual ones. */
function isPlain({ state, mode, pathEncoding }: FileItem): boolean {
  return (
    state === 'unowned' &&
    mode !== null &&
    pathEncoding === undefined &&
    (Number.parseInt(mode, 8) & 0o6000) === 0
  );
}

function becauseOf(item: FileItem, facts: Facts): string | null {
  const { path, type } = item;
  const isOwn = OWN_PLACE.test(path) && !path.includes(DOT_NAME);
  if (type === 'directory')
    return isOwn ? 'A folder that was made here; no program of the target has anything to do with it.' : null;
  const text = type === 'file' && (isOwn || PERIODIC.test(path)) ? facts.text(path) : null;
  if (text === null || !isWhole(text)) return null;
  const script = facts.script(text);
  if (script.language === null && script.interpreter === null) return isOwn ? becauseOfData(item) : null;
  return isClear(script, text.lines) && SHELL.test(script.interpreter ?? '')
    ? `A shell script that could be followed to its end: it calls ${programsOf(script)}, which both releases have and which do the same there, and needs no path that goes with the upgrade.`
    : null;
}

/** An empty text says nothing of what it is for: a flag that some program asks for. */
function becauseOfData({ path, mode, sizeBytes }: FileItem): string | null {
  const isRunnable = (Number.parseInt(mode ?? '', 8) & 0o111) !== 0;
  return isRunnable || sizeBytes === 0 || NO_DATA.test(path)
    ? null
    : 'Plain text that nobody executes, in a place where no program of the target looks by itself: it will be what it was.';
}

function isWhole({ content }: FileText): boolean {
  return !content.truncated && content.withheldLines === 0 && content.pathEncoding === undefined;
}

/** Everything it does is known, and all that it needs is there. */
function isClear(script: ScriptFacts, lines: readonly string[]): boolean {
  return (
    script.onlyCommon &&
    !script.cut &&
    lines
      .filter((line) => !/^\s*#/.test(line))
      .every(
        (line) =>
          !RUNS_TEXT.test(line) && (line.match(ANY_PATH) ?? []).every((path) => COMMON_PATH.test(path)),
      )
  );
}

function programsOf({ commands }: ScriptFacts): string {
  const names = [...new Set(commands.map(({ name }) => name))];
  const more = names.length - NAMED;
  return names.length === 0
    ? 'nothing but the shell'
    : `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

interface Known {
  readonly facts: Facts;
  readonly found: ReadonlyMap<string, readonly Finding[]>;
  /** Paths that work, and why. */
  readonly works: ReadonlyMap<string, string>;
}

/** cronie of CentOS 7 is vixie-cron carried on, and reads the same tables. */
function becauseOfTable(
  { path, type }: FileItem,
  jobs: ReadonlyMap<string, readonly CronItem[]>,
  known: Known,
): string | null {
  const text = type === 'file' ? known.facts.text(path) : null;
  const own = jobs.get(path) ?? [];
  if (text === null || !isWhole(text) || own.length === 0 || countLines(text) !== own.length) return null;
  const called = own.map((job) => calledBy(job, known));
  const told = (known.found.get(path) ?? []).every(({ id }) =>
    called.some((script) => script !== null && script !== '' && id.endsWith(`#${script}`)),
  );
  if (!told || called.includes(null)) return null;
  const scripts = [...new Set(called)].filter((script) => script !== '' && script !== null);
  return `cron of the target reads such a table as cron here does, and its jobs call only what both releases have${scripts.length === 0 ? '' : `, and ${scripts.join(', ')}, of which the same is known`}.`;
}

/** Lines that are jobs, or that cron cannot read. */
function countLines({ lines }: FileText): number {
  return lines.filter((line) => !/^\s*(?:#|$|[A-Za-z_]\w*\s*=)/.test(line)).length;
}

/** The site's script that the job calls; empty = only what every dom0 has; null = something else. */
function calledBy(job: CronItem, { works, facts }: Known): string | null {
  if (job.user !== 'root' || job.ignored !== undefined) return null;
  if (!(job.environment ?? []).every(isUsual)) return null;
  const [program = ''] = job.command.split(/\s/, 1);
  const mode = facts.file(program)?.item.mode ?? '';
  if (works.has(program) && (Number.parseInt(mode, 8) & 0o100) !== 0)
    return isClear(analyseCommand(`true ${job.command.slice(program.length)}`, 1), [
      job.command.slice(program.length),
    ])
      ? program
      : null;
  return isClear(analyseCommand(job.command, 1), [job.command]) ? '' : null;
}

function isUsual([name, value]: readonly [string, string]): boolean {
  if (name === 'SHELL') return SHELL.test(value);
  return name === 'PATH' ? COMMON_PATH_LIST.test(value) : name === 'MAILTO' || name === 'HOME';
}

function jobsByFile(facts: Facts): ReadonlyMap<string, readonly CronItem[]> {
  const jobs = new Map<string, CronItem[]>();
  for (const { item } of facts.items('cron', 'any')) pushTo(jobs, item.file, item);
  return jobs;
}

/** By the file that the finding is about, or that makes what it is about. */
function findingsByPath(findings: readonly Finding[], facts: Facts): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of findings) {
    const item = facts.item(finding.subject)?.item;
    const path = item === undefined ? null : pathOfItem(item);
    if (path !== null) pushTo(found, path, finding);
  }
  return found;
}

/** About it, or about a folder above it. */
function hasFinding(path: string, found: ReadonlyMap<string, readonly Finding[]>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    if (found.has(path.slice(0, end))) return true;
  return false;
}
