import { defineItemMatcher } from './define.ts';
import { flag, names, oneOf, words } from './conditions.ts';
import { gapsOfCron } from './cron-gaps.ts';

/** Jobs of cron, anacron and at. What a command calls is better asked with `script`. */
export const cronMatcher = defineItemMatcher({
  kind: 'cron',
  title: 'a job of cron, anacron or at',
  usually: 'custom',
  fields: (is) => ({
    file: is(names, (item) => item.file),
    source: is(oneOf(['crontab', 'cron.d', 'user', 'periodic', 'anacron', 'at']), (item) => item.source),
    schedule: is(words, (item) => item.schedule),
    user: is(names, (item) => item.user),
    command: is(words, (item) => item.command),
    ignored: is(flag, (item) => item.ignored !== undefined, 'whether cron passes it over'),
  }),
  gaps({ file, command }) {
    const isFile = file === undefined ? () => true : names.compile(file);
    const isCommand = command === undefined ? () => true : words.compile(command);
    return (facts) => gapsOfCron(facts, (path, line) => isFile(path) && isCommand(line));
  },
});
