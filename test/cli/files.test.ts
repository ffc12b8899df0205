import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openByteStream, readTextFile } from '../../sim/cli/inputFile.ts';
import { prepareOutFolder, writeRunFolder, writeWholeFile } from '../../sim/cli/runFolder.ts';
import { TraceOpener } from '../../sim/cli/traceOpener.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hindcast-files-'));
  mkdirSync(join(folder, 'scenarios'));
  writeFileSync(join(folder, 'scenarios', 'night.yaml'), 'name: night\n');
  writeFileSync(join(folder, 'image.yaml'), new Uint8Array([0xff, 0xfe, 0x00, 0x9f]));
  writeFileSync(join(folder, 'trace.bin'), new Uint8Array(3_000_000).fill(7));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const scenario = (name: string): Promise<string> => readTextFile({ name, folder, what: 'the scenario' });

describe('files that the user names', () => {
  it('are read relative to the folder', async () => {
    expect(await scenario('scenarios/night.yaml')).toBe('name: night\n');
  });

  it.each([
    ['scenarios/nihgt.yaml', /^the scenario scenarios\/nihgt\.yaml does not exist \(looked for .*\/scenarios\/nihgt\.yaml\); did you mean night\.yaml\?$/],
    ['scenarios/night', /does not exist .*; did you mean night\.yaml\?$/],
    ['nowhere/night.yaml', /does not exist .*: there is no folder .*\/nowhere$/],
    ['scenarios', /^scenarios is a folder; the scenario must be a file; in it are night\.yaml$/],
    ['image.yaml/x', /a part of that path is a file, not a folder$/],
    ['image.yaml', /^image\.yaml is no text: /],
    [`${'long'.repeat(100)}.yaml`, /cannot be read: ENAMETOOLONG/],
  ])('are refused in words: %#', async (name, message) => {
    await expect(scenario(name)).rejects.toThrow(message);
    await expect(scenario(name)).rejects.toMatchObject({ name: 'UsageError' });
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read are refused in words', async () => {
    const path = join(folder, 'secret.yaml');
    writeFileSync(path, 'name: secret\n');
    chmodSync(path, 0);
    await expect(scenario('secret.yaml')).rejects.toThrow(/may not be read: permission denied/);
  });
});

describe('traces', () => {
  it('come in pieces, and what was read of them is noted', async () => {
    const opener = new TraceOpener(folder, null);
    let bytes = 0;
    for await (const chunk of await opener.open('trace.bin', 'the trace')) bytes += chunk.byteLength;
    expect(bytes).toBe(3_000_000);
    expect(opener.inputs()).toEqual([{ name: 'trace.bin', bytes: 3_000_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);
  });

  it('are found again where the run that is repeated had them', async () => {
    const opener = new TraceOpener('/', { workingFolder: folder, packageFolder: '/elsewhere/' });
    for await (const chunk of await opener.open('trace.bin', 'the trace')) expect(chunk[0]).toBe(7);
    const shipped = new TraceOpener('/', { workingFolder: folder, packageFolder: '/elsewhere/' });
    for await (const chunk of await shipped.open('/elsewhere/package.json', 'the trace')) expect(chunk.byteLength).toBeGreaterThan(0);
  });

  it('that are missing are refused when they are opened', async () => {
    await expect(openByteStream({ name: 'trace.bim', folder, what: 'the trace' })).rejects.toThrow(
      /the trace trace\.bim does not exist .*did you mean trace\.bin\?/,
    );
  });
});

describe('folders of runs', () => {
  const files = (text: string) => () => Promise.resolve([{ name: 'result.json', content: text }]);

  it('get numbers instead of overwriting each other, and leave no drafts', async () => {
    const out = await prepareOutFolder('runs/deep', folder);
    const written = [
      await writeRunFolder(out, 'night-1', files('a')),
      await writeRunFolder(out, 'night-1', files('b')),
      await writeRunFolder(out, 'night-1', files('c')),
    ];
    expect(written).toEqual(['night-1', 'night-1-2', 'night-1-3'].map((name) => join(out, name)));
    expect(readdirSync(out).sort()).toEqual(['night-1', 'night-1-2', 'night-1-3']);
    expect(readFileSync(join(out, 'night-1', 'result.json'), 'utf8')).toBe('a');
  });

  it('have names that are safe, whatever the scenario is called', async () => {
    const out = await prepareOutFolder('safe', folder);
    expect(await writeRunFolder(out, '../../etc/a b-1', files('a'))).toBe(join(out, '-..-etc-a-b-1'));
  });

  it('are not half there when writing fails', async () => {
    const out = await prepareOutFolder('failing', folder);
    const failing = () =>
      Promise.resolve([
        { name: 'result.json', content: 'a' },
        { name: 'no/such/folder.json', content: 'b' },
      ]);
    await expect(writeRunFolder(out, 'night-1', failing)).rejects.toThrow(/cannot write to .*failing/);
    expect(readdirSync(out)).toEqual([]);
  });

  it.each([
    ['image.yaml', /cannot write to .*image\.yaml: it, or a part of that path, is a file and not a folder; --out DIR says where results go/],
    ['image.yaml/out', /a part of that path, is a file and not a folder/],
    ['/proc/hindcast', /cannot write to \/proc\/hindcast/],
  ])('are refused at %s before anything runs', async (name, message) => {
    await expect(prepareOutFolder(name, folder)).rejects.toThrow(message);
  });

  it('files are replaced whole', async () => {
    const path = join(folder, 'report.html');
    await writeWholeFile(path, 'one');
    await writeWholeFile(path, 'two');
    expect(readFileSync(path, 'utf8')).toBe('two');
    await expect(writeWholeFile(join(folder, 'nowhere', 'x'), 'one')).rejects.toThrow(/cannot write to .*nowhere\/x: no such folder/);
  });
});
