import { defineItemMatcher } from './define.ts';
import { flag, names, words } from './conditions.ts';

/** Virtual machines that matter to emptying the host. */
export const vmMatcher = defineItemMatcher({
  kind: 'vm',
  title: 'a virtual machine',
  usually: 'any',
  fields: (is) => ({
    name: is(words, (item) => item.name),
    powerState: is(names, (item) => item.powerState),
    residentHere: is(flag, (item) => item.residentHere),
    obstacles: is(words, (item) => item.obstacles),
    autoPowerOn: is(flag, (item) => item.autoPowerOn ?? null),
    haRestartPriority: is(words, (item) => item.haRestartPriority ?? null),
    protectionPolicy: is(words, (item) => item.protectionPolicy ?? null),
    vcpusFitSockets: is(
      flag,
      (item) => fitsSockets(item.vcpusMax, item.coresPerSocket),
      'whether its VCPUs fill whole sockets',
    ),
  }),
});

/** VCPUs that are no multiple of the cores in a socket; null = one of the two is not known. */
function fitsSockets(vcpus: number | null | undefined, cores: number | null | undefined): boolean | null {
  if (vcpus === null || vcpus === undefined || cores === null || cores === undefined || cores < 1)
    return null;
  return vcpus % cores === 0;
}
