import { codeText, plainText, proseText, table } from '../lib/markdown.ts';
import { countOf, formatBytes, formatInstant } from '../lib/quantities.ts';
import { kindName } from '../model/item-words.ts';
import {
  RESTORE_PHASES,
  type PlanFinding,
  type RestoreGroup,
  type RestorePhase,
  type RestorePlan,
  type RestoreStep,
} from '../model/restore-plan.ts';
import { hasScript } from './has-script.ts';
import { commandText } from './command-text.ts';
import { OLD_ROOT } from './file-steps.ts';
import { stagingName } from './script.ts';
import { shellWord } from './shell-words.ts';

const PHASE_TITLES: Readonly<Record<RestorePhase, string>> = {
  packages: 'Packages, and where they come from',
  accounts: 'Groups and users, before the files that they own',
  mounts: 'Mounts, before what lies on them',
  files: 'Folders, files and links',
  system: 'Settings of the system',
  services: 'Services, after the files that they read',
  cron: 'Jobs, after the scripts that they run',
  storage: 'Storage and virtual machines',
};

const GROUP_WORDS: Readonly<Record<RestoreGroup, string>> = {
  'put-back': 'Put back',
  check: 'Check only',
  rework: 'Adapt first',
  decide: 'Look first',
  gone: 'Make anew',
  dropped: 'Dropped',
};

/** What each word asks for. */
const GROUP_MEANS: Readonly<Record<RestoreGroup, string>> = {
  'put-back': 'it is lost, and works on the target as it is',
  check: 'it comes by itself, or with its package: see whether it did',
  rework:
    'it does not work on the target as it was: adapt a copy of the staged one, never the old one as it is',
  decide:
    'it is not known to work on the target (`--unjudged`), or it is not enough alone: read the staged copy and the findings, then put it back, or leave it',
  gone: 'no copy of it is anywhere',
  dropped: 'it was agreed that it goes',
};

/** Phases that come before everything safe is put back. */
const EARLY: readonly RestorePhase[] = ['packages', 'accounts', 'mounts'];

/** RESTORE.md: a checklist for the night of the change. Text of the host is escaped; nothing is left out. */
export function renderRestoreMarkdown(plan: RestorePlan): string {
  return `${[...head(plan), ...before(plan), ...during(plan), ...after(plan), ...closing(plan)].join('\n\n')}\n`;
}

function head(plan: RestorePlan): readonly string[] {
  const { host, upgrade, archive } = plan;
  const change = [plan.ticket, plan.title].flatMap((text) => (text === null ? [] : plainText(text)));
  const counts = (Object.keys(GROUP_WORDS) as RestoreGroup[]).flatMap((group) => {
    const count = plan.steps.filter((step) => step.group === group).length;
    return count === 0 ? [] : `${GROUP_WORDS[group].toLowerCase()}: ${count}`;
  });
  return [
    `# Restore plan of ${plainText(host.hostname ?? host.address)}`,
    ...(change.length === 0 ? [] : [change.join(' – ')]),
    `${plainText(upgrade.fromName)} → ${plainText(upgrade.toName)} · INSTALLATION\\_UUID ${plainText(host.uuid ?? 'not known')}`,
    archive === null
      ? `There is **no backup** beside this plan. Files come from the backup partition, ${codeText(plan.backupPartition)}, which holds them until the next upgrade of this host formats it.`
      : `Backup: ${codeText(archive.file)}, ${formatBytes(archive.sizeBytes)}, taken ${plainText(formatInstant(archive.takenAt))}, SHA-256 ${codeText(archive.sha256)}${archive.encrypted ? ', encrypted' : ', **not encrypted: it holds secrets**'}.`,
    `Steps after the upgrade: ${counts.length === 0 ? 'none' : counts.join(', ')}. They stand in the order in which one needs the other; take them from top to bottom, and tick off what is done.`,
  ];
}

