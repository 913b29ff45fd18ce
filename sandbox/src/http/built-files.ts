import compress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Names in these folders of the library's build carry a hash of the content. */
const HASHED = /[\\/](?:assets|chunks)[\\/].*-[\w-]{8}\.\w+$/;

/**
 * Serves files of the library's build as its guide tells a portal to: text compressed, and what is named after its content kept by the
 * browser for a year, which need not ask for it again.
 *
 * @param root the folder that lies there.
 * @param prefix its address, ending in `/`.
 */
export async function serveBuiltFiles(app: FastifyInstance, root: string, prefix: string): Promise<void> {
  await app.register(async (files) => {
    // In a room of its own: an answer with a secret in it must not be compressed with what a stranger sends (BREACH).
    await files.register(compress, { encodings: ['gzip'] });
    await files.register(fastifyStatic, {
      root,
      prefix,
      cacheControl: false,
      etag: true,
      dotfiles: 'deny',
      decorateReply: false,
      index: false,
      setHeaders: (reply, path) => {
        if (HASHED.test(path)) reply.header('cache-control', 'public, max-age=31536000, immutable');
      },
    });
  });
}
