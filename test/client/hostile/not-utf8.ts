import { lie } from '../lie.ts';

export default lie({
  does: 'sends bytes that are no text',
  tell: (backend) =>
    backend.on('GET /v1/me', (_, response) => response.end(Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x7b]))),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
