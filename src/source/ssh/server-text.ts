/**
 * Words that came from a server, fit for a terminal and a report: control, format and line-separating
 * characters and runs of blanks become one blank, and what is longer than `maxLength` characters is cut.
 */
export function printable(text: string, maxLength = 300): string {
  const plain = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return plain.length > maxLength ? `${plain.slice(0, maxLength)}…` : plain;
}
