#!/usr/bin/env node
import { CommanderError } from 'commander';
import { AuditError } from '../model/errors.ts';
import { EXIT } from './exit.ts';
import { makeProgram } from './program.ts';
import { showError } from './words.ts';

/** The one catch: a sentence for what a person can mend, a stack for a bug of ours. */
async function main(): Promise<void> {
  const program = makeProgram((code) => {
    process.exitCode = code;
  });
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ])
    command.exitOverride();
  try {
    await program.parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.notWhole;
    else if (error instanceof AuditError) {
      showError(process.stderr, error);
      process.exitCode = error.code === 'rules-invalid' ? EXIT.findings : EXIT.notWhole;
    } else {
      process.stderr.write(
        `\nThis is a bug of dom0-audit:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      process.stderr.write(
        'Please report it with the command that you ran and these lines; they hold nothing that was read from a host.\n',
      );
      process.exitCode = EXIT.bug;
    }
  }
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await main();
