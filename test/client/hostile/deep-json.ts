import { lie } from '../lie.ts';

export default lie({
  does: 'answers brackets within brackets, half a million deep',
  tell: (backend) =>
    backend.on('GET /v1/me', (_, response) => response.end('['.repeat(500_000) + ']'.repeat(500_000))),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
