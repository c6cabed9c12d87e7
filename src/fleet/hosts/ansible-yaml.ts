import { parseDocument } from 'yaml';
import { z } from 'zod';
import type { HostList, ListMistake } from './host-entry.ts';
import { AnsibleInventory, noteOn } from './inventory.ts';
import { expandRanges } from './ranges.ts';

const variables = z.record(z.string(), z.unknown()).nullish();

interface GroupNode {
  readonly hosts?:
    Readonly<Record<string, Readonly<Record<string, unknown>> | null | undefined>> | null | undefined;
  readonly vars?: Readonly<Record<string, unknown>> | null | undefined;
  readonly children?: Readonly<Record<string, GroupNode | null>> | null | undefined;
}

const groupNode: z.ZodType<GroupNode> = z.looseObject({
  hosts: z.record(z.string(), variables).nullish(),
  vars: variables,
  get children() {
    return z.record(z.string(), groupNode.nullable()).nullish();
  },
});

/**
 * Reads an Ansible inventory in the YAML form. Encrypted values (`!vault`) are left alone: none is used.
 * Source: Ansible documentation, "How to build your inventory".
 * @param limit as `ansible --limit`; null = all hosts
 */
export function readAnsibleYaml(text: string, limit: string | null): HostList {
  const document = parseDocument(text, { logLevel: 'silent', prettyErrors: true });
  if (document.errors.length > 0)
    return {
      hosts: [],
      notes: [],
      mistakes: document.errors.map(({ message, linePos }) => ({
        line: linePos?.[0].line ?? null,
        sentence: message.split('\n')[0] ?? message,
      })),
    };
  const parsed = z.record(z.string(), groupNode.nullable()).safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success)
    return { hosts: [], notes: [], mistakes: [{ line: null, sentence: z.prettifyError(parsed.error) }] };
  const inventory = new AnsibleInventory();
  const mistakes: ListMistake[] = [];
  const notes = new Set<string>();
  for (const [name, node] of Object.entries(parsed.data)) addGroup(inventory, name, node, mistakes, notes);
  return { hosts: inventory.hosts(limit), mistakes, notes: [...notes] };
}

function addGroup(
  inventory: AnsibleInventory,
  name: string,
  node: GroupNode | null,
  mistakes: ListMistake[],
  notes: Set<string>,
): void {
  const group = inventory.group(name);
  for (const [key, value] of textVariables(node?.vars, notes)) group.variables.set(key, value);
  for (const [pattern, own] of Object.entries(node?.hosts ?? {})) {
    try {
      for (const host of expandRanges(pattern)) group.hosts.set(host, textVariables(own, notes));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      mistakes.push({ line: null, sentence: `${name}: ${error.message}` });
    }
  }
  for (const [child, below] of Object.entries(node?.children ?? {})) {
    group.children.add(child);
    addGroup(inventory, child, below, mistakes, notes);
  }
}

/** Only plain values can say where a host is. */
function textVariables(
  node: Readonly<Record<string, unknown>> | null | undefined,
  notes: Set<string>,
): Map<string, string> {
  const result = new Map<string, string>();
  for (const [key, value] of Object.entries(node ?? {})) {
    const note = noteOn(key);
    if (note !== null) notes.add(note);
    if (typeof value === 'string' || typeof value === 'number') result.set(key, String(value));
  }
  return result;
}
