/** Reads `sweep.json` back: every field that the dashboard uses is looked at. */
import { byName, flag, list, nullable, number, oneOf, record, text } from './shape.ts';
import type { Shape } from './shape.ts';
import type { SweepResult, SweptAxis, SweptCell, SweptFigures, SweptForm, SweptMetric } from './sweepResult.ts';

const open = nullable(number('value'));

const axisShape = record<SweptAxis>(
  {
    label: text('of the axis'),
    path: nullable(text('of the field')),
    values: list(text('as written'), 'values'),
    scale: nullable(
      record<{ unit: string; values: readonly number[] }>({ unit: text('of the numbers'), values: list(number('value'), 'numbers') }, 'as numbers'),
    ),
  },
  'what is varied',
);

const sweepShape: Shape<SweepResult> = record<SweepResult>(
  {
    schemaVersion: oneOf([1], 'version of this format'),
    kind: oneOf(['hindcast-sweep'], 'what this file is'),
    name: text('of the sweep'),
    summary: text('its question'),
    expected: text('what one should see'),
    axes: list(axisShape, 'axes'),
    seeds: list(number('seed'), 'seeds'),
    confidence: number('of the intervals', 0),
    metrics: list(
      record<SweptMetric>(
        {
          name: text('metric'),
          unit: text('of its values'),
          better: oneOf(['lower', 'higher'], 'which way'),
          summary: text('in words'),
          isShown: flag('a main one'),
        },
        'a metric',
      ),
      'metrics',
    ),
    cells: list(
      record<SweptCell>(
        {
          at: list(number('index', 0), 'by axis'),
          digests: list(text('of a run'), 'by seed'),
          metrics: byName(
            record<SweptFigures>(
              { mean: number('value'), standardDeviation: open, ciLow: open, ciHigh: open, values: list(number('value'), 'by seed') },
              'figures',
            ),
            'by metric',
          ),
        },
        'a cell',
      ),
      'cells',
    ),
    closedForm: nullable(
      record<SweptForm>(
        { name: text('of the form'), source: text('where it is from'), metric: text('name'), values: list(open, 'by cell') },
        'what theory gives',
      ),
    ),
    unsound: list(
      record<SweepResult['unsound'][number]>(
        { cell: number('index', 0), seed: number('seed'), violations: number('count', 0), failedChecks: list(text('law'), 'laws') },
        'a run',
      ),
      'runs that were not sound',
    ),
  },
  'a sweep',
);

/** Throws ShapeError with the place and what was expected there. */
export function parseSweepResult(value: unknown): SweepResult {
  // Files from before there was such a field have none.
  const whole = typeof value === 'object' && value !== null && !('closedForm' in value) ? { ...value, closedForm: null } : value;
  sweepShape.check(whole, '');
  return whole as SweepResult;
}
