import { lie } from '../lie.ts';

export default lie({
  does: 'sends a header without end',
  slow: true,
  tell: (backend) =>
    backend.on('GET /v1/me', (_, response) => {
      response.socket?.end(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1_000_000)}\r\n\r\n{}`);
    }),
  ask: ({ client }) => client.me(),
  ends: 'network_unreachable',
});
