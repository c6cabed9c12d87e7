import { buildReport } from '../report/build.ts';
import { judgeHost, type JudgeSettings } from './judge-host.ts';
import type { Knowledge } from './knowledge.ts';
import { TOOL } from './tool.ts';
import type { EarlierAudit } from './verify-folder.ts';
import type { ReportedAudit } from './verify-settings.ts';

/**
 * The audit with the report that it has, or with one that is made now, by the present rules.
 * @throws AuditError `release-undetected`
 */
export function withReport(
  audit: EarlierAudit,
  knowledge: () => Knowledge,
  settings: JudgeSettings,
): ReportedAudit {
  if (audit.report !== null) return { ...audit, report: audit.report };
  const { rules } = knowledge();
  const { document } = buildReport({
    tool: TOOL,
    rules: { version: rules.version, sha256: rules.sha256 },
    judgedAt: settings.judgedAt,
    ticket: null,
    title: null,
    hosts: [judgeHost(audit.inventory, knowledge(), settings)],
  });
  const [host] = document.hosts;
  if (host === undefined) throw new RangeError('a report of one host has one');
  return { ...audit, report: { document, host } };
}
