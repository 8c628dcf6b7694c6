import { describe, expect, test } from 'vitest';
import { directors, load, plainTrips, render, seldomTrips, type RoundTrip } from './round-trips.ts';
import { importTexts, sample } from './samples.ts';

/** The names of real servers are an import's own; everything else must be the same again. */
function importAgain({ texts, options }: RoundTrip) {
  const first = importTexts(texts, options);
  const again = importTexts(render(load(first.inventory)), options);
  expect(again.data).toEqual(first.data);
  return again;
}

describe('what was imported and rendered means the same', () => {
  test.each(plainTrips)('%s', (_, trip) => {
    const { notes } = importAgain(trip);
    const quiet = /no secret stands|have no checker/;
    const loud = notes.filter(({ id, why }) => id !== 'pinned-clients' && !quiet.test(why));
    expect(loud).toEqual([]);
  });

  test.each(seldomTrips)('%s', (_, trip) => {
    importAgain(trip);
  });

  test('the printed files of the document', () => {
    const texts = ['tutorial-master.conf', 'tutorial-backup.conf'].map(sample);
    const { inventory } = importTexts(texts, { directors });
    const rendered = render(load(inventory));
    const again = importTexts(rendered, { directors });
    expect(load(again.inventory)).toEqual(load(inventory));
    expect(again.notes.filter(({ kind }) => kind !== 'carried differently').map(({ id }) => id)).toEqual([
      'pinned-clients',
      'pinned-clients',
    ]);
  });
});
