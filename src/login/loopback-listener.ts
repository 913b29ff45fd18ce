/// <reference types="node" />

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackListener {
  /** `http://127.0.0.1:<port>/callback` */
  readonly redirectUri: string;
  /** Resolves with the query that a browser brings back for this state. */
  callback(state: string, signal: AbortSignal): Promise<URLSearchParams>;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>登录</title>
<p>登录已完成，可以关闭这个窗口。</p><p lang="en">You are logged in and may close this window.</p></html>`;

/** Listens for the provider's answer on the loopback interface (RFC 8252 section 7.3), on a port of the system's choice. */
export async function listenOnLoopback(): Promise<LoopbackListener> {
  const waiting = new Map<string, (answer: URLSearchParams) => void>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const take = waiting.get(url.searchParams.get('state') ?? '');
    if (request.method !== 'GET' || url.pathname !== '/callback' || take === undefined) {
      return answer(response, 404, '');
    }
    answer(response, 200, PAGE);
    take(url.searchParams);
  });
  await listening(server);
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://127.0.0.1:${port}/callback`,
    callback: (state, signal) =>
      new Promise((resolve, reject) => {
        waiting.set(state, resolve);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    Connection: 'close',
  });
  response.end(body);
}
