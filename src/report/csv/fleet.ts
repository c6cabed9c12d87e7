import type { FleetIndex, FleetRow } from '../../model/fleet.ts';
import { writeCsv } from './write.ts';

const COLUMNS = [
  'name',
  'status',
  'verdict',
  'folder',
  'hostname',
  'address',
  'uuid',
  'pool',
  'poolRole',
  'from',
  'to',
  'build',
  'blocker',
  'high',
  'medium',
  'low',
  'info',
  'gaps',
  'attempts',
  'because',
] as const;

/** index.csv: a line for each host, those that failed among them. */
export function renderIndexCsv({ hosts }: FleetIndex): string {
  return writeCsv([COLUMNS, ...hosts.map(rowOf)]);
}

function rowOf(host: FleetRow): string[] {
  const cells: Readonly<Record<string, string | number | null>> =
    host.status === 'failed'
      ? { ...host, because: `${host.message} ${host.hint}` }
      : {
          ...host,
          ...host.severities,
          severities: null,
          because: [...host.verdictBecause, ...(host.bundleProblems ?? [])].join(' '),
          verdictBecause: null,
          bundleProblems: null,
        };
  return COLUMNS.map((column) => String(cells[column] ?? ''));
}
