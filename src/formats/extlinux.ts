import { lineFormat } from './line-format.ts';

const LINE = /^\s*(\S+)(?:\s+(.*?))?\s*$/;

/**
 * extlinux.conf, the boot menu of XenServer 5.6 to 6.5: `default xe`, then `label xe` with `kernel` and `append` below it.
 * Section: `label <name>`. `append` of a Xen entry holds hypervisor, kernel and initrd with their arguments, parted by `---`.
 */
export const extlinux = lineFormat({
  name: 'extlinux',
  files: ['/boot/extlinux.conf', '/boot/extlinux/extlinux.conf'],
  ignoreCase: true,
  continued: false,
  comment: /^\s*#/,
  read(body) {
    const [, key, value = ''] = LINE.exec(body) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected a keyword' };
    if (key.toLowerCase() === 'label') return { is: 'section', section: [`label ${value}`] };
    return { is: 'setting', key, value };
  },
});
