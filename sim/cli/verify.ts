/** `hindcast verify --seeds A..B`: whole runs of scenarios that are drawn by seed, each checked through and through. */
import { InvalidArgumentError } from 'commander';
import type { CommandBuilder } from './command.ts';
import { describeCommand, seedMax } from './commandOptions.ts';
import { defaultOutFolder } from './runFolder.ts';
import type { SeedRange, VerifyOptions } from './verifySeeds.ts';

export const verifyCommand: CommandBuilder = ({ terminal, end }) =>
  describeCommand({
    name: 'verify',
    summary: 'run random scenarios with crashes and faults, check everything; a failing seed is reduced',
    description: [
      'Draws a scenario for each seed (VMs, devices, policies, classes, granularities, preimage strategies, workloads; bookmarks, rollbacks, undos, resizes, changes, crashes, a link that is lost, flash that is damaged), runs it to its end and checks everything: every read, rollback and undo against the full history, what each crash leaves, the laws of the run.',
      'A seed that fails is named at once with the line that repeats it; then whatever can be left out of its scenario is left out, and what is left is written to OUT/verify-<seed>.yaml.',
    ].join('\n\n'),
    out: `folder for the scenarios of seeds that fail (default: ${defaultOutFolder})`,
    seed: 'the same as --seeds NUMBER..NUMBER',
    examples: [
      { line: 'hindcast verify --seeds 1..100', does: 'a hundred scenarios' },
      { line: 'hindcast verify --minutes 30', does: 'from seed 1 on, for half an hour' },
      { line: 'hindcast verify --seeds 17', does: 'one seed again, from one line' },
    ],
  })
    .option('--seeds <range>', 'first and last seed, as 1..100, or one of them (default: 1..20; with --minutes as far as the time goes)', parseSeeds)
    .option('--minutes <number>', 'no new seed is begun after so long', parseMinutes)
    .option('--no-reduce', 'do not make failing scenarios short')
    .action(async (options: VerifyOptions) => {
      const { verifySeeds } = await import('./verifySeeds.ts'); // the whole simulation: not loaded for --help
      end(await verifySeeds(options, terminal));
    });

function parseSeeds(value: string): SeedRange {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(value);
  const first = Number(match?.[1]);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (match === null || first > last || last > seedMax)
    throw new InvalidArgumentError(`A range such as 1..100 is needed, from 0 to ${String(seedMax)}, or one number.`);
  return { first, last };
}

function parseMinutes(value: string): number {
  const minutes = Number(value);
  if (!/^\d+(\.\d+)?$/.test(value) || minutes <= 0) throw new InvalidArgumentError('A number of minutes above 0 is needed, such as 10 or 0.5.');
  return minutes;
}
