import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { takePhoto } from '../../examples/take-photo.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import {
  createClient,
  discover,
  type FamilyAuthClient,
  hasKnownGiver,
  type LoginSession,
  type Subject,
  submitDocuments,
} from '../../src/client.ts';
import { root } from '../docs/pages.ts';
import { consentsFor } from './consents.ts';
import { CLIENT, startBackend, visitAs } from './stranger.ts';

const found = spawnSync('python3', ['-c', 'import cryptography'], { encoding: 'utf8' });
const skip = found.error
  ? 'python3 is not installed'
  : found.status !== 0 && 'Python has no package cryptography (Debian: python3-cryptography)';

const clientId = CLIENT.id;
const MOTHER: Subject = {
  name: '施素珍',
  id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
};

describe('the client at a backend in Python, logged in at another backend’s provider', { skip }, () => {
  const resources: string[] = [];
  let provider: { issuer: string; stop: () => void };
  let python: ChildProcess;
  let session: LoginSession;
  let client: FamilyAuthClient;

  before(async () => {
    provider = await startBackend({ clients: [CLIENT], resources, quiet: true });
    const accounts = join(root, 'examples/minimal-backend/data.json');
    const server = join(root, 'examples/python-backend/server.py');
    const options = ['--provider', `${provider.issuer}/oidc`, '--port', '0', '--accounts', accounts];
    python = spawn('python3', ['-B', server, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [issuer] = (await once(createInterface({ input: python.stdout! }), 'line')) as [string];
    resources.push(`${issuer}/v1`);
    const discovery = await discover(issuer);
    session = await createProgramLogin({ discovery, clientId, openUrl: visitAs('shianran', 'test-2') }).start(
      {},
    );
    client = await createClient({ backend: issuer, clientId, session, discovery, locale: 'zh-CN' });
  });
  after(() => {
    python?.kill();
    provider?.stop();
  });

  const wish = async (subject: Subject, relationship = 'parent') => {
    const notices = client.discovery.notices.filter(hasKnownGiver);
    const consents = consentsFor(client, 'document_review');
    await Promise.all(notices.map((notice) => client.notice(notice)));
    return { relationship, method: 'document_review', subject, consents } as const;
  };

  it('makes a draft, sends photos and hands in, and is under review', async () => {
    const made = await wish(MOTHER);
    const { application, subjectSha256 } = await client.createApplication(made);
    assert.deepEqual([application.status, application.subject_name], ['draft', '施*珍']);
    const photos = [
      { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
    ] as const;
    const input = { application, subjectSha256, consents: made.consents, photos };
    const sent = await submitDocuments(client, session, input);
    assert.equal(sent.application.status, 'submitted');
    const seen: string[] = [];
    const stop = new AbortController();
    const onStatus = ({ status }: { status: string }) => {
      seen.push(status);
      if (status === 'manual_review') stop.abort();
    };
    await assert.rejects(client.waitForDecision(application.id, { onStatus, signal: stop.signal }));
    assert.equal(seen.at(-1), 'manual_review');
    await assert.rejects(client.createApplication(made), { code: 'duplicate_relative' });
  });

  it('is told what cannot be', async () => {
    const wrong = { ...MOTHER, id: { ...MOTHER.id, number: '118801195302148147' } };
    await assert.rejects(client.createApplication(await wish(wrong)), {
      code: 'invalid_subject',
      errors: [{ pointer: '/subject/id/number', code: 'number_check_digit' }],
    });
    const child = { ...MOTHER, name: '柯小禾', id: { ...MOTHER.id, number: '118801201906012029' } };
    await assert.rejects(client.createApplication(await wish(child, 'child')), { code: 'guardian_required' });
    await assert.rejects(client.createApplication(await wish(child)), { code: 'relationship_not_allowed' });
    await assert.rejects(client.createApplication({ ...(await wish(MOTHER)), consents: [] }), {
      code: 'consent_missing',
    });
  });
});
