const LONGEST = 120;

/** A name from an archive for a sentence: one line, printable, not too long. */
export function printableName(name: string): string {
  const line = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '?');
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * The name under which xen-bugtool puts the output of a command (`construct_filename` at 0f44189): blanks become dashes, double
 * dashes single ones, slashes percent signs, and a name without a dot gets `.out`.
 * @param label the command with its arguments, or the label that stands for it
 */
export function outputName(label: string): string {
  const name = label.replaceAll(' ', '-').replaceAll('--', '-').replaceAll('/', '%');
  return name.includes('.') ? name : `${name}.out`;
}