function before(plan: RestorePlan): readonly string[] {
  const { archive } = plan;
  const lone = plan.steps.filter(({ group }) => group === 'gone');
  const weighty = plan.findings.filter(isWeighty);
  const blockers = weighty.filter(({ severity }) => severity === 'blocker');
  const others = weighty.filter(({ severity, before: steps }) => severity !== 'blocker' && steps.length > 0);
  return [
    '## 1. Before the upgrade',
    ...(blockers.length === 0
      ? []
      : ['### Blockers: clear these first, then audit again', beforeFindings(blockers)]),
    '### Backup',
    archive === null
      ? task(
          'Take one: what is on no backup is only on the backup partition afterwards, and some of it nowhere.',
          [run('dom0-audit backup HOST')],
        )
      : [
          task('The backup is whole.', [
            run(`dom0-audit backup verify ${archive.file}`),
            'Good: it ends with status 0 and names no failure.',
          ]),
          task('This folder lies somewhere that is not this host.', [
            'The reimage takes the whole root file system of the host.',
          ]),
        ].join('\n'),
    ...missing(plan),
    ...(lone.length === 0
      ? []
      : [
          '### On no copy: save these elsewhere, or write down how they are made',
          lone.map((step) => task(`${codeText(step.label)}: ${proseText(step.because)}`, [])).join('\n'),
        ]),
    ...(others.length === 0 ? [] : ['### Other findings', beforeFindings(others)]),
    ...(plan.checklist.length === 0
      ? []
      : [
          '### What no look at the host can show',
          plan.checklist.map(({ text }) => task(proseText(text), [])).join('\n'),
        ]),
  ];
}

/** What is minor, or accepted, is in the report. */
function isWeighty({ severity, waived }: PlanFinding): boolean {
  return !waived && severity !== 'low' && severity !== 'info';
}

function beforeFindings(findings: readonly PlanFinding[]): string {
  return sameFindings(findings, ({ severity, title, before: steps }) => [severity, title, ...steps])
    .map(([first, ids]) =>
      task(`**${first.severity}** ${proseText(first.title)} (${ids})`, first.before.map(proseText)),
    )
    .join('\n');
}

/** Findings of which all the same is to be said are one task with several ids: two partitions, user and group of a file. */
function sameFindings(
  findings: readonly PlanFinding[],
  saidOf: (finding: PlanFinding) => readonly string[],
): readonly (readonly [first: PlanFinding, ids: string])[] {
  const groups = new Map<string, [PlanFinding, ...PlanFinding[]]>();
  for (const finding of findings) {
    const key = JSON.stringify(saidOf(finding));
    const same = groups.get(key);
    if (same === undefined) groups.set(key, [finding]);
    else same.push(finding);
  }
  return [...groups.values()].map((same) => [same[0], same.map(({ id }) => codeText(id)).join(', ')]);
}

function missing({ archive }: RestorePlan): readonly string[] {
  if (archive === null) return [];
  const list = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [`### ${title}`, lines.join('\n')];
  return [
    ...list(
      'Not in the backup',
      archive.missing.map(({ path, because }) => task(`${codeText(path)}: ${proseText(because)}`, [])),
    ),
    ...list(
      'Changed while it was read: stop what writes it and take the backup again, or accept it',
      archive.unsteady.map((path) => task(codeText(path), [])),
    ),
  ];
}

function during({ backOut }: RestorePlan): readonly string[] {
  return [
    '## 2. During the upgrade: how to go back',
    backOut.length === 0
      ? 'How to go back is not known for this target.'
      : table(
          ['Where you are', 'How to go back', 'Until', 'What does not come back'],
          backOut.map(({ step, undo, until, never }) => [step, undo, until, never].map(proseText)),
        ),
  ];
}

function after(plan: RestorePlan): readonly string[] {
  return [
    '## 3. After the upgrade',
    '### Make ready',
    [
      task('The right release runs.', [
        run("grep -E 'PRODUCT_VERSION|INSTALLATION_UUID' /etc/xensource-inventory"),
      ]),
      ...(hasScript(plan) ? scriptTasks(plan) : []),
      task(
        'The old root file system can be read ("Old copy" below), until the next upgrade of this host formats it.',
        [
          run(`mkdir -p ${OLD_ROOT}`),
          run(`mount -o ro ${shellWord(plan.backupPartition) ?? 'BACKUP-PARTITION'} ${OLD_ROOT}`),
          'Owners in it are the old numbers. It has nothing of other file systems.',
        ],
      ),
    ].join('\n'),
    ...words(plan),
    ...EARLY.flatMap((phase) => phaseSection(phase, plan)),
    ...safeSection(plan),
    ...RESTORE_PHASES.filter((phase) => !EARLY.includes(phase)).flatMap((phase) => phaseSection(phase, plan)),
    ...afterFindings(plan),
  ];
}

/** What the words at the beginning of each step ask for. */
function words({ steps }: RestorePlan): readonly string[] {
  const used = (Object.keys(GROUP_WORDS) as RestoreGroup[]).filter((group) =>
    steps.some((step) => step.group === group),
  );
  return used.length === 0
    ? []
    : [
        '### What the words mean',
        used.map((group) => `- **${GROUP_WORDS[group]}**: ${GROUP_MEANS[group]}.`).join('\n'),
      ];
}

