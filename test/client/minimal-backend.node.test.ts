import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { takePhoto } from '../../examples/take-photo.ts';
import { createProgramLogin } from '../../src/client/node.ts';
import {
  createClient,
  discover,
  type FamilyAuthClient,
  type LoginSession,
  type Subject,
  submitDocuments,
} from '../../src/client.ts';
import { long } from '../long.ts';
import { consentsFor, noticesFor } from './consents.ts';
import { CLIENT, startBackend, visitAs } from './stranger.ts';

const clientId = CLIENT.id;
const resident = (name: string, number: string): Subject => ({
  name,
  id: { type: 'resident_id_card', country: 'CHN', number },
});
const MOTHER = resident('施素珍', '118801195302148146');
const BROTHER = resident('柯知远', '118801198501203033');

describe('the client at a backend that was written from the document alone', () => {
  let backend: { issuer: string; stop: () => void };
  let session: LoginSession;
  let client: FamilyAuthClient;
  before(async () => {
    backend = await startBackend({ clients: [CLIENT], quiet: true });
    const discovery = await discover(backend.issuer);
    session = await createProgramLogin({
      discovery,
      clientId,
      openUrl: visitAs('kemingyuan', 'test-1'),
    }).start({});
    client = await createClient({ backend: backend.issuer, clientId, session, discovery, locale: 'zh-CN' });
  });
  after(() => backend.stop());

  /** Every text that is needed, read and held against its digest. */
  const agree = async () => {
    await Promise.all(noticesFor(client, 'document_review').map((notice) => client.notice(notice)));
    return consentsFor(client, 'document_review');
  };
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
