import { LvsdeployError, UnreachableError } from '../errors.ts';

/** An action ended with another status than 0. */
export class ActionFailed extends LvsdeployError {}

/** A resource was changed and still differs: its actions do not do what its comparison asks for. */
export class DidNotConverge extends LvsdeployError {}

/** The state of a resource could not be read, so nothing may be changed on its account. */
export class StateUnknown extends LvsdeployError {}

/** The host was rebooted and cannot be reached any more. */
export class NotBack extends UnreachableError {}

/** The run was interrupted before the host was done; the step that ran has ended. */
export class Interrupted extends LvsdeployError {}

/** A host is not as it was when the plan was approved: it would take changes that nobody agreed to. */
export class PlanChanged extends LvsdeployError {}

/** Another run has the host: nothing was changed there. */
export class LockHeld extends LvsdeployError {}

/** The checks between two batches did not hold in time. */
export class GateFailed extends LvsdeployError {}
