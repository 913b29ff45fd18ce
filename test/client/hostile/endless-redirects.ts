import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'redirects from one address to the next without end',
  tell: (backend) => {
    const onwards: Parameters<typeof backend.on>[1] = (_, response) =>
      response.writeHead(302, { Location: DISCOVERY.slice('GET '.length) }).end();
    backend.on(DISCOVERY, onwards);
  },
  ask: ({ discover }) => discover(),
  ends: 'network_unreachable',
});
