import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder of this test file's own, removed after its tests. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dom0-audit-ssh-'));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Writes a file and the folders above it; gives its path back. */
export function write(folder: string, name: string, text: string | Buffer, mode = 0o600): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
  return path;
}
