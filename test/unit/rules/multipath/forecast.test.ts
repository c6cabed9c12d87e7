import { describe, expect, test } from 'vitest';
import type { Gap } from '../../../../src/model/gap.ts';
import type { Inventory } from '../../../../src/model/inventory.ts';
import { CONF, edited, forecastItems, forecastText, link, PRODUCT_CONF } from '../../../support/multipath.ts';
import { forecastMultipath } from '../../../../src/rules/multipath/index.ts';
import { file, inventoryOf } from '../../../support/inventory.ts';
import { assessed } from '../../../support/judged-parts.ts';

const SITE = 'defaults {\n\tverbosity 3\n}\n';

describe('the file in effect', () => {
  test.each([
    ['the plain file of 6.2', '6.2.0', [edited(CONF)], CONF, 'usual'],
    [
      'the file behind the links of 6.5',
      '6.5.0',
      [
        link('/etc/alternatives/multipath.conf'),
        file('/etc/alternatives/multipath.conf', { type: 'symlink', linkTarget: PRODUCT_CONF }),
        edited(PRODUCT_CONF),
      ],
      PRODUCT_CONF,
      'usual',
    ],
    [
      'a plain file in place of the link of 6.5',
      '6.5.0',
      [file(CONF), edited(PRODUCT_CONF)],
      CONF,
      'plain-file',
    ],
    [
      'another file behind the link',
      '6.5.0',
      [link('/etc/multipath/site.conf'), file('/etc/multipath/site.conf')],
      '/etc/multipath/site.conf',
      'other-file',
    ],
    [
      'a file behind a relative link',
      '6.2.0',
      [link('../srv/./multipath.conf'), file('/srv/multipath.conf')],
      '/srv/multipath.conf',
      'other-file',
    ],
  ])('is %s', (_, from, items, path, place) => {
    const forecast = forecastItems(items, { [path]: SITE }, { from });

    expect(forecast?.file).toMatchObject({ path, place });
    expect(forecast?.options.map(({ keyword }) => keyword)).toEqual(['verbosity']);
    expect(forecast?.gaps).toEqual([]);
  });

  test('is the one that readlink named on the host', () => {
    const told = {
      kind: 'setting',
      id: 'setting:multipath.conf-leads-to',
      evidence: [],
      area: 'multipath',
      key: 'conf-leads-to',
      value: '/srv/real.conf',
      from: CONF,
    } as const;
    const forecast = forecastItems(
      [link('/etc/alternatives/multipath.conf'), told],
      { [CONF]: SITE },
      { from: '6.5.0' },
    );

    expect(forecast?.file).toMatchObject({ path: '/srv/real.conf', place: 'other-file' });
    expect(forecast?.options).toHaveLength(1);
  });

  test.each([
    ['a stock file', '6.5.0', [link(PRODUCT_CONF)]],
    ['an unchanged file', '6.2.0', [file(CONF, { state: 'unchanged', package: 'x-1-1.i386' })]],
    ['no file of multipath', '6.2.0', [file('/root/x.sh')]],
    ['an edited file of 6.5 behind no link', '5.6.0', [edited(CONF)]],
  ])('is nothing to speak of with %s', (_, from, items) => {
    expect(forecastItems(items, { [PRODUCT_CONF]: SITE }, { from })).toBe(null);
  });

  test('that was removed leaves nothing to carry over, and that is said', () => {
    const forecast = forecastItems([file(CONF, { state: 'missing', package: 'x-1-1.i386' })], {});

    expect(forecast).toMatchObject({ file: null, proposal: null, options: [] });
    expect(forecast?.proposalNote).toContain('no multipath.conf on the host');
  });

  test('that leads in a circle is none', () => {
    const forecast = forecastItems([{ ...link(CONF), state: 'changed' }], {}, { from: '6.5.0' });

    expect(forecast).toMatchObject({ file: null, proposal: null });
  });

  test('stands with the fate of each path around it', () => {
    const forecast = forecastItems(
      [
        file(CONF),
        edited(PRODUCT_CONF),
        file('/etc/multipath-enabled.conf'),
        file('/etc/multipath', { type: 'directory' }),
      ],
      { [CONF]: SITE },
      { from: '6.5.0' },
    );

    expect(forecast?.paths.map(({ path, fate, inEffect }) => [path, fate, inEffect])).toEqual([
      ['/etc/multipath-enabled.conf', 'lost', false],
      [CONF, 'lost', true],
      [PRODUCT_CONF, 'lost', false],
    ]);
  });
});

