import type { ClientChannel } from 'ssh2';
import { StderrText } from './stderr-text.ts';

/** How a command ended, as the host told. */
interface Exit {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
}

/**
 * A command that was started on a host. It is listened to from the first moment on: the end of a short
 * command can come in one packet with the word that it was started.
 */
export class RemoteCommand {
  readonly channel: ClientChannel;
  readonly stderr: StderrText;
  #exit: Exit | null = null;
  #ended = false;
  #closed = false;
  #changed: () => void = () => undefined;

  constructor(channel: ClientChannel) {
    this.channel = channel;
    const changed = (): void => {
      this.#changed();
    };
    this.stderr = new StderrText(channel.stderr, changed);
    channel
      .on('exit', (status: number | null, signal?: string) => {
        this.#exit = { status, signal: signal ?? null };
        changed();
      })
      .on('readable', changed)
      .on('end', () => {
        this.#ended = true;
        changed();
      })
      .on('close', () => {
        this.#closed = true;
        changed();
      });
  }

  /** Null until the host has told, and for good when the connection is lost before. */
  get exit(): Exit | null {
    return this.#exit;
  }

  /** All of the standard output has been read. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Nothing more will come; only after `ended`. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Waits until anything happens (bytes, words on standard error, exit, end); false when nothing did in that time. */
  change(seconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(false);
      }, seconds * 1000);
      this.#changed = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}
