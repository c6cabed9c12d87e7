import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MultipathForecast } from '../../src/model/multipath.ts';
import { buildLab, type Lab } from '../lab/index.ts';
import { collectLab, judgeLab } from '../support/audit-lab.ts';
import { describeWithLab } from '../support/lab.ts';

/** The forecast from what the probe really sends of such a host. */
describeWithLab('the multipath forecast', () => {
  describe.each([
    [
      '6.5',
      'multipath-plain-file',
      '/etc/multipath.conf',
      'plain-file',
      [['user_friendly_names', 'same', 'leave-out']],
    ],
    [
      '6.5',
      'multipath-edited',
      '/etc/multipath.xenserver/multipath.conf',
      'usual',
      [
        ['getuid_callout', 'removed', 'leave-out'],
        ['prio_callout', 'renamed', 'rewrite'],
      ],
    ],
    [
      '6.2',
      'multipath-edited',
      '/etc/multipath.conf',
      'usual',
      [
        ['getuid_callout', 'removed', 'leave-out'],
        ['prio_callout', 'renamed', 'rewrite'],
        // Of the file as 6.2 ships it, which is not known line by line.
        ['rr_min_io', 'ignored', 'leave-out'],
        ['prio_callout', 'renamed', 'rewrite'],
      ],
    ],
  ] as const)('of a %s with %s', (face, drift, path, place, changes) => {
    let lab: Lab;
    let forecast: MultipathForecast | undefined;

    beforeAll(async () => {
      lab = await buildLab({ face, drifts: [drift] });
      const running = await lab.start();
      forecast = judgeLab(await collectLab(running)).judged.multipath;
    });
    afterAll(async () => {
      await lab.remove();
    });

    test('finds the file in effect and what changes in it', () => {
      expect(forecast?.file).toMatchObject({ path, place });
      expect(forecast?.gaps).toEqual([]);
      const changed = (forecast?.options ?? []).filter(
        ({ action, isStock }) => action !== 'keep' && !isStock,
      );
      expect(changed.map(({ keyword, verdict, action }) => [keyword, verdict, action])).toEqual(changes);
    });

    test('proposes a file, and says what becomes of the old one', () => {
      expect(forecast?.proposal?.text).toContain('# dom0-audit:');
      expect(forecast?.paths.filter(({ inEffect }) => inEffect).map((other) => other.path)).toEqual([path]);
    });
  });
});
