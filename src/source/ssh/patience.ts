/** A timer for one answer at a time: started when we ask, stopped while a person is being asked. */
export class Patience {
  readonly #expired: (seconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  /** @param expired called with the seconds waited when an answer does not come in time */
  constructor(expired: (seconds: number) => void) {
    this.#expired = expired;
  }

  /** Waits from now on; what was waited for before no longer counts. */
  start(seconds: number): void {
    this.stop();
    if (this.#over) return;
    this.#timer = setTimeout(() => {
      this.#expired(seconds);
    }, seconds * 1000);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** For good: an answer that a person still gives afterwards starts nothing. */
  end(): void {
    this.#over = true;
    this.stop();
  }
}
