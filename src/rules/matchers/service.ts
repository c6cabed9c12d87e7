import { defineItemMatcher } from './define.ts';
import { flag, names, oneOf, range, words } from './conditions.ts';

/** What is started at boot or by xinetd. */
export const serviceMatcher = defineItemMatcher({
  kind: 'service',
  title: 'a service: init script, systemd unit, xinetd or inittab entry, rc.local',
  usually: 'custom',
  fields: (is) => ({
    name: is(names, (item) => item.name),
    manager: is(oneOf(['sysv', 'systemd', 'xinetd', 'inittab', 'rc.local']), (item) => item.manager),
    path: is(names, (item) => item.path),
    enabled: is(flag, (item) => item.enabledRunlevels.length > 0, 'whether it starts in some runlevel'),
    enabledRunlevels: is(range, (item) => item.enabledRunlevels),
    running: is(flag, (item) => item.running),
    command: is(words, (item) => item.command),
  }),
});
