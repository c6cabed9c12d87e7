import { InvalidArgumentError, Option, type Command } from 'commander';
import type { HostListOptions } from './host-lists.ts';

/** What is about more than one host, as commander gives it. */
export interface FleetRunOptions extends HostListOptions {
  /** Any host of a pool, the master best; its members are audited as well. */
  readonly pool: readonly string[];
  readonly concurrency: number;
  /** Seconds. */
  readonly hostTimeout: number;
  readonly retries: number;
  /** Folder of the run to go on with. */
  readonly resume: string;
}

/** Adds what is about more than one host. */
export function addFleetOptions(command: Command): Command {
  return command
    .option(
      '--pool <host...>',
      'a host of a pool, the master best: all members are audited, and the pool is rolled up',
    )
    .option('--hosts <file...>', 'hosts, one on each line; - is standard input')
    .option('--ansible-inventory <file...>', 'hosts of an Ansible inventory, INI or YAML')
    .option('--limit <pattern>', 'groups or hosts of the Ansible inventory, as `ansible --limit`')
    .addOption(
      new Option('--concurrency <number>', 'hosts at a time').argParser(parseFrom(1, 256)).default(8),
    )
    .addOption(
      new Option('--host-timeout <seconds>', 'for one attempt at a host')
        .argParser(parseFrom(1, 86_400))
        .default(3600),
    )
    .addOption(
      new Option('--retries <number>', 'attempts more for a host that could not be reached or was cut off')
        .argParser(parseFrom(0, 10))
        .default(2),
    )
    .option('--resume <dir>', 'go on with the run in this folder: only what is missing or failed');
}

function parseFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    if (number < least || number > most)
      throw new InvalidArgumentError(`A whole number from ${least} to ${most} is needed.`);
    return number;
  };
}
