import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createProgramLogin } from '@family-auth/library/client/node.ts';
import {
  createClient,
  discover,
  type FamilyAuthClient,
  type LoginSession,
  type Method,
  submitDocuments,
} from '@family-auth/library/client.ts';
import { takePhoto } from '../../../examples/take-photo.ts';
import { visitProvider } from '../../../examples/visit-provider.ts';
import { consentsFor } from '../../../test/client/consents.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import { breachOf, OPERATIONS, requestBreachOf } from '../fuzz/contract.ts';
import { startSandbox } from '../support/test-database.ts';

const clientId = 'example-program';
const relative = {
  name: '施素珍',
  id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
} as const;

/** Approves the first, rejects the next. */
function judgeInTurn(): Judge {
  const turns = ['approved', 'rejected'] as const;
  let turn = 0;
  return {
    judge: async () => {
      const verdict = turns[turn++] ?? 'rejected';
      return {
        verdict,
        ...(verdict === 'rejected' && { reason: 'evidence_quality' as const }),
        checks: [],
        remember: [],
      };
    },
    close: async () => {},
  };
}

const PATTERNS = OPERATIONS.map((operation) => ({
  operation,
  pattern: new RegExp(`^(?:/v1)?${operation.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

describe('what client and sandbox say to each other', () => {
  const breaches: string[] = [];
  const seen = new Set<string>();
  let sandbox: Sandbox;
  let session: LoginSession;
  let client: FamilyAuthClient;

  /** Holds each exchange against the OpenAPI document, both ways. */
  const held: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const sent = await request.clone().text();
    const response = await fetch(request);
    const { pathname } = new URL(request.url);
    const found = PATTERNS.find(
      ({ operation, pattern }) => operation.method === request.method && pattern.test(pathname),
    );
    if (found === undefined) return response;
    const { operation } = found;
    seen.add(operation.id);
    const typeOf = ({ headers }: Request | Response) => headers.get('content-type')?.split(';')[0] ?? '';
    const asked = requestBreachOf(operation, { mediaType: typeOf(request), body: sent });
    const body = await response.clone().text();
    const answered = breachOf(operation.id, { status: response.status, mediaType: typeOf(response), body });
    if (asked) breaches.push(`${operation.id}, request: ${asked}`);
    if (answered) breaches.push(`${operation.id}, answer ${response.status}: ${answered.detail}`);
    return response;
  };

  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, judge: judgeInTurn() });
    const discovery = await discover(sandbox.backendUrl, { fetch: held });
    session = await createProgramLogin({ discovery, clientId, openUrl: visitProvider }).start({});
    client = await createClient({ backend: sandbox.backendUrl, clientId, session, discovery, fetch: held });
  });
  after(() => sandbox.close());

  const draft = (method: Method) =>
    client.createApplication({
      relationship: 'parent',
      method,
      subject: relative,
      consents: consentsFor(client, method),
    });
  async function review() {
    const { application, subjectSha256 } = await draft('document_review');
    const photos = [
      { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
    ] as const;
    await submitDocuments(client, session, {
      application,
      subjectSha256,
      consents: consentsFor(client, 'document_review'),
      photos,
    });
    return client.waitForDecision(application.id);
  }

  it('is what the OpenAPI document says, from the log-in to the card and away again, refusals included', async () => {
    await client.me();
    const approved = await review();
    assert.equal((await client.result(approved.id, {})).status, 'approved');
    const [card] = await client.cards();
    await client.card(card!.ref);
    await client.cardCode(card!.ref);
    await client.serviceLink(card!.ref, card!.services[0]!.id);
    await client.unbind(card!.ref);
    await client.deletionReceipts(approved.id);
    const rejected = await review();
    assert.equal(rejected.status, 'rejected');
    await client.appeal(rejected.id, '请再看一次。');
    await client.withdrawConsent(rejected.id);

    const { application } = await draft('face_liveness');
    const frame = { width: 640, height: 480 };
    const { id } = await client.requestChallenge(application.id, {
      mode: 'interactive',
      measured_fps: 30,
      frame,
      pace: 'standard',
    });
    const refused = (asking: Promise<unknown>) => assert.rejects(asking, { name: 'BackendError' });
    await refused(client.commitStep(id, { i: 3, chain: 'a'.repeat(43), frames: 3, elapsed_ms: 2_000 }));
    await refused(client.swapStep(id, 3));
    await refused(client.result(application.id, {}));
    await refused(client.application('application-0001'));
    await client.withdraw(application.id);
    assert.deepEqual(breaches, []);
  });

  it('would be noticed where it is not', () => {
    const appeal = OPERATIONS.find(({ id }) => id === 'appeal')!;
    const asked = (mediaType: string, body: unknown) =>
      requestBreachOf(appeal, { mediaType, body: JSON.stringify(body) });
    assert.equal(asked('application/json', { text: '请再看一次。' }), undefined);
    assert.equal(asked('application/json', { text: 5 }), '/text type');
    assert.equal(asked('text/plain', { text: 'a' }), 'media type text/plain');
  });

  it('covers what a client asks for', () => {
    const missing = [
      'getDiscovery',
      'getJwks',
      'getMe',
      'createApplication',
      'getApplication',
      'putPart',
      'listParts',
      'submit',
      'getResult',
      'withdrawApplication',
      'withdrawConsent',
      'listDeletionReceipts',
      'appeal',
      'createChallenge',
      'commitStep',
      'swapStep',
      'listCards',
      'getCard',
      'createCardCode',
      'unbindCard',
      'createServiceLink',
    ].filter((id) => !seen.has(id));
    assert.deepEqual(missing, []);
  });
});
