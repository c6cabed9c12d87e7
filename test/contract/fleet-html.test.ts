import { expect, test } from 'vitest';
import { renderIndexHtml } from '../../src/report/html/fleet/index.ts';
import { describeBrowser } from '../support/browser.ts';
import { fleetDone, fleetItem } from '../support/fleet.ts';
import { indexOf, sampleFleet } from '../support/fleet-index.ts';

describeBrowser('index.html', (pages) => {
  test('shows every host, and sorts, filters and searches without a complaint', async () => {
    const { page, complaints } = await pages.open(renderIndexHtml(indexOf(sampleFleet(40))));
    const visibleHosts = page.locator('#host-table tbody tr:not([hidden])');
    expect(await visibleHosts.count()).toBe(45);

    await page.getByRole('button', { name: 'Blocker' }).click();
    await page.getByRole('button', { name: 'Blocker' }).click();
    expect(await visibleHosts.first().locator('td').nth(2).textContent()).toBe('1');
    // What could not be audited has no number and stands last, whichever way.
    expect(await visibleHosts.last().getAttribute('data-state')).toBe('failed');

    await page.selectOption('#filter-state', 'blocked');
    await expect.poll(() => visibleHosts.count()).toBe(11);
    await page.getByLabel('Filter hosts').getByRole('button', { name: 'Clear' }).click();
    await page.fill('#filter-item', 'only-7.sh');
    await expect.poll(() => visibleHosts.count()).toBe(1);
    await page.fill('#filter-item', '');
    await page.selectOption('#filter-rule', { label: 'ha-enabled (4)' });
    await expect.poll(() => visibleHosts.count()).toBe(4);

    await page.fill('#find-text', 'dell');
    const items = page.locator('#item-table tbody tr');
    await expect.poll(() => items.count()).toBe(1);
    expect(await items.first().textContent()).toContain('dell-omsa-7.1');
    await page.fill('#find-text', '');
    await page.selectOption('#find-spread', 'one');
    await expect.poll(() => items.count()).toBe(40);
    expect(complaints).toEqual([]);
  });

  test('says what a pool needs, in the order of its upgrade', async () => {
    const { page } = await pages.open(renderIndexHtml(indexOf(sampleFleet(0))));
    const pool = page.locator('#pools article');
    expect(await pool.locator('table').first().locator('tbody tr').allTextContents()).toEqual([
      'pool-amasterGoNothing stands in the way.',
      'pool-bmemberGoNothing stands in the way.',
      'pool-cmemberNo goIts local storage is too full.',
      'pool-dmemberGoNothing stands in the way.',
    ]);
    expect(await pool.textContent()).toContain(
      'pool-d lacks the file /etc/multipath.conf that the other 3 have.',
    );
  });

  test('is whole without scripts, and takes nothing that a host says for markup', async () => {
    const nasty = '</script><img src=x onerror="document.title=1">\u202e';
    const { page, complaints } = await pages.open(
      renderIndexHtml(
        indexOf([
          fleetDone(nasty, {
            hostname: nasty,
            verdictBecause: [nasty],
            folder: `a b/${nasty.replaceAll('/', '')}`,
            items: [fleetItem(`file:/${nasty}`, { value: nasty })],
          }),
        ]),
      ),
      { javaScriptEnabled: false },
    );
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#host-table tbody tr').count()).toBe(1);
    expect(await page.locator('#host-table tbody a').textContent()).toContain('\\u202e');
    expect(complaints).toEqual([]);
  });

  test('with a hostile name and scripts still asks for nothing and runs nothing', async () => {
    const nasty = '</script><script>document.title="owned"</script>';
    const { page, complaints } = await pages.open(
      renderIndexHtml(indexOf([fleetDone('a', { items: [fleetItem(`file:/${nasty}`)] }), fleetDone(nasty)])),
    );
    expect(await page.title()).toBe('2 hosts – dom0-audit');
    expect(await page.locator('#item-table tbody tr').count()).toBe(1);
    expect(complaints).toEqual([]);
  });
});
