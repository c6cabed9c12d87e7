import { lineFormat } from './line-format.ts';

const LINE = /^\s*(-?(?:auth|account|password|session))\s+(\[[^\]]*\]|\S+)\s+(\S.*?)\s*$/i;
const INCLUDE = /^\s*(@include)\s+(\S+)\s*$/;

/** /etc/pam.d: `type control module arguments`. Key: the type; value: control, module and arguments. After pam.d(5). */
export const pam = lineFormat({
  name: 'pam',
  files: ['/etc/pam.d/*'],
  ignoreCase: true,
  continued: true,
  comment: /^\s*#/,
  read(body) {
    const bare = body.replace(/\s#.*$/, '');
    const [, type, control, module] = LINE.exec(bare) ?? [];
    if (type !== undefined && control !== undefined && module !== undefined)
      return {
        is: 'setting',
        key: type,
        value: `${control} ${module}`,
        raw: bare.slice(bare.indexOf(control)).trim(),
      };
    const [, include, file = ''] = INCLUDE.exec(bare) ?? [];
    if (include !== undefined) return { is: 'setting', key: include, value: file };
    return { is: 'error', message: 'expected type, control and module' };
  },
});
