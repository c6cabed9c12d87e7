/**
 * An error for the person at the terminal: what failed, on which host, and what to do.
 * `code` is stable and tested; `message` and `hint` are sentences.
 */
export class AuditError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(code: string, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AuditError';
    this.code = code;
    this.hint = hint;
  }
}
