import { lie } from '../lie.ts';

export default lie({
  does: 'says that it packed what it did not',
  slow: true,
  tell: (backend) =>
    backend.on('GET /v1/me', (_, response) =>
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end('{}'),
    ),
  ask: ({ client }) => client.me(),
  ends: 'network_unreachable',
});
