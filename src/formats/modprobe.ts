import { lineFormat } from './line-format.ts';

const COMMAND = /^\s*(options|alias|install|remove|blacklist|softdep|include|config)\s+(\S+)\s*(.*)$/;

/**
 * modprobe.conf and modprobe.d: `command module rest`, joined by a backslash. Section: the command (`options`, `alias`,
 * `install`, `blacklist` …); key: the module, the alias or the file; value: the rest. After modprobe.conf(5).
 */
export const modprobe = lineFormat({
  name: 'modprobe',
  files: ['/etc/modprobe.conf', '/etc/modprobe.conf.local', '/etc/modprobe.d/**'],
  continued: true,
  comment: /^\s*#/,
  read(body) {
    const [, command, key, value = ''] = COMMAND.exec(body) ?? [];
    if (command === undefined || key === undefined)
      return {
        is: 'error',
        message: 'expected options, alias, install, remove, blacklist, softdep, include or config',
      };
    return { is: 'setting', key, value: value.trim(), section: [command] };
  },
});
