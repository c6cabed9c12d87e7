import type { LiveRun, SourceEnd } from '../source.ts';
import type { Connection } from './connect.ts';
import { lostFailure, timeoutFailure } from './failures.ts';
import type { SshLimits } from './options.ts';
import type { RemoteCommand } from './remote-command.ts';
import { deadShell, soundsLikeRefusal } from './shell.ts';

/** Accounts without a shell say a sentence and end; a program that merely sounds so goes on. */
const REFUSAL_ENDS_SECONDS = 2;

/**
 * One program that runs on a host: its output, read no faster than it is asked for, and how it ended.
 * Standard input stays open until then, since the program ends itself when it is closed.
 */
export class ProgramRun implements LiveRun {
  readonly stdout: AsyncIterable<Buffer>;
  readonly done: Promise<SourceEnd>;
  readonly connection: Readonly<Record<string, string>>;
  readonly #command: RemoteCommand;
  readonly #through: Connection;
  readonly #limits: SshLimits;
  /** Read ahead by `started`. */
  readonly #ahead: Buffer[] = [];
  #lost: string | null = null;
  #settled = false;
  #finish: (end: SourceEnd) => void = () => undefined;

  constructor(command: RemoteCommand, through: Connection, limits: SshLimits) {
    this.#command = command;
    this.#through = through;
    this.#limits = limits;
    this.connection = through.facts;
    this.stdout = this.#read();
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /**
   * Waits for the first byte.
   * @throws AuditError when there is none: `ssh-exec-refused`, `ssh-lost`, `ssh-timeout`
   */
  async started(): Promise<void> {
    const { endpoint } = this.#through.target;
    const first = await this.#next();
    if (first === null) {
      const { exit, stderr } = this.#command;
      if (exit !== null && exit.status === 0) return;
      if (exit !== null) throw deadShell(endpoint, exit.status, stderr.text);
      if (this.#lost === null) throw lostFailure(endpoint, this.#through.target.lostBecause());
      throw timeoutFailure(endpoint, 'waiting for the program', this.#limits.idleTimeoutSeconds);
    }
    this.#ahead.push(first);
    if (!soundsLikeRefusal(first)) return;
    const more = await this.#poll(() => REFUSAL_ENDS_SECONDS);
    if (more === 'ended')
      throw deadShell(endpoint, this.#command.exit?.status ?? null, first.toString('utf8'));
    if (more !== 'silence') this.#ahead.push(more);
  }

  async *#read(): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunk = this.#ahead.shift() ?? (await this.#next());
        if (chunk === null) return;
        yield chunk;
      }
    } finally {
      // Also when the reader breaks off.
      this.close();
    }
  }

  /** The next bytes; null at the end, when it is known how the program ended. */
  async #next(): Promise<Buffer | null> {
    for (;;) {
      const got = await this.#poll(() => this.#patienceSeconds());
      if (got === 'silence')
        this.#giveUp(`nothing came from the host for ${this.#limits.idleTimeoutSeconds} seconds`);
      else if (got === 'ended') {
        await this.#untilClosed();
        return null;
      } else return got;
    }
  }

  /** A program that has ended may leave a child that holds its output open: that is waited for less long. */
  #patienceSeconds(): number {
    const { idleTimeoutSeconds, lingerTimeoutSeconds } = this.#limits;
    return this.#command.exit === null
      ? idleTimeoutSeconds
      : Math.min(lingerTimeoutSeconds, idleTimeoutSeconds);
  }

  /** The silence is timed only while we wait, never while the reader is busy. */
  async #poll(seconds: () => number): Promise<Buffer | 'ended' | 'silence'> {
    for (;;) {
      if (this.#settled) return 'ended';
      const chunk = this.#command.channel.read() as Buffer | null;
      if (chunk !== null) return chunk;
      if (this.#command.ended) return 'ended';
      if (!(await this.#command.change(seconds()))) return 'silence';
    }
  }

  /** The exit status comes after the end of the output. */
  async #untilClosed(): Promise<void> {
    while (!this.#settled && !this.#command.closed)
      if (!(await this.#command.change(this.#limits.lingerTimeoutSeconds)))
        this.#giveUp('the program closed its output, but did not end');
    this.#settle();
  }

  #giveUp(why: string): void {
    this.#lost ??= why;
    this.#settle();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    const { exit, stderr } = this.#command;
    this.#finish({ status: exit?.status ?? null, lost: this.#lostSentence(), stderr: stderr.text });
    this.#command.channel.close();
  }

  /** A program that has told how it ended is not lost, whatever came after. */
  #lostSentence(): string | null {
    const { exit } = this.#command;
    if (exit === null) return this.#lost ?? this.#through.target.lostBecause();
    return exit.status === null ? `the program was ended by the signal ${exit.signal ?? 'unknown'}` : null;
  }

  async send(data: Uint8Array): Promise<void> {
    const { channel } = this.#command;
    if (this.#settled || !channel.writable || channel.write(data)) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        channel.removeListener('drain', go).removeListener('close', go);
        resolve();
      };
      channel.on('drain', go).on('close', go);
    });
  }

  close(): void {
    this.#giveUp('the connection was closed on this side');
  }
}
