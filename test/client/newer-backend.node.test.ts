import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { takePhoto } from '../../examples/take-photo.ts';
import { visitProvider } from '../../examples/visit-provider.ts';
import type { Sandbox } from '../../sandbox/src/server/start-sandbox.ts';
import { judgeSaying } from '../../sandbox/test/support/judges.ts';
import { startSandbox } from '../../sandbox/test/support/test-database.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import {
  createClient,
  discover,
  type FamilyAuthClient,
  type LoginSession,
  submitDocuments,
  supportedMethods,
} from '../../src/client.ts';
import { consentsFor } from './consents.ts';

const clientId = 'example-program';
const relative = {
  name: '施素珍',
  id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
} as const;

type Json = Record<string, unknown>;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What a discovery document of a later minor version could say besides. */
const laterDiscovery = (document: Json): Json => ({
  ...document,
  protocol_versions: ['1.9'],
  profiles: [...list(document.profiles), 'telepathy'],
  verification_methods: ['iris', ...list(document.verification_methods)],
  id_types: [{ type: 'driving_licence', label: { 'zh-CN': '驾驶证' } }, ...list(document.id_types)],
  age_rules: [...list(document.age_rules), { under: 3, capture: 'footprint' }],
  notices: [
    ...list(document.notices),
    { ...(list(document.notices)[0] as Json), id: 'iris', required_for: ['iris'], given_by: 'court' },
  ],
});

/** An application of a later minor version: its states go by other names on the way to the decision. */
const laterApplication = (application: Json): Json => ({
  ...application,
  ...(['submitted', 'processing'].includes(String(application.status)) ? { status: 'second_opinion' } : {}),
  requirements: [...list(application.requirements), { role: 'voice_print', required: false }],
});

/** Everything that the backend answers in JSON, as a later minor version could answer it. */
const later: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (!response.headers.get('content-type')?.includes('json')) return response;
  const body = (await response.json()) as Json;
  const told = 'verification_methods' in body ? laterDiscovery(body) : body;
  const grown = 'subject_name' in told ? laterApplication(told) : told;
  const { status, headers } = response;
  return new Response(JSON.stringify({ ...grown, invented_later: { deep: [true] } }), { status, headers });
};

describe('with a backend of a later minor version', () => {
  let sandbox: Sandbox;
  let session: LoginSession;
  let client: FamilyAuthClient;
  before(async () => {
    sandbox = await startSandbox({ portalPort: 0, judge: judgeSaying({ verdict: 'approved' }) });
    const discovery = await discover(sandbox.backendUrl, { fetch: later });
    session = await createProgramLogin({ discovery, clientId, openUrl: visitProvider }).start({});
    client = await createClient({ backend: sandbox.backendUrl, clientId, session, discovery, fetch: later });
  });
  after(() => sandbox.close());

  it('a client of this version knows what it can do, adds a relative and verifies the decision', async () => {
    const methods = supportedMethods(client.discovery);
    assert.ok(methods.includes('document_review'));
    assert.ok(methods.every((method) => (method as string) !== 'iris'));
    assert.ok(client.discovery.verification_methods.includes('iris'), 'what was said stays readable');

    const consents = consentsFor(client, 'document_review');
    const { application, subjectSha256 } = await client.createApplication({
      relationship: 'parent',
      method: 'document_review',
      subject: relative,
      consents,
    });
    assert.ok(application.requirements?.some(({ role }) => role === 'voice_print'));

    const photos = [
      { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
    ] as const;
    const { submissionSha256 } = await submitDocuments(client, session, {
      application,
      subjectSha256,
      consents,
      photos,
    });
    const seen: string[] = [];
    const { status } = await client.waitForDecision(application.id, {
      onStatus: (each) => seen.push(each.status),
    });
    assert.equal(status, 'approved');
    assert.ok(
      seen.every((each) => ['second_opinion', 'approved'].includes(each)),
      seen.join(' '),
    );
    const result = await client.result(
      application.id,
      submissionSha256 === undefined ? {} : { submissionSha256 },
    );
    assert.equal(result.status, 'approved');
    const [card] = await client.cards();
    assert.equal(card?.ref, result.binding?.ref);
    await client.unbind(card!.ref);
    assert.deepEqual(await client.cards(), []);
  });
});
