import semver from 'semver';
import { z } from 'zod';
import { BUILT_FORMS, readData, type Forms } from '../forms.ts';

/** The multipath tools of 6.0 to 6.2, of 6.5, and of 7.x. */
const TOOLS = ['el5', 'el6', 'el7'] as const;
export type ToolsId = (typeof TOOLS)[number];

/** A setting's section, by the name of the block it stands in. */
const sectionName = z.enum(['defaults', 'blacklist', 'blacklist_exceptions', 'device', 'multipath']);
export type SectionName = z.infer<typeof sectionName>;

const text = z.string().min(1);
const reading = z.enum(['read', 'old', 'ignored', 'gone', 'no', 'maybe']);
const settings = z.record(z.string(), z.string());
const tools = z.strictObject({
  releases: text,
  name: text,
  source: text,
  link: z.boolean(),
  readsFolder: z.boolean(),
  uncertain: text,
});
const keyword = z.strictObject({
  keyword: text,
  in: z.array(sectionName).min(1),
  el5: reading,
  el6: reading,
  el7: reading,
  becomes: text.optional(),
  sameAs: text.optional(),
  unset: z.union([z.string(), z.strictObject({ el5: text, el6: text, el7: text })]).optional(),
  note: text.optional(),
  source: text.optional(),
});
const entry = z.object({ vendor: text, product: text }).catchall(z.string());
const place = z.strictObject({ path: text, because: text });

const schema = z.strictObject({
  tools: z.strictObject({ el5: tools, el6: tools, el7: tools }),
  product: z.strictObject({ path: text, links: z.array(text), source: text }),
  place: place.extend({ source: text, steps: z.array(text).min(1), never: z.array(place) }),
  own: z.strictObject({ defaults: settings, blacklist: settings, devices: z.array(entry) }),
  keywords: z.array(keyword).min(1),
  builtInBlacklist: z.strictObject({ devnode: z.array(text) }),
  prioPrograms: z.record(z.string(), z.string().nullable()),
  values: z.record(z.string(), z.array(text)),
  renamedValues: z.record(z.string(), settings),
  oldValues: z.record(z.string(), settings),
  unfit: z.array(z.strictObject({ keyword: text, values: z.array(text), because: text, source: text })),
  arrays: z.array(entry).min(1),
});
const stockSchema = z.strictObject({ settings: z.array(z.string()) });

type Data = z.infer<typeof schema>;
export type KeywordRow = Data['keywords'][number];

/** data/stock/multipath.yaml, ready to be asked. `own`, `arrays` and `place` are those of the tools `el7`. */
export interface MultipathKnowledge extends Omit<Data, 'keywords' | 'tools'> {
  readonly tools: Readonly<Record<ToolsId, Data['tools'][ToolsId]>>;
  /** The tools of a release, a version such as `6.5.0`; null = not known. */
  toolsOf(release: string): ToolsId | null;
  /** What is known of a keyword in a section; null = no tools know it. */
  row(section: SectionName, name: string): KeywordRow | null;
  /** What holds where nothing sets the keyword; null = not known. */
  unset(name: string, tools: ToolsId): string | null;
  /** Keywords with something that holds when nothing sets them. */
  readonly withDefault: readonly string[];
  /** Lines of the file that these tools come with, as `multipathSettingsOf` of src/rules/provenance writes them. */
  readonly stock: Readonly<Partial<Record<ToolsId, readonly string[]>>>;
}

/** Reads data/stock/multipath.yaml; it is the project's own, so an error in it is a bug of ours and thrown as it is. */
export function loadMultipathKnowledge(dataDirectory: URL, forms: Forms = BUILT_FORMS): MultipathKnowledge {
  const read = <T>(name: string, shape: z.ZodType<T>): T =>
    readData(new URL(`stock/${name}`, dataDirectory), shape, forms);
  const { keywords, ...data } = read('multipath.yaml', schema);
  const rows = new Map(
    keywords.flatMap((row) => row.in.map((section) => [`${section} ${row.keyword}`, row])),
  );
  const defaults = new Map(
    keywords.flatMap(({ keyword: name, unset }) => (unset === undefined ? [] : [[name, unset]])),
  );
  return {
    ...data,
    toolsOf: (release) =>
      TOOLS.find((id) => semver.satisfies(release, data.tools[id].releases, { includePrerelease: true })) ??
      null,
    row: (section, name) => rows.get(`${section} ${name}`) ?? null,
    unset(name, id) {
      const value = defaults.get(name);
      return typeof value === 'object' ? value[id] : (value ?? null);
    },
    withDefault: [...defaults.keys()],
    stock: { el6: read('multipath-6.5.yaml', stockSchema).settings },
  };
}
