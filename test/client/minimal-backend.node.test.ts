import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { scriptFreeBrowser } from '../../examples/script-free-browser.ts';
import { takePhoto } from '../../examples/take-photo.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import {
  type Consent,
  createClient,
  discover,
  type FamilyAuthClient,
  hasKnownGiver,
  type LoginSession,
  type Subject,
  submitDocuments,
} from '../../src/client.ts';
import { root } from '../docs/pages.ts';
import { long } from '../long.ts';

// The package is not built where tests run; the one document of it that the backend reads is made from the schemas.
const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'family-auth/protocol/openapi.json'
      ? { url: pathToFileURL(join(root, 'src/protocol/openapi.json')).href, shortCircuit: true }
      : next(specifier, context),
});
const { startBackend } = await import('../../examples/minimal-backend/backend.mjs');
hooks.deregister();

const clientId = 'program';
const resident = (name: string, number: string): Subject => ({
  name,
  id: { type: 'resident_id_card', country: 'CHN', number },
});
const MOTHER = resident('施素珍', '118801195302148146');
const BROTHER = resident('柯知远', '118801198501203033');

/** Logs in on the backend's page, as a person in their browser would. */
async function visitProvider(url: string): Promise<void> {
  const browser = scriptFreeBrowser();
  const page = await browser.open(url);
  const back = await browser.submit(page, page.url.pathname, { login: 'kemingyuan', password: 'test-1' });
  assert.equal(back.url.pathname, '/callback', back.html);
}

describe('the client at a backend that was written from the document alone', () => {
  let backend: { issuer: string; stop: () => void };
  let session: LoginSession;
  let client: FamilyAuthClient;
  before(async () => {
    const redirects = ['http://127.0.0.1/callback'];
    const clients = [{ id: clientId, native: true, redirects, origins: [] as string[] }];
    backend = await startBackend({ clients, quiet: true });
    const discovery = await discover(backend.issuer);
    session = await createProgramLogin({ discovery, clientId, openUrl: visitProvider }).start({});
    client = await createClient({ backend: backend.issuer, clientId, session, discovery, locale: 'zh-CN' });
  });
  after(() => backend.stop());

  /** Every text that is needed, read and held against its digest. */
  const agree = (): Promise<Consent[]> =>
    Promise.all(
      client.discovery.notices
        .filter(hasKnownGiver)
        .filter(({ given_by, locale }) => given_by !== 'guardian' && locale === 'zh-CN')
        .map(async (notice) => {
          await client.notice(notice);
          const { id, version, sha256, locale, given_by: by } = notice;
          const at = new Date().toISOString();
          return { notice: id, version, sha256, locale, by, at, method: 'checkbox' as const };
        }),
    );
  const handIn = async (subject: Subject, relationship: string) => {
    const consents = await agree();
    const wish = { relationship, method: 'document_review', subject, consents } as const;
    const { application, subjectSha256 } = await client.createApplication(wish);
    const photos = [
      { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
      { role: 'social_security_card', cty: 'image/jpeg', bytes: await takePhoto('social-security-card') },
    ] as const;
    return submitDocuments(client, session, { application, subjectSha256, consents, photos });
  };

  it('goes from log-in to a verified result, the card and its end', long, async () => {
    const { application, submissionSha256 } = await handIn(MOTHER, 'parent');
    const seen: string[] = [];
    await client.waitForDecision(application.id, { onStatus: ({ status }) => seen.push(status) });
    assert.equal(seen.at(-1), 'approved');
    const result = await client.result(application.id, { submissionSha256 });
    assert.equal(result.status, 'approved');
    assert.deepEqual(
      result.consents?.map(({ by }) => by),
      ['operator', 'subject'],
    );
    const card = await client.card(result.binding!.ref);
    assert.deepEqual(
      [card.name, card.number, card.status, card.test_system],
      ['施*珍', '1****************6', 'active', true],
    );
    assert.equal((await client.me()).relatives_left_by_relationship.parent, 1);
    const [receipt] = await client.deletionReceipts(application.id);
    assert.deepEqual(receipt?.deleted, [{ kind: 'photos', count: 2 }]);
    await client.unbind(card.ref);
    assert.deepEqual(await client.cards(), []);
  });

  it('reads why a wrong name is not approved, and that an appeal leads to a review', long, async () => {
    const { application, submissionSha256 } = await handIn({ ...MOTHER, name: '施素真' }, 'parent');
    const decided = await client.waitForDecision(application.id);
    assert.deepEqual([decided.status, decided.reason], ['rejected', 'identity_mismatch']);
    assert.equal((await client.result(application.id, { submissionSha256 })).reason, 'identity_mismatch');
    assert.equal((await client.appeal(application.id, '请再看一次。')).status, 'manual_review');
  });

  it('takes back what is under review', long, async () => {
    const { application } = await handIn(BROTHER, 'sibling');
    const taken = await client.withdraw(application.id);
    assert.equal(taken.status, 'withdrawn');
    assert.equal(taken.subject_name, '*');
    assert.deepEqual(
      (await client.me()).applications.filter(({ id }) => id === application.id),
      [],
    );
  });

  it('is told which member of the subject cannot be', async () => {
    const consents = await agree();
    const wish = { relationship: 'parent', method: 'document_review', consents } as const;
    await assert.rejects(
      client.createApplication({ ...wish, subject: resident('施素珍', '118801195302148147') }),
      { code: 'invalid_subject', errors: [{ pointer: '/subject/id/number', code: 'number_check_digit' }] },
    );
    await assert.rejects(client.createApplication({ ...wish, subject: MOTHER, relationship: 'spouses' }), {
      code: 'relationship_not_allowed',
    });
  });
});
