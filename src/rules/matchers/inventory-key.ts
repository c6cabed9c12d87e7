import { z } from 'zod';
import { answer } from '../evaluation.ts';
import { names, words } from './conditions.ts';
import { defineMatcher } from './define.ts';

const INVENTORY = '/etc/xensource-inventory';

/** Keys of the file that the installer knows the old host by. */
export const inventoryKeyMatcher = defineMatcher({
  kind: 'inventory-key',
  title: `a key of ${INVENTORY}`,
  schema: z.strictObject({
    name: names.schema,
    value: words.schema.optional(),
    absent: z.literal(true).optional(),
  }),
  fields: {
    name: 'glob or list of globs; needed (with `absent`: plain names)',
    value: words.says,
    absent: '`true`: a key of this name is not there',
  },
  compile(spec) {
    const isNamed = names.compile(spec.name);
    const hasValue = spec.value === undefined ? () => true : words.compile(spec.value);
    const wanted = typeof spec.name === 'string' ? [spec.name] : z.array(z.string()).parse(spec.name);
    return (facts) => {
      const keys = facts.inventory.host.inventoryKeys;
      const gaps = facts.gapsOfKinds(['hotfix']);
      if (spec.absent === true) {
        if (keys.length === 0) return answer([], gaps);
        return answer(
          wanted
            .filter((name) => !keys.some(([key]) => key === name))
            .map((name) => matchOfKey(name, '', `${name} is not there`)),
          [],
        );
      }
      const found = keys.filter(([key, value]) => isNamed(key) && hasValue(value));
      return answer(
        found.map(([key, value]) => matchOfKey(key, value, `${key}='${value}'`)),
        keys.length === 0 ? gaps : [],
      );
    };
  },
});

function matchOfKey(name: string, value: string, excerpt: string) {
  return {
    subject: `file:${INVENTORY}`,
    key: name,
    evidence: [{ origin: INVENTORY, excerpt }],
    values: { subject: INVENTORY, path: INVENTORY, name, value },
  };
}
