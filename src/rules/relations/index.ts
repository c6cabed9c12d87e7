import { ownerWithoutAccount } from './accounts.ts';
import { libraryGone } from './libraries.ts';
import { forcedCommandGone, nssModuleGone, pamModuleGone } from './log-in.ts';
import { isoSrOnRoot, mountNeededByScript, mountNeededBySr } from './mounts.ts';
import { poolCpusDiffer, poolOfSeveralHosts, poolSettingOnLocalStorage } from './pool.ts';
import type { Relation } from './relation.ts';
import { cronCommandGone, scriptFileGone, scriptInterpreterGone, scriptModuleGone } from './scripts.ts';
import { serviceProgramGone } from './services.ts';

/** THE list of relations that the `cross` matcher knows. */
export const RELATIONS: readonly Relation[] = [
  cronCommandGone,
  scriptFileGone,
  scriptInterpreterGone,
  scriptModuleGone,
  serviceProgramGone,
  libraryGone,
  mountNeededBySr,
  mountNeededByScript,
  isoSrOnRoot,
  ownerWithoutAccount,
  pamModuleGone,
  nssModuleGone,
  forcedCommandGone,
  poolCpusDiffer,
  poolOfSeveralHosts,
  poolSettingOnLocalStorage,
];
