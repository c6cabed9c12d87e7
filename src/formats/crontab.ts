import type { Format } from './format.ts';
import { lineFormat, type Line } from './line-format.ts';

const VARIABLE = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;
const SCHEDULE = /^\s*(@[a-z]+|(?:[^\s#=]+\s+){4}[^\s#=]+)\s+(.*)$/;

function readLine(body: string, withUser: boolean): Line {
  const [, schedule, rest = ''] = SCHEDULE.exec(body) ?? [];
  if (schedule === undefined) {
    const [, name, value = ''] = VARIABLE.exec(body) ?? [];
    if (name === undefined)
      return { is: 'error', message: 'expected a schedule and a command, or NAME=value' };
    return {
      is: 'setting',
      key: name,
      value: value.replace(/^(["'])(.*)\1$/, '$2'),
      raw: value,
      section: ['environment'],
    };
  }
  const key = schedule.trim();
  if (!withUser) return { is: 'setting', key, value: rest, section: ['job'] };
  const [, user, command] = /^(\S+)\s+(.*)$/.exec(rest) ?? [];
  if (user === undefined || command === undefined)
    return { is: 'error', message: 'expected a user and a command' };
  return { is: 'setting', key, value: command, section: ['job', user] };
}

function crontabFormat(name: string, files: readonly string[], withUser: boolean): Format {
  return lineFormat({
    name,
    files,
    continued: false,
    comment: /^\s*#/,
    read: (body) => readLine(body, withUser),
  });
}

/**
 * /etc/crontab and /etc/cron.d: schedule, user, command. Section: `job/<user>`; key: the schedule (`* * * * *`, `@daily`);
 * value: the command. Variables are in the section `environment`. After crontab(5).
 */
export const crontab = crontabFormat('crontab', ['/etc/crontab', '/etc/cron.d/*'], true);

/** Crontabs of users: the same without the user; section `job`. */
export const userCrontab = crontabFormat('user-crontab', ['/var/spool/cron/*'], false);
