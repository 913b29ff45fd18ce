import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'answers every address with its start page',
  tell: (backend) =>
    backend.on(DISCOVERY, (_, response) =>
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
    ),
  ask: ({ discover }) => discover(),
  ends: 'discovery_invalid',
});
