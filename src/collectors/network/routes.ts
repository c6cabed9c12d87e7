import type { RouteItem } from '../../model/inventory.ts';
import { digestOf } from '../reading.ts';
import type { RouteLine } from './route-lines.ts';

/** One item a route, by what it means: one that lies in a file and is in force is one. */
export function routeItems(
  files: readonly { readonly path: string; readonly routes: readonly RouteLine[] }[],
  live: readonly RouteLine[],
  isLiveKnown: boolean,
): RouteItem[] {
  const items = new Map<string, RouteItem>();
  for (const { path, routes } of files) {
    for (const route of routes) put(items, route, path, isLiveKnown ? false : null);
  }
  for (const route of live) put(items, route, null, true);
  return [...items.values()];
}

function put(
  items: Map<string, RouteItem>,
  route: RouteLine,
  file: string | null,
  active: boolean | null,
): void {
  const { destination, via, device, table, protocol, evidence } = route;
  const id = `route:${digestOf(destination, via ?? '', device ?? '', table ?? '')}`;
  const known = items.get(id);
  items.set(id, {
    kind: 'route',
    id,
    evidence: [...(known?.evidence ?? []), evidence],
    destination,
    via,
    device,
    file: known?.file ?? file,
    table,
    protocol: known?.protocol ?? protocol,
    active: active === true ? true : (known?.active ?? active),
  });
}
