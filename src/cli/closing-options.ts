import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseTime } from './options.ts';

/** What commands that write a document of their own have in common. */
export interface DocumentOptions {
  readonly out?: string;
  readonly format: readonly string[];
  readonly json: boolean;
  readonly at?: string;
}

/** Adds where to, in which formats, and with which time. */
export function addDocumentOptions(
  command: Command,
  document: string,
  formats: readonly string[],
  folder: string,
): Command {
  return command
    .option('-o, --out <dir>', `folder for the files (${folder})`)
    .addOption(
      new Option('--format <list>', `comma-separated: ${formats.join(', ')}`)
        .argParser((text: string) => parseList(text, formats))
        .default(formats, 'all'),
    )
    .option('--json', `print ${document}.json to standard output`, false)
    .addOption(
      new Option('--at <time>', 'time to put into the document, to make the same one again').argParser(
        parseTime,
      ),
    );
}

/** @throws InvalidArgumentError naming what there is */
function parseList(text: string, known: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new InvalidArgumentError(
      `There is no format ${unknown.join(', ')}; there are ${known.join(', ')}.`,
    );
  return names;
}
