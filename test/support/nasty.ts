import fc from 'fast-check';

/** What breaks out of HTML, Markdown, CSV, a template or a terminal. */
const PIECES = [
  ...Array.from(
    '<>"\'`&|\\/*_[](){}#!=+-@~$%^:;, \t\n\r\u0000\u001b\u007f\u009b\u00ad\u200b\u202e\u2028\ufeff',
  ),
  '\ud800',
  '</script><script>alert(1)</script>',
  '</style>',
  '<img src=x onerror=alert(1)>',
  '"><b>',
  "' onmouseover='x",
  '{{name}}',
  '{{{name}}}',
  '@@script@@',
  '<!--',
  ']]>',
  '&lt;',
  '&#124;',
  '\r\n| a | b |\n',
  '\\|',
  '``',
  '\n# heading\n',
  '\n- [ ] ',
  '=HYPERLINK("x")',
  '$&',
  'word',
];

/** Names as a host may have them: never empty, seldom nice. */
export function nastyText(): fc.Arbitrary<string> {
  return fc
    .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 4 })), {
      minLength: 1,
      maxLength: 12,
    })
    .map((pieces) => pieces.join(''))
    .filter((text) => text !== '');
}
