import { describe, expect, test } from 'vitest';
import { groupTrees, type Leaf } from '../../../src/lib/trees.ts';

function leaf(path: string, more: Partial<Leaf<string>> = {}): Leaf<string> {
  return { path, key: 'lost', limit: 10, isFolder: false, value: path, ...more };
}

function files(folder: string, count: number, more: Partial<Leaf<string>> = {}): Leaf<string>[] {
  return Array.from({ length: count }, (_, at) => leaf(`${folder}/file-${String(at)}`, more));
}

function group(leaves: readonly Leaf<string>[], ownFolders: readonly string[] = []) {
  const { trees, singles } = groupTrees(leaves, new Set(ownFolders));
  return { trees: trees.map((tree) => [tree.folder, tree.members.length]), singles: singles.length };
}

describe('files become trees', () => {
  test.each([
    ['nothing', [], [], { trees: [], singles: 0 }],
    ['ten in a folder stay lines', files('/opt/a', 10), [], { trees: [], singles: 10 }],
    ['eleven become a tree', files('/opt/a', 11), [], { trees: [['/opt/a', 11]], singles: 0 }],
    [
      'the topmost folder that no package owns takes all',
      [leaf('/opt/v', { isFolder: true }), ...files('/opt/v/lib/deep', 20), ...files('/opt/v/bin', 3)],
      ['/opt/v'],
      { trees: [['/opt/v', 24]], singles: 0 },
    ],
    [
      'a small folder of its own stays lines, and the folder is one of them',
      [leaf('/opt/v', { isFolder: true }), ...files('/opt/v', 4)],
      ['/opt/v'],
      { trees: [], singles: 5 },
    ],
    [
      'many small folders below one become a tree there',
      Array.from({ length: 20 }, (_, at) => files(`/usr/share/x/${String(at)}`, 5)).flat(),
      [],
      { trees: [['/usr/share/x', 100]], singles: 0 },
    ],
    [
      'large folders stay apart while they are few',
      [...files('/usr/lib/a', 30), ...files('/usr/lib/b', 30)],
      [],
      {
        trees: [
          ['/usr/lib/a', 30],
          ['/usr/lib/b', 30],
        ],
        singles: 0,
      },
    ],
    [
      'a folder of the first level takes its direct members only',
      [...files('/etc', 12), ...files('/etc/ssh', 2)],
      [],
      { trees: [['/etc', 12]], singles: 2 },
    ],
    ['so does the root', files('', 12), [], { trees: [['/', 12]], singles: 0 }],
    [
      'a higher limit holds for its key',
      files('/etc/sysconfig', 40, { key: 'changed', limit: 40 }),
      [],
      { trees: [], singles: 40 },
    ],
  ])('%s', (_, leaves, ownFolders, grouped) => {
    expect(group(leaves, ownFolders)).toEqual(grouped);
  });

  test('files of another key in the same folder have their own tree', () => {
    const mixed = [...files('/opt/v/a', 30), ...files('/opt/v/b', 20, { key: 'kept' })];

    const { trees } = groupTrees(mixed, new Set(['/opt/v']));

    expect(trees.map((tree) => [tree.folder, tree.key, tree.members.length])).toEqual([
      ['/opt/v', 'lost', 30],
      ['/opt/v', 'kept', 20],
    ]);
  });

  test('a path of a thousand folders is no trouble', () => {
    const deep = `/opt${'/d'.repeat(2000)}`;

    expect(group(files(deep, 11))).toEqual({ trees: [[deep, 11]], singles: 0 });
  });

  test('every leaf is in one place', () => {
    const leaves = [...files('/opt/v', 30), ...files('/etc', 12), ...files('/usr/bin', 3)];

    const { trees, singles } = groupTrees(leaves, new Set(['/opt/v']));

    const placed = [...trees.flatMap((tree) => tree.members), ...singles];
    expect(placed.sort()).toEqual(leaves.map((each) => each.value).sort());
  });
});
