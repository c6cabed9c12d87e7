import type { Format } from './format.ts';
import { lineFormat } from './line-format.ts';

const SETTING = /^\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/;

/** `key = value` without sections; comments begin with `#`. */
function equalsFormat(name: string, files: readonly string[]): Format {
  return lineFormat({
    name,
    files,
    continued: false,
    comment: /^\s*[#;]/,
    read(body) {
      const [, key, value = ''] = SETTING.exec(body) ?? [];
      if (key === undefined) return { is: 'error', message: 'expected key = value' };
      return { is: 'setting', key, value };
    },
  });
}

/** iscsid.conf of open-iscsi: `node.session.timeo.replacement_timeout = 120`. */
export const iscsid = equalsFormat('iscsid', ['/etc/iscsi/iscsid.conf']);

/** Any file of this simple kind: db.conf, xapi.conf, initiatorname.iscsi, nrpe.cfg. */
export const equals = equalsFormat('equals', [
  '/etc/iscsi/initiatorname.iscsi',
  '/etc/nagios/nrpe.cfg',
  '/etc/xapi.conf',
  '/etc/xcp/*.conf',
]);
