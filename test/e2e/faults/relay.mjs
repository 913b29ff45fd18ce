import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A wire that can be cut: hands TCP connections on to `target`, and cuts what a page, its workers and its popups hold
 * alike. While it is cut, connections are refused.
 *
 * @param {{host: string, port: number}} target
 */
export async function openRelay(target) {
  const sockets = new Set();
  let server;
  const listen = (port) =>
    new Promise((resolve, reject) => {
      server = createServer((browser) => join(browser, connect(target)));
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const join = (browser, backend) => {
    for (const [socket, other] of [
      [browser, backend],
      [backend, browser],
    ]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    browser.pipe(backend).pipe(browser);
  };
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await listen(0);
  const { port } = server.address();
  return {
    port,
    cut,
    async mend() {
      if (server.listening) return;
      for (let tries = 0; ; tries++) {
        try {
          return await listen(port);
        } catch (error) {
          if (tries > 20) throw error;
          await sleep(100);
        }
      }
    },
    close: cut,
  };
}
