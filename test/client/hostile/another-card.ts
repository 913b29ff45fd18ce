import { cardOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows another card than the one that was asked for',
  async tell(backend) {
    const card = await backend.sign('card', cardOf(backend.url, { ref: 'card-0002' }));
    backend.on('GET /v1/family/cards/card-0001', json({ cards: [card] }));
  },
  ask: ({ client }) => client.card('card-0001'),
  ends: 'card_not_authentic',
});
