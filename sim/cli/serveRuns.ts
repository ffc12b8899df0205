/**
 * The results of a folder over HTTP, for the dashboard: `/runs/index.json`, and `/runs/<folder>/<file>`. The built dashboard's server and `npm run dev` answer with it.
 *
 * Nothing outside of the folder is given out, whatever the address says; nothing can be written. A page of results (a report) is given its own, opaque origin: its scripts reach nothing of ours.
 */
import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { indexRuns } from './runIndex.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.yaml': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

const reportPolicy = "sandbox allow-scripts allow-downloads allow-popups;default-src 'none';script-src 'unsafe-inline';style-src 'unsafe-inline';img-src data:";

/** In the head of a page, it says that its server has results. */
export const resultsMark = '<meta name="hindcast-results" content="runs" />';

/** True when the request was for results and has been answered. `outFolder` is absolute and need not be there yet. */
export async function serveRuns(request: IncomingMessage, response: ServerResponse, outFolder: string): Promise<boolean> {
  const path = pathOf(request);
  if (path === null || !path.startsWith('/runs/')) return false;
  if (path === '/runs/index.json') {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    response.end(JSON.stringify({ runs: await indexRuns(outFolder) }));
    return true;
  }
  const file = fileWithin(outFolder, path.slice('/runs/'.length));
  if (file !== null && extname(file) === '.html') response.setHeader('content-security-policy', reportPolicy);
  if (file === null) refuse(response, 404, 'there is no such file among the results');
  else sendFile(file, response, 'no-cache');
  return true;
}

/** The decoded path of a request; null when it is none. */
export function pathOf(request: IncomingMessage): string | null {
  try {
    return decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  } catch {
    return null;
  }
}

/** The file of that name in the folder; null when there is none, or it lies elsewhere (`..`, a link that leads out), or is hidden. */
export function fileWithin(folder: string, name: string): string | null {
  if (name.includes('\0') || name.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  const path = join(folder, name);
  if (!existsSync(path) || !statSync(path).isFile()) return null;
  return realpathSync(path).startsWith(realpathSync(folder) + sep) ? path : null;
}

export function sendFile(path: string, response: ServerResponse, cacheControl: string): void {
  response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
  response.setHeader('content-length', statSync(path).size);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cache-control', cacheControl);
  createReadStream(path)
    .on('error', () => response.destroy())
    .pipe(response);
}

export function refuse(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${message}\n`);
}
