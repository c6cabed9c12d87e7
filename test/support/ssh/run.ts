import { type SshOptions, parseTarget, sshSource } from '../../../src/source/ssh/index.ts';
import type { SourceEnd } from '../../../src/source/source.ts';

/** What a program gave that ran over SSH to its end. */
export interface Ran extends SourceEnd {
  readonly stdout: string;
  readonly connection: Readonly<Record<string, string>>;
}

/** Runs a program on a target and reads all of it. */
export async function run(target: string, options: SshOptions, program: string): Promise<Ran> {
  const source = await sshSource(parseTarget(target), options).open(program);
  const chunks: Buffer[] = [];
  for await (const chunk of source.stdout) chunks.push(chunk);
  const end = await source.done;
  return { ...end, stdout: Buffer.concat(chunks).toString('latin1'), connection: source.connection };
}
