import type { UsedCommand, UsedService } from './script-facts.ts';

const INIT_SCRIPT = /^\/etc\/(?:rc\.d\/)?init\.d\/([^/]+)$/;

/** Services that commands address: `service X start`, `chkconfig X on`, `/etc/init.d/X restart`, `systemctl start X`. */
export function findServices(commands: readonly UsedCommand[]): UsedService[] {
  return commands.flatMap((command): UsedService[] => {
    const words = command.args.filter(
      (arg, at) => !arg.startsWith('-') && command.args[at - 1] !== '--level',
    );
    const [first = '', second = ''] = words;
    const line = command.line;
    const byPath = INIT_SCRIPT.exec(command.path ?? '')?.[1];
    if (byPath !== undefined) return [{ name: byPath, action: first, line }];
    if (command.name === 'service' || command.name === 'invoke-rc.d' || command.name === 'chkconfig')
      return isName(first) ? [{ name: first, action: second, line }] : [];
    if (command.name === 'systemctl' || command.name === 'initctl')
      return isName(second) ? [{ name: second.replace(/\.service$/, ''), action: first, line }] : [];
    return [];
  });
}

function isName(word: string): boolean {
  return /^[\w@.-]+$/.test(word);
}
