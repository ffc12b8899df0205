/** The causes for which flash is written, as a reader would say them: `flash.bytesWritten` of the result has them by their names. */
export interface WriteCauseText {
  readonly label: string;
  readonly meaning: string;
}

const texts: ReadonlyMap<string, WriteCauseText> = new Map([
  ['demotion', { label: 'demotion', meaning: 'previous and current data moved from DRAM to flash' }],
  ['write', { label: 'guest writes', meaning: 'written to make them durable' }],
  ['promotion', { label: 'promotion', meaning: 'blocks read from the array and kept in flash' }],
  ['preimage', { label: 'previous data', meaning: 'copied from the array before it was overwritten there' }],
  ['log', { label: 'log', meaning: 'records of the undo log' }],
  ['metadata', { label: 'metadata', meaning: 'bookmarks, portions, checkpoints' }],
  ['gc', { label: 'garbage collection', meaning: 'moved by the device itself' }],
]);

export function writeCauseText(cause: string): WriteCauseText {
  return texts.get(cause) ?? { label: cause, meaning: '' };
}
