import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgramLogin } from '@family-auth/library/client/node.ts';
import {
  type Application,
  type Consent,
  createClient,
  discover,
  type FamilyAuthClient,
  type LoginSession,
  type Method,
  submitDocuments,
} from '@family-auth/library/client.ts';
import type { PublicJwk } from '@family-auth/library/seal/keys.ts';
import { takePhoto } from '../../../examples/take-photo.ts';
import { visitProvider } from '../../../examples/visit-provider.ts';
import { consentsFor } from '../../../test/client/consents.ts';
import { type OpenDatabase, openEmbedded } from '../../src/database/open-database.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import { startSandbox } from '../../src/server/start-sandbox.ts';
import { PLANTED } from './arbitraries.ts';

const clientId = 'example-program';
const WITHOUT_LIMIT = 1_000_000_000;

/** What requests are made of, as it stands before a batch. */
export interface Things {
  readonly draft: Application;
  readonly subjectSha256: string;
  readonly faceDraft: Application | undefined;
  readonly challenge: string | undefined;
  readonly decided: string | undefined;
  /** One that waits for the relative's own word. */
  readonly asked: string | undefined;
  readonly card: string | undefined;
  readonly service: string | undefined;
  readonly link: string | undefined;
}

/** A sandbox that really runs, somebody who is logged in, and everything that was written to its log. */
export interface World {
  readonly origin: string;
  readonly client: FamilyAuthClient;
  readonly session: LoginSession;
  readonly recipient: PublicJwk;
  readonly database: OpenDatabase;
  /** Where evidence lies. */
  readonly blobs: string;
  /** Lines of the log, and what nobody caught. */
  readonly log: string[];
  readonly crashes: string[];
  consentsFor(method: Method): Consent[];
  /** Makes what the last batch may have ended. */
  refresh(): Promise<Things>;
  close(): Promise<void>;
}

/** Judges at once, so that there are cards; evidence that is no evidence is another suite's. */
const judge: Judge = {
  judge: async ({ method, agreedBy }) => ({
    verdict: method === 'subject_login' && agreedBy === undefined ? 'awaiting_subject' : 'approved',
    checks: [],
    remember: [],
  }),
  close: async () => {},
};

export async function openWorld(): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'family-auth-fuzz-'));
  const log: string[] = [];
  const crashes: string[] = [];
  const crash = (error: unknown) =>
    void crashes.push(error instanceof Error ? (error.stack ?? error.name) : 'thrown');
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const database = await openEmbedded(undefined);
  const sandbox = await startSandbox({
    portalPort: 0,
    dataDir,
    database,
    judge,
    log: (line) => void log.push(line),
    rateLimits: {
      addressPerMinute: WITHOUT_LIMIT,
      loginsPerMinute: WITHOUT_LIMIT,
      claimsPerMinute: WITHOUT_LIMIT,
      operatorPerMinute: WITHOUT_LIMIT,
    },
    storage: { operatorBytesPerDay: 1e12, operatorBytes: 1e12 },
    faceTries: { sessionsPerDay: WITHOUT_LIMIT },
    maxAttempts: WITHOUT_LIMIT,
    maxAuthAgeS: 86_400,
  });
  const discovery = await discover(sandbox.backendUrl);
  const session = await createProgramLogin({ discovery, clientId, openUrl: visitProvider }).start({});
  const client = await createClient({ backend: sandbox.backendUrl, clientId, session, discovery });
  const consentsOfMethod = (method: Method) => consentsFor(client, method);
  return {
    origin: sandbox.backendUrl,
    client,
    session,
    recipient: await client.encryptionKey(),
    database,
    blobs: join(dataDir, 'blobs'),
    log,
    crashes,
    consentsFor: consentsOfMethod,
    refresh: thingsOf({ client, session, consentsFor: consentsOfMethod }),
    async close() {
      process.off('uncaughtException', crash);
      process.off('unhandledRejection', crash);
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

const relative = {
  name: PLANTED.name,
  id: { type: 'resident_id_card', country: 'CHN', number: PLANTED.number },
} as const;
const idOf = ({ idType, number, name }: (typeof SYNTHETIC_CITIZENS)[number]) => ({
  name,
  id: { type: idType, country: 'CHN', number },
});

/** Makes drafts, a session, a card and a link, where they are not there any more; what cannot be made is left out. */
function thingsOf({ client, session, consentsFor }: Pick<World, 'client' | 'session' | 'consentsFor'>) {
  const [bound, faced, asked] = SYNTHETIC_CITIZENS.filter(
    ({ cardStatus, number, idType }) =>
      cardStatus === 'active' && number !== PLANTED.number && idType === 'resident_id_card',
  );
  let card: Awaited<ReturnType<typeof bind>>;
  let link: Awaited<ReturnType<typeof askSubject>> | undefined;
  const draftOf = (
    relationship: string,
    method: Method,
    subject: Parameters<FamilyAuthClient['createApplication']>[0]['subject'],
  ) => client.createApplication({ relationship, method, subject, consents: consentsFor(method) });
  const bind = async () => {
    const { application, subjectSha256 } = await draftOf('other', 'document_review', idOf(bound!));
    const photos = [
      { role: 'id_document', cty: 'image/jpeg', bytes: await takePhoto('id-document') },
    ] as const;
    await submitDocuments(client, session, {
      application,
      subjectSha256,
      consents: consentsFor('document_review'),
      photos,
    });
    await client.waitForDecision(application.id);
    const [first] = await client.cards();
    return first && { ref: first.ref, service: first.services[0]?.id, application: application.id };
  };
  const askSubject = async () => {
    const { application, subjectSha256 } = await draftOf('parent_in_law', 'subject_login', idOf(asked!));
    const consents = consentsFor('subject_login');
    await submitDocuments(client, session, { application, subjectSha256, consents, photos: [] });
    const until = ({ status }: Application) => status === 'awaiting_subject';
    await client.waitForDecision(application.id, { until });
    const { url } = await client.subjectLink(application.id);
    return { id: application.id, token: new URL(url).pathname.split('/').at(-1)! };
  };
  const unless = <Value>(making: Promise<Value>) => making.catch(() => undefined);
  return async (): Promise<Things> => {
    const { application: draft, subjectSha256 } = await client.createApplication({
      relationship: 'parent',
      method: 'document_review',
      subject: relative,
      consents: consentsFor('document_review'),
    });
    const face = await unless(draftOf('sibling', 'face_liveness', idOf(faced!)));
    const frame = { width: 640, height: 480 };
    const wanted = { mode: 'interactive', measured_fps: 30, frame, pace: 'standard' } as const;
    const challenge = face && (await unless(client.requestChallenge(face.application.id, wanted)));
    if (card === undefined || (await unless(client.card(card.ref))) === undefined)
      card = await unless(bind());
    const isAwaited = link && (await unless(client.application(link.id)))?.status === 'awaiting_subject';
    if (!isAwaited) link = await unless(askSubject());
    return {
      draft,
      subjectSha256,
      faceDraft: face?.application,
      challenge: challenge?.id,
      decided: card?.application,
      card: card?.ref,
      service: card?.service,
      asked: link?.id,
      link: link?.token,
    };
  };
}
