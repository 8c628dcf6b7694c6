/** What a keepalived.conf does not say. */
export interface ImportOptions {
  readonly cluster: string;
  /** In the order of the files; more of them than files are directors whose files are not at hand. */
  readonly directors: readonly DirectorOption[];
  readonly segment: string | null;
  readonly segment6: string | null;
}

export interface DirectorOption {
  readonly name: string;
  readonly address: string | null;
  readonly address6: string | null;
}
