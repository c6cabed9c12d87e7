/** One section of a bundle, as far as it was received. */
export interface ProbeSection {
  readonly collector: string;
  readonly part: string;
  /** The random word that frames blocks inside the section; a host's text cannot know it. */
  readonly token: string;
  /** Exit status of the section's function; null when the section was cut off before its end. */
  readonly status: number | null;
  /** The watchdog ended it. */
  readonly timedOut: boolean;
  /** The byte limit ended it. */
  readonly truncated: boolean;
  /** Its end was received, and its data is undamaged; a section that was ended by force can be complete in this sense. */
  readonly complete: boolean;
  /** Seconds on the host's clock, to the hundredth; null when cut off. */
  readonly seconds: number | null;
  /** Uncompressed output. */
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Of a section that was put together from a status report: a sentence on what the report does not hold of it; absent = nothing is missing. */
  readonly notHeld?: string;
}

/**
 * One block of a section's output: the text of a file (`show`), the output of a command (`run`),
 * or a note that something could not be looked at (`gap`).
 */
export type Block =
  | {
      readonly type: 'file';
      /** Raw bytes of the path (escapes undone). */
      readonly name: Buffer;
      readonly body: Buffer;
      /** The file's size on the host; null when the block was cut off. */
      readonly sizeBytes: number | null;
      readonly truncated: boolean;
      readonly withheldLines: number;
    }
  | {
      readonly type: 'command';
      /** The label given to `run`. */
      readonly name: string;
      readonly body: Buffer;
      /** null when cut off. */
      readonly status: number | null;
    }
  | { readonly type: 'gap'; readonly reason: string; readonly origin: string; readonly detail: string };
