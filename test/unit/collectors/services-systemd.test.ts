import { describe, expect, test } from 'vitest';
import { parseServices } from '../../../src/collectors/services/parse.ts';
import type { ServiceItem } from '../../../src/model/inventory.ts';
import { expectNeverThrows } from '../../support/hostile.ts';
import { ran, rows, section } from '../../support/sections.ts';

type Path = readonly [type: string, path: string, link?: string];

const STOCK = '/usr/lib/systemd/system';
const OWN = '/etc/systemd/system';

interface Said {
  readonly files: string;
  readonly units?: string;
  readonly paths: readonly Path[];
  readonly starts?: string;
  readonly more?: readonly Buffer[];
}

const listing = (label: string, list: readonly Path[]): Buffer =>
  ran(label, rows(...list.map(([type, path, link = '']) => [type, 'f', 755, `${path}\t//\t${link}`])));

function parse({ files, units = 'x.service loaded active running\n', paths, starts = '', more = [] }: Said) {
  return parseServices({
    startup: section([
      ...more,
      ran('unit-files', files),
      ran('units', units),
      listing('unit-paths', paths),
      ran('unit-starts', starts),
    ]),
  });
}

function service(said: Said, name: string): ServiceItem | undefined {
  return parse(said).items.find((item): item is ServiceItem => item.id === `service:${name}`);
}

describe('units of systemd', () => {
  test('bear the name of the script that they follow, and start where a target wants them', () => {
    const said = {
      files: 'crond.service                  enabled\nsnmpd.service disabled\n',
      units: 'crond.service loaded active running Command Scheduler\n',
      paths: [
        ['f', `${STOCK}/crond.service`],
        ['f', `${STOCK}/snmpd.service`],
        ['l', `${OWN}/multi-user.target.wants/crond.service`, `${STOCK}/crond.service`],
      ],
      starts: `${STOCK}/crond.service:ExecStart=/usr/sbin/crond -n\n`,
    } as const;

    expect(service(said, 'crond')).toMatchObject({
      manager: 'systemd',
      path: `${STOCK}/crond.service`,
      enabledRunlevels: [2, 3, 4, 5],
      running: true,
      command: '/usr/sbin/crond -n',
      unitState: 'enabled',
    });
    expect(service(said, 'snmpd')).toMatchObject({
      enabledRunlevels: [],
      running: false,
      unitState: 'disabled',
    });
    expect(parse(said).gaps).toEqual([]);
  });

  test.each<[string, string, readonly number[]]>([
    ['multi-user.target.wants', 'x.service', [2, 3, 4, 5]],
    ['graphical.target.wants', 'x.service', [5]],
    ['rescue.target.requires', 'x.service', [1]],
    ['shutdown.target.wants', 'x.service', [0, 6]],
    ['sysinit.target.wants', 'x.service', [2, 3, 4, 5]],
    ['multi-user.target.wants', 'other.service', []],
  ])('in %s with a link to %s start in %j', (folder, name, levels) => {
    const paths: Path[] = [
      ['f', `${STOCK}/x.service`],
      ['l', `${OWN}/${folder}/${name}`, `${STOCK}/${name}`],
    ];

    expect(service({ files: 'x.service enabled\n', paths }, 'x')?.enabledRunlevels).toEqual(levels);
  });

  test('count by their first place, and a file of the administrator comes first', () => {
    const paths: Path[] = [
      ['f', `${STOCK}/x.service`],
      ['f', `${OWN}/x.service`],
    ];

    expect(service({ files: 'x.service enabled\n', paths }, 'x')?.path).toBe(`${OWN}/x.service`);
  });

  test('that are masked start nowhere, whatever wants them', () => {
    const paths: Path[] = [
      ['l', `${OWN}/x.service`, '/dev/null'],
      ['f', `${STOCK}/x.service`],
      ['l', `${OWN}/multi-user.target.wants/x.service`, `${STOCK}/x.service`],
    ];

    expect(service({ files: 'x.service masked\n', paths }, 'x')).toMatchObject({
      path: `${OWN}/x.service`,
      enabledRunlevels: [],
      unitState: 'masked',
    });
  });

  test('are listed once: a second name is no unit of its own', () => {
    const said = {
      files: 'rsyslog.service enabled\nsyslog.service enabled\n',
      paths: [
        ['f', `${STOCK}/rsyslog.service`],
        ['l', `${OWN}/syslog.service`, `${STOCK}/rsyslog.service`],
      ],
    } as const;

    expect(parse(said).items.map(({ id }) => id)).toEqual(['service:rsyslog']);
  });

  test('of other kinds than services keep their ending; a template starts by its instances', () => {
    const said = {
      files: 'iscsid.socket enabled\ngetty@.service enabled\nmulti-user.target static\n',
      units: 'iscsid.socket loaded active listening\n* x.service loaded failed failed\n',
      paths: [
        ['f', `${STOCK}/iscsid.socket`],
        ['f', `${STOCK}/getty@.service`],
        ['f', `${STOCK}/multi-user.target`],
        ['l', `${OWN}/getty.target.wants/getty@tty1.service`, `${STOCK}/getty@.service`],
      ],
    } as const;

    expect(service(said, 'iscsid.socket')).toMatchObject({ running: true });
    expect(service(said, 'getty@')).toMatchObject({ running: null, enabledRunlevels: [2, 3, 4, 5] });
    expect(parse(said).items).toHaveLength(2);
  });

  test('win over an init script of their name, and tell whether the others run', () => {
    const scripts = listing('entries', [
      ['f', '/etc/rc.d/init.d/x'],
      ['f', '/etc/rc.d/init.d/xapi'],
    ]);
    const said = {
      files: 'x.service static\n',
      units: 'xapi.service loaded active running\n',
      paths: [['f', `${STOCK}/x.service`]],
      more: [scripts],
    } as const;

    expect(service(said, 'x')?.manager).toBe('systemd');
    expect(service(said, 'xapi')).toMatchObject({ manager: 'sysv', running: true });
    expect(parse(said).items).toHaveLength(2);
  });

  test('that nobody lists, or whose state nobody tells, are gaps', () => {
    const { gaps } = parse({ files: '', units: '', paths: [] });

    expect(gaps.map(({ origin }) => origin)).toEqual(['systemctl list-unit-files', 'systemctl list-units']);
  });

  test('are asked for only where systemd is: without its list there are neither items nor gaps', () => {
    expect(parseServices({ startup: section([]) })).toMatchObject({ items: [], gaps: [] });
  });

  test('of a hostile host never make the parser throw', () => {
    expectNeverThrows(parseServices, ['startup'], ['unit-files', 'units', 'unit-paths', 'unit-starts']);
  });
});
