import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'gives a program for the address of a service',
  tell: (backend) =>
    backend.on(
      'POST /v1/family/cards/card-0001/services/pension/links',
      json({ url: 'javascript:alert(document.domain)', expires_at: '2026-11-23T10:00:00Z' }),
    ),
  ask: ({ client }) => client.serviceLink('card-0001', 'pension'),
  ends: 'response_malformed',
});
