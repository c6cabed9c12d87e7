import { PLAIN, sorted, spaced, when, type KindRules } from './rule.ts';

/** How the host is reached, and by whom. */
export const NETWORK: KindRules<'nic' | 'route' | 'firewall'> = {
  nic: {
    ...PLAIN,
    match: (item, others) =>
      others.find((other) => item.mac !== null && other.mac === item.mac && other.role === item.role) ?? null,
    view: ({ name, mac, role, members }) => ({ name, mac, role, members: sorted(members ?? []) }),
  },
  route: {
    match: (item, others) =>
      others.find(
        ({ destination, via, table }) =>
          destination === item.destination && via === item.via && (table ?? null) === (item.table ?? null),
      ) ?? null,
    view: ({ destination, via, device, table }) => ({ destination, via, device, table }),
    withoutEffect: (before, after) =>
      when(before.active === true && after.active === false, 'It is configured, but not in force.') ??
      when(
        before.file !== null && after.file === null,
        'It is in force, but no file brings it back: the next boot loses it.',
      ),
    unseen: (before, after) =>
      when(
        before.active === true && (after.active ?? null) === null,
        'Whether it is in force could not be told.',
      ),
  },
  firewall: {
    match: (item, others) =>
      others.find((other) => other.table === item.table && spaced(other.rule) === spaced(item.rule)) ?? null,
    view: ({ table, rule }) => ({ table, rule: spaced(rule) }),
    withoutEffect: (before, after) =>
      when(before.active === true && after.active === false, 'It is configured, but not in force.') ??
      when(
        before.file !== null && after.file === null,
        'It is in force, but no file brings it back: the next boot loses it.',
      ),
    unseen: (before, after) =>
      when(before.active === true && after.active === null, 'Whether it is in force could not be told.'),
  },
};
