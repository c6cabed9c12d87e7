import { mergeMatches } from '../evaluation.ts';
import { goneAt, nameOf, placesOf, type Relation } from './relation.ts';

/** A service whose script or program goes. */
export const serviceProgramGone: Relation = {
  name: 'service-program-gone',
  title: 'a service whose script, or a program that its script calls, does not come back ({{gone}})',
  kinds: ['service', 'file', 'package'],
  find: (facts) =>
    mergeMatches(
      facts.items('service', 'custom').flatMap(({ item }) => {
        const text = facts.text(item.path);
        const called =
          text === null
            ? []
            : facts.script(text).commands.flatMap(({ name, path }) => placesOf(facts, name, path));
        return [item.path, ...called].flatMap((path) => {
          const gone = goneAt(facts, path);
          if (gone === null) return [];
          return [
            {
              subject: item.id,
              key: nameOf(gone.item.id),
              evidence: item.evidence,
              values: {
                subject: item.name,
                name: item.name,
                path: item.path,
                gone: nameOf(gone.item.id),
                used: path,
              },
            },
          ];
        });
      }),
    ),
};
