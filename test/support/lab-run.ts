import { collect, type CollectResult } from '../../src/collectors/collect.ts';
import type { Collector } from '../../src/collectors/define.ts';
import { collectors } from '../../src/collectors/index.ts';
import type { FileItem } from '../../src/model/inventory.ts';
import { readBundle, type Bundle } from '../../src/probe/bundle.ts';
import { composeProbe, launchText, type Launch } from '../../src/probe/compose.ts';
import type { Lab } from '../lab/index.ts';
import { inPieces } from './bundles.ts';

export interface LabRun extends CollectResult {
  readonly bundle: Bundle;
  /** What the program said outside its sections. */
  readonly stderr: string;
}

/** Runs the probe inside a lab, without ssh, and reads what it says. */
export async function probeLab(
  lab: Lab,
  launch: Launch = {},
  list: readonly Collector[] = collectors,
): Promise<LabRun> {
  const { stdout, stderr } = lab.exec('sh -s', launchText(launch) + composeProbe(list).text);
  const bundle = await readBundle(inPieces(stdout, 65_536));
  const info = {
    tool: { name: 'test', version: '0' },
    source: 'bundle',
    address: 'lab',
    probeSha256: null,
    connection: {},
  } as const;
  return { bundle, stderr, ...collect(bundle, info, list) };
}

export function filesOf(run: LabRun): FileItem[] {
  return (run.inventory.sections['files']?.items ?? []).filter((item) => item.kind === 'file');
}
