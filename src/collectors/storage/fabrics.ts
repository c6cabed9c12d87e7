import { decodePath } from '../../lib/path-bytes.ts';
import type { SettingItem } from '../../model/inventory.ts';
import {
  evidenceOf,
  excerptOf,
  settingOf,
  type Reading,
  type ShownCommand,
  type TextLine,
} from '../reading.ts';

const SYSFS = '/sys/class';

/** iSCSI sessions and Fibre Channel ports in use, as sysfs shows them; what the fragment calls `fabrics`. */
export function readFabrics(shown: ShownCommand | undefined): {
  settings: SettingItem[];
  strayLines: TextLine[];
} {
  const settings: SettingItem[] = [];
  const strayLines: TextLine[] = [];
  const portals = new Map<string, string>();
  const rows = (shown?.lines ?? [])
    .filter(({ text }) => text !== '')
    .map((line) => ({ line, fields: line.text.split('\t') }));
  for (const { fields } of rows) {
    const [kind, number = '', address = '', port = ''] = fields;
    if (kind === 'connection') portals.set(number.split(':')[0] ?? '', `${address}:${port}`);
  }
  for (const { line, fields } of rows) {
    const [kind = '', number = '', name = '', third = '', fourth = ''] = fields;
    if (kind === 'session') {
      const portal = portals.get(number) ?? 'unknown portal';
      settings.push(settingOf('iscsi', `session.${name}@${portal}`, third, SYSFS, [evidenceOf(SYSFS, line)]));
    } else if (kind === 'fc') {
      settings.push(
        settingOf('fc', `port.${name}`, `${number}, node ${third}, ${fourth}`, SYSFS, [
          evidenceOf(SYSFS, line),
        ]),
      );
    } else if (kind !== 'connection') strayLines.push(line);
  }
  return { settings, strayLines };
}

/** Targets that iscsid keeps a record of: `<folder>/<target>/<address>,<port>,<group>`. */
export function readNodes(state: Reading): SettingItem[] {
  return state.rows('nodes', 1).flatMap(([bytes]) => {
    const path = decodePath(bytes ?? Buffer.alloc(0)).path;
    const [portal = '', target = ''] = path.split('/').reverse();
    const evidence = [{ origin: path, excerpt: excerptOf(path) }];
    return [settingOf('iscsi', `node.${target}@${portal}`, path, path, evidence)];
  });
}

/** The name under which targets know this host. */
export function readInitiator(files: Reading): SettingItem[] {
  const path = '/etc/iscsi/initiatorname.iscsi';
  return (files.file(path)?.lines ?? []).flatMap((line) => {
    const name = /^\s*InitiatorName\s*=\s*(\S+)/.exec(line.text)?.[1];
    return name === undefined
      ? []
      : [settingOf('iscsi', 'initiator-name', name, path, [evidenceOf(path, line)])];
  });
}

/** Which file stands behind /etc/multipath.conf, and what `multipath -l` shows where multipathd runs. */
export function readMultipath(state: Reading, onDisks: Reading): SettingItem[] {
  const settings: SettingItem[] = [];
  const real = state.command('multipath.conf');
  const target = real?.lines.find(({ text }) => text !== '');
  if (real) {
    const value = target?.text ?? '';
    const evidence = target ? [evidenceOf('readlink -f /etc/multipath.conf', target)] : [];
    settings.push(settingOf('multipath', 'conf-leads-to', value, '/etc/multipath.conf', evidence));
  }
  const topology = onDisks.command('multipath');
  if (topology?.status === 0) {
    const text = topology.body.toString('utf8').slice(0, 65_536);
    const first = topology.lines.find((line) => line.text !== '');
    settings.push(
      settingOf(
        'multipath',
        'topology',
        text,
        'multipath -l',
        first ? [evidenceOf('multipath -l', first)] : [],
      ),
    );
  }
  return settings;
}
