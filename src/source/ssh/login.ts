import type { AnyAuthMethod, KeyboardInteractiveAuthMethod } from 'ssh2';
import { SingleKeyAgent } from './agent.ts';
import type { Endpoint } from './endpoint.ts';
import type { Identities, Identity } from './identities.ts';
import type { SecretRequest, SshOptions } from './options.ts';
import { printable } from './server-text.ts';

/** sshd ends the connection after so many failures (MaxAuthTries); the first request, `none`, is free. */
const MAX_ATTEMPTS = 6;
/** ssh asks as often. */
const MAX_QUESTIONS = 3;
/** A question that hides its answer asks for the password, unless it speaks of a second factor. */
const A_CODE = /\b(?:code|token|otp|pin|passcode|verification)\b/i;
const OLD_KEY_TYPES = ['ssh-rsa', 'ssh-dss'];

/** What a login needs of the session that it belongs to. */
interface LoginSession {
  /** Runs something that may take a person's time, during which the server is not waited for. */
  whileAsking<T>(work: () => Promise<T>): Promise<T>;
  /** Ends the login, since a question could not be answered; null = nobody failed, there is no answer. */
  giveUp(error: unknown): void;
}

type Question = Parameters<KeyboardInteractiveAuthMethod['prompt']>[3][number];

/** A question of the server that nobody answers. */
class NoAnswer extends Error {}

/**
 * Decides what to try next while logging in to one server: its keys one by one, then the password, by
 * keyboard-interactive where the server has it. The given password is sent once at most.
 */
export class Login {
  readonly tried: string[] = [];
  readonly #notes: string[];
  /** Methods that the server named last. */
  offered: readonly string[] = [];
  readonly #endpoint: Endpoint;
  readonly #options: SshOptions;
  readonly #session: LoginSession;
  #keys: Identity[];
  #asked = false;
  #attempts = 0;
  #questions = 0;
  #passwordSent = false;
  #cancelled = false;
  /** Of the keyboard-interactive round that is going on: whether the server asked anything. */
  #round: { questions: number } | null = null;
  #keyboardIsDead = false;

  constructor(endpoint: Endpoint, options: SshOptions, identities: Identities, session: LoginSession) {
    this.#endpoint = endpoint;
    this.#options = options;
    this.#session = session;
    this.#keys = [...identities.keys];
    this.#notes = [...identities.notes];
  }

  /** What a person should know when the login has failed, a sentence each. */
  get notes(): string[] {
    if (this.#keys.length === 0 || this.#attempts < MAX_ATTEMPTS - 1) return this.#notes;
    const left = `${this.#keys.length} more keys were not tried, since servers end a login after ${MAX_ATTEMPTS} attempts: name the right one with IdentityFile and IdentitiesOnly in ssh_config.`;
    return [...this.#notes, left];
  }

  /** Old servers know RSA and DSA keys only: those first, before the attempts are used up. */
  preferOldKeys(): void {
    const isOld = (key: Identity): boolean => OLD_KEY_TYPES.includes(key.type);
    this.#keys = [...this.#keys.filter(isOld), ...this.#keys.filter((key) => !isOld(key))];
  }

  /** The next thing to try; null when there is nothing left. */
  async next(): Promise<AnyAuthMethod | null> {
    const username = this.#endpoint.user;
    if (!this.#asked) {
      this.#asked = true;
      return { type: 'none', username };
    }
    if (this.#round?.questions === 0) this.#keyboardIsDead = true;
    this.#round = null;
    const key = this.offered.includes('publickey') ? await this.#nextKey() : null;
    if (key) return key;
    if (this.#cancelled || this.#attempts >= MAX_ATTEMPTS || !this.#mayAnswer()) return null;
    if (this.offered.includes('keyboard-interactive') && !this.#keyboardIsDead) return this.#byKeyboard();
    return this.offered.includes('password') ? this.#byPassword() : null;
  }

  async #nextKey(): Promise<AnyAuthMethod | null> {
    const most = this.#mayAnswer() ? MAX_ATTEMPTS - 1 : MAX_ATTEMPTS;
    for (;;) {
      const identity = this.#attempts < most ? this.#keys.shift() : undefined;
      if (!identity) break;
      const key = await identity.publicKey();
      if (!key) continue;
      this.#attempts++;
      this.tried.push(`publickey (${identity.label})`);
      const agent = new SingleKeyAgent(key, (data, hash) =>
        this.#session.whileAsking(() => identity.sign(data, hash)),
      );
      return { type: 'agent', username: this.#endpoint.user, agent };
    }
    return null;
  }

  /** Whether a password can be had at all. */
  #mayAnswer(): boolean {
    const { batch, prompter } = this.#options;
    return this.#givenPassword() !== null || (!batch && prompter !== null && this.#questions < MAX_QUESTIONS);
  }

  #givenPassword(): string | null {
    return this.#endpoint.isTarget && !this.#passwordSent ? this.#options.password : null;
  }

  async #byPassword(): Promise<AnyAuthMethod | null> {
    const password = await this.#password('');
    if (password === null) return null;
    this.#attempts++;
    this.tried.push('password');
    return { type: 'password', username: this.#endpoint.user, password };
  }

  #byKeyboard(): AnyAuthMethod {
    this.#attempts++;
    this.tried.push('keyboard-interactive');
    const round = { questions: 0 };
    this.#round = round;
    return {
      type: 'keyboard-interactive',
      username: this.#endpoint.user,
      prompt: (name, instructions, _language, questions, finish) => {
        round.questions += questions.length;
        void this.#session
          .whileAsking(() => this.#answer(`${name} ${instructions}`, questions))
          .then(finish, (error: unknown) => {
            this.#session.giveUp(error instanceof NoAnswer ? null : error);
          });
      },
    };
  }

  /**
   * As many answers as there are questions, since old servers end the connection otherwise.
   * @throws NoAnswer rather than to send an empty one, which would count as a failed login on the host
   */
  async #answer(heading: string, questions: readonly Question[]): Promise<string[]> {
    const answers: string[] = [];
    for (const { prompt, echo } of questions) {
      const text = printable(`${heading} ${prompt}`);
      const isPassword = echo !== true && !A_CODE.test(prompt);
      const answer = isPassword ? this.#password(text) : this.#ask('challenge', text, echo === true);
      answers.push((await answer) ?? this.#noAnswer(text));
    }
    return answers;
  }

  #noAnswer(question: string): never {
    this.#notes.push(`The host asked "${question}", and there was no answer.`);
    throw new NoAnswer();
  }

  /** The given password, or one that a person types. */
  async #password(prompt: string): Promise<string | null> {
    const given = this.#givenPassword();
    if (given === null) return this.#ask('password', prompt, false);
    this.#passwordSent = true;
    return given;
  }

  async #ask(kind: SecretRequest['kind'], prompt: string, echo: boolean): Promise<string | null> {
    const { batch, prompter } = this.#options;
    if (batch || prompter === null || this.#cancelled || this.#questions >= MAX_QUESTIONS * 2) return null;
    const { user, host, port, isTarget } = this.#endpoint;
    this.#questions++;
    const attempt = this.#questions + (this.#passwordSent ? 1 : 0);
    const subject = `${user}@${host}:${port}`;
    const answer = await prompter.ask({ kind, subject, jumpHost: !isTarget, prompt, echo, attempt });
    if (answer === null) this.#cancelled = true;
    return answer;
  }
}
