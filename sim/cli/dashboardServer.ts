/**
 * Serves the built dashboard and the results beside it, on this machine alone: it listens on 127.0.0.1, answers only requests that were addressed to this machine by name (so that no page of
 * elsewhere can ask through a name of its own), and takes nothing but GET and HEAD. The page sends nothing anywhere; its policy says so to the browser.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileWithin, pathOf, refuse, resultsMark, sendFile, serveRuns } from './serveRuns.ts';
import { UsageError } from './usageError.ts';

export interface DashboardServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface DashboardPlaces {
  /** Of the built page, absolute. */
  readonly pageFolder: string;
  /** Of the results, absolute. */
  readonly outFolder: string;
}

/** Beside the policy in the page itself: what only a header can say. */
export const pagePolicy =
  "default-src 'none';script-src 'self';worker-src 'self';style-src 'self';style-src-attr 'unsafe-inline';connect-src 'self';img-src 'self' data: blob:;base-uri 'none';form-action 'none';frame-ancestors 'none'";

/** `port` 0: any that is free. Throws UsageError when it is taken. */
export async function startDashboardServer(places: DashboardPlaces, port: number): Promise<DashboardServer> {
  const server = createServer((request, response) => {
    answer(request, response, places).catch(() => {
      if (!response.headersSent) refuse(response, 500, 'the file could not be read');
      else response.destroy();
    });
  });
  const found = await listen(server, port);
  return {
    url: `http://127.0.0.1:${String(found)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { pageFolder, outFolder }: DashboardPlaces): Promise<void> {
  response.setHeader('content-security-policy', pagePolicy);
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  if (!isAddressedHere(request)) {
    refuse(response, 403, 'this server answers only to this machine');
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405, 'nothing can be written here');
    return;
  }
  if (await serveRuns(request, response, outFolder)) return;
  const path = pathOf(request);
  const file = path === null ? null : fileWithin(pageFolder, path === '/' ? 'index.html' : path.slice(1));
  // Names of built files carry a hash of what is in them.
  const isHashed = file !== null && file.startsWith(join(pageFolder, 'assets')) && /-[\w-]{8}\.\w+$/.test(basename(file));
  if (file === null) refuse(response, 404, 'there is no such page');
  else if (basename(file) === 'index.html') sendPage(file, response);
  else sendFile(file, response, isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function sendPage(file: string, response: ServerResponse): void {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('cache-control', 'no-cache');
  response.end(readFileSync(file, 'utf8').replace('<head>', `<head>\n    ${resultsMark}`));
}

function isAddressedHere(request: IncomingMessage): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken' : error.code === 'EACCES' ? 'may not be used' : `cannot be used (${String(error.code)})`;
      reject(new UsageError(`--port: ${String(port)} ${why}; --port 0 takes any that is free`));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
