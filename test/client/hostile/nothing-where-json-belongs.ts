import { lie } from '../lie.ts';

export default lie({
  does: 'answers 204 where something was asked for',
  tell: (backend) => backend.on('GET /v1/me', (_, response) => void response.writeHead(204).end()),
  ask: ({ client }) => client.me(),
  ends: 'response_malformed',
});
