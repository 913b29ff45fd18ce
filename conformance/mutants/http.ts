import type { Mutant } from './mutant.ts';

const API = 'sandbox/src/api/api.ts';
const APP = 'sandbox/src/http/app.ts';
const APPLICATIONS = 'sandbox/src/api/applications.ts';
const ERRORS = 'sandbox/src/errors/errors.ts';
const IDEMPOTENCY = 'sandbox/src/api/idempotency.ts';

/** A backend that is wrong about headers, refusals and what is sent twice. */
export const httpMutants: readonly Mutant[] = [
  {
    id: 'C34',
    does: 'An origin that begins as a registered one does is allowed.',
    edits: [
      {
        file: 'sandbox/src/context/portals.ts',
        find: '  if (origin === undefined || isRegistered(portals, origin)) return;\n  throw',
        replace:
          '  if (origin === undefined || portals.some((portal) => origin.startsWith(portal.origin))) return;\n  throw',
      },
    ],
  },
  {
    id: 'C35',
    does: 'Pages may not read how long to wait.',
    edits: [
      {
        file: API,
        find: 'exposedHeaders: [...EXPOSED_HEADERS],',
        replace: "exposedHeaders: EXPOSED_HEADERS.filter((name) => name !== 'Retry-After'),",
      },
    ],
  },
  {
    id: 'C36',
    does: 'An application may be stored, to be asked for again by its tag.',
    edits: [
      {
        file: APPLICATIONS,
        find: '      const headers = applicationHeaders(row);\n',
        replace:
          "      const headers = { ...applicationHeaders(row), 'cache-control': 'private, no-cache' };\n",
      },
    ],
  },
  {
    id: 'C37',
    does: 'The API remembers by a cookie whom it answered.',
    edits: [
      {
        file: API,
        find: "    reply.header('cache-control', 'no-store');\n",
        replace:
          "    reply.header('cache-control', 'no-store');\n    if (headers.authorization !== undefined) reply.header('set-cookie', 'seen=1; HttpOnly; SameSite=Lax');\n",
      },
    ],
  },
  {
    id: 'H01',
    does: "An address that is not there is answered in the web framework's own words.",
    edits: [
      {
        file: API,
        find: '  app.setNotFoundHandler(async ({ url }) => {\n',
        replace: '  app.setNotFoundHandler(async ({ url }, reply) => {\n',
      },
      {
        file: API,
        find: "    if (here.length === 0) throw new ProblemError('not_found');\n",
        replace:
          "    if (here.length === 0) return reply.code(404).send({ statusCode: 404, error: 'Not Found', message: 'Route not found' });\n",
      },
    ],
  },
  {
    id: 'H02',
    does: 'Whoever asks too often is not told how long to wait.',
    edits: [
      {
        file: 'sandbox/src/limits/rate-limit.ts',
        find: "throw new ProblemError('rate_limited', { retryAfterS: Math.max(1, counted.ttlInSeconds) });",
        replace: "throw new ProblemError('rate_limited');",
      },
      {
        file: 'sandbox/src/api/draw-challenge.ts',
        find: '      retryAfterS: Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000),\n',
        replace: '',
      },
    ],
  },
  {
    id: 'H04',
    does: 'A fault is answered with where in the code it came to light.',
    edits: [
      {
        file: APP,
        find: "databaseUnavailable(error) : new ProblemError('internal', { cause: error }))",
        replace:
          "databaseUnavailable(error) : new ProblemError('internal', { detail: (error as Error).stack ?? '', cause: error }))",
      },
    ],
  },
  {
    id: 'C40',
    does: 'The answer that is given again lacks its headers.',
    edits: [
      {
        file: IDEMPOTENCY,
        find: 'return { status: kept.status, headers: kept.headers, body: JSON.parse(kept.body) as Body };',
        replace: 'return { status: kept.status, body: JSON.parse(kept.body) as Body };',
      },
    ],
  },
  {
    id: 'C41',
    does: 'The same key with another body gets the first answer.',
    edits: [
      {
        file: IDEMPOTENCY,
        find: '.update(JSON.stringify([method, url, body ?? null]))',
        replace: '.update(JSON.stringify([method, url, body === undefined]))',
      },
    ],
  },
  {
    id: 'C42',
    does: 'Equal requests at once are each carried out.',
    edits: [
      {
        file: IDEMPOTENCY,
        find: `  const answered = db.transaction((tx) =>
    key === undefined ? work(tx) : answerOnce(tx, { ...scopeOf(callerOf(request)), key }, request, work),
  );
  return answered.then((answer) => send(reply, answer));`,
        replace: `  if (key === undefined) return db.transaction(work).then((answer) => send(reply, answer));
  const row = { ...scopeOf(callerOf(request)), key };
  return db
    .select()
    .from(idempotencyKeys)
    .where(rowIs(row))
    .then(async ([kept]) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return db.transaction((tx) => answerOnce(tx, row, request, work, kept));
    })
    .then((answer) => send(reply, answer));`,
      },
      {
        file: IDEMPOTENCY,
        find: '  work: (tx: Database) => Promise<Answer<Body>>,\n): Promise<Answer<Body>> {\n  if (!(await lock(tx, row)))',
        replace:
          '  work: (tx: Database) => Promise<Answer<Body>>,\n  kept: typeof idempotencyKeys.$inferSelect | undefined,\n): Promise<Answer<Body>> {\n  if (!(await lock(tx, row)))',
      },
      {
        file: IDEMPOTENCY,
        find: '  const [kept] = await tx.select().from(idempotencyKeys).where(rowIs(row));\n',
        replace: '',
      },
      {
        file: IDEMPOTENCY,
        find: '    createdAt: new Date(),\n  });\n',
        replace: '    createdAt: new Date(),\n  }).onConflictDoNothing();\n',
      },
    ],
  },
  {
    id: 'C91',
    does: 'A request that was refused holds its key against any other.',
    edits: [
      {
        file: IDEMPOTENCY,
        find: '  const requestSha256 = digestOf(request);\n',
        replace: `  const requestSha256 = digestOf(request);
  const name = JSON.stringify(row);
  if ((refused.get(name) ?? requestSha256) !== requestSha256) throw new ProblemError('idempotency_conflict');
`,
      },
      {
        file: IDEMPOTENCY,
        find: '  const answer = await work(tx);\n',
        replace: `  const answer = await work(tx).catch((error: unknown) => {
    refused.set(name, requestSha256);
    throw error;
  });
`,
      },
      {
        file: IDEMPOTENCY,
        find: '/** Held until the transaction ends, however it ends. */',
        replace:
          'const refused = new Map<string, string>();\n\n/** Held until the transaction ends, however it ends. */',
      },
    ],
  },
  {
    id: 'C92',
    does: 'A signed document is taken under any Idempotency-Key.',
    edits: [
      {
        file: 'sandbox/src/api/jws-body.ts',
        find: 'if (key !== undefined && key !== claimedJti(document)) {',
        replace: 'if (key !== undefined && claimedJti(document) === undefined) {',
      },
    ],
  },
  {
    id: 'C76',
    does: 'A weak tag is another tag.',
    edits: [{ file: APPLICATIONS, find: ".replace(/^W\\//, '')", replace: '' }],
  },
  {
    id: 'C116',
    does: 'A member of a request that a later version brings is refused.',
    edits: [
      {
        file: 'src/protocol/application.ts',
        find: 'export const CreateApplicationSchema = z.object({',
        replace: 'export const CreateApplicationSchema = z.strictObject({',
      },
    ],
  },
  {
    id: 'C117',
    does: 'A method that is not known is taken for the review of documents.',
    edits: [
      {
        file: 'src/protocol/application.ts',
        find: '  method: MethodSchema,\n  /** Compact JWE',
        replace: "  method: z.catch(MethodSchema, 'document_review'),\n  /** Compact JWE",
      },
    ],
  },
  {
    id: 'C119',
    does: 'The refusal of a number repeats it.',
    edits: [
      {
        file: 'sandbox/src/applications/subject.ts',
        find: "  if (!reading.valid) throw wrong('/id/number', reading.error);\n",
        replace: `  if (!reading.valid)
    throw new ProblemError('invalid_subject', {
      detail: \`\${sealed.id.number} is no number of a \${type}.\`,
      errors: [{ pointer: '/subject/id/number', code: reading.error }],
    });
`,
      },
    ],
  },
  {
    id: 'C120',
    does: 'A request for what is not there is said to be worth repeating.',
    edits: [
      {
        file: ERRORS,
        find: 'retryable: RETRYABLE_PROBLEMS.includes(this.code),',
        replace: "retryable: RETRYABLE_PROBLEMS.includes(this.code) || this.code === 'not_found',",
      },
    ],
  },
];
