import { boot } from './boot/index.ts';
import { certificates } from './certificates/index.ts';
import { cron } from './cron/index.ts';
import type { Collector } from './define.ts';
import { files } from './files/index.ts';
import { host } from './host/index.ts';
import { kernel } from './kernel/index.ts';
import { logging } from './logging/index.ts';
import { mounts } from './mounts/index.ts';
import { network } from './network/index.ts';
import { packages } from './packages/index.ts';
import { plugins } from './plugins/index.ts';
import { repos } from './repos/index.ts';
import { services } from './services/index.ts';
import { storage } from './storage/index.ts';
import { users } from './users/index.ts';
import { xapi } from './xapi/index.ts';

/**
 * THE list, in the order in which the probe works through it. `files` leaves rpm alone when `packages` found that it
 * does not answer; `xapi` may be slow, and stands last.
 */
export const collectors: readonly Collector[] = [
  host,
  packages,
  files,
  services,
  cron,
  users,
  mounts,
  boot,
  kernel,
  storage,
  network,
  repos,
  logging,
  plugins,
  certificates,
  xapi,
];
