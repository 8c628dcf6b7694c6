import type { Shell } from '../shell/shell.ts';
import type { ReadingKind } from './resource.ts';

/** The state of a service, in the words of the init system. */
export interface ServiceState {
  readonly now: string;
  readonly isRunning: boolean;
  /** Neither runs nor is about to. */
  readonly isStopped: boolean;
  readonly atBoot: string;
  /** Started at boot; for some it cannot be chosen, and then this and {@link isDisabled} are both true. */
  readonly isEnabled: boolean;
  readonly isDisabled: boolean;
  /** Why it can neither be started nor enabled, and what to do about it; null: it can. */
  readonly obstacle: string | null;
}

/** What is wanted of a service, and the words for it. */
export type ServiceVerb = 'start' | 'stop' | 'reload' | 'enable' | 'disable';

/** How services are read and told what to do by one init system. */
export interface ServiceTool {
  readonly kind: ReadingKind<string, ServiceState>;
  /** The words for a service that is running and is not, is started at boot and is not. */
  readonly words: { readonly running: string; readonly stopped: string };
  /** @returns why nothing is known of it. */
  absent(name: string): string;
  tell(name: string, verb: ServiceVerb): Shell;
  /** Keep and put back what it was, in the folder of an undo. */
  readonly keepNow: (name: string) => Shell;
  readonly restoreNow: (name: string) => Shell;
  readonly keepAtBoot: (name: string) => Shell;
  readonly restoreAtBoot: (name: string) => Shell;
}
