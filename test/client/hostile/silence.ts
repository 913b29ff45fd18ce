import { lie } from '../lie.ts';

export default lie({
  does: 'takes a request and says nothing',
  slow: true,
  tell: (backend) => backend.on('GET /v1/me', () => {}),
  ask: ({ client }) => client.me(),
  ends: 'network_unreachable',
});
