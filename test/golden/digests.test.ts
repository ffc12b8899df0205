/**
 * What the scenarios that ship do is what they did: their digests are kept beside this file. Whoever changes what a run does runs `npm run update:golden`, looks which scenarios it
 * touches, and says why in the commit.
 */
import { expect, it } from 'vitest';
import { digestAt, instantNs, scenarioNames } from '../support/scenarioDigests.ts';

it.each(scenarioNames)('%s has the digest that it had', { timeout: 120_000 }, async (name) => {
  expect(await digestAt(name, await instantNs(name))).toMatchSnapshot();
});
