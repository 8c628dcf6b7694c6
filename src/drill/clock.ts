/** The time of another machine by the lines that it sends: what took the least time to arrive tells the offset best. */
export interface RemoteClock {
  /** Takes a moment of its own that a line held, in milliseconds, as it arrived here. */
  hear(remote: number, here: number): void;
  /** @returns what its clock shows at a moment here; null before it was heard. */
  at(here: number): number | null;
  /** @returns when it is that moment here; null before it was heard. */
  here(remote: number): number | null;
}

/** @returns a clock that was not heard yet. */
export function remoteClock(): RemoteClock {
  let offset: number | null = null;
  return {
    hear(remote, here) {
      offset = Math.min(offset ?? Infinity, here - remote);
    },
    at: (here) => (offset === null ? null : here - offset),
    here: (remote) => (offset === null ? null : remote + offset),
  };
}
