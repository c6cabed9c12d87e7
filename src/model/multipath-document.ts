import { z } from 'zod';

const line = z.int().positive();

/**
 * The forecast of multipath.conf as report.json has it: the shape of MultipathForecast (src/model/multipath.ts).
 * @param gap, fate the schemas that the whole document shares
 */
export function multipathSchema<G extends z.ZodType, F extends z.ZodType>(gap: G, fate: F) {
  return z
    .strictObject({
      file: z
        .strictObject({
          path: z.string(),
          place: z
            .enum(['usual', 'plain-file', 'other-file'])
            .describe(
              'Whether it is where the release has it, a plain file in place of the link, or behind another link.',
            ),
          because: z.string(),
        })
        .nullable()
        .describe('The file that the tools read on the host; null when there is none.'),
      paths: z
        .array(
          z.strictObject({
            path: z.string(),
            fate,
            to: z.string().nullable(),
            because: z.string(),
            inEffect: z.boolean(),
          }),
        )
        .describe('What the upgrade does to each path of multipath.'),
      gaps: z.array(gap).describe('What could not be read of it.'),
      tools: z.strictObject({ from: z.string().nullable(), to: z.string().nullable() }),
      options: z
        .array(
          z.strictObject({
            line,
            section: z.string(),
            keyword: z.string(),
            value: z.string(),
            verdict: z.enum(['same', 'renamed', 'removed', 'other-default', 'ignored', 'unknown']),
            action: z
              .enum(['keep', 'rewrite', 'leave-out'])
              .describe('What the proposed file does with the line.'),
            becomes: z.string().nullable(),
            because: z.string(),
            source: z.string(),
            isStock: z.boolean().describe('The file that the source release ships has it too.'),
          }),
        )
        .describe('Every setting of the file, by line.'),
      arrays: z
        .array(
          z.strictObject({
            line,
            vendor: z.string().nullable(),
            product: z.string().nullable(),
            verdict: z
              .enum(['same', 'other', 'lost'])
              .describe('What the target alone has for such an array.'),
            entries: z.array(z.string()),
            differences: z.array(
              z.strictObject({ keyword: z.string(), wanted: z.string(), target: z.string() }),
            ),
            takesOver: z
              .array(z.string())
              .describe('Entries that the stanza hides without taking over their settings.'),
            hiddenBy: line.nullable().describe('A later stanza that is taken instead.'),
          }),
        )
        .describe('Every device stanza that is not stock.'),
      missing: z
        .array(z.strictObject({ line, section: z.string(), setting: z.string(), because: z.string() }))
        .describe("Defaults, blacklists and named maps that the target's own file does not have."),
      unsaid: z
        .array(
          z.strictObject({
            keyword: z.string(),
            was: z.string(),
            becomes: z.string(),
            by: z.enum(['tools', 'product']),
          }),
        )
        .describe(
          'What the file leaves to the tools, and what is another value on the target; empty = not set.',
        ),
      comeBack: z
        .array(z.string())
        .describe("Lines of the product's file that were taken out, and that the target brings again."),
      proposal: z
        .strictObject({
          fileName: z.literal('multipath.conf.proposed'),
          path: z.string().describe('Where it must be put on the target.'),
          because: z.string(),
          text: z.string(),
          steps: z.array(z.string()),
          never: z.array(z.strictObject({ path: z.string(), because: z.string() })),
        })
        .nullable(),
      proposalNote: z.string().nullable().describe('Why there is no proposal.'),
      diff: z
        .string()
        .nullable()
        .describe(
          'Settings in force on the target, without and with the proposal, as a unified diff; empty = the same.',
        ),
      uncertainties: z.array(z.string()),
      sources: z.array(z.string()),
    })
    .meta({ id: 'multipath' });
}
