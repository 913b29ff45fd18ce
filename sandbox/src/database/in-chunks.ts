import { describeFault } from '../errors/errors.ts';

const CHUNK = 100;

/**
 * Works through ids in their order, a chunk at a time. One that cannot be worked on is logged and passed over, to be tried
 * again at the next round.
 *
 * @param options.next up to `limit` ids greater than `after`, in order.
 */
export async function inChunks(
  { log }: { log(line: string): void },
  what: string,
  options: {
    readonly next: (after: string, limit: number) => Promise<readonly { readonly id: string }[]>;
    readonly work: (id: string) => Promise<unknown>;
  },
): Promise<void> {
  let after = '';
  for (;;) {
    const chunk = await options.next(after, CHUNK);
    for (const { id } of chunk) {
      await options.work(id).catch((error: unknown) => log(`${what}: ${id} ${describeFault(error)}`));
      after = id;
    }
    if (chunk.length < CHUNK) return;
  }
}
