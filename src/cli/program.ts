import { Command } from 'commander';
import { PROBE } from '../audit/collect-host.ts';
import { FETCH } from '../audit/take-backup.ts';
import { TOOL } from '../audit/tool.ts';
import { type AllAuditOptions, runAudit } from './audit-command.ts';
import { addBackup } from './backup-command.ts';
import { addBackupOptions, wantedBackup, type AuditBackupOptions } from './backup-options.ts';
import { addCompare } from './compare-command.ts';
import { runDemo } from './demo-command.ts';
import { explain, type ExplainOptions } from './explain-command.ts';
import { addConnectionOptions, addJudgeOptions, addOutputOptions, type AuditOptions } from './options.ts';
import { addFleetOptions } from './fleet-options.ts';
import { addVerify } from './verify-command.ts';
import { checkRules, listRules, showRule, testRules } from './rules-command.ts';

/** The whole command line. `done` is told the exit code of the command that ran. */
export function makeProgram(done: (code: number) => void): Command {
  const program = new Command('dom0-audit')
    .description('What a XenServer upgrade does to everything that was changed in dom0.')
    .version(TOOL.version)
    // An option belongs to the command that it stands behind: `backup verify --identity` is not that of `backup`.
    .enablePositionalOptions()
    .showHelpAfterError('(dom0-audit --help, or --help after a command, shows what there is)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done · 1 findings at or above --fail-on · 2 the job could not be done whole · 70 a bug\n',
    );
  addAudit(program, done);
  addBackup(program, done);
  addProbe(program, done);
  addVerify(program, done);
  addCompare(program, done);
  addExplain(program, done);
  addRules(program, done);
  addDemo(program, done);
  return program;
}

function addAudit(program: Command, done: (code: number) => void): void {
  const audit = program
    .command('audit')
    .description('read a dom0 over SSH (or from a recorded bundle or inventory), judge, and write the report')
    .argument('[host...]', '[user@]host[:port], a Host of ~/.ssh/config, or a pattern of those, in quotes')
    .option('--bundle <file...>', 'bundles that the probe made; - is standard input')
    .option(
      '--bugtool <file...>',
      'status reports of xen-bugtool (tar.bz2, tar, zip); what they do not hold is a gap',
    )
    .option('--inventory <file...>', 'inventories of earlier audits, to be judged again')
    .option('--backup', 'take everything custom off the host as well, into backup.tar.gz', false)
    .action(async (hosts: string[], options: AllAuditOptions & AuditBackupOptions) => {
      done(await runAudit(hosts, options, wantedBackup(options)));
    });
  addBackupOptions(
    addFleetOptions(addOutputOptions(addJudgeOptions(addConnectionOptions(audit)))),
  ).addHelpText(
    'after',
    [
      '',
      'Examples:',
      '  dom0-audit audit root@xs1.example.net',
      '  dom0-audit audit --ticket CHG0012345 --out report-xs1 xs1',
      '  dom0-audit audit --backup --encrypt-to age1… --out report-xs1 xs1',
      '  dom0-audit audit --pool xs-master --out pool-a',
      "  dom0-audit audit --hosts hosts.txt --concurrency 16 --batch --out wave-1 'xs-*'",
      '  dom0-audit audit --hosts hosts.txt --batch --resume wave-1',
      '  dom0-audit audit --bundle xs1.bundle --to 7.0 --method rolling',
      '  dom0-audit audit --inventory dom0-audit-xs1-*/inventory.json.gz --rules site.yaml',
      '',
      'Standard output is the folder of the report (or the report itself with --json); everything else goes to standard error.',
      '',
    ].join('\n'),
  );
}

function addProbe(program: Command, done: (code: number) => void): void {
  program
    .command('probe')
    .description('print the program that an audit runs on a host, as root; it only reads')
    .option('--fetch', 'print the one that a backup runs beside it', false)
    .addHelpText(
      'after',
      [
        '',
        'Examples:',
        '  dom0-audit probe > probe.sh              # read it, or take it to a host that cannot be reached',
        '  umask 077; sh probe.sh > host.bundle     # there, as root: umask keeps others from reading the file',
        '  dom0-audit audit --bundle *.bundle       # here',
        '',
      ].join('\n'),
    )
    .action((options: { fetch: boolean }) => {
      process.stdout.write((options.fetch ? FETCH : PROBE).text);
      done(0);
    });
}

function addExplain(program: Command, done: (code: number) => void): void {
  const command = program
    .command('explain')
    .description('say why an item has its fate, and what rules found in it')
    .argument('<audit>', 'the folder of an audit, or its inventory.json.gz')
    .argument('<item>', 'a path, a name, or an id such as cron:/etc/crontab#1a2b3c')
    .action(async (audit: string, item: string, options: ExplainOptions) => {
      done(await explain(audit, item, options));
    });
  addJudgeOptions(command).addHelpText(
    'after',
    '\nExample:\n  dom0-audit explain dom0-audit-xs1-20160601T101500Z /etc/multipath.conf\n',
  );
}

function addRules(program: Command, done: (code: number) => void): void {
  const rules = program.command('rules').description('list, show, check and test the rules');
  const own = (command: Command): Command =>
    command.option('--rules <file...>', 'rule files of your own, over those of the program', []);
  own(rules.command('list').description('every rule, a line each'))
    .option('--json', 'as JSON', false)
    .action((options: { rules: string[]; json: boolean }) => {
      done(listRules(options.rules, options.json));
    });
  own(rules.command('show').description('one rule, whole').argument('<id>'))
    .option('--json', 'as JSON', false)
    .action((id: string, options: { rules: string[]; json: boolean }) => {
      done(showRule(id, options.rules, options.json));
    });
  rules
    .command('check')
    .description('check rule files of your own; every mistake with line and column')
    .argument('<file...>')
    .action((files: string[]) => {
      done(checkRules(files));
    });
  rules
    .command('test')
    .description('run the examples of every rule, those of your own files included')
    .argument('[file...]')
    .action((files: string[]) => {
      done(testRules(files));
    });
}

function addDemo(program: Command, done: (code: number) => void): void {
  const demo = program
    .command('demo')
    .description('the whole job against an SSH host that is part of the program')
    .action(async (options: AuditOptions) => {
      done(await runDemo({ ...options, deep: false, contentLimit: 262_144 }));
    });
  addOutputOptions(addJudgeOptions(demo)).addHelpText(
    'after',
    '\nExample:\n  dom0-audit demo --out demo-report\n',
  );
}
