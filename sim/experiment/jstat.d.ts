/** The part of jstat that is used here: it comes without types. */
declare module 'jstat' {
  const jStat: {
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
    readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
  };
  export = jStat;
}
