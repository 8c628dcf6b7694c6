import type { WaveSnippet } from './wave.ts';

/** Snippets of a wave that go to the same place in one batch. */
export interface WavePart {
  /** The place of the first one in the wave. */
  readonly start: number;
  readonly snippets: readonly WaveSnippet[];
  /** Names of the hosts that they run on; null for the host of the tasks. */
  readonly on: readonly string[] | null;
  /** What is put on the host before the first one, or null. */
  readonly sends: WaveSnippet['sends'];
  /** The host reboots at its end. */
  readonly reboots: boolean;
}

/** @returns the wave in its order, cut where it goes to other hosts, where a file is sent first and where the host reboots; the last part is for the host itself. */
export function partsOf(snippets: readonly WaveSnippet[]): readonly WavePart[] {
  const parts: WavePart[] = [];
  for (const [start, snippet] of snippets.entries()) {
    const { on, reboots, sends } = snippet;
    const last = parts.at(-1);
    if (last !== undefined && last.on === null && on === null && !last.reboots && sends === null)
      parts.splice(-1, 1, { ...last, snippets: [...last.snippets, snippet], reboots });
    else parts.push({ start, snippets: [snippet], on, reboots, sends });
  }
  const last = parts.at(-1);
  const isOpen = last !== undefined && last.on === null && !last.reboots;
  return isOpen ? parts : [...parts, { start: snippets.length, snippets: [], on: null, reboots: false, sends: null }];
}
