const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const MAX_VALUE = 160;
/** `{{sentence}}` is our own, with a host's words in it. */
const MAX_SENTENCE = 800;
/** Words that a shell takes as they are. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/**
 * Puts the values of a finding into a sentence of a rule. Values are a host's words: control characters are made
 * visible, long ones are cut, and between back quotes (a command to type) they are quoted for the shell.
 */
export function fillPlaceholders(sentence: string, values: Readonly<Record<string, string>>): string {
  if (!sentence.includes('{{')) return sentence;
  return sentence.replace(PLACEHOLDER, (_, name: string, at: number) => {
    const value = Object.hasOwn(values, name) ? (values[name] ?? '') : '';
    const shown = showValue(value, name === 'sentence' ? MAX_SENTENCE : MAX_VALUE);
    return isInCode(sentence, at) && value !== '' && !PLAIN_WORD.test(value)
      ? `'${showValue(value.replaceAll("'", `'\\''`)).replaceAll('`', "'")}'`
      : shown;
  });
}

/** The names that a sentence asks for. */
export function placeholdersIn(sentence: string): string[] {
  return [...sentence.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

/** The sentence of a rule as a rule, before anything is found: `{{path}}` becomes `…`. */
export function withoutPlaceholders(sentence: string): string {
  return sentence.replace(PLACEHOLDER, '…');
}

function isInCode(sentence: string, at: number): boolean {
  return sentence.slice(0, at).split('`').length % 2 === 0;
}

/** A host's words in a sentence: control characters made visible, cut at 160 characters unless said otherwise. */
export function showValue(value: string, longest = MAX_VALUE): string {
  const cut = value.length > longest ? value.slice(0, longest - 1) + '…' : value;
  return cut.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
