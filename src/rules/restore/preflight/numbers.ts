/** Order of dotted numbers, `1.0.99` before `1.6.10`; a missing part counts as less than any. */
export function compareNumbers(a: string, b: string): number {
  const [mine, theirs] = [a, b].map((text) => text.split(/[.-]/).map(Number));
  for (let i = 0; i < Math.max(mine?.length ?? 0, theirs?.length ?? 0); i++) {
    const order = (mine?.[i] ?? -1) - (theirs?.[i] ?? -1);
    if (order !== 0 && !Number.isNaN(order)) return order;
  }
  return 0;
}

export const MIB = 1024 * 1024;

/** `4096 MB`, as the installer counts. */
export function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / MIB))} MB`;
}
