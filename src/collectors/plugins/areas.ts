import type { PluginItem } from '../../model/inventory.ts';

type Area = PluginItem['area'];

/** Folders and files by which a dom0 is extended, the narrower before the wider. */
const AREAS: readonly (readonly [pattern: RegExp, area: Area])[] = [
  [/^\/etc\/xapi\.d\//, 'xapi.d'],
  [/^\/opt\/xensource\/sm\//, 'sm'],
  [/^\/etc\/xensource\/scripts\//, 'vif'],
  [/^\/usr\/lib(64)?\/xsconsole\//, 'xsconsole'],
  [/^\/opt\/xensource\/libexec\/xcp-rrdd-plugins\//, 'rrdd'],
  [/^\/etc\/firstboot\.d\/[^/]+$/, 'firstboot'],
  [/^\/etc\/(dhcp\/)?dhclient/, 'dhclient'],
  [/^\/sbin\/if(up|down)-(pre-)?local$/, 'ethtool'],
];

/** null for what is no plug-in: state and answers of the first boot, byte code that Python makes itself. */
export function pluginArea(path: string): Area | null {
  if (/^\/etc\/firstboot\.d\/(state|data|log)(\/|$)/.test(path) || /\.py[co]$/.test(path)) return null;
  return AREAS.find(([pattern]) => pattern.test(path))?.[1] ?? 'other';
}
