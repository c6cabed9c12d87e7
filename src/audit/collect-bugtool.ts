import { readSummary } from '../bugtool/inventory-xml.ts';
import { readStatusReport } from '../bugtool/read-report.ts';
import { isUsed, statusBundle } from '../bugtool/status-bundle.ts';
import { collect } from '../collectors/collect.ts';
import { collectors } from '../collectors/index.ts';
import type { CollectedHost } from './collect-host.ts';
import { TOOL } from './tool.ts';

/**
 * Reads an archive of `xen-bugtool` (tar.bz2, tar or zip) as far as it says what the probe would. What it does not hold is a gap.
 * @param path a file; a zip file cannot be read from standard input
 * @throws AuditError `bugtool-unreadable`
 */
export async function collectBugtool(path: string): Promise<CollectedHost> {
  const report = await readStatusReport(path, isUsed);
  const asked = collectors.flatMap(({ id, parts }) =>
    parts.map((part) => ({ collector: id, part: part.id, answers: part.answers })),
  );
  const summary = readSummary(report.members);
  return collect(statusBundle(report, asked), {
    tool: TOOL,
    source: 'bugtool',
    statusReport: {
      folder: report.folder,
      madeAt: summary.date,
      format: report.format,
      sha256: report.sha256,
    },
    address: summary.hostname ?? path,
    probeSha256: null,
    connection: {},
  });
}
