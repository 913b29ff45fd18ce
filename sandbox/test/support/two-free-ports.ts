import { randomInt } from 'node:crypto';
import { findFreePorts } from '../../src/server/find-free-ports.ts';

/** Below those that a system gives to outgoing connections (from 32768 on): none of them stands in the way later. */
const [FIRST, LAST] = [20_000, 32_000];

/** A port for `--port` that is free, as is the one after it. */
export async function twoFreePorts(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST);
    const found = await findFreePorts(port).catch(() => null);
    if (found) return port;
  }
}
