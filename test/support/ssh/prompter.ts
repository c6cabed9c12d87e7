import type { Prompter, SecretRequest } from '../../../src/source/ssh/index.ts';

/** Somebody at a terminal who gives these answers in turn, then cancels. */
export class ScriptedPrompter implements Prompter {
  readonly asked: SecretRequest[] = [];
  readonly #answers: (string | null)[];

  constructor(...answers: readonly (string | null)[]) {
    this.#answers = [...answers];
  }

  ask(request: SecretRequest): Promise<string | null> {
    this.asked.push(request);
    return Promise.resolve(this.#answers.shift() ?? null);
  }
}
