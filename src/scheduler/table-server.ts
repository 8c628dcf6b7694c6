/** A real server as the kernel's table has it when a connection comes, as far as schedulers look. */
export interface TableServer {
  readonly name: string;
  readonly weight: number;
  /** Connections that are established. */
  readonly active: number;
  /** Connections that are in any other state: not answered yet, or ended and not forgotten. */
  readonly inactive: number;
}
