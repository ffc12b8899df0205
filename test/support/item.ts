/** The element at `index`, which must be there. */
export function item<T>(list: ArrayLike<T>, index: number): T {
  if (!(index >= 0 && index < list.length)) throw new RangeError(`no element ${String(index)} among ${String(list.length)}`);
  return list[index] as T;
}
