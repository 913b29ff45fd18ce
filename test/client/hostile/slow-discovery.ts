import { DISCOVERY } from '../answers.ts';
import { lie } from '../lie.ts';

export default lie({
  does: 'never comes to the end of its discovery document',
  slow: true,
  tell: (backend) =>
    backend.on(
      DISCOVERY,
      (_, response) => void response.writeHead(200, { 'Content-Type': 'application/json' }).write('{'),
    ),
  ask: ({ discover }) => discover(),
  ends: 'deadline_exceeded',
});
