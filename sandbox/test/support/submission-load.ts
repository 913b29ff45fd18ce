import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { utf8 } from '@family-auth/library/base/bytes.ts';
import type { Application, Consent } from '@family-auth/library/protocol/application.ts';
import type { Problem } from '@family-auth/library/protocol/problem.ts';
import type { Subject } from '@family-auth/library/protocol/subject.ts';
import { contentDigest, digest } from '@family-auth/library/seal/digest.ts';
import {
  applicationBody,
  documentPart,
  type Known,
  manifestOf,
  postApplication,
  putPart,
  residentOf,
  submit,
} from './family.ts';
import type { LoggedIn, Person } from './log-in.ts';

const person = (name: string, idNumber: string, n: number): Person => ({
  name,
  idNumber,
  phone: `1380000010${n}`,
  password: 'enter nothing real',
});
export const OPERATORS: readonly Person[] = [
  person('安建国', '118801196004118277', 1),
  person('柯明远', '318801198808238297', 2),
  person('林可欣', '448801199103158303', 3),
  person('贝远航', '318801198511078050', 4),
  person('柯若兰', '448801199506188064', 5),
];
const SUBJECTS: readonly Subject[] = [
  residentOf('安晓然', '118801198803128024'),
  residentOf('戴文博', '118801198209258096'),
  residentOf('范以恒', '318801199201308118'),
  residentOf('华静怡', '448801199004088127'),
  residentOf('施素珍', '118801195302148146'),
  residentOf('罗知行', '448801197010058195'),
];

/** An operator may hand in no more on one day. */
const OF_EACH = 20;
/** What goes by when the same is asked again: the two relatives that may wait at once are decided. */
const PASSING = ['quota_exceeded', 'duplicate_relative', 'idempotency_in_progress'];
const DEADLINE_MS = 120_000;

export interface SubmissionLoad {
  /** Resolves when so many were accepted in all. */
  accepted(count: number): Promise<void>;
  /** The codes of all 5xx that were answered so far. */
  readonly faults: readonly string[];
  /** Lets those under way come to their end. @returns the ids of all applications that were answered 202. */
  end(): Promise<readonly string[]>;
}

/**
 * Hands in document reviews by several operators at once, each one after the other. Whatever fails because server or
 * database are not there is sent again, the same bytes under the same key, as a client does.
 */
export function startSubmissions(known: Known, operators: readonly LoggedIn[]): SubmissionLoad {
  const accepted: string[] = [];
  const faults: string[] = [];
  const onAccepted = new Set<() => void>();
  let ended = false;
  const work = operators.map(async (operator) => {
    for (let n = 0; n < OF_EACH && !ended; n++) {
      accepted.push(await handInStubbornly(known, operator, SUBJECTS[n % SUBJECTS.length]!, faults));
      for (const told of onAccepted) told();
    }
  });
  const all = Promise.all(work);
  return {
    faults,
    accepted: (count) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (accepted.length >= count) resolve();
        };
        onAccepted.add(look);
        look();
        all.then(
          () => reject(new Error(`All ${accepted.length} are handed in, ${count} are meant.`)),
          reject,
        );
      }),
    async end() {
      ended = true;
      await all;
      return accepted;
    },
  };
}

async function handInStubbornly(
  known: Known,
  operator: LoggedIn,
  subject: Subject,
  faults: string[],
): Promise<string> {
  const body = await applicationBody(known, operator, { subject, relationship: 'other' });
  const key = randomUUID();
  const made = await stubbornly(() => postApplication(known, operator, body, key), [201], faults);
  const application = (await made.json()) as Application;
  const { subject: jwe, consents } = JSON.parse(body) as { subject: string; consents: Consent[] };
  const draft = { application, consents, subjectSha256: await digest(utf8(jwe)) };
  const { sealed, part } = await documentPart(known, draft);
  const headers = { 'content-digest': contentDigest(sealed.sha256) };
  await stubbornly(
    () => putPart(known, operator, application.id, 0, sealed.bytes, headers),
    [201, 204],
    faults,
  );
  const bytes = await manifestOf(known, operator, draft, [part]);
  await stubbornly(() => submit(known, operator, application.id, bytes), [202], faults);
  return application.id;
}

async function stubbornly(
  ask: () => Promise<Response>,
  wanted: readonly number[],
  faults: string[],
): Promise<Response> {
  const startedMs = performance.now();
  for (;;) {
    const response = await ask().catch((error) => {
      if (error instanceof TypeError) return undefined; // fetch: the server is not there
      throw error;
    });
    if (response !== undefined && wanted.includes(response.status)) return response;
    const said = (await response?.text().catch(() => undefined)) ?? '';
    if (response !== undefined && response.status >= 500) faults.push((JSON.parse(said) as Problem).code);
    const passing = response === undefined || response.status >= 500 || PASSING.some((c) => said.includes(c));
    if (!passing || performance.now() - startedMs > DEADLINE_MS) {
      throw new Error(`${response?.status ?? 'no answer'} ${said}`);
    }
    await pause(100);
  }
}
