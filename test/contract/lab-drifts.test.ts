import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodePath } from '../../src/lib/path-bytes.ts';
import {
  CUSTOMISED,
  DRIFTS,
  STOCK_SECRETS,
  buildLab,
  type FaceName,
  type Lab,
  type TreeListing,
  type Truth,
} from '../lab/index.ts';
import { describeWithLab } from '../support/lab.ts';

const lines = (bytes: Buffer): string[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
const pathOf = (truth: Truth): string => truth.id.slice('file:'.length);

function verifyLines(lab: Lab): string[] {
  return lines(lab.exec('rpm -Va --nodeps --noscripts').stdout).sort();
}

/** Lines of the untouched host for other paths, and those of the drifts. */
function expectedLines(untouched: readonly string[], truths: readonly Truth[]): string[] {
  const drifted = truths.filter((truth) => truth.verify !== undefined);
  const paths = new Set(drifted.map(pathOf));
  const kept = untouched.filter((line) => !paths.has(line.slice(line.indexOf('/'))));
  return [...new Set([...kept, ...drifted.map((truth) => `${truth.verify ?? ''} ${pathOf(truth)}`)])].sort();
}

/** Paths (as the report spells them) that are there and belong to no package, nor are folders on the way to one that does. */
function unownedPaths(lab: Lab, listing: TreeListing): Set<string> {
  const owned = new Set<string>();
  for (const path of lab.exec("rpm -qa --qf '[%{FILENAMES}\\n]'").stdout.toString('latin1').split('\n')) {
    const real = path.replace(/^\/etc\/init\.d\//, '/etc/rc.d/init.d/');
    for (
      let folder = real;
      folder !== '' && !owned.has(folder);
      folder = folder.slice(0, folder.lastIndexOf('/'))
    )
      owned.add(folder);
  }
  return new Set(
    [...listing.keys()]
      .filter((path) => !owned.has(path))
      .map((path) => decodePath(Buffer.from(path, 'latin1')).path),
  );
}

const isBelow = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path.startsWith(`${folder}/`));

describeWithLab.each(['6.5', '6.2'] as const)(
  'a %s host with all customisations at once',
  (face: FaceName) => {
    let lab: Lab;
    let untouched: Lab;
    beforeAll(async () => {
      untouched = await buildLab({ face });
      lab = await buildLab({ face, drifts: CUSTOMISED });
    });
    afterAll(async () => {
      await lab.remove();
      await untouched.remove();
    });

    test('shows in rpm -Va what the ground truth says, and nothing else', () => {
      expect(verifyLines(lab)).toEqual(expectedLines(verifyLines(untouched), lab.groundTruth));
    });

    test('has the unowned files of the ground truth, and no others', () => {
      const before = unownedPaths(untouched, untouched.listing());
      const unowned = lab.groundTruth.filter((truth) => truth.state === 'unowned').map(pathOf);

      const after = unownedPaths(lab, lab.listing());

      const added = [...after].filter((path) => !before.has(path));
      const known = new Set(unowned);
      const incidental = [
        '/root/.ssh',
        '/root/.ssh/known_hosts',
        '/var/lib/rpm/__db.001',
        '/var/lib/rpm/__db.002',
        '/var/lib/rpm/__db.003',
      ];
      // Folders that were made on the way to a file, links of services, packs and iSCSI nodes are facts of their own.
      const explained = (path: string): boolean =>
        known.has(path) ||
        isBelow(path, unowned) ||
        unowned.some((item) => item.startsWith(`${path}/`)) ||
        incidental.includes(path) ||
        /^\/etc\/rc\.d\/rc\d\.d\/|^\/etc\/xensource\/installed-repos\/|^\/etc\/iscsi\/nodes\/|^\/var\/lock\/subsys\/snmpd$/.test(
          path,
        );
      expect(added.filter((path) => !explained(path))).toEqual([]);
      expect(unowned.filter((path) => !after.has(path))).toEqual([]);
    });

    test('has the packages of the ground truth', () => {
      const nevras = new Set(
        lines(
          lab.exec(
            "rpm -qa --qf '%{NAME}-%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}%|ARCH?{.%{ARCH}}:{}|\\n'",
          ).stdout,
        ),
      );

      const missing = lab.groundTruth
        .filter((truth) => truth.id.startsWith('package:'))
        .filter((truth) => !nevras.has(truth.id.slice('package:'.length)));

      expect(missing).toEqual([]);
      expect(lab.groundTruth.filter((truth) => truth.id.startsWith('package:')).length).toBeGreaterThan(10);
    });

    test('hides changes of the account files from rpm -V, though their digest differs', () => {
      const hidden = lab.groundTruth.filter((truth) => truth.hidden === true).map(pathOf);

      const packaged = lines(lab.exec(`rpm -q --qf '[%{FILEMD5S} %{FILENAMES}\\n]' setup`).stdout);
      const present = lines(lab.exec(`md5sum ${hidden.join(' ')}`).stdout).map((line) =>
        line.replace('  ', ' '),
      );

      expect(hidden).toEqual(['/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow']);
      expect(present.filter((line) => packaged.includes(line))).toEqual([]);
    });

    test('has well over a hundred of them', () => {
      expect(new Set(lab.groundTruth.map((truth) => truth.id)).size).toBeGreaterThan(150);
    });

    test('mounts its extra file system', () => {
      const shown = lab
        .exec("grep /mnt/backup /proc/mounts | cut -d' ' -f1-3; ls /mnt/backup")
        .stdout.toString();

      expect(shown).toBe('/dev/sdb1 /mnt/backup tmpfs\nrestore.sh\nvm.xva\n');
    });
  },
);

describeWithLab('drifts', () => {
  let untouched: readonly string[];
  beforeAll(async () => {
    const lab = await buildLab();
    untouched = verifyLines(lab);
    await lab.remove();
  });

  test('have names of their own and a sentence each', () => {
    const names = DRIFTS.map((drift) => drift.name);

    expect(new Set(names).size).toBe(names.length);
    expect(DRIFTS.filter((drift) => !/^\S.+\.$/.test(drift.description)).map((drift) => drift.name)).toEqual(
      [],
    );
    expect(CUSTOMISED.filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each([
    'same-size-and-time-elsewhere',
    'changed-types',
    'multipath-plain-file',
    'stale-state-db',
    'xe-absent',
    'tools-missing',
    'noisy-bashrc',
    'signed-certificate',
  ])('%s shows in rpm -Va as its truth says', async (name) => {
    const lab = await buildLab({ drifts: [name] });

    const found = verifyLines(lab);

    await lab.remove();
    expect(found).toEqual(expectedLines(untouched, lab.groundTruth));
  });

  test('a broken rpm database makes rpm complain', async () => {
    const lab = await buildLab({ drifts: ['rpm-broken'] });

    const answer = lab.exec('rpm -qa | wc -l');

    await lab.remove();
    expect(answer.stderr).toMatch(/malformed|corrupt|error/i);
    expect(Number(answer.stdout.toString())).toBeLessThan(450);
  });

  test('secrets are on the host that has them', async () => {
    const lab = await buildLab({ drifts: ['secrets', 'storage-repositories'] });
    const secrets = [
      ...STOCK_SECRETS,
      ...DRIFTS.filter((drift) => ['secrets', 'storage-repositories'].includes(drift.name)).flatMap(
        (drift) => drift.secrets ?? [],
      ),
    ];

    const missing = secrets.filter(
      (secret) => lab.exec(`grep -rqF -e '${secret}' /etc /root /opt/site /dev/.lab/state/xe`).status !== 0,
    );

    await lab.remove();
    expect(secrets.length).toBeGreaterThan(12);
    expect(missing).toEqual([]);
  });

  test('a name that no drift has is an error that lists them', async () => {
    await expect(buildLab({ drifts: ['no-such-drift'] })).rejects.toThrow(
      /there is no drift no-such-drift; there are: .*edited-configs/,
    );
  });
});
