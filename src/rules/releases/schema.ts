import { z } from 'zod';
import type { BackOutStep } from '../../model/judged.ts';

/** `file:line@commit` of a repository, or a sentence that says where a fact was read. */
const source = z.string().min(1);

const ruleBase = { because: z.string(), source, since: z.string().optional(), note: z.string().optional() };

/** One entry of a restore list. Paths are relative to the root, as the installers write them. */
const restoreRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    id: z.string(),
    kind: z.literal('path'),
    path: z.string(),
    /** Only when this path of the old root is of this type. */
    onlyIf: z.strictObject({ path: z.string(), is: z.enum(['link', 'file']) }).optional(),
    /** Nobody on the target reads it: a sentence. */
    inert: z.string().optional(),
    ...ruleBase,
  }),
  z.strictObject({
    id: z.string(),
    kind: z.literal('rename'),
    path: z.string(),
    to: z.string(),
    inert: z.string().optional(),
    ...ruleBase,
  }),
  z.strictObject({
    id: z.string(),
    kind: z.literal('directory'),
    path: z.string(),
    /** Matched from the start of `<path>/<child>`, open at the end; absent = every child. */
    pattern: z.string().optional(),
    mode: z.string().optional(),
    group: z.string().optional(),
    inert: z.string().optional(),
    ...ruleBase,
  }),
]);

/** How an installer copies what its list names. */
const engineSchema = z.strictObject({
  id: z.string(),
  about: z.string(),
  since: z.string(),
  /** `follow`: `cp -p` for files, `cp -rp` for directories; `archive`: `cp -a` for both. */
  copy: z.enum(['follow', 'archive']),
  /** `number`: as cp leaves it; `ask`: name asked in the old root, set in the new one; `files`: both account files are read. */
  owner: z.enum(['number', 'ask', 'files']),
  /** What a line of an account file that cannot be read does. */
  accountLines: z.enum(['unread', 'stop', 'skip']),
  /** The directory above a copied directory is made first, so that the copy keeps its name. */
  makesParents: z.boolean(),
  /** A link that leads nowhere is copied too. */
  copiesDanglingLinks: z.boolean(),
  /** A directory rule without a pattern copies the directory itself. */
  copiesWholeDirectories: z.boolean(),
  sources: z.array(source).min(1),
});

/** What the installer does to the new root after the copying. */
export const EDITS = [
  'host-conf',
  'static-rules',
  'made-rules',
  'ipv6-if-unset',
  'ipv6-unless-yes',
  'disk-cciss',
  'disk-md',
  'disk-scsi-ata',
  'disk-scsi-scsi',
  'locale',
] as const;

const accountSchema = z.strictObject({
  /** null: the number is given by the package at installation, or not known. */
  id: z.number().int().nullable(),
  confidence: z.enum(['high', 'medium', 'low']),
});
const accountsSchema = z.strictObject({
  id: z.string(),
  source,
  users: z.record(z.string(), accountSchema),
  groups: z.record(z.string(), accountSchema),
});

const buildSchema = z.strictObject({
  repository: z.string(),
  commit: z.string(),
  date: z.string(),
  tag: z.string().optional(),
  engine: z.string(),
  because: z.string(),
  /** Where this candidate's list is another than that of the release. */
  rules: z.array(z.string()).optional(),
});

const backOutSchema = z.strictObject({
  id: z.string(),
  steps: z.array(
    z.strictObject({ step: z.string(), undo: z.string(), until: z.string(), never: z.string(), source }),
  ),
});

/** What an installer carries over in another form, besides its restore list. */
const carriedSchema = z.strictObject({
  id: z.string(),
  topic: z.string(),
  what: z.string(),
  lost: z.string().optional(),
  later: z.array(z.string()).default([]),
  sources: z.array(source).min(1),
});

/** A point at which an upgrade refuses, stops or destroys. */
const conditionSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  stage: z.string(),
  /** Ways of upgrading that meet it. */
  methods: z.array(z.enum(['rolling', 'cd', 'unattended'])).min(1),
  severity: z.enum(['blocker', 'high', 'medium', 'low', 'info']),
  /** What has happened to the disk when it shows. */
  disk: z.enum(['unchanged', 'changed', 'destroyed']),
  condition: z.string(),
  /** It is found from the inventory; the others belong on a checklist. */
  visible: z.boolean(),
  since: z.string().optional(),
  until: z.string().optional(),
  sources: z.array(source).min(1),
});

const releaseSchema = z.strictObject({
  id: z.string(),
  product: z.string(),
  codename: z.string().nullable(),
  /** Ordered semantic version, as versions/product.ts writes it. */
  version: z.string(),
  /** What the installer compares; null = not known. */
  platformVersion: z.string().nullable(),
  released: z.string(),
  /** `no`: a pre-release, to and from which there is no supported way. */
  officialPath: z.boolean(),
  /** Candidates for the shipped installer, the likelier first. */
  builds: z.array(buildSchema).min(1),
  minimum: z.strictObject({
    /** `xenenterprise`, or the name of the product being installed. */
    productName: z.string(),
    key: z.enum(['PRODUCT_VERSION', 'PLATFORM_VERSION']),
    version: z.string(),
    means: z.string(),
  }),
  layout: z.enum(['old', 'new', 'new-required']),
  accounts: z.string(),
  rules: z.array(z.string()).min(1),
  edits: z.array(z.enum(EDITS)),
  /** The new root before the restore: what is surely there, and what may be. */
  target: z.strictObject({
    directories: z.array(z.string()),
    maybe: z.array(z.string()),
    files: z.array(z.string()),
  }),
  carried: z.array(z.string()),
  conditions: z.array(z.string()),
  backOut: z.string(),
  uncertainties: z.array(z.string()),
});

export const releaseFileSchema = releaseSchema;
export const sharedFileSchemas = {
  rules: z.strictObject({ rules: z.array(restoreRuleSchema) }),
  engines: z.strictObject({ engines: z.array(engineSchema) }),
  accounts: z.strictObject({ accounts: z.array(accountsSchema) }),
  carried: z.strictObject({ carried: z.array(carriedSchema) }),
  conditions: z.strictObject({ conditions: z.array(conditionSchema) }),
  backOut: z.strictObject({ backOut: z.array(backOutSchema) }),
} as const;

export type RestoreRule = z.infer<typeof restoreRuleSchema>;
export type Engine = z.infer<typeof engineSchema>;
export type Edit = (typeof EDITS)[number];
export type Accounts = z.infer<typeof accountsSchema>;
export type Carried = z.infer<typeof carriedSchema>;
export type Condition = z.infer<typeof conditionSchema>;
type ReleaseFile = z.infer<typeof releaseSchema>;

/** A candidate for the installer that was shipped, with the list that it applies. */
export type Build = Omit<z.infer<typeof buildSchema>, 'engine' | 'rules'> & {
  readonly engine: Engine;
  readonly rules: readonly RestoreRule[];
};

/** A target release with everything that its file names put in its place. */
export type ReleaseProfile = Readonly<
  Omit<ReleaseFile, 'builds' | 'rules' | 'accounts' | 'carried' | 'conditions' | 'backOut'>
> & {
  readonly builds: readonly Build[];
  /** Of the likeliest build. */
  readonly rules: readonly RestoreRule[];
  readonly accounts: Accounts;
  readonly carried: readonly Carried[];
  readonly conditions: readonly Condition[];
  readonly backOut: readonly BackOutStep[];
};
