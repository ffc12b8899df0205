/** A text in an address: deflated, in letters that need no escape. Behind `#`, so it goes nowhere. */

/** Longer addresses break on their way through mails and chats. */
const lettersMax = 4000;

/** Null: it does not fit. */
export async function packText(text: string): Promise<string | null> {
  const packed = await through(new Blob([text]), new CompressionStream('deflate-raw'));
  const letters = btoa(String.fromCharCode(...packed))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
  return letters.length <= lettersMax ? letters : null;
}

/** Throws when it was not made by `packText`, or cut off. */
export async function unpackText(letters: string): Promise<string> {
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await through(new Blob([bytes]), new DecompressionStream('deflate-raw')));
  } catch {
    throw new Error('the scenario in the address is damaged, or cut off');
  }
}

async function through(blob: Blob, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  return new Uint8Array(await new Response(blob.stream().pipeThrough(stream)).arrayBuffer());
}
