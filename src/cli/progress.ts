import { printable } from './words.ts';

/** What an audit says while it runs, on standard error. */
export interface Progress {
  /** One host's state: replaces that host's line on a terminal, adds a line elsewhere when the step is a new one. */
  update(host: string, step: string, bytes: number): void;
  /** A line that stays. */
  say(text: string): void;
  /** The host is done with: its live line goes, this one stays. */
  done(host: string, text: string): void;
  end(): void;
}

/** The width below which a bar of numbers is no use. */
const DEFAULT_COLUMNS = 80;

/** More hosts at a time than this would scroll away what is said. */
const LIVE_LINES = 10;

/** Live lines on a terminal, plain lines otherwise; times are whole seconds since the start. */
export function makeProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  const live = new Map<string, string>();
  const steps = new Map<string, string>();
  const terminal = stream.isTTY;
  let drawn = 0;

  function clear(): void {
    if (drawn > 0) stream.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  }
  function draw(): void {
    const all = [...live.values()];
    const more = all.length - LIVE_LINES;
    const lines = more > 1 ? [...all.slice(0, LIVE_LINES - 1), `… and ${more + 1} more hosts`] : all;
    for (const line of lines) stream.write(`${line.slice(0, (stream.columns || DEFAULT_COLUMNS) - 1)}\n`);
    drawn = lines.length;
  }
  const seconds = (): string => `${Math.round((now() - started) / 1000)} s`;

  return {
    update(host, step, bytes) {
      const line = `${host}  ${step}  ${formatBytes(bytes)}  ${seconds()}`;
      if (terminal) {
        live.set(host, line);
        clear();
        draw();
      } else if (steps.get(host) !== step) stream.write(`${host}: ${step} (${seconds()})\n`);
      steps.set(host, step);
    },
    say(text) {
      clear();
      stream.write(`${text}\n`);
      draw();
    },
    done(host, text) {
      live.delete(host);
      steps.delete(host);
      clear();
      stream.write(`${printable(text)}\n`);
      draw();
    },
    end() {
      clear();
      live.clear();
    },
  };
}

/** `12 B`, `3.4 kB`, `5.6 MB`: powers of 1000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit] ?? ''}`;
}
