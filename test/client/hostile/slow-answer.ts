import { lie } from '../lie.ts';

export default lie({
  does: 'never comes to the end of an answer',
  slow: true,
  tell: (backend) =>
    backend.on(
      'GET /v1/me',
      (_, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'),
    ),
  ask: ({ client }) => client.me(),
  ends: 'network_unreachable',
});
