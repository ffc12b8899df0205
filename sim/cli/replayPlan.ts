/**
 * What is asked of `replay`, from its options: policies with their parameters, sizes, keys. Everything that can be wrong with an option is a UsageError that
 * says what is allowed.
 */
import { nearMiss } from '../base/nearMiss.ts';
import type { ParamSpec, Spec } from '../base/spec.ts';
import { defaultParams } from '../base/spec.ts';
import { formatQuantity, parseQuantity, quantityNeeded } from '../base/units.ts';
import { admissionPolicies } from '../engine/policy/admissionPolicies.ts';
import { evictionPolicies } from '../engine/policy/evictionPolicies.ts';
import type { PolicyChoice } from '../engine/protocol.ts';
import type { AccessKey } from '../hosts/timeless/accessStream.ts';
import type { CurvePlan } from '../hosts/timeless/replay.ts';
import type { CommonOptions } from './commandOptions.ts';
import { UsageError } from './usageError.ts';

export interface ReplayOptions extends CommonOptions {
  readonly evict?: string;
  readonly admit?: string;
  readonly blocks?: string;
  readonly bytes?: string;
  readonly flash?: string;
  readonly block?: string;
  readonly as?: 'reads' | 'writes';
  readonly readsOnly?: boolean;
  readonly writesOnly?: boolean;
  readonly key?: 'block' | 'object' | 'start-sector';
  readonly format?: string;
  readonly option?: Readonly<Record<string, string>>;
  readonly volume?: string;
  readonly mrc?: string | true;
}

/** What the options come to before the trace is known. */
export interface AskedReplay {
  readonly evictions: readonly PolicyChoice[];
  readonly admission: PolicyChoice;
  /** Null: not said. */
  readonly blocks: readonly number[] | null;
  readonly bytes: readonly number[] | null;
  readonly flashBlocks: number;
  readonly blockBytes: number;
  readonly only: 'all' | 'reads' | 'writes';
  /** Null: as the format suggests. */
  readonly key: AccessKey | null;
  readonly curve: CurvePlan | null;
}

const blockBytesMin = 512;
const blockBytesMax = 64 * 1024;
const blocksMax = 2 ** 28;

