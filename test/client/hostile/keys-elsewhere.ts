import { lie } from '../lie.ts';

export default lie({
  does: 'redirects whoever asks for its keys to another origin',
  tell: (backend) =>
    backend.on('GET /jwks', (_, response) => {
      const elsewhere = backend.url.replace('127.0.0.1', 'localhost');
      response.writeHead(302, { Location: `${elsewhere}/elsewhere` }).end();
    }),
  ask: ({ client }) => client.encryptionKey(),
  ends: 'response_malformed',
});
