import { LvsdeployError } from '../errors.ts';

/** The cluster is not well: nothing is done to it, or nothing more. */
export class Degraded extends LvsdeployError {}
