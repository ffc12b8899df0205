import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../sim/base/assert.ts';
import { BrokenRunError, explainError } from '../../sim/cli/explainError.ts';
import { UsageError } from '../../sim/cli/usageError.ts';
import { ShapeError } from '../../sim/results/shape.ts';
import { ScenarioError } from '../../sim/scenario/scenarioError.ts';

const context = { scenario: 'quickstart', seed: 7, events: 1234, command: 'npx hindcast run quickstart --seed 7' };

describe('what the user reads when something goes wrong', () => {
  it.each([
    ['wrong use', new UsageError('the scenario x does not exist'), 2, /^the scenario x does not exist$/],
    [
      'a wrong scenario',
      new ScenarioError({ place: { file: 'a.yaml', line: 3, column: 7 }, field: 'seed', given: 'is "x"', allowed: 'a whole number is needed' }),
      2,
      /^a\.yaml:3:7: seed: is "x"; a whole number is needed$/,
    ],
    ['a damaged result', new ShapeError('total.reads: expected a number, found nothing'), 2, /^total\.reads: expected a number/],
    ['no room', Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' }), 2, /^ENOSPC: no space left/],
    ['too much memory', new RangeError('Array buffer allocation failed'), 2, /needs more memory than there is .*smaller disks/],
    ['a broken invariant', new InvariantError('counts add up'), 1, /^this is a bug in Hindcast, not in what you gave it: counts add up\./],
    [
      'something else',
      new TypeError('x is not a function\n    at y'),
      1,
      /^something unexpected went wrong \(TypeError: x is not a function\); HINDCAST_DEBUG=1 shows where\./,
    ],
    ['something that is no error', 'text', 1, /^something unexpected went wrong \(text\)/],
  ])('%s', (_, error, status, message) => {
    const explained = explainError(error, false);
    expect(explained.status).toBe(status);
    expect(explained.message).toMatch(message);
    expect(explained.message).not.toMatch(/\n\s+at /);
  });

  it('an invariant that breaks in a run says the seed, the event and how to see it again', () => {
    const { status, message } = explainError(new BrokenRunError(new InvariantError('counts add up'), context), false);
    expect(status).toBe(1);
    expect(message).toContain('not in your scenario: an invariant broke: counts add up.');
    expect(message).toContain('seed 7 after 1234 events');
    expect(message).toContain('\n  npx hindcast run quickstart --seed 7\n');
    expect(message).toContain('Please report it');
  });

  it('the stack is there for those who ask', () => {
    expect(explainError(new BrokenRunError(new TypeError('x'), context), true).message).toMatch(/caused by TypeError: x\n\s+at /);
  });
});
