/** How a bundle reaches us: a live host over SSH, or a file recorded before. Nobody else knows which. */
export interface Source {
  /**
   * Starts the program on the host and gives back its standard output as it comes.
   * The stream ends when the program ends or the connection is lost; `done` says which.
   * @throws AuditError when the host cannot be reached or refuses us.
   */
  open(program: string): Promise<OpenSource>;
}

export interface OpenSource {
  readonly stdout: AsyncIterable<Buffer>;
  /** Resolves after the stream has ended; never rejects. */
  readonly done: Promise<SourceEnd>;
  /** Facts for the report: algorithms, fingerprint, user. Empty for a file. */
  readonly connection: Readonly<Record<string, string>>;
  /** Ends the program and the connection. */
  close(): void;
}

export interface SourceEnd {
  /** Exit status; null when the connection was lost or the program was ended by a signal. */
  readonly status: number | null;
  /** What went wrong, in a sentence; null = it ended by itself. */
  readonly lost: string | null;
  /** Standard error of the program, at most 64 KiB. */
  readonly stderr: string;
}

/** A program on a live host, which can be sent data on its standard input. */
export interface LiveRun extends OpenSource {
  /**
   * Resolves when the data is on its way; more should wait for that. Nothing may be sent before the program has said that
   * it is ready, since a shell reads its program ahead. Data that the host no longer takes is dropped: the end of
   * the output tells why.
   */
  send(data: Uint8Array): Promise<void>;
}

/** One login, for several programs one after the other. */
export interface HostConnection extends Source {
  open(program: string): Promise<LiveRun>;
  /** Ends what runs, and the connection. */
  close(): void;
}

/** A live host. `open` connects for one program; `connect` stays connected. */
export interface HostSource extends Source {
  /**
   * @param signal ends the connection, also while it is being made
   * @throws AuditError when the host cannot be reached or refuses us.
   */
  connect(signal?: AbortSignal): Promise<HostConnection>;
}
