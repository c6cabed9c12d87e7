const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\u007f', '\u2421'],
]);

/**
 * Text of a host in which nothing is hidden: control characters, bidi overrides, zero-width characters and lone
 * surrogates become visible signs (`␛`, `\n`, `\u202e`), so that a name cannot look like another one.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const known = ESCAPES.get(character);
    if (known !== undefined) return known;
    // Unicode has a picture of each of the first 32 control characters.
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
