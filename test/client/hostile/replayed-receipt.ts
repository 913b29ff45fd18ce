import { APPLICATION_ID } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'shows the deletion receipt of another application again',
  async tell(backend) {
    const receipt = await backend.sign('deletion_receipt', {
      iss: backend.url,
      aud: 'portal',
      sub: 'application-0002',
      iat: 1_700_000_000,
      jti: 'receipt-0001',
      cause: 'approved',
      deleted_at: '2026-11-23T10:00:00Z',
      deleted: [{ kind: 'photos', count: 2 }],
    });
    backend.on(`GET /v1/applications/${APPLICATION_ID}/deletion-receipts`, json({ receipts: [receipt] }));
  },
  ask: ({ client }) => client.deletionReceipts(APPLICATION_ID),
  ends: 'deletion_receipt_not_authentic',
});