function phaseSection(phase: RestorePhase, plan: RestorePlan): readonly string[] {
  const steps = plan.steps.filter((step) => step.phase === phase);
  return steps.length === 0
    ? []
    : [`### ${PHASE_TITLES[phase]}`, steps.map((step) => renderStep(step, plan)).join('\n')];
}

/** All that is sure to work, with one command, once what it needs is there. */
function safeSection(plan: RestorePlan): readonly string[] {
  const safe = plan.files.filter(({ act }) => act === 'safe').length;
  if (safe === 0 || !hasScript(plan)) return [];
  return [
    '### All that works as it was, with one command',
    task(`${countOf(safe, 'path')} of the steps below ("Put back") at once:`, [
      run('sh restore.sh --in-place --all-safe'),
      `It asks before it replaces a file of the target, and keeps that in ${codeText(`${stagingFolder(plan)}/replaced`)}.`,
      'Good: it ends with "0 refused". Again, it says "0 done".',
    ]),
  ];
}

function stagingFolder(plan: RestorePlan): string {
  return `/root/dom0-audit-restore-${stagingName(plan)}`;
}

function scriptTasks(plan: RestorePlan): readonly string[] {
  return [
    task('The folder of this plan is on the host, readable by root only; all that follows is run in it.', [
      'From the machine that keeps it:',
      run('scp -rp THIS-FOLDER root@HOST:/root/dom0-audit-plan'),
      'On the host:',
      run('cd /root/dom0-audit-plan'),
    ]),
    ...(plan.archive?.encrypted === true
      ? [
          task('The backup is decrypted on a machine that has the key, and named with `--archive` below.', [
            run('age -d -i KEYFILE -o backup.tar.gz backup.tar.gz.age'),
          ]),
        ]
      : []),
    task('The plan is for this host, and the backup for this plan.', [
      run('sh restore.sh --all'),
      `Good: it ends with "0 refused". Copies of everything are then in ${codeText(`${stagingFolder(plan)}/files`)}; nothing else was changed.`,
    ]),
    task('What a restore would do is known beforehand. On a machine that has dom0-audit:', [
      run('dom0-audit verify HOST --plan THIS-FOLDER'),
    ]),
  ];
}

function renderStep(step: RestoreStep, plan: RestorePlan): string {
  const titles = new Map(plan.findings.map(({ id, title }) => [id, title]));
  const isOpen = step.group !== 'dropped';
  const isDone =
    step.kind === 'file' && step.group === 'put-back' && hasScript(plan) && !EARLY.includes(step.phase);
  const kind = step.kind === 'file' ? '' : `${kindName(step.kind)} `;
  return task(`**${GROUP_WORDS[step.group]}** ${kind}${codeText(step.label)}: ${proseText(step.because)}`, [
    ...(isDone ? [] : step.commands.map(run)),
    ...(isOpen && !isDone
      ? [
          'command' in step.check
            ? `See: ${commandText(step.check.command)}`
            : `See: ${proseText(step.check.sentence)}`,
        ]
      : []),
    ...step.findings.map((id) => {
      const title = titles.get(id);
      return `Finding: ${title === undefined ? '' : `${proseText(title)} `}(${codeText(id)})`;
    }),
    ...(step.oldCopy !== null && isOpen ? [`Old copy: ${codeText(OLD_ROOT + step.oldCopy.path)}`] : []),
  ]);
}

function afterFindings({ findings }: RestorePlan): readonly string[] {
  const open = findings.filter((finding) => finding.after.length > 0 && isWeighty(finding));
  return open.length === 0
    ? []
    : [
        '### What the findings ask for',
        sameFindings(open, ({ title, after: steps }) => [title, ...steps])
          .map(([first, ids]) => task(`${proseText(first.title)} (${ids})`, first.after.map(proseText)))
          .join('\n'),
      ];
}

function closing(plan: RestorePlan): readonly string[] {
  return [
    '## 4. Close the change',
    [
      task('Everything is back, and does what it did.', [
        run('dom0-audit verify HOST --against THIS-FOLDER'),
      ]),
      task('What is left over is taken away.', [
        run(`umount ${OLD_ROOT}`),
        ...(hasScript(plan)
          ? [
              'The staging folder on the host and a decrypted backup hold secrets: delete them when nothing is left to do.',
            ]
          : []),
      ]),
    ].join('\n'),
  ];
}

function run(command: string): string {
  return `Run: ${commandText(command)}`;
}

/** A line to tick off, with what belongs to it below. */
function task(text: string, lines: readonly string[]): string {
  return [`- [ ] ${text}`, ...lines.map((line) => `  - ${line}`)].join('\n');
}
