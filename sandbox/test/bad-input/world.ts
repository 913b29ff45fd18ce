import { randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Challenge } from '../../../src/protocol/challenge.ts';
import type { Method } from '../../../src/protocol/common.ts';
import type { Subject } from '../../../src/protocol/subject.ts';
import type { Judge } from '../../src/judgement/judgement.ts';
import type { SandboxOptions } from '../../src/options/sandbox-options.ts';
import { SYNTHETIC_CITIZENS } from '../../src/registry/synthetic-citizens.ts';
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
  residentOf,
  submit,
  uploadDocument,
  waitFor,
} from '../support/family.ts';
import { call, type LoggedIn, logIn, type Person } from '../support/log-in.ts';
import { startSandbox } from '../support/test-database.ts';
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
  readonly documents: Draft;
  readonly face: Draft;
  readonly challenge: Challenge;
  /** Applications by what became of them. */
  readonly approved: string;
  readonly rejected: string;
  readonly waiting: string;
  readonly card: string;
  /** Waits for the stranger to log in, who is the relative; the link's token. */
  readonly subjectLogin: string;
  readonly subjectToken: string;
  /** Waits for the relative at a counter; the appointment's code. */
  readonly inPerson: string;
  readonly appointment: string;
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
const PEOPLE = [OWNER, RELATIVE];

/** Says by the relationship what is to become of an application. */
const judge: Judge = {
  judge: async ({ relationship, method }) => ({
    checks: [],
    remember: [],
    verdict:
      method === 'subject_login' || method === 'in_person'
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
/** The registry's grown-ups, of whom the first six are used by the world itself. */
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
  const things = await fill(known, session!);
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
    known,
    owner,
    stranger,
    elsewhere: { ...elsewhere, token: await mint(elsewhere) },
    otherKey: { ...otherKey, token: await mint(otherKey) },
    session: session!,
    personal: personalOf([
      owner.token,
      stranger.token,
      session!.tokens.refresh_token!,
      things.subjectToken,
      things.appointment,
      bare.sandbox.reviewer.password,
    ]),
    mint,
  };
}

const identityOf = ({ sub, client, keyPair, jkt, tokens }: LoggedIn): Identity => ({
  sub,
  clientId: client.client_id,
  keyPair,
  jkt,
  token: tokens.access_token,
});

const minter =
  (issuer: string, providerKey: JWK): World['mint'] =>
  ({ sub, clientId, jkt }, claims = {}, header = {}, key = providerKey) => {
    const iat = Math.floor(Date.now() / 1000);
    return signAs(
      { alg: 'ES256', typ: 'at+jwt', kid: providerKey.kid, ...header },
      {
        iss: `${issuer}/oidc`,
        aud: `${issuer}/v1`,
        sub,
        client_id: clientId,
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
async function fill(known: Known, session: LoggedIn) {
  const wish = (index: number, relationship: string, method: Method = 'document_review') => ({
    subject: adultAt(index),
    relationship,
    method,
    consents: consentsFor(known, method),
  });
  const documents = await draft(known, session, wish(0, 'other'));
  await uploadDocument(known, session, documents);
  const face = await draft(known, session, wish(1, 'other', 'face_liveness'));
  const path = `${known.discovery.api_base}/applications/${face.application.id}/challenges`;
  const body = JSON.stringify(CHALLENGE_REQUEST);
  const headers = { 'content-type': 'application/json' };
  const challenge = (await (await call(session, 'POST', path, { headers, body })).json()) as Challenge;
  const [approved, rejected, waiting] = await Promise.all(
    (['spouse', 'parent_in_law', 'sibling'] as const).map(async (relationship, at) => {
      const { made } = await handIn(known, session, wish(2 + at, relationship));
      return waitFor(known, session, made.application.id, ['approved', 'rejected', 'manual_review']);
    }),
  );
  return {
    ...(await fillWaiting(known, session)),
    documents,
    face,
    challenge,
    approved: approved!.id,
    rejected: rejected!.id,
    waiting: waiting!.id,
    card: approved!.card_ref!,
  };
}

/** What waits for the relative's own word. */
async function fillWaiting(known: Known, session: LoggedIn) {
  const begin = async (subject: Subject, method: Method) => {
    const consents = consentsFor(known, method, ['operator']);
    const made = await draft(known, session, { subject, relationship: 'parent_in_law', method, consents });
    await submit(known, session, made.application.id, await manifestOf(known, session, made, []));
    return (await waitFor(known, session, made.application.id, ['awaiting_subject'])).id;
  };
  const read = async (method: string, path: string) =>
    (await (await call(session, method, `${known.discovery.api_base}${path}`)).json()) as Record<
      string,
      string
    >;
  const { name, idNumber } = OTHER_OPERATOR;
  const subjectLogin = await begin(residentOf(name, idNumber), 'subject_login');
  const inPerson = await begin(adultAt(5), 'in_person');
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
  const people = PEOPLE.flatMap(({ name, idNumber, phone, password }) => [name, idNumber, phone, password]);
  const relatives = adults.flatMap(({ name, number }) => [name, number]);
  return [...people, ...relatives, ...secrets].filter((text) => text.length > 1);
}

const filesUnder = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => `files ${join(parentPath, name)}`)
    : [];
