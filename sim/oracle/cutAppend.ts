/** What a power cut leaves of an append to the log that was under way: all, nothing, or any of its units of 512 bytes. */
const unitBytes = 512;

/** Had it begun to reach the flash? Then what it is a barrier for was there before. `random` gives numbers in [0, 1). */
export function cutAppend(log: Uint8Array | null, bytes: Uint8Array, offset: number, random: () => number): boolean {
  const outcome = random();
  if (log === null || outcome < 0.3) return false;
  for (let at = 0; at < bytes.length; at += unitBytes) {
    if (outcome < 0.7 || random() < 0.5) log.set(bytes.subarray(at, at + unitBytes), offset + at);
  }
  return true;
}
