import type { Drill } from '../scenario.ts';
import { crashDirector, cutLink, failback, reload, stopKeepalived, switchOver } from './director.ts';
import { drainRealServer, webDown, webUp } from './real-server.ts';
import { shares } from './shares.ts';

/** Every drill, the gentle ones first. */
export const scenarios: readonly Drill[] = [
  shares,
  reload,
  switchOver,
  stopKeepalived,
  failback,
  cutLink,
  crashDirector,
  drainRealServer,
  webDown,
  webUp,
];
