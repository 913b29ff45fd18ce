import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'redirects its discovery document to another origin',
  tell: (backend) =>
    backend.on(DISCOVERY, (_, response) => {
      const elsewhere = backend.url.replace('127.0.0.1', 'localhost');
      response.writeHead(302, { Location: `${elsewhere}/elsewhere` }).end();
    }),
  ask: ({ discover }) => discover(),
  ends: 'discovery_invalid',
});
