import type { InitScript, UsedPath } from './script-facts.ts';

const CHKCONFIG = /^#\s*chkconfig:\s*([-0-9]+)\s+(\d+)\s+(\d+)/m;
const LSB = /^### BEGIN INIT INFO/m;
const FUNCTIONS = /^\/etc\/(?:rc\.d\/)?init\.d\/functions$/;

/** The header comments and the library that init scripts of CentOS keep to. Only the first 60 lines hold a header. */
export function readInitScript(text: string, paths: readonly UsedPath[]): InitScript {
  const head = text.split('\n', 60).join('\n');
  const [, runlevels, start, stop] = CHKCONFIG.exec(head) ?? [];
  return {
    chkconfig: runlevels === undefined ? null : { runlevels, start: Number(start), stop: Number(stop) },
    lsb: LSB.test(head),
    functions: paths.some(({ path }) => FUNCTIONS.test(path)),
  };
}
