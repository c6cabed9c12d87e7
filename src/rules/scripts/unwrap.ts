import { fileNameOf } from '../../lib/file-name.ts';

/** What is really called by a list of words. */
export interface Called {
  readonly commands: readonly { readonly name: string; readonly args: readonly string[] }[];
  /** Texts that a shell is told to run: `sh -c TEXT`, `eval TEXT`, `trap TEXT`. */
  readonly texts: readonly string[];
}

/** Programs that run another one, with those of their options that take a word of their own. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-p', '-C', '-r', '-t'],
  env: ['-u'],
  nice: ['-n'],
  ionice: ['-c', '-n', '-p'],
  nohup: [],
  setsid: [],
  time: ['-f', '-o'],
  exec: ['-a'],
  command: [],
  builtin: [],
  xargs: ['-I', '-n', '-P', '-L', '-d', '-s', '-E', '-i'],
  timeout: ['-s', '-k'],
  stdbuf: ['-i', '-o', '-e'],
  flock: ['-w', '-E'],
  chroot: [],
  watch: ['-n'],
  daemon: ['--user', '--check', '--pidfile'],
  action: [],
  logsave: [],
  strace: ['-e', '-o', '-p', '-s'],
  busybox: [],
  if: [],
  while: [],
};
/** Of these, the first word that is no option is theirs: a lock file, a duration, a directory, a message. */
const TAKES_ONE = new Set(['flock', 'timeout', 'chroot', 'action', 'logsave']);
const SHELLS = new Set(['sh', 'bash', 'dash', 'ksh', 'ash', 'su', 'runuser']);
const MAX_STEPS = 10;

/** Looks through `sudo`, `env A=b`, `xargs`, `nice`, `find -exec`, `sh -c` and the like; the wrapper itself is called too. */
export function unwrap(words: readonly string[]): Called {
  const commands: { name: string; args: readonly string[] }[] = [];
  const texts: string[] = [];
  let rest = words;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [name, ...args] = rest;
    if (name === undefined) break;
    commands.push({ name, args });
    const base = fileNameOf(name);
    if (base === 'eval') texts.push(args.join(' '));
    else if (base === 'trap') {
      const text = args.find((arg) => !arg.startsWith('-'));
      if (text !== undefined && /\s|;/.test(text)) texts.push(text);
    } else if (SHELLS.has(base)) {
      const at = args.findIndex((arg) => /^-[a-z]*c$/.test(arg));
      const text = at === -1 ? undefined : args[at + 1];
      if (text !== undefined) texts.push(text);
    } else if (base === 'find') commands.push(...findExec(args));
    const wrapped = WRAPPERS[base];
    if (wrapped === undefined || !Object.hasOwn(WRAPPERS, base)) break;
    rest = afterOptions(args, wrapped, TAKES_ONE.has(base));
  }
  return { commands, texts };
}

function afterOptions(
  args: readonly string[],
  withWord: readonly string[],
  takesOne: boolean,
): readonly string[] {
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      at++;
      break;
    }
    if (withWord.includes(arg)) at++;
    else if (!arg.startsWith('-') && !/^[A-Za-z_]\w*=/.test(arg)) break;
  }
  return args.slice(takesOne ? at + 1 : at);
}

function findExec(args: readonly string[]): { name: string; args: readonly string[] }[] {
  const found: { name: string; args: readonly string[] }[] = [];
  args.forEach((arg, index) => {
    if (!/^-(exec|execdir|ok|okdir)$/.test(arg)) return;
    const words = args.slice(index + 1);
    const end = words.findIndex((word) => word === ';' || word === '+' || word === '\\;');
    const [name, ...rest] = end === -1 ? words : words.slice(0, end);
    if (name !== undefined) found.push({ name, args: rest });
  });
  return found;
}
