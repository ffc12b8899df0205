/**
 * Divides quanta among VMs by what each gains: `gains[vm][k]` is what VM `vm` gains with k quanta more than its floor (from 0, never falling); its last index
 * is the most that it may have.
 *
 * `lookAhead` is the rule of UCP: again and again, whoever gains most per quantum over any number of quanta that are left gets that number. Fast, and good
 * where curves bend; where they have cliffs that don't fit together it may miss the best division by much. `bestDivision` finds that, by dynamic programming.
 *
 * Both stop when nobody gains any more, and say how many quanta each VM got.
 *
 * Source: Qureshi and Patt, Utility-based cache partitioning, MICRO 2006, algorithm 2.
 */
export type Gains = readonly Float64Array[];

export function lookAhead(gains: Gains, quanta: number): Int32Array {
  const got = new Int32Array(gains.length);
  const best = gains.map((curve) => bestSpan(curve, 0, quanta));
  let left = quanta;
  while (left > 0) {
    let chosen = -1;
    for (let vm = 0; vm < gains.length; vm += 1) {
      if (best[vm].span > left) best[vm] = bestSpan(gains[vm], got[vm], left);
      if (best[vm].perQuantum > 0 && (chosen < 0 || best[vm].perQuantum > best[chosen].perQuantum)) chosen = vm;
    }
    if (chosen < 0) break;
    got[chosen] += best[chosen].span;
    left -= best[chosen].span;
    best[chosen] = bestSpan(gains[chosen], got[chosen], left);
  }
  return got;
}

interface Span {
  readonly span: number;
  readonly perQuantum: number;
}

/** Over how many of at most `left` quanta more the gain per quantum is largest; the shortest such. */
function bestSpan(curve: Float64Array, from: number, left: number): Span {
  let span = 0;
  let perQuantum = 0;
  const spanMax = Math.min(left, curve.length - 1 - from);
  for (let length = 1; length <= spanMax; length += 1) {
    const rate = (curve[from + length] - curve[from]) / length;
    if (rate > perQuantum) {
      span = length;
      perQuantum = rate;
    }
  }
  return { span, perQuantum };
}

/** O(VMs × quanta²). */
export function bestDivision(gains: Gains, quanta: number): Int32Array {
  let total = new Float64Array(quanta + 1);
  const choices: Int32Array[] = [];
  for (const curve of gains) {
    const next = new Float64Array(quanta + 1);
    const choice = new Int32Array(quanta + 1);
    for (let available = 0; available <= quanta; available += 1) {
      let gain = -1;
      for (let given = Math.min(available, curve.length - 1); given >= 0; given -= 1) {
        if (total[available - given] + curve[given] < gain) continue;
        gain = total[available - given] + curve[given];
        choice[available] = given;
      }
      next[available] = gain;
    }
    choices.push(choice);
    total = next;
  }
  const got = new Int32Array(gains.length);
  let left = quanta;
  for (let vm = gains.length - 1; vm >= 0; vm -= 1) {
    got[vm] = choices[vm][left];
    left -= got[vm];
  }
  return got;
}

/** What a division gains in all. */
export function gainOf(gains: Gains, got: Int32Array): number {
  return gains.reduce((sum, curve, vm) => sum + curve[got[vm]], 0);
}
