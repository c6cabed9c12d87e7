import type { SettingItem } from '../../model/inventory.ts';
import type { Collected, Parts } from '../define.ts';
import { contentOf, evidenceOf, firstOfEach, readSection, settingOf, type Reading } from '../reading.ts';
import { optionSettings, remoteLogSettings } from './syslog.ts';

/*
 * Text files of syslog (sysklogd on 6.0 to 6.2, rsyslog on 6.5), logrotate, ntpd, net-snmp and mail. Typical:
 *
 *     *.info;mail.none    @loghost.example.com         (syslog.conf)
 *     SYSLOGD_OPTIONS="-m 0 -r"                        (sysconfig/syslog)
 *     server 10.0.0.1                                  (ntp.conf)
 *
 * All texts become contents; what the installer carries in another form or what leaves the host becomes settings: remote log
 * destinations, options of the syslog daemons, time servers (the installer keeps lines that begin with `server ` and nothing
 * else of ntp.conf), and whether ntp.conf is there, without which it stops. A file that does not exist gives nothing.
 * Gaps: files that hold keys, files cut by the limit. Learnt from host-installer product.py (f7a21a1) and the manual pages.
 */
export function parseLogging(parts: Parts): Collected {
  const reading = readSection(parts['files']);
  const optionFiles = ['/etc/sysconfig/syslog', '/etc/sysconfig/rsyslog', '/etc/xensource/syslog.conf'];
  return {
    items: firstOfEach([
      ...remoteLogSettings(reading.files),
      ...reading.files.filter(({ path }) => optionFiles.includes(path)).flatMap(optionSettings),
      ...timeSettings(reading),
    ]),
    gaps: reading.gaps,
    contents: reading.files.map(contentOf),
  };
}

function timeSettings(reading: Reading): SettingItem[] {
  const path = '/etc/ntp.conf';
  const file = reading.file(path);
  if (!file) {
    const isMissing = reading.complete && !reading.gaps.some(({ origin }) => origin === path);
    return isMissing ? [settingOf('ntp', 'conf', 'missing', path, [])] : [];
  }
  const servers = file.lines.flatMap((line) => {
    const server = /^server\s+(\S+)(.*)$/.exec(line.text);
    if (!server) return [];
    const options = (server[2] ?? '').replace(/#.*$/, '').trim();
    return [settingOf('ntp', `server.${server[1] ?? ''}`, options, path, [evidenceOf(path, line)])];
  });
  return [settingOf('ntp', 'conf', 'present', path, []), ...servers];
}
