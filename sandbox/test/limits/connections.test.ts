import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { settingsOf } from '../../src/context/settings.ts';
import { findFreePorts } from '../../src/server/find-free-ports.ts';
import { DIST_DIRECTORY, portalApp } from '../../src/server/portal-app.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { judgeSaying } from '../support/judges.ts';
import { startSandbox } from '../support/test-database.ts';

const PER_ADDRESS = 4;
const judge = judgeSaying({ verdict: 'approved' });
/** So little that a connection that should end does, and nothing but that is waited for. */
const connections = { headMs: 200, requestMs: 400, idleMs: 200 };

/** A client that never closes its own half. */
async function openTo(url: string): Promise<{ socket: Socket; heard: () => string }> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const chunks: Buffer[] = [];
  socket.on('error', () => {});
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'connect');
  return { socket, heard: () => Buffer.concat(chunks).toString() };
}

/** Resolves when the other side is gone for good: whoever goes on sending is told so. */
async function gone(socket: Socket): Promise<void> {
  const sending = setInterval(() => socket.write('x'), 5);
  await heardOf(socket, 'close').finally(() => clearInterval(sending));
}

/** Far beyond every limit that ends a connection in these tests, and short of those that end it in no test. */
const OVERDUE_MS = 60_000;

/** Waits for what a connection is to come to, and fails where nothing brings it about. */
function heardOf(socket: Socket, event: 'end' | 'close' | 'data'): Promise<void> {
  return new Promise((resolve, reject) => {
    const overdue = setTimeout(
      () => reject(new assert.AssertionError({ message: `No '${event}': the connection is kept open.` })),
      OVERDUE_MS,
    );
    socket.once(event, () => {
      clearTimeout(overdue);
      resolve();
    });
  });
}

for (const origin of ['backend', 'portal'] as const) {
  describe(`a connection to the ${origin}`, () => {
    let sandbox: Sandbox;
    before(async () => {
      sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, connections });
    });
    after(() => sandbox.close());

    const urlOf = () => (origin === 'backend' ? sandbox.backendUrl : sandbox.portalUrl);
    const open = () => openTo(urlOf());
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${new URL(urlOf()).host}\r\n\r\n`;

    it('that sent what is no request is answered and gone, though the client keeps its half open', async () => {
      const { socket, heard } = await open();
      socket.write('NONSENSE\r\n\r\n');
      await heardOf(socket, 'end');
      await gone(socket);
      assert.match(heard(), /^HTTP\/1.1 400 Bad Request\r\n/);
      assert.equal(JSON.parse(heard().split('\r\n\r\n')[1]!).code, 'malformed');
    });

    it('ends when nothing is sent on it, and gets no answer', async () => {
      const { socket, heard } = await open();
      await heardOf(socket, 'end');
      await gone(socket);
      assert.equal(heard(), '');
    });

    it('ends when a head does not come to its end, however steadily bytes come', async () => {
      const { socket, heard } = await open();
      socket.write(`GET / HTTP/1.1\r\nHost: ${new URL(urlOf()).host}\r\nX-Slow: `);
      await gone(socket);
      assert.match(heard(), /^HTTP\/1.1 408 Request Timeout\r\n/);
    });

    it('ends when it has answered and nothing more is asked', async () => {
      const { socket, heard } = await open();
      socket.write(get('/nowhere'));
      await heardOf(socket, 'end');
      await gone(socket);
      assert.match(heard(), /^HTTP\/1.1 404 /);
    });
  });
}

it('a connection that sent what is no request is let go at once, though its client neither closes nor sends', async () => {
  const ports = await findFreePorts(0);
  // No other limit is what ends it.
  const far = 10 * OVERDUE_MS;
  const settings = settingsOf({ connections: { headMs: far, requestMs: far, silentMs: far } }, ports);
  const app = await portalApp(settings, DIST_DIRECTORY);
  const taken = once(app.server, 'connection');
  await app.listen({ host: 'localhost', port: ports.portal });
  const { socket } = await openTo(`http://localhost:${ports.portal}`);
  try {
    const [ofServer] = (await taken) as [Socket];
    const ended = heardOf(ofServer, 'close');
    socket.write('NONSENSE\r\n\r\n');
    await ended;
  } finally {
    socket.destroy();
    await app.close();
  }
});

it('a body that comes too slowly ends its connection', async () => {
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, connections });
  try {
    const { host } = new URL(sandbox.backendUrl);
    const { socket } = await openTo(sandbox.backendUrl);
    socket.write(`POST /oidc/token HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 100000\r\n\r\n`);
    await gone(socket);
  } finally {
    await sandbox.close();
  }
});

it('connections from one address are so many at a time, and those that are open go on', async () => {
  const few = { perAddress: PER_ADDRESS };
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, connections: few });
  try {
    for (const url of [sandbox.backendUrl, sandbox.portalUrl]) {
      const kept = await Promise.all(Array.from({ length: PER_ADDRESS }, () => openTo(url)));
      await gone((await openTo(url)).socket);
      const { socket, heard } = kept[0]!;
      socket.write(`GET /nowhere HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
      await heardOf(socket, 'data');
      assert.match(heard(), /^HTTP\/1.1 404 /);
      for (const { socket } of kept) socket.destroy();
    }
  } finally {
    await sandbox.close();
  }
});
