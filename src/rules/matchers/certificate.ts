import { defineItemMatcher } from './define.ts';
import { names, range, words } from './conditions.ts';

/** X.509 certificates. */
export const certificateMatcher = defineItemMatcher({
  kind: 'certificate',
  title: 'a certificate',
  usually: 'any',
  fields: (is) => ({
    path: is(names, (item) => item.path),
    subject: is(words, (item) => item.subject),
    issuer: is(words, (item) => item.issuer),
    keyBits: is(range, (item) => item.keyBits),
    signatureAlgorithm: is(words, (item) => item.signatureAlgorithm ?? null),
  }),
});
