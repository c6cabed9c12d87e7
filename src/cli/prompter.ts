import { createInterface } from 'node:readline';
import type { Prompter, SecretRequest } from '../source/ssh/options.ts';

/** Asks on the terminal, one question at a time; an answer that worked once is offered to the other hosts first. */
export function terminalPrompter(): Prompter {
  const remembered = new Map<string, string>();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    ask(request) {
      const next = queue.then(async () => {
        const memory = memoryKey(request);
        const known = remembered.get(memory);
        if (known !== undefined && request.attempt === 1) return known;
        const answer = await askOnTerminal(question(request), request.echo);
        if (answer !== null && request.kind !== 'challenge') remembered.set(memory, answer);
        return answer;
      });
      queue = next.catch(() => null);
      return next;
    },
  };
}

/** One password may serve every host, but that of a jump host is offered to jump hosts only, and the other way round. */
function memoryKey(request: SecretRequest): string {
  if (request.kind === 'passphrase') return `passphrase ${request.subject}`;
  return `${request.kind} ${request.jumpHost ? 'jump host' : 'host'}`;
}

function question(request: SecretRequest): string {
  switch (request.kind) {
    case 'password':
      return `Password for ${request.subject}: `;
    case 'sudo-password':
      return `sudo password for ${request.subject}: `;
    case 'passphrase':
      return `Passphrase for the key ${request.subject}: `;
    case 'challenge':
      return `${request.subject}: ${request.prompt} `;
  }
}

/** Null when standard input is no terminal or ends. What is typed is shown only where `echo` says so. */
function askOnTerminal(text: string, echo: boolean): Promise<string | null> {
  if (!process.stdin.isTTY) return Promise.resolve(null);
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: true });
    let answer: string | null = null;
    process.stderr.write(text);
    if (!echo) {
      // readline echoes through this method; the question itself has been written already.
      Object.assign(lines, { _writeToOutput: () => undefined });
    }
    lines.question('', (line) => {
      answer = line;
      lines.close();
    });
    lines.on('close', () => {
      if (!echo) process.stderr.write('\n');
      resolve(answer);
    });
    lines.on('SIGINT', () => {
      lines.close();
      process.kill(process.pid, 'SIGINT');
    });
  });
}
