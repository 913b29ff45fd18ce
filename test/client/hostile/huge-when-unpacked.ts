import { gzipSync } from 'node:zlib';
import { lie } from '../lie.ts';

export default lie({
  does: 'sends little that unpacks to much',
  tell: (backend) => {
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    backend.on('GET /v1/me', (_, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(packed),
    );
  },
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
