import { randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Challenge } from '@family-auth/library/protocol/challenge.ts';
import type { Method } from '@family-auth/library/protocol/common.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import type { EvidencePart } from '@family-auth/library/protocol/submission.ts';
import { contentDigest } from '@family-auth/library/seal/digest.ts';
import { sealPart } from '@family-auth/library/seal/part.ts';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Judge } from '../../src/judgement/judgement.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
import type { SandboxOptions } from '../../src/server/options.ts';
import type { Sandbox } from '../../src/server/start-sandbox.ts';
import {
  consentsFor,
  type Draft,
  draft,
  handIn,
  type Known,
  know,
  manifestOf,
  OPERATOR,
  OTHER_OPERATOR,
  putPart,
  residentOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn, type Person, registrationOf, revoke } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';
import { type Desk, formOf, formTo, type Seat, takeSeat } from './forms.ts';
import { type Identity, signAs } from './identity.ts';
import { watchRoutes } from './watch-routes.ts';
import { watchTerminal } from './watch-terminal.ts';
import { type Answer, type Sent, send } from './wire.ts';

/** A sandbox with somebody's things in it, that bad input is sent to. */
export interface World {
  readonly sandbox: Sandbox;
  readonly known: Known;
  readonly routes: readonly string[];
  /** Owns everything below. */
  readonly owner: Identity;
  /** Another operator. */
  readonly stranger: Identity;
  /** The owner by another client; and with another key. */
  readonly elsewhere: Identity;
  readonly otherKey: Identity;
  readonly session: LoggedIn;
  /** What the owner had granted by a log-in that was ended. */
  readonly endedGrant: string;
  readonly documents: Draft;
  /** Of that draft, cancelled. */
  readonly handOff: string;
  readonly face: Draft;
  /** Of the draft with a face: open; used up, for another was drawn after it; and the stranger's own. */
  readonly challenge: Challenge;
  readonly usedChallenge: Challenge;
  readonly strangersChallenge: Challenge;
  /** What was uploaded for it. */
  readonly faceParts: readonly EvidencePart[];
  /** Applications by what became of them. */
  readonly approved: string;
  readonly rejected: string;
  readonly waiting: string;
  readonly card: string;
  /** Of the link by which the relative of that card undoes it. */
  readonly undoToken: string;
  /** Waits for the stranger to log in, who is the relative; the link's token. */
  readonly subjectLogin: string;
  readonly subjectToken: string;
  /** Waits for the relative at a counter; the appointment's code. */
  readonly inPerson: string;
  readonly appointment: string;
  /** Two who are logged in at each desk. */
  readonly seats: Readonly<Record<Desk, readonly [Seat, Seat]>>;
  /** What no log and no answer may ever hold. */
  readonly personal: readonly string[];
  /** Whatever was logged or written to the terminal since it was last emptied. */
  readonly logged: string[];
  /** Mints an access token as the provider would; `header` and `key` to make it wrong. */
  mint(identity: Identity, claims?: object, header?: object, key?: JWK | string): Promise<string>;
  /** Sends to the backend with its newest nonce in mind. */
  send(sent: Sent): Promise<Answer>;
  nonce(): string;
  /** What is kept, database and files. */
  kept(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Their password stands in no page. */
const PASSWORD = 'correct horse battery';
/** Who owns everything, and the stranger, who is the relative of the link. */
export const OWNER: Person = { ...OPERATOR, password: PASSWORD };
export const RELATIVE: Person = { ...OTHER_OPERATOR, password: PASSWORD };
export const RELATIVE_SUBJECT = residentOf(RELATIVE.name, RELATIVE.idNumber);
const PEOPLE = [OWNER, RELATIVE];

/** Says by the relationship what is to become of an application. */
const judge: Judge = {
  judge: async ({ relationship, method, agreedBy }) => ({
    checks: [],
    remember: [],
    verdict:
      (method === 'subject_login' || method === 'in_person') && agreedBy === undefined
        ? 'awaiting_subject'
        : relationship === 'spouse'
          ? 'approved'
          : relationship === 'sibling'
            ? 'manual_review'
            : 'rejected',
  }),
  close: async () => {},
};

const adults = SYNTHETIC_CITIZENS.filter(
  ({ idType, number }) =>
    idType === 'resident_id_card' &&
    Number(number.slice(6, 10)) < 2006 &&
    ![OPERATOR, OTHER_OPERATOR].some(({ idNumber }) => idNumber === number),
);
/** The registry's grown-ups, of whom the first eight are used by the world itself. */
export const adultAt = (index: number): Subject => {
  const { name, number } = adults[index]!;
  return { name, id: { type: 'resident_id_card', country: 'CHN', number } };
};

/** A sandbox with nobody and nothing in it, and what watches it. */
export async function openWorld(options: SandboxOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'family-auth-bad-input-'));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  const routes = watchRoutes();
  const logged = watchTerminal();
  const log = (line: string) => void logged.lines.push(line);
  const sandbox = await startSandbox({ portalPort: 0, dataDir: 'memory', judge, log, ...options });
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  const home = globSync(join(folder, 'family-auth-sandbox-*'))[0]!;
  let nonce = '';
  return {
    sandbox,
    routes,
    home,
    personal: personalOf([]),
    logged: logged.lines,
    nonce: () => nonce,
    async send(sent: Sent): Promise<Answer> {
      const answer = await send(sandbox.backendUrl, sent);
      nonce = (answer.headers['dpop-nonce'] as string | undefined) ?? nonce;
      return answer;
    },
    kept: async () => [...(await sandbox.digestRows()), ...filesUnder(join(home, 'blobs'))],
    async close() {
      logged.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function makeWorld(options: SandboxOptions = {}): Promise<World> {
  const { home, ...bare } = await openWorld(options);
  const { backendUrl } = bare.sandbox;
  const known = await know(backendUrl);
  const [session, strange] = await Promise.all(
    PEOPLE.map((person) => logIn(`${backendUrl}/oidc`, person, { register: true })),
  );
  const ended = await logIn(`${backendUrl}/oidc`, OWNER);
  await revoke(ended, ended.tokens.refresh_token!);
  const endedGrant = identityOf(ended).grantId;
  const things = await fill(known, session!, strange!);
  const seats = {
    '/review': [await takeSeat(bare, '/review'), await takeSeat(bare, '/review')],
    '/desk': [await takeSeat(bare, '/desk'), await takeSeat(bare, '/desk')],
    '/audit': [await takeSeat(bare, '/audit'), await takeSeat(bare, '/audit')],
  } as const;
  const undoToken = await deliveredToken(bare.sandbox.outboxUrl);
  const claim = {
    ...formTo(`/review/cases/${things.waiting}/claim`, formOf({ csrf: seats['/review'][0].csrf })),
  };
  const claimed = await bare.send({
    ...claim,
    headers: { ...claim.headers, cookie: seats['/review'][0].cookie },
  });
  if (claimed.status !== 303) throw new Error(`The case was not claimed: ${claimed.status}.`);
  const secrets = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as { providerKey: JWK };
  const mint = minter(backendUrl, secrets.providerKey);
  const owner = identityOf(session!);
  const stranger = identityOf(strange!);
  const keyPair = (await generateKeyPair('ES256')) as CryptoKeyPair;
  const jkt = await calculateJwkThumbprint(await exportJWK(keyPair.publicKey));
  const otherKey = { ...owner, keyPair, jkt };
  const elsewhere = { ...owner, clientId: 'demo-portal' };
  return {
    ...bare,
    ...things,
    seats,
    undoToken,
    known,
    owner,
    stranger,
    elsewhere: { ...elsewhere, token: await mint(elsewhere) },
    otherKey: { ...otherKey, token: await mint(otherKey) },
    session: session!,
    endedGrant,
    personal: personalOf([
      owner.token,
      stranger.token,
      session!.tokens.refresh_token!,
      things.subjectToken,
      undoToken,
      things.appointment,
      ...Object.values(bare.sandbox.demoStaff ?? {}).flatMap(({ password, totpSecret }) => [
        password,
        totpSecret,
      ]),
    ]),
    mint,
  };
}

/** Waits until the message of the bound card is delivered: nothing more is written by itself then. */
async function deliveredToken(outboxUrl: string): Promise<string> {
  for (;;) {
    const page = await (await fetch(`${outboxUrl}?lang=en`)).text();
    const token = /\/undo\/([\w-]{62})/.exec(page)?.[1];
    if (token !== undefined && !page.includes('Waiting to be delivered')) return token;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const identityOf = ({ sub, client, keyPair, jkt, tokens }: LoggedIn): Identity => ({
  sub,
  clientId: client.client_id,
  grantId: decodeJwt(tokens.access_token).grant_id as string,
  keyPair,
  jkt,
  token: tokens.access_token,
});

const minter =
  (issuer: string, providerKey: JWK): World['mint'] =>
  ({ sub, clientId, grantId, jkt }, claims = {}, header = {}, key = providerKey) => {
    const iat = Math.floor(Date.now() / 1000);
    return signAs(
      { alg: 'ES256', typ: 'at+jwt', kid: providerKey.kid, ...header },
      {
        iss: `${issuer}/oidc`,
        aud: `${issuer}/v1`,
        sub,
        client_id: clientId,
        grant_id: grantId,
        scope: 'family:read family:write',
        auth_time: iat,
        cnf: { jkt },
        iat,
        exp: iat + 600,
        jti: randomUUID(),
        ...claims,
      },
      key,
    );
  };

/** One thing of each kind, in every state that an endpoint asks about. */
async function fill(known: Known, session: LoggedIn, strange: LoggedIn) {
  const wish = (index: number, relationship: string, method: Method = 'document_review') => ({
    subject: adultAt(index),
    relationship,
    method,
    consents: consentsFor(known, method),
  });
  const documents = await draft(known, session, wish(0, 'other'));
  await uploadDocument(known, session, documents);
  const faces = await fillFaces(known, session, strange, (index) => wish(index, 'other', 'face_liveness'));
  const [approved, rejected, waiting] = await Promise.all(
    (['spouse', 'parent_in_law', 'sibling'] as const).map(async (relationship, at) => {
      const { made } = await handIn(known, session, wish(2 + at, relationship));
      return waitFor(known, session, made.application.id, ['approved', 'rejected', 'manual_review']);
    }),
  );
  return {
    ...(await fillWaiting(known, session)),
    ...faces,
    documents,
    handOff: await cancelledHandOff(known, session, documents),
    approved: approved!.id,
    rejected: rejected!.id,
    waiting: waiting!.id,
    card: approved!.card_ref!,
  };
}

async function cancelledHandOff(known: Known, session: LoggedIn, { application }: Draft): Promise<string> {
  const post = (path: string, more: { headers?: Record<string, string>; body?: string } = {}) =>
    call(session, 'POST', `${known.discovery.api_base}${path}`, more);
  const headers = { 'content-type': 'application/json' };
  const made = await post(`/applications/${application.id}/hand-offs`, { headers, body: '{}' });
  const { id } = (await made.json()) as { id: string };
  await post(`/hand-offs/${id}/cancellation`);
  return id;
}

/** Drafts with a face: one of the owner's, who has begun anew once, and one of the stranger's. */
async function fillFaces(
  known: Known,
  session: LoggedIn,
  strange: LoggedIn,
  wish: (index: number) => Parameters<typeof draft>[2],
) {
  const draw = async (by: LoggedIn, { application }: Draft): Promise<Challenge> => {
    const path = `${known.discovery.api_base}/applications/${application.id}/challenges`;
    const headers = { 'content-type': 'application/json' };
    const response = await call(by, 'POST', path, { headers, body: JSON.stringify(CHALLENGE_REQUEST) });
    return (await response.json()) as Challenge;
  };
  const face = await draft(known, session, wish(1));
  const usedChallenge = await draw(session, face);
  const challenge = await draw(session, face);
  const strangersChallenge = await draw(strange, await draft(known, strange, wish(7)));
  const faceParts = await uploadFace(known, session, face);
  return { face, usedChallenge, challenge, strangersChallenge, faceParts };
}

/** A trace and a frame: what they hold is only looked at when they are judged. */
async function uploadFace(known: Known, session: LoggedIn, { application }: Draft): Promise<EvidencePart[]> {
  const kinds = [
    { role: 'trace', cty: 'application/octet-stream' },
    { role: 'frame', cty: 'image/jpeg' },
  ] as const;
  return Promise.all(
    kinds.map(async (kind, n) => {
      const place = { recipient: known.recipient, app: application.id, n, ...kind };
      const { sealed, part } = await sealPart(new Uint8Array([1, 2, 3]), place);
      const headers = { 'content-digest': contentDigest(sealed.sha256) };
      await putPart(known, session, application.id, n, sealed.bytes, headers);
      return part;
    }),
  );
}

/** An application that waits for the relative's own word. */
export async function beginWaiting(known: Known, session: LoggedIn, subject: Subject, method: Method) {
  const consents = consentsFor(known, method, ['operator']);
  const made = await draft(known, session, { subject, relationship: 'parent_in_law', method, consents });
  await submit(known, session, made.application.id, await manifestOf(known, session, made, []));
  return (await waitFor(known, session, made.application.id, ['awaiting_subject'])).id;
}

/** What waits for the relative's own word, and how it is reached. */
async function fillWaiting(known: Known, session: LoggedIn) {
  const read = async (method: string, path: string) =>
    (await (await call(session, method, `${known.discovery.api_base}${path}`)).json()) as Record<
      string,
      string
    >;
  const subjectLogin = await beginWaiting(known, session, RELATIVE_SUBJECT, 'subject_login');
  const inPerson = await beginWaiting(known, session, adultAt(5), 'in_person');
  const { token } = await read('POST', `/applications/${subjectLogin}/subject-links`);
  const { code } = await read('GET', `/applications/${inPerson}/appointment`);
  return { subjectLogin, subjectToken: token!, inPerson, appointment: code! };
}

export const CHALLENGE_REQUEST = {
  mode: 'interactive',
  measured_fps: 20,
  frame: { width: 640, height: 480 },
  pace: 'standard',
} as const;

function personalOf(secrets: readonly string[]): readonly string[] {
  const people = PEOPLE.flatMap((person) => Object.values(registrationOf(person)));
  const relatives = adults.flatMap(({ name, number }) => [name, number]);
  return [...people, ...relatives, ...secrets].filter((text) => text.length > 1);
}

const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => `files ${join(parentPath, name)}`)
    : [];
