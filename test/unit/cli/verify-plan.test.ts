import { describe, expect, test } from 'vitest';
import { previewText } from '../../../src/cli/verify-plan.ts';

describe('the preview of a restore', () => {
  test('says first what would be refused, then each path, and counts', () => {
    const text = previewText({
      refusals: ['The plan is for another host.'],
      rows: [
        { number: 1, path: '/etc/a', action: 'same', because: 'It is there.' },
        { number: 2, path: '/etc/b', action: 'refuse', because: 'A folder is in the way.' },
      ],
    });

    expect(text.split('\n')).toEqual([
      'restore.sh would refuse this host: The plan is for another host.',
      'REFUSE   2  /etc/b  A folder is in the way.',
      'same     1  /etc/a  It is there.',
      '1 refuse, 0 stage, 0 replace, 0 put, 1 same',
      '',
    ]);
  });

  test('lets no name of a host act on the terminal, or make a line of its own', () => {
    const text = previewText({
      refusals: [],
      rows: [{ number: 1, path: '/etc/\u001b[31m\nREFUSE 9', action: 'put', because: 'x' }],
    });

    expect(text).not.toContain('\u001b');
    expect(text.split('\n')).toHaveLength(3);
  });
});
