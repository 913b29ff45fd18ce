import { createServer } from 'node:net';
import { StartError } from '../options/start-error.ts';

/**
 * Makes sure that `port` on `host` is free before anything is opened; 0 picks one.
 *
 * @param name what will listen there, for the person at the terminal.
 * @throws StartError when it is taken.
 */
export function findFreePort(host: string, port: number, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${cause.code})`;
      reject(new StartError(`Port ${port} for the ${name} ${why}. Choose another with --port.`, { cause }));
    });
    server.listen({ host, port, exclusive: true }, () => {
      const { port: found } = server.address() as { port: number };
      server.close(() => resolve(found));
    });
  });
}
