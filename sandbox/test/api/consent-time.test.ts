import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectClient } from '@family-auth/library/client/create-client.ts';
import type { FamilyAuthClient } from '@family-auth/library/client/family-auth-client.ts';
import { submitDocuments } from '@family-auth/library/client/submission.ts';
import type { LoginSession } from '@family-auth/library/login/login-session.ts';
import type { Consent } from '@family-auth/library/protocol/application.ts';
import type { ConsentGiver, Method } from '@family-auth/library/protocol/common.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { enter } from '../support/enter.ts';
import { ANNA, consentsFor, type Known, know, OPERATOR } from '../support/family.ts';
import { judgeSaying } from '../support/judges.ts';
import { startSandbox } from '../support/test-database.ts';

describe("a consent's time", () => {
  let sandbox: Sandbox;
  let known: Known;
  let operator: LoginSession;
  let client: FamilyAuthClient;
  before(async () => {
    const judge = judgeSaying({ verdict: 'rejected', reason: 'evidence_quality' });
    sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge });
    known = await know(sandbox.backendUrl);
    operator = await enter(known, OPERATOR, 'register');
    client = connectClient({ discovery: known.discovery, session: operator });
  });
  after(() => sandbox.close());

  const claimed = (method: Method, givers: ConsentGiver[], at: string): Consent[] =>
    consentsFor(known, method, givers).map((consent) => ({ ...consent, at }));

  for (const [method, givers] of [
    ['document_review', ['operator', 'subject']],
    ['subject_login', ['operator']],
    ['in_person', ['operator']],
  ] as const) {
    it(`is the backend's own in the signed decision, whatever the client claims: ${method}`, async () => {
      const before = Date.now();
      const consents = claimed(method, [...givers], '1999-01-01T00:00:00Z');
      const made = await client.createApplication({
        relationship: 'sibling',
        method,
        subject: ANNA,
        consents,
      });
      // Another claim in the manifest changes nothing either.
      const later = claimed(method, [...givers], '2099-01-01T00:00:00Z');
      const photos =
        method === 'document_review'
          ? [{ role: 'id_document' as const, bytes: new Uint8Array([0xff, 0xd8, 0xff]), cty: 'image/jpeg' }]
          : [];
      const { submissionSha256 } = await submitDocuments(client, operator, {
        ...made,
        consents: later,
        photos,
      });
      await client.waitForDecision(made.application.id);
      const { consents: recorded = [] } = await client.result(made.application.id, { submissionSha256 });
      assert.deepEqual(
        recorded.map(({ notice, by }) => [notice, by]),
        consents.map(({ notice, by }) => [notice, by]),
      );
      for (const { at } of recorded) {
        assert.ok(
          Date.parse(at) >= before && Date.parse(at) <= Date.now(),
          `${at} is not the backend's time`,
        );
      }
    });
  }
});
