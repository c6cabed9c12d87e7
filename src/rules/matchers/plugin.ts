import { defineItemMatcher } from './define.ts';
import { names, oneOf } from './conditions.ts';

/** Plug-ins and hooks by which the host is extended. */
export const pluginMatcher = defineItemMatcher({
  kind: 'plugin',
  title: 'a plug-in or hook of xapi, SM, vif, xsconsole, rrdd, firstboot, dhclient, ethtool',
  usually: 'custom',
  fields: (is) => ({
    path: is(names, (item) => item.path),
    area: is(
      oneOf(['xapi.d', 'sm', 'vif', 'xsconsole', 'rrdd', 'firstboot', 'dhclient', 'ethtool', 'other']),
      (item) => item.area,
    ),
    package: is(names, (item) => item.package, 'glob on the NEVRA of the owning package'),
  }),
});
