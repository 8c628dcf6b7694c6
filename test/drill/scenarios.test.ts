import { expect, test } from 'vitest';
import { scenarioNames } from '../../src/drill/drill.ts';
import { strikes } from '../../src/drill/scenario.ts';
import { scenarios } from '../../src/drill/scenarios/index.ts';

test('each name has its drill, in the order of `all`, and only shares strike nothing', () => {
  expect(scenarios.map(({ name }) => name)).toEqual(scenarioNames);
  expect(scenarios.filter((drill) => !strikes(drill)).map(({ name }) => name)).toEqual(['shares']);
});
