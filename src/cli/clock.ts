/** The present time as documents have it: ISO 8601 UTC, whole seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}
