import { InvalidArgumentError, Option, type Command } from 'commander';
import { SEVERITIES } from '../model/finding.ts';
import { FORMATS } from '../report/index.ts';
import { knownSpellings } from '../versions/product.ts';

/** What `--format` takes, once each; the PDF is printed from the HTML by a browser. */
const FORMAT_NAMES: readonly string[] = [...new Set([...FORMATS.map(({ name }) => name), 'pdf'])];

/** What is made when nothing is said. */
export const DEFAULT_FORMATS: readonly string[] = [
  ...new Set(FORMATS.filter(({ onDemand }) => onDemand !== true).map(({ name }) => name)),
];

/** Options of an audit as commander gives them. */
export interface AuditOptions {
  readonly bundle?: readonly string[];
  readonly bugtool?: readonly string[];
  readonly inventory?: readonly string[];
  readonly from?: string;
  readonly to: string;
  readonly method: 'worst' | 'rolling' | 'cd' | 'unattended';
  readonly deep: boolean;
  readonly contentLimit: number;
  readonly baseline?: string;
  readonly targetBaseline?: string;
  readonly rules: readonly string[];
  readonly waivers?: string;
  readonly ticket?: string;
  readonly title?: string;
  readonly judgedAt?: string;
  readonly out?: string;
  readonly format: readonly string[];
  readonly failOn: (typeof SEVERITIES)[number];
  /** Browser that prints a PDF; absent = look for one. */
  readonly chromium?: string;
  readonly strict: boolean;
  readonly json: boolean;
}

export interface ConnectionOptions {
  readonly identity: readonly string[];
  readonly sshConfig?: string;
  readonly passwordFile?: string;
  readonly batch: boolean;
  readonly acceptNewHostKey: boolean;
  readonly sudo: boolean;
  readonly connectTimeout?: number;
  readonly idleTimeout?: number;
}

/** Adds what says how to judge. */
export function addJudgeOptions(command: Command): Command {
  return command
    .option('--from <release>', 'release on the host (detected from its inventory file)')
    .option('--to <release>', `target release: ${knownSpellings().join(', ')}, or a code name`, '7.0')
    .addOption(
      new Option('--method <way>', 'how the upgrade is run; "worst" assumes every condition of every way')
        .choices(['worst', 'rolling', 'cd', 'unattended'])
        .default('worst'),
    )
    .option('--baseline <file>', 'inventory of an untouched host of the source release, for differences')
    .option('--target-baseline <file>', 'inventory of a clean host of the target release')
    .option('--rules <file...>', 'rule files of your own, over those of the program', [])
    .option('--waivers <file>', 'findings that were accepted, with reason, approver and expiry');
}

/** Adds what says what is written, and when the exit code is not 0. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--ticket <ref>', 'reference of the change ticket, shown in the report')
    .option('--title <text>', 'title of the report')
    .addOption(
      new Option(
        '--judged-at <time>',
        'time to put into the report, to make the same report again',
      ).argParser(parseTime),
    )
    .option('-o, --out <dir>', 'folder for the report (default: dom0-audit-<host>-<UTC time>)')
    .addOption(
      new Option('--format <list>', `comma-separated: ${FORMAT_NAMES.join(', ')}`)
        .argParser(parseFormats)
        .default(DEFAULT_FORMATS, DEFAULT_FORMATS.join(',')),
    )
    .option('--chromium <path>', 'browser that prints the PDF (looked for by default)')
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 1 when there is an unwaived finding of this severity or above',
      )
        .choices(SEVERITIES)
        .default('blocker'),
    )
    .option('--strict', 'exit with 2 when anything at all could not be looked at', false)
    .option('--json', 'print report.json to standard output as well', false);
}

/** Adds what says how to reach a host. */
export function addConnectionOptions(command: Command): Command {
  return command
    .option('--deep', 'take a digest of every packaged file, as rpm -Va does (minutes on a slow disk)', false)
    .addOption(
      new Option('--content-limit <bytes>', 'text read of one file').argParser(parseCount).default(262_144),
    )
    .option('-i, --identity <file...>', 'private key to log in with', [])
    .option('--ssh-config <file>', 'ssh_config to read instead of ~/.ssh/config')
    .option('--password-file <file>', 'file whose first line is the password, for every host')
    .option('--batch', 'never ask anything', false)
    .option(
      '--accept-new-host-key',
      'write the key of an unknown host to known_hosts (a changed key is always refused)',
      false,
    )
    .option('--sudo', 'become root with sudo after logging in as somebody else', false)
    .addOption(new Option('--connect-timeout <seconds>', 'until the connection stands').argParser(parseCount))
    .addOption(new Option('--idle-timeout <seconds>', 'without a byte from the host').argParser(parseCount));
}

function parseFormats(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !FORMAT_NAMES.includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no format ${unknown.join(', ')}; there are ${FORMAT_NAMES.join(', ')}.`,
    );
  return names;
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('A whole number above 0 is needed.');
  return Number(text);
}

export function parseTime(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('A UTC time such as 2016-06-01T10:15:00Z is needed.');
  return text;
}
