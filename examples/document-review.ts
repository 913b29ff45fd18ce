// Adds a relative by document review, without the element: `node examples/document-review.ts --wait`
// against a running `npm start`. With --wait it waits until you have decided on the reviewer's page.

import { readOptions } from '../scripts/command.mjs';
import { createProgramLogin } from '../src/client/node.ts';
import {
  type Consent,
  createClient,
  discover,
  type FamilyAuthClient,
  hasKnownGiver,
  submitDocuments,
  supportedMethods,
} from '../src/client.ts';
import { takePhoto } from './take-photo.ts';
import { visitProvider } from './visit-provider.ts';

const clientId = 'example-program';
const relative = {
  name: '施素珍',
  id: { type: 'resident_id_card', country: 'CHN', number: '118801195302148146' },
} as const;

export async function documentReview(
  backend: string,
  wait: boolean,
  say: (line: string) => void,
): Promise<void> {
  const discovery = await discover(backend);
  if (!supportedMethods(discovery).includes('document_review')) {
    throw new Error('The backend offers no document review that this version of family-auth can carry out.');
  }
  const login = createProgramLogin({ discovery, clientId, openUrl: visitProvider });
  const session = await login.start({});
  const client = await createClient({ backend, clientId, session, discovery, locale: 'zh-CN' });
  const me = await client.me();
  say(`Logged in as ${me.name}; ${me.relatives_left} relatives may be added.`);
  // What an earlier run of this example left open.
  const open = me.applications.filter(({ status }) => status !== 'rejected');
  for (const { id } of open) await client.withdraw(id);

  const consents = await agree(client);
  const { application, subjectSha256 } = await client.createApplication({
    relationship: 'parent',
    method: 'document_review',
    subject: relative,
    consents,
  });
  const photos = [
    { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
    { role: 'social_security_card', cty: 'image/jpeg', bytes: await takePhoto('social-security-card') },
  ] as const;
  const input = { application, subjectSha256, consents, photos };
  const { application: sent, submissionSha256 } = await submitDocuments(client, session, input);
  say(`Application ${sent.id} for ${sent.subject_name}: ${sent.status}`);
  if (!wait) return session.logout();

  await client.waitForDecision(sent.id, { onStatus: ({ status }) => say(`Now: ${status}`) });
  const result = await client.result(sent.id, { submissionSha256 });
  say(`The backend's signed result: ${result.status}${result.reason ? ` (${result.reason})` : ''}`);
  if (result.binding) {
    const card = await client.card(result.binding.ref);
    say(`The card: ${card.name} ${card.number}, ${card.status}`);
    await client.unbind(card.ref);
    say('Unbound again.');
  }
  await session.logout();
}

/** Reads every text that document review needs, verified against its announced digest, and agrees to it. */
async function agree(client: FamilyAuthClient): Promise<Consent[]> {
  const notices = client.discovery.notices
    .filter(hasKnownGiver)
    .filter(
      ({ required_for, given_by, locale }) =>
        required_for.includes('document_review') && given_by !== 'guardian' && locale === 'zh-CN',
    );
  return Promise.all(
    notices.map(async (notice) => {
      await client.notice(notice);
      const { id, version, sha256, locale, given_by } = notice;
      const at = new Date().toISOString();
      return { notice: id, version, sha256, locale, by: given_by, at, method: 'checkbox' as const };
    }),
  );
}

const HELP = `Adds a relative by document review, against a running npm start.

  npm run example -- [options]

  --backend URL   default http://127.0.0.1:8091
  --wait          waits until you have decided on the reviewer's page, and shows result and card
  --help          show this

Exit code: 0, or 1 when it was not possible; a wrong command 2.
`;

if (import.meta.main) {
  const { backend, wait } = readOptions<{ backend: string; wait: boolean }>({
    name: 'example',
    help: HELP,
    options: {
      backend: { type: 'string', default: 'http://127.0.0.1:8091' },
      wait: { type: 'boolean', default: false },
    },
  });
  if (wait) console.log(`When it is under review, decide at ${backend}/review/`);
  await documentReview(backend, wait, console.log).catch((error) => {
    console.error(`${error.code ?? 'fault'}: ${error.message}`);
    process.exitCode = 1;
  });
}
