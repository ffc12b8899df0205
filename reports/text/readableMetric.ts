import { lifeText } from './lifeText.ts';
import { readableBytes, readableBytesPerSecond, readableCount, readableDuration } from './readable.ts';

/** A figure of a comparison, in its unit; ratios as they are. */
export function readableMetric(value: number, unit: string): string {
  switch (unit) {
    case 'ns':
      return readableDuration(value);
    case 'bytes':
      return readableBytes(value);
    case 'bytesPerSecond':
      return readableBytesPerSecond(value);
    case 'perSecond':
      return `${readableCount(value)}/s`;
    case 'years':
      return lifeText(value);
    default:
      return readableCount(value);
  }
}
