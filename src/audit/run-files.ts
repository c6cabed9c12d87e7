import type { Judged } from '../model/judged.ts';
import type { Report } from '../model/report.ts';
import { buildReport } from '../report/build.ts';
import { FORMATS } from '../report/index.ts';
import { packInventory } from './inventory-file.ts';
import type { RunFile } from './write-run.ts';

/** Builds the report of one host and the files of its folder, in the formats asked for. */
export function runFiles(judged: Judged, formats: readonly string[]): { report: Report; files: RunFile[] } {
  const report = buildReport(judged);
  const files: RunFile[] = FORMATS.filter((format) => formats.includes(format.name)).map((format) => ({
    name: format.fileName,
    content: format.pieces?.(report) ?? format.render(report),
  }));
  for (const { inventory, multipath } of judged.hosts) {
    files.push({ name: 'inventory.json.gz', content: packInventory(inventory) });
    if (multipath?.proposal)
      files.push({ name: multipath.proposal.fileName, content: multipath.proposal.text });
  }
  return { report, files };
}

/** `dom0-audit-<host>-<UTC time>`: only letters, digits, dots and dashes of the host's name. */
export function defaultFolder(host: string, judgedAt: string): string {
  const name =
    host
      .replace(/[^A-Za-z0-9.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || 'host';
  return `dom0-audit-${name}-${judgedAt.replace(/[-:]/g, '').replace(/\.\d+/, '')}`;
}
