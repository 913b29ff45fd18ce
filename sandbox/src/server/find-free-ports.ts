import { createServer } from 'node:net';
import { type Hosts, hostsOf } from '../context/addresses.ts';
import { StartError } from '../errors/errors.ts';

/** The ports of a sandbox. */
export interface Ports {
  readonly portal: number;
  readonly backend: number;
}

/**
 * Makes sure that `portal` and the port after it are free before anything is opened; 0 picks two. Both are held until
 * both are found: the system may give out one that was let go at once again.
 *
 * @throws StartError when one is taken.
 */
export async function findFreePorts(
  portal: number,
  hosts: Hosts['listen'] = hostsOf({}).listen,
): Promise<Ports> {
  const first = await hold(hosts.portal, portal, 'portal');
  try {
    const second = await hold(hosts.backend, portal && portal + 1, 'backend');
    await second.release();
    return { portal: first.port, backend: second.port };
  } finally {
    await first.release();
  }
}

interface Held {
  readonly port: number;
  release(): Promise<void>;
}

/** @param name what will listen there, for the person at the terminal. */
function hold(host: string, port: number, name: string): Promise<Held> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${cause.code})`;
      reject(new StartError(`Port ${port} for the ${name} ${why}. Choose another with --port.`, { cause }));
    });
    server.listen({ host, port, exclusive: true }, () => {
      const { port: found } = server.address() as { port: number };
      resolve({ port: found, release: () => new Promise((released) => server.close(() => released())) });
    });
  });
}
