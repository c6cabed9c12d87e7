import type { NegotiatedAlgorithms } from 'ssh2';
import { type AgreedAlgorithms, readAgreed } from './algorithms.ts';
import { printable } from './server-text.ts';

/**
 * What was heard of a server while connecting. ssh2 tells the server's version, its lists of algorithms and
 * the methods that it leaves after each failed login only in its debug lines, so those are read here.
 */
export class Listening {
  /** Software version of the server; null until it has introduced itself. */
  server: string | null = null;
  agreed: AgreedAlgorithms | null = null;
  /** Methods that the server named last. */
  methods: readonly string[] = [];
  readonly #lists = new Map<string, string>();
  #over = false;

  /** One debug line of ssh2. */
  hear(line: string): void {
    if (this.#over) return;
    const version = /^Remote ident: ['"`]SSH-[\d.]+-(.*)['"`]$/.exec(line);
    if (version) this.server = printable(version[1] ?? '', 100);
    const list = /^Handshake: \(remote\) (.+?): (.*)$/.exec(line);
    if (list) this.#lists.set(list[1] ?? '', list[2] ?? '');
    const methods = /^Inbound: Received USERAUTH_FAILURE \((.*)\)$/.exec(line);
    if (methods) this.methods = (methods[1] ?? '').split(',').filter((word) => word !== '');
  }

  /** The handshake is done. */
  agree(negotiated: NegotiatedAlgorithms): void {
    this.agreed = readAgreed(negotiated);
  }

  /** After the login nothing more is listened for. */
  stop(): void {
    this.#over = true;
  }

  /** Reads ssh2's word that an algorithm is missing: what kind, and what the server has; null = another error. */
  missingAlgorithm(message: string): { readonly what: string; readonly offered: string | null } | null {
    const kind = /no matching (.+)$/.exec(message)?.[1];
    if (kind === undefined) return null;
    const heading =
      { 'key exchange algorithm': 'KEX method', 'host key format': 'Host key format' }[kind] ?? kind;
    return { what: kind.replace(/^[CS]->[CS] /, ''), offered: this.#lists.get(heading) ?? null };
  }
}
