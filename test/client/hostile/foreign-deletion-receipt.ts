import { decodeProtectedHeader, generateKeyPair } from 'jose';
import { signStatement } from '../../../src/seal/statement.ts';
import { APPLICATION_ID, resultOf } from '../answers.ts';
import { lie } from '../lie.ts';
import { json } from '../test-backend.ts';

export default lie({
  does: 'signs a deletion receipt with another key under the id of the right one',
  async tell(backend) {
    const { kid } = decodeProtectedHeader(await backend.sign('result', resultOf(backend.url)));
    const { privateKey } = await generateKeyPair('ES256');
    const claims = {
      iss: backend.url,
      aud: 'portal',
      sub: APPLICATION_ID,
      iat: 1_700_000_000,
      jti: 'receipt-0001',
      cause: 'approved',
      deleted_at: '2026-11-23T10:00:00Z',
      deleted: [{ kind: 'photos', count: 2 }],
    };
    const receipt = await signStatement('deletion_receipt', claims, { privateKey, kid: kid! });
    backend.on(`GET /v1/applications/${APPLICATION_ID}/deletion-receipts`, json({ receipts: [receipt] }));
  },
  ask: ({ client }) => client.deletionReceipts(APPLICATION_ID),
  ends: 'deletion_receipt_not_authentic',
});
