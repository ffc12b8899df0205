/** Runs benchmarks, contender by contender, and relates every rate to the yardstick's. */
import type { Benchmark, BenchmarkResult, BenchmarkSize, Measurement } from './benchmark.ts';
import { yardstick } from './benchmarks.ts';
import { runContender } from './runContender.ts';

export interface BenchmarkRun {
  readonly benchmarks: readonly Benchmark[];
  readonly size: BenchmarkSize;
  /** How often the whole list is gone through; each contender's figures are those of its median time through. */
  readonly repeats: number;
  /** Told before each process starts. */
  onStart(benchmark: Benchmark, contender: string, repeat: number): void;
}

export async function runBenchmarks(run: BenchmarkRun): Promise<BenchmarkResult[]> {
  const measurements = new Map<string, Measurement[]>();
  for (let repeat = 0; repeat < run.repeats; repeat += 1) {
    for (const benchmark of run.benchmarks) {
      for (const contender of benchmark.contenders) {
        run.onStart(benchmark, contender, repeat);
        const key = `${benchmark.name} ${contender}`;
        const measurement = await runContender(benchmark.name, contender, run.size);
        measurements.set(key, [...(measurements.get(key) ?? []), measurement]);
      }
    }
  }
  const yard = measurements.get(`${yardstick.benchmark} ${yardstick.contender}`);
  const yardPerSecond = yard === undefined ? null : medianOf(yard).perSecond;
  return run.benchmarks.flatMap((benchmark) =>
    benchmark.contenders.map((contender) => {
      const measurement = withRatioBeside(benchmark, medianOf(measurements.get(`${benchmark.name} ${contender}`)!), measurements);
      return {
        benchmark: benchmark.name,
        contender,
        ...measurement,
        nsPerOperation: 1e9 / measurement.perSecond,
        ratio: yardPerSecond === null ? null : measurement.perSecond / yardPerSecond,
      };
    }),
  );
}

function withRatioBeside(benchmark: Benchmark, measurement: Measurement, measurements: ReadonlyMap<string, readonly Measurement[]>): Measurement {
  const beside = measurements.get(`${benchmark.alsoBeside} ${yardstick.contender}`);
  if (beside === undefined) return measurement;
  const ratio = measurement.perSecond / medianOf(beside).perSecond;
  return { ...measurement, figures: { ...measurement.figures, [`x flatqueue in ${benchmark.alsoBeside}`]: ratio } };
}

function medianOf(measurements: readonly Measurement[]): Measurement {
  const sorted = [...measurements].sort((first, second) => first.perSecond - second.perSecond);
  return sorted[Math.floor(sorted.length / 2)]!;
}
