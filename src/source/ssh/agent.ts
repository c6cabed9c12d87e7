import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type PublicKeyEntry,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';

/** An agent that does not answer must not hold up the run. */
const AGENT_ANSWER_MS = 10_000;

/** Undefined = the hash that the key type brings with it. */
export type SignHash = SigningRequestOptions['hash'] | undefined;

/** Signs as one key. */
export type Sign = (data: Buffer, hash: SignHash) => Promise<Buffer>;

/**
 * An agent of exactly one key. ssh2 tries all keys of an agent in one go; servers allow six attempts,
 * so each key is offered by itself, whether it lies in a file or with the user's agent.
 */
export class SingleKeyAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #key: ParsedKey;
  readonly #sign: Sign;

  constructor(key: ParsedKey, sign: Sign) {
    super();
    this.#key = key;
    this.#sign = sign;
  }

  override getIdentities(answer: IdentityCallback<ParsedKey>): void {
    answer(undefined, [this.#key]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    optionsOrAnswer: SigningRequestOptions | SignCallback,
    maybeAnswer?: SignCallback,
  ): void {
    const options = typeof optionsOrAnswer === 'function' ? {} : optionsOrAnswer;
    const answer = typeof optionsOrAnswer === 'function' ? optionsOrAnswer : maybeAnswer;
    this.#sign(data, options.hash).then(
      (signature) => answer?.(undefined, signature),
      (error: unknown) =>
        answer?.(error instanceof Error ? error : new Error(`cannot sign with ${key.type}`)),
    );
  }
}

/** A key that the user's agent holds. */
export interface AgentKey {
  readonly key: ParsedKey;
  readonly sign: Sign;
}

/**
 * The keys of the agent behind a socket, in its order.
 * @throws Error when it cannot be reached or does not answer
 */
export async function listAgentKeys(socket: string): Promise<AgentKey[]> {
  const agent = ssh2.createAgent(socket);
  const keys = await identitiesOf(agent);
  return keys.map((key) => ({ key, sign: (data, hash) => signWith(agent, key, data, hash) }));
}

function identitiesOf(agent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('the agent does not answer'));
    }, AGENT_ANSWER_MS);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve((keys ?? []).filter(isParsed));
    });
  });
}

/** ssh2 parses what the agent lists; its types allow for other agents too. */
function isParsed(entry: string | Buffer | ParsedKey | PublicKeyEntry): entry is ParsedKey {
  return typeof entry === 'object' && 'getPublicSSH' in entry;
}

function signWith(agent: BaseAgent, key: ParsedKey, data: Buffer, hash: SignHash): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = hash === undefined ? {} : { hash };
    agent.sign(key, data, options, (error, signature) => {
      if (signature) resolve(signature);
      else reject(error ?? new Error('the agent did not sign'));
    });
  });
}
