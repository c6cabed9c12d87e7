import { appendFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AuditError } from '../model/errors.ts';
import type { FleetHost } from '../model/fleet.ts';

/** In the folder of the run: a line for each host as it ends, so that nothing done is lost when the run is. */
const NAME = 'fleet.jsonl';

const line = z.discriminatedUnion('status', [
  z.looseObject({ status: z.literal('failed'), name: z.string(), code: z.string(), message: z.string() }),
  z.looseObject({
    status: z.literal('done'),
    name: z.string(),
    folder: z.string(),
    findings: z.array(z.looseObject({ id: z.string() })),
    items: z.array(z.looseObject({ id: z.string() })),
  }),
]);

/** Appends one host. @throws AuditError `output-unwritable` */
export async function writeJournal(folder: string, host: FleetHost): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await appendFile(join(folder, NAME), `${JSON.stringify(host)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new AuditError(
      'output-unwritable',
      `The progress of the run could not be written to ${join(folder, NAME)}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      'Make room or choose another folder with --out; what is done so far is kept, and --resume goes on from there.',
      { cause },
    );
  }
}

/**
 * What a run has done so far: of each host the last line, one host at a time. A line that was cut off when the run ended is
 * passed over; its host counts as not done.
 * @throws AuditError `resume-unreadable` when the folder is not that of a run
 */
export async function* readJournal(folder: string): AsyncGenerator<FleetHost> {
  const last = new Map<string, number>();
  for await (const { host, number } of readLines(folder)) last.set(host.name, number);
  for await (const { host, number } of readLines(folder)) if (last.get(host.name) === number) yield host;
}

async function* readLines(
  folder: string,
): AsyncGenerator<{ readonly host: FleetHost; readonly number: number }> {
  try {
    const file = await open(join(folder, NAME));
    let number = 0;
    for await (const text of file.readLines()) {
      const host = readLine(text);
      if (host !== null) yield { host, number };
      number++;
    }
  } catch (cause) {
    throw new AuditError(
      'resume-unreadable',
      `${folder} is not the folder of a run with several hosts: its ${NAME} could not be read.`,
      'Name the folder that the run wrote to (--out), or leave --resume away to begin anew.',
      { cause },
    );
  }
}

function readLine(text: string): FleetHost | null {
  try {
    const value: unknown = JSON.parse(text);
    return line.safeParse(value).success ? (value as FleetHost) : null; // the outline holds; this program wrote it
  } catch {
    return null;
  }
}
