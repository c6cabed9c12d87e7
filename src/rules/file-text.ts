import type { AssessedItem } from '../model/fate.ts';
import type { FileContent, FileItem } from '../model/inventory.ts';

/** The text of a file with its lines. */
export interface FileText {
  readonly path: string;
  readonly content: FileContent;
  /** null when the file has no item: it is as its package brought it. */
  readonly file: AssessedItem<FileItem> | null;
  readonly lines: readonly string[];
}

/** Cuts the text into lines when they are first asked for. */
export function openText(content: FileContent, file: AssessedItem<FileItem> | null): FileText {
  let lines: readonly string[] | null = null;
  return {
    path: content.path,
    content,
    file,
    get lines() {
      lines ??= content.text.split(/\r?\n/);
      return lines;
    },
  };
}
