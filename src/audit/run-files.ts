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

/** `dom0-audit-<host>-<UTC time>`. */
export function defaultFolder(host: string, judgedAt: string): string {
  return `dom0-audit-${fitForFolder(host) || 'host'}-${compactTime(judgedAt)}`;
}

/** Only letters, digits, dots and dashes of a name, at most 80; may be empty. */
export function fitForFolder(name: string): string {
  return name
    .replace(/[^A-Za-z0-9.-]+/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 80);
}

/** `20160601T101500Z`. */
export function compactTime(time: string): string {
  return time.replace(/[-:]/g, '').replace(/\.\d+/, '');
}