test('the knowledge is not read for a host on which nobody touched multipath', () => {
  const items = [link(PRODUCT_CONF), file(PRODUCT_CONF, { state: 'unchanged', package: 'sm-1-1.x86_64' })];
  const assessment = { items: items.map((item) => assessed(item, { provenance: 'stock' })), stops: [] };
  const load = () => {
    throw new Error('it was read');
  };

  expect(
    forecastMultipath(
      inventoryOf(items),
      assessment,
      { from: '6.5.0', to: '7.0.0', targetName: 'XenServer 7.0', targetBaseline: null },
      load,
    ),
  ).toBe(null);
});

describe('what could not be read', () => {
  const changed = (change: Partial<Inventory['contents'][number]>) => (inventory: Inventory) => ({
    ...inventory,
    contents: inventory.contents.map((content) => ({ ...content, ...change })),
  });

  test.each([
    ['a text that was cut', changed({ truncated: true }), 'too-large'],
    ['a text with a secret in it', changed({ withheldLines: 1 }), 'withheld'],
    ['an unclosed brace', changed({ text: 'defaults {\n verbosity 3\n' }), 'unparsable'],
    ['an unclosed quote', changed({ text: 'defaults {\n features "0\n}\n' }), 'unparsable'],
    ['two statements on a line', changed({ text: 'defaults { verbosity 3 }\n' }), 'unparsable'],
    ['a line that is too long', changed({ text: `# ${'x'.repeat(2000)}\n` }), 'unparsable'],
    ['a carriage return in a line', changed({ text: 'defaults {\n verbosity\r3\n}\n' }), 'unparsable'],
  ])('%s is a gap, and no file is proposed', (_, change, reason) => {
    const forecast = forecastItems([edited(CONF)], { [CONF]: SITE }, { change });

    expect(forecast?.gaps).toMatchObject([{ origin: CONF, reason }]);
    expect(forecast).toMatchObject({ proposal: null, diff: null });
    expect(forecast?.proposalNote).not.toBe(null);
  });

  test('names the line, and what was readable is still judged', () => {
    const forecast = forecastText('defaults {\n udev_dir /dev\n features "0\n}\n');

    expect(forecast.gaps[0]?.detail).toContain('line 3');
    expect(forecast.options.map(({ keyword }) => keyword)).toEqual(['udev_dir']);
  });

  test('says why a text was not received', () => {
    const denied: Gap = { collector: 'storage', origin: CONF, reason: 'denied', detail: 'x' };
    const change = (inventory: Inventory): Inventory => ({
      ...inventory,
      sections: { ...inventory.sections, storage: { status: 'partial', items: [], gaps: [denied] } },
    });

    expect(forecastItems([edited(CONF)], {}, { change })?.gaps).toMatchObject([
      { origin: CONF, reason: 'denied' },
    ]);
    expect(forecastItems([edited(CONF)], {})?.gaps).toMatchObject([{ reason: 'not-collected' }]);
  });

  test.each([
    ['7.0.0', 1],
    ['6.5.0', 0],
  ])('is the folder that the tools of %s may read as well', (from, notes) => {
    const forecast = forecastText(SITE, { from, beside: [file('/etc/multipath/conf.d/site.conf')] });
    const found = forecast.uncertainties.filter((note) => note.includes('/etc/multipath/conf.d/site.conf'));

    expect(found).toHaveLength(notes);
  });

  test('lists a limited number of bad lines', () => {
    const forecast = forecastText(`defaults {\n${' a "b\n'.repeat(70)}}\n`);

    expect(forecast.gaps).toHaveLength(21);
    expect(forecast.gaps.at(-1)?.detail).toMatch(/^what \d+ more lines mean$/);
  });

  test('is the whole target where no table of its tools is at hand', () => {
    const forecast = forecastText(SITE, { to: '8.2.0', targetName: 'Citrix Hypervisor 8.2' });

    expect(forecast).toMatchObject({
      file: { path: CONF },
      tools: { to: null },
      options: [],
      proposal: null,
    });
    expect(forecast.gaps[0]?.detail).toContain('Citrix Hypervisor 8.2');
  });
});

