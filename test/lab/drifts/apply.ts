import * as fs from 'node:fs';
import { join } from 'node:path';
import { importPackages } from '../rpm/database.ts';
import type { LabPartition } from '../state/gpt.ts';
import { stockPartitions, writeDisks, writePartitions } from '../state/partitions.ts';
import type { Entry } from '../tree/entry.ts';
import type { Drift, DriftContext, Truth } from './drift.ts';
import { DRIFTS } from './index.ts';

/** When the administrators of the lab did what the drifts do; seconds since 1970. */
const DRIFT_TIME = Date.parse('2016-04-18T13:37:11Z') / 1000;

type Ground = Pick<DriftContext, 'face' | 'places' | 'tree' | 'accounts' | 'otherHostKeys' | 'signedPem'>;

/** Applies the named drifts in order. @throws for a name that no drift has. */
export function applyDrifts(names: readonly string[], ground: Ground): Truth[] {
  const context = driftContext(ground);
  return names.flatMap((name) => {
    const drift = DRIFTS.find((one) => one.name === name);
    if (drift === undefined)
      throw new Error(`there is no drift ${name}; there are: ${DRIFTS.map((one) => one.name).join(', ')}`);
    return truthOf(drift, context);
  });
}

function truthOf(drift: Drift, context: DriftContext): Truth[] {
  return drift.apply(context).map((truth) => ({ ...truth, drift: drift.name }));
}

function driftContext(ground: Ground): DriftContext {
  const { tree, places } = ground;
  let partitions: readonly LabPartition[] = stockPartitions();
  return {
    ...ground,
    now: DRIFT_TIME,
    write: (...entries) => {
      tree.write(entries, DRIFT_TIME);
    },
    rewrite: (path, change) => void rewrite(ground, path, change, false),
    edit: (path, change, options = {}) => {
      const sizeChanged = rewrite(ground, path, change, options.keepTime === true);
      return {
        id: `file:${path}`,
        state: 'changed',
        changes: [
          ...(sizeChanged ? ['size'] : []),
          'digest',
          ...(options.keepTime === true ? [] : ['mtime']),
        ],
        verify: `${sizeChanged ? 'S' : '.'}.5....${options.keepTime === true ? '.' : 'T'}  ${options.config === true ? 'c' : ' '}`,
      };
    },
    install: (...packages) => {
      importPackages(join(places.folder, 'root/var/lib/rpm'), packages, places.keeperPid);
      for (const item of packages) {
        const entries = item.entries.map((entry): Entry => ({
          ...entry,
          mtime: entry.mtime ?? item.buildTime,
        }));
        tree.write(entries, item.buildTime);
      }
    },
    changePartitions: (change) => {
      partitions = change(partitions);
      writePartitions(places.state, partitions);
      writeDisks(join(places.folder, 'disks'), partitions);
    },
    editState: (name, change) => {
      const path = join(places.state, name);
      const old = fs.existsSync(path) ? fs.readFileSync(path, 'utf8') : '';
      fs.writeFileSync(path, change(old));
    },
  };
}

/** Writes in place, so that mode, owner and links stay. Answers whether the size changed. */
function rewrite(
  { tree }: Ground,
  path: string,
  change: (text: string) => string,
  keepTime: boolean,
): boolean {
  const place = tree.place(path);
  const before = fs.statSync(place);
  fs.writeFileSync(place, change(fs.readFileSync(place, 'latin1')), 'latin1');
  const time = keepTime ? before.mtimeMs / 1000 : DRIFT_TIME;
  fs.utimesSync(place, time, time);
  return fs.statSync(place).size !== before.size;
}
