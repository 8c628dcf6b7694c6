/** Where a value stands in the inventory that is written. */
export type DraftPath = readonly (string | number)[];

/** An inventory before it is text: its data, what is said beside it, and what is left for its author. */
export interface Draft {
  readonly data: Readonly<Record<string, unknown>>;
  readonly remarks: readonly Remark[];
  readonly open: readonly Remark[];
}

export interface Remark {
  readonly path: DraftPath;
  readonly text: string;
}

export { toFillIn } from '../inventory/values.ts';
