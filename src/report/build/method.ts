import type { Outcome } from '../../model/finding.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { ReportDocument, ReportHost } from '../../model/report-document.ts';
import type { Fact } from '../../model/report.ts';
import { countOf, formatBytes, formatCount, formatInstant } from '../../lib/quantities.ts';
import { CONNECTION_WORDS } from '../words.ts';
import { countBy } from './document.ts';

/** Names to point out where the connection is said to be an old one. */
const LEGACY =
  /^(diffie-hellman-group(1|14|-exchange)-sha1|ssh-(rsa|dss)|(aes\d+|3des|blowfish|cast128)-cbc|arcfour\d*|hmac-md5(-96)?)\b/;

/** How it was done. */
export function methodFacts(
  head: Omit<ReportDocument, 'hosts'>,
  host: ReportHost,
  inventory: Inventory,
  outcomes: readonly Outcome[],
): readonly Fact[] {
  const { collection } = host;
  const facts: readonly (readonly [string, string | null])[] = [
    ['Tool', `${head.tool.name} ${head.tool.version}`],
    ['Rules', `${head.rules.version} (SHA-256 ${head.rules.sha256})`],
    ['Judged at', formatInstant(head.judgedAt)],
    ['Read from', SOURCE_WORDS[collection.source]],
    ...statusReportFacts(collection),
    ['Program that ran on the host', collection.probeSha256 && `SHA-256 ${collection.probeSha256}`],
    ['Inventory', `SHA-256 ${host.host.inventorySha256}`],
    ['Time on the host', collection.seconds === null ? null : countOf(collection.seconds, 'second')],
    ['Received', formatBytes(collection.bytesReceived)],
    [
      collection.statusReport ? 'Archive' : 'Bundle',
      collection.complete ? 'complete' : `not whole: ${bundleProblems(host).join(' ')}`,
    ],
    ['Depth', depthOf(collection)],
    ['Taken as unchanged without a digest', assumed(collection)],
    [
      'Texts with lines withheld as secret',
      String(inventory.contents.filter((text) => text.withheldLines > 0).length),
    ],
    ['Texts cut at the limit', String(inventory.contents.filter((text) => text.truncated).length)],
    ...Object.entries(collection.limits).map(
      ([name, value]) => [`Limit: ${name}`, formatCount(value)] as const,
    ),
    ...Object.entries(collection.connection).map(
      ([name, value]) => [CONNECTION_WORDS[name] ?? name, value] as const,
    ),
    ['Rules by outcome', ruleOutcomes(outcomes)],
  ];
  return facts.map(([label, value]) => ({ label, value: value ?? 'not known' }));
}

const SOURCE_WORDS: Readonly<Record<ReportHost['collection']['source'], string>> = {
  ssh: 'the host, over SSH',
  bundle: 'a bundle that was recorded before',
  bugtool: 'a XenServer status report; the host itself was not asked',
};

function depthOf({ statusReport, deep }: ReportHost['collection']): string {
  if (statusReport) return 'no file was compared with its package';
  return deep
    ? 'deep: every file of a package was digested'
    : 'fast: files with the size and time of their package were not digested';
}

/** Which report, and of when: the host may have changed since. */
function statusReportFacts({
  statusReport,
}: ReportHost['collection']): readonly (readonly [string, string])[] {
  if (!statusReport) return [];
  const { folder, madeAt, format, sha256 } = statusReport;
  return [
    ['Status report', `${folder} (${format}, SHA-256 ${sha256})`],
    [
      'Status report made',
      madeAt === null
        ? 'at a time that it does not say'
        : `${madeAt}, by the clock and time zone of the host`,
    ],
  ];
}

function assumed({ assumedUnchanged, ownedPaths }: ReportHost['collection']): string | null {
  if (assumedUnchanged === null) return null;
  return ownedPaths === null
    ? countOf(assumedUnchanged, 'path')
    : `${formatCount(assumedUnchanged)} of ${countOf(ownedPaths, 'path')} that packages own`;
}

function ruleOutcomes(outcomes: readonly Outcome[]): string {
  const names = ['findings', 'clear', 'not-applicable', 'undetermined'] as const;
  const counts = countBy(names, outcomes, ({ outcome }) => outcome);
  return [
    `${formatCount(counts.findings)} with findings`,
    `${formatCount(counts.clear)} clear`,
    `${formatCount(counts['not-applicable'])} not applicable`,
    `${formatCount(counts.undetermined)} undetermined`,
  ].join(', ');
}

/** What a reader of the numbers has to know. */
export function methodWarnings(host: ReportHost): readonly string[] {
  const { collection } = host;
  const { connection, statusReport } = collection;
  return [
    ...(statusReport
      ? [
          `This audit was made from the status report ${statusReport.folder} of ${statusReport.madeAt ?? 'an unknown date'}, not from the host. Such a report holds no list of files, no users and no cron jobs: what it does not hold is listed under what was not looked at, and nothing is said about it. What was changed on the host since then is not in it.`,
        ]
      : []),
    ...(connection['legacy'] === 'yes'
      ? [
          `The connection used algorithms that today's OpenSSH no longer offers by itself, because the host has nothing newer: ${legacyNames(connection).join(', ')}.`,
        ]
      : []),
    ...(collection.complete
      ? []
      : [
          `The ${host.collection.statusReport ? 'status report' : 'bundle'} is not whole. ${bundleProblems(host).join(' ')} Every part that is missing is listed under what was not looked at.`,
        ]),
  ];
}

/** What is wrong with the bundle itself, a sentence each. */
function bundleProblems({ gaps }: ReportHost): readonly string[] {
  return gaps.filter(({ collector }) => collector === 'bundle').map(({ detail }) => detail);
}

/** The ones among the agreed algorithms that are old; all of them where none is recognised. */
function legacyNames(connection: ReportHost['collection']['connection']): readonly string[] {
  const agreed = ['kex', 'hostKey', 'cipher', 'mac'].flatMap((name) => connection[name] ?? []);
  const old = agreed.filter((name) => LEGACY.test(name));
  return old.length > 0 ? old : agreed;
}
