import { lvm, multipath, xinetd } from './braces.ts';
import { crontab, userCrontab } from './crontab.ts';
import { equals, iscsid } from './equals.ts';
import { exports } from './exports.ts';
import { extlinux } from './extlinux.ts';
import { fstab, inittab, passwd } from './fields.ts';
import type { Format } from './format.ts';
import { grub } from './grub.ts';
import { ini, yum } from './ini.ts';
import { keyword, ntp, snmpd } from './keyword.ts';
import { logrotate } from './logrotate.ts';
import { modprobe } from './modprobe.ts';
import { nsswitch } from './nsswitch.ts';
import { pam } from './pam.ts';
import { sshd } from './sshd.ts';
import { sysconfig } from './sysconfig.ts';
import { sysctl } from './sysctl.ts';
import { syslog } from './syslog.ts';
import { udev } from './udev.ts';

/** THE list of formats. */
export const FORMATS: readonly Format[] = [
  multipath,
  sshd,
  modprobe,
  sysctl,
  sysconfig,
  ini,
  yum,
  crontab,
  userCrontab,
  fstab,
  inittab,
  passwd,
  udev,
  syslog,
  logrotate,
  snmpd,
  ntp,
  iscsid,
  lvm,
  xinetd,
  exports,
  pam,
  nsswitch,
  extlinux,
  grub,
  keyword,
  equals,
];

/** @throws RangeError for a name that is not in the list. */
export function formatNamed(name: string): Format {
  const format = FORMATS.find((known) => known.name === name);
  if (!format) throw new RangeError(`no format is called ${name}`);
  return format;
}