export function askedReplay(options: ReplayOptions): AskedReplay {
  const key = options.key === undefined ? null : options.key === 'block' ? 'block' : 'object';
  const blockBytes = options.block === undefined ? 4096 : readBlockBytes(options.block);
  const bytes = options.bytes === undefined ? null : list(options.bytes).map((text) => readBytes('--bytes', text));
  if (options.readsOnly === true && options.writesOnly === true) throw new UsageError('--reads-only and --writes-only exclude each other');
  if (options.as !== undefined && (options.readsOnly === true || options.writesOnly === true)) {
    throw new UsageError(`--as ${options.as} makes all requests alike, so that --reads-only and --writes-only say nothing`);
  }
  if (bytes !== null && key === 'block') throw new UsageError('--bytes is for objects of different sizes: it goes with --key object or --key start-sector');
  if (bytes !== null && options.blocks !== undefined) throw new UsageError('--bytes and --blocks exclude each other');
  const flashBlocks = options.flash === undefined ? 0 : readBlocks('--flash', options.flash, blockBytes);
  if (flashBlocks === 1) throw new UsageError('--flash: is 1; at least 2 blocks are needed, or 0 for no second tier');
  if (options.admit !== undefined && bytes !== null) throw new UsageError('--admit is a policy of the engine: it goes with --blocks, not with --bytes');
  if (flashBlocks > 0 && bytes !== null) throw new UsageError('--flash is a tier of the engine, of blocks: it goes with --blocks, not with --bytes');
  return {
    evictions: list(options.evict ?? 'lru').map((text) => readPolicy('--evict', text, evictionPolicies)),
    admission: readPolicy(
      '--admit',
      options.admit ?? 'always',
      admissionPolicies.filter(({ needsTime }) => needsTime !== true),
    ),
    blocks: options.blocks === undefined ? null : list(options.blocks).map((text) => atLeastOne(readBlocks('--blocks', text, blockBytes), text)),
    bytes,
    flashBlocks,
    blockBytes,
    only: options.readsOnly === true ? 'reads' : options.writesOnly === true ? 'writes' : 'all',
    key: bytes !== null ? 'object' : key,
    curve: options.mrc === undefined ? null : readCurve(options.mrc, options.seed ?? 1),
  };
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/** A number of blocks, or a size that is a multiple of the block. */
function readBlocks(option: string, text: string, blockBytes: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : readBytes(option, text) / blockBytes;
  if (Number.isInteger(number) && number <= blocksMax) return number;
  const allowed = `a number of blocks up to ${String(blocksMax)} is needed, or a size that is a multiple of the block (${formatQuantity(blockBytes, 'bytes')})`;
  throw new UsageError(`${option}: is ${text}; ${allowed}`);
}

function atLeastOne(blocks: number, text: string): number {
  if (blocks >= 1) return blocks;
  throw new UsageError(`--blocks: is ${text}; at least 1 block is needed`);
}

function readBytes(option: string, text: string): number {
  const parsed = parseQuantity(text, 'bytes');
  if (parsed.ok && Number.isInteger(parsed.value) && parsed.value >= 1 && parsed.value <= Number.MAX_SAFE_INTEGER) return parsed.value;
  throw new UsageError(`${option}: is ${text === '' ? 'empty' : text}; ${quantityNeeded('bytes')}`);
}

function readBlockBytes(text: string): number {
  const bytes = readBytes('--block', text);
  const isPower = bytes >= blockBytesMin && bytes <= blockBytesMax && (bytes & (bytes - 1)) === 0;
  if (!isPower) throw new UsageError(`--block: is ${text}; a power of two from 512B to 64KiB is needed`);
  return bytes;
}

/** `s3fifo`, or with parameters `s3fifo:small=0.2:ghost=1`. */
function readPolicy(option: string, text: string, table: readonly Spec<Record<string, unknown>, never, unknown>[]): PolicyChoice {
  const [name = '', ...settings] = text.split(':');
  const spec = table.find((entry) => entry.name === name);
  if (spec === undefined) {
    const names = table.map((entry) => entry.name);
    const near = nearMiss(name, names);
    throw new UsageError(`${option}: is ${name === '' ? 'empty' : name}; allowed are ${names.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`);
  }
  const params: Record<string, unknown> = { ...defaultParams(spec) };
  for (const setting of settings) {
    const [param = '', value = ''] = setting.split('=');
    const known = (spec.params as Readonly<Record<string, ParamSpec<unknown>>>)[param];
    if (known === undefined) throw new UsageError(noParameter(`${option} ${name}`, param, Object.keys(spec.params)));
    params[param] = readParam(`${option} ${name}:${param}`, value, known);
  }
  return { policy: name, params };
}

function noParameter(policy: string, param: string, names: readonly string[]): string {
  if (names.length === 0) return `${policy}: has no parameters`;
  const near = nearMiss(param, names);
  return `${policy}: has no parameter ${param}; there are ${names.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`;
}

function readParam(what: string, text: string, spec: ParamSpec<unknown>): number | string {
  const { choices } = spec;
  if (choices !== undefined) {
    if (choices.includes(text)) return text;
    const near = nearMiss(text, choices);
    throw new UsageError(`${what}: is ${text === '' ? 'empty' : text}; allowed are ${choices.join(', ')}${near === null ? '' : `; did you mean ${near}?`}`);
  }
  const value = text === '' ? NaN : Number(text);
  const { min = -Infinity, max = Infinity } = spec;
  const isRight = value >= min && value <= max && (spec.unit !== 'count' || Number.isInteger(value));
  if (isRight) return value;
  const kind = spec.unit === 'count' ? 'a whole number' : 'a number';
  throw new UsageError(`${what}: is ${text === '' ? 'empty' : text}; ${kind} from ${String(min)} to ${String(max)} is needed`);
}

function readCurve(text: string | true, seed: number): CurvePlan {
  if (text === true || text === 'exact') return { method: 'exact' };
  const match = /^shards(?::(.*))?$/.exec(text);
  const rate = match?.[1] === undefined ? 0.01 : Number(match[1]);
  if (match !== null && rate > 0 && rate <= 1) return { method: 'shards', rate, seed };
  throw new UsageError(`--mrc: is ${text}; allowed are exact, shards and shards:RATE with a rate above 0 and at most 1 (default 0.01)`);
}
