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

/** Stands where only a person knows the value; loading an inventory refuses it, at its line. */
export const toFillIn = 'CHANGE-ME';