describe('what is wanted', () => {
  test('of the blacklist is missing where nothing on the target takes it in', () => {
    const { missing } = forecastText(
      'blacklist {\n devnode "^hd[a-z]"\n devnode "^cciss!c[0-9]d[0-9]*"\n wwid 3600\n device {\n  vendor "HP"\n  product "LOGICAL VOLUME"\n }\n}\nblacklist_exceptions {\n devnode "^sdz"\n}\n',
    );

    expect(missing.map(({ line, section, setting }) => [line, section, setting])).toEqual([
      [3, 'blacklist', 'devnode "^cciss!c[0-9]d[0-9]*"'],
      [6, 'blacklist', 'device vendor "HP" product "LOGICAL VOLUME"'],
      [11, 'blacklist_exceptions', 'devnode "^sdz"'],
    ]);
  });

  test.each([
    ['3600a', 'looks for its map by the WWID'],
    ['3600b', 'blacklist_exceptions'],
  ])('of the name of LUN %s is missing, with what to mind', (wwid, words) => {
    const pbd = {
      kind: 'pbd',
      id: 'pbd:1',
      evidence: [],
      uuid: '1',
      sr: '2',
      attached: true,
      deviceConfig: { SCSIid: '3600a' },
    } as const;
    const { missing } = forecastText(`multipaths {\n multipath {\n  wwid ${wwid}\n  alias db\n }\n}\n`, {
      beside: [pbd],
    });

    expect(missing).toMatchObject([{ line: 4, setting: `alias "db" for ${wwid}` }]);
    expect(missing[0]?.because).toContain(words);
  });

  test('of the defaults is missing where the target has another value, or none', () => {
    const { missing } = forecastText(
      'defaults {\n polling_interval 10\n dev_loss_tmo 30\n failback manual\n checker_timeout 9\n}\n',
    );

    expect(missing.map(({ setting, because }) => [setting, because])).toEqual([
      ['polling_interval "10"', 'The target has 5.'],
      ['checker_timeout "9"', 'The target does not set it.'],
    ]);
  });

  test('without saying so changes with the tools and the file of the product', () => {
    const { unsaid } = forecastText('defaults {\n path_checker tur\n}\n');

    expect(unsaid).toContainEqual({
      keyword: 'path_selector',
      was: 'round-robin 0',
      becomes: 'service-time 0',
      by: 'tools',
    });
    expect(unsaid).toContainEqual({ keyword: 'no_path_retry', was: '', becomes: '0', by: 'product' });
    expect(unsaid).toContainEqual({ keyword: 'blacklist wwid', was: '', becomes: '*', by: 'product' });
    expect(unsaid.map(({ keyword }) => keyword)).not.toContain('path_checker');
  });

  test('by taking a line of the product out comes back', () => {
    const { comeBack } = forecastText('defaults {\n user_friendly_names no\n dev_loss_tmo 30\n}\n', {
      from: '6.5.0',
    });

    expect(comeBack).toContain('blacklist wwid *');
    expect(comeBack).toContain('device NETAPP/LUN.* dev_loss_tmo 30');
    expect(comeBack).not.toContain('defaults dev_loss_tmo 30');
    expect(comeBack).not.toContain('defaults replace_wwid_whitespace yes');
  });

  test('is compared with the file of a clean target host where there is one', () => {
    const targetBaseline = inventoryOf([], { [PRODUCT_CONF]: 'defaults {\n polling_interval 10\n}\n' });
    const { missing, diff } = forecastText('defaults {\n polling_interval 10\n}\n', { targetBaseline });

    expect(missing).toEqual([]);
    expect(diff).toBe('');
  });

  test('is shown as a difference of the settings in force', () => {
    const { diff } = forecastText(
      'defaults {\n no_path_retry 12\n}\nmultipaths {\n multipath {\n  wwid 3600\n  alias "my db"\n }\n}\n',
    );

    expect(diff).toContain('\n-\tno_path_retry "0"\n+\tno_path_retry "12"\n');
    expect(diff).toContain('\n+\tmultipath {\n+\t\talias "my db"\n+\t\twwid "3600"\n+\t}\n');
  });
});
