import { lineFormat } from './line-format.ts';

const TITLE = /^\s*title\s+(.*?)\s*$/;
const MENU_ENTRY = /^\s*menuentry\s+(?:'([^']*)'|"([^"]*)"|(\S+)).*$/;
const SET = /^\s*set\s+(\w+)=(.*?)\s*$/;
const LINE = /^\s*([A-Za-z_]\w*)(?:\s*=\s*|\s+|$)(.*?)\s*$/;

/**
 * menu.lst of GRUB legacy (`title`, `kernel`, `module`) and grub.cfg of GRUB 2 (`menuentry`, `multiboot2`, `module2`).
 * Section: the title of the entry. `set name=value` has the name as its key.
 */
export const grub = lineFormat({
  name: 'grub',
  files: ['/boot/grub/menu.lst', '/boot/grub/grub.conf', '/boot/grub/grub.cfg', '/boot/grub2/grub.cfg'],
  continued: true,
  comment: /^\s*#/,
  read(body) {
    const title = TITLE.exec(body)?.[1];
    if (title !== undefined) return { is: 'section', section: [title] };
    const entry = MENU_ENTRY.exec(body);
    if (entry) return { is: 'section', section: [entry[1] ?? entry[2] ?? entry[3] ?? ''] };
    if (/^\s*\}/.test(body)) return { is: 'section', section: [] };
    const [, name, set = ''] = SET.exec(body) ?? [];
    if (name !== undefined)
      return { is: 'setting', key: name, value: set.replace(/^(["'])(.*)\1$/, '$2'), raw: set };
    const [, key, value = ''] = LINE.exec(body) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected a command' };
    return { is: 'setting', key, value };
  },
});
