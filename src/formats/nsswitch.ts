import { lineFormat } from './line-format.ts';

const LINE = /^\s*([A-Za-z_]\w*)\s*:\s*(.*?)\s*$/;

/** nsswitch.conf(5): `passwd: files sss`. Key: the database; value: its services. */
export const nsswitch = lineFormat({
  name: 'nsswitch',
  files: ['/etc/nsswitch.conf'],
  continued: false,
  comment: /^\s*#/,
  read(body) {
    const [, key, value = ''] = LINE.exec(body.replace(/#.*$/, '')) ?? [];
    if (key === undefined) return { is: 'error', message: 'expected database: services' };
    return { is: 'setting', key, value };
  },
});
