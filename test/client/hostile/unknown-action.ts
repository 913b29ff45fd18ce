import { APPLICATION_ID } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'asks for a movement that the client did not say it knows',
  tell: (backend) =>
    backend.on(
      `POST /v1/applications/${APPLICATION_ID}/challenges`,
      json({
        id: 'challenge-0001',
        nonce: 'n'.repeat(43),
        mode: 'interactive',
        policy_version: '2026-12-01.1',
        expires_at: '2026-11-23T10:00:00Z',
        steps: 5,
        step: { i: 0, action: 'stand_on_one_leg', pause_ms: 0, capture_at: [] },
        swap_allowed: true,
        attempts_left: 2,
      }),
    ),
  ask: ({ client }) =>
    client.requestChallenge(APPLICATION_ID, {
      mode: 'interactive',
      measured_fps: 30,
      frame: { width: 640, height: 480 },
      pace: 'standard',
    }),
  ends: 'response_malformed',
});
