import type { Mutant } from './mutant.ts';

const CREATE = 'sandbox/src/applications/create-application.ts';
const CONSENTS = 'sandbox/src/applications/consents.ts';
const FIND = 'sandbox/src/applications/find-application.ts';
const EVIDENCE = 'sandbox/src/api/evidence.ts';

/** A backend that is wrong about drafts and parts. */
export const applicationMutants: readonly Mutant[] = [
  {
    id: 'C39',
    does: 'Versions are counted from 0.',
    edits: [{ file: CREATE, find: '      version: 1,\n', replace: '      version: 0,\n' }],
  },
  {
    id: 'C47',
    does: 'The check character of a number is not looked at.',
    edits: [
      {
        file: 'src/identity/id-number.ts',
        find: "  if (mod11Dash2(number.slice(0, 17)) !== number[17]) return bad('number_check_digit');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C48',
    does: 'The register is asked before there is a draft, and who is not in it is refused.',
    edits: [
      {
        file: CREATE,
        find: "  const subjectHash = backend.hash('document', type, country, number);\n",
        replace: `  const subjectHash = backend.hash('document', type, country, number);
  if ((await backend.registry.find(type, number)) === undefined)
    throw new ProblemError('invalid_subject', {
      errors: [{ pointer: '/subject/id/number', code: 'number_unknown' }],
    });
`,
      },
    ],
  },
  {
    id: 'C49',
    does: "A child is added without a guardian's consent.",
    edits: [
      {
        file: CONSENTS,
        find: "if (giver === 'guardian') throw new ProblemError('guardian_required');",
        replace: "if (giver === 'guardian') continue;",
      },
    ],
  },
  {
    id: 'C50',
    does: 'Whoever may not be a guardian adds a child.',
    edits: [
      {
        file: CREATE,
        find: "  if (guardianNeeded && !relationship.guardian_capable) throw relationshipRefused('not_guardian_capable');\n",
        replace: '',
      },
    ],
  },
  {
    id: 'C51',
    does: "The relative's consent is not asked for.",
    edits: [
      {
        file: CONSENTS,
        find: "      .filter((notice) => notice.given_by !== 'guardian' || guardianNeeded)\n",
        replace:
          "      .filter((notice) => notice.given_by === 'operator' || (notice.given_by === 'guardian' && guardianNeeded))\n",
      },
    ],
  },
  {
    id: 'C52',
    does: 'Names are brought into a normal form.',
    edits: [
      {
        file: CREATE,
        find: 'subjectName: maskName(checked.subject.name),',
        replace: "subjectName: maskName(checked.subject.name.normalize('NFC')),",
      },
    ],
  },
  {
    id: 'C53',
    does: 'An application of the same operator by another client is shown.',
    edits: [
      {
        file: FIND,
        find: '      eq(applications.clientId, clientId),\n',
        replace: '      clientId === undefined ? undefined : eq(applications.operatorSub, sub),\n',
      },
    ],
  },
  {
    id: 'C54',
    does: 'Drafts do not count for the limit of a relationship.',
    edits: [
      {
        file: 'sandbox/src/applications/relatives-left.ts',
        find: 'const counted = [...settled, ...drafts];',
        replace: 'const counted = [...settled, ...drafts.slice(0, 0)];',
      },
    ],
  },
  {
    id: 'C55',
    does: 'A draft is ended when the next clean-up comes by, and until then is as good as ever.',
    edits: [
      {
        file: FIND,
        find: '  LAPSING.includes(status) && expiresAt.getTime() <= Date.now();',
        replace: "  status !== 'draft' && LAPSING.includes(status) && expiresAt.getTime() <= Date.now();",
      },
    ],
  },
  {
    id: 'C72',
    does: 'Of the text that was agreed to the digest is not compared.',
    edits: [
      { file: CONSENTS, find: ' && text.sha256 === sha256 &&', replace: ' && sha256.length === 43 &&' },
    ],
  },
  {
    id: 'C93',
    does: 'A draft can be gone on with by another key of the same operator.',
    edits: [
      { file: FIND, find: '  if (keyOfDraft(row) !== caller.jkt) {', replace: "  if (caller.jkt === '') {" },
    ],
  },
  {
    id: 'C94',
    does: 'The former draft for the same relative stays open.',
    edits: [
      { file: CREATE, find: '  await supersedeDrafts(backend, tx, caller, subjectHash);\n', replace: '' },
    ],
  },
  {
    id: 'C95',
    does: 'A relative who is bound, or on the way, gets another draft.',
    edits: [
      {
        file: CREATE,
        find: "  if (taken.has(subjectHash)) throw new ProblemError('duplicate_relative');\n",
        replace: "  if (taken.has('')) throw new ProblemError('duplicate_relative');\n",
      },
    ],
  },
  {
    id: 'C96',
    does: 'A consent is dated as the client says.',
    edits: [
      {
        file: CONSENTS,
        find: 'return consents.map((consent) => ({ ...consent, at }));',
        replace: 'return consents.map((consent) => ({ at, ...consent }));',
      },
    ],
  },
  {
    id: 'C56',
    does: 'Other bytes at the number of a part are answered like the same, and thrown away.',
    edits: [
      {
        file: EVIDENCE,
        find: "  if (kept !== undefined) throw new ProblemError('part_conflict');\n",
        replace: '  if (kept !== undefined) return 204;\n',
      },
    ],
  },
  {
    id: 'C57',
    does: 'A part without a digest is taken.',
    edits: [
      {
        file: EVIDENCE,
        find: "if (readContentDigest(contentDigest ?? '') !== sha256)",
        replace: 'if (contentDigest !== undefined && readContentDigest(contentDigest) !== sha256)',
      },
    ],
  },
  {
    id: 'C58',
    does: 'A part may be twice as large as announced.',
    edits: [
      { file: EVIDENCE, find: 'bodyLimit: PART_MAX_BYTES,', replace: 'bodyLimit: 2 * PART_MAX_BYTES,' },
      {
        file: EVIDENCE,
        find: "  if (!(size <= PART_MAX_BYTES)) throw new ProblemError('part_too_large');\n",
        replace: "  if (!(size <= 2 * PART_MAX_BYTES)) throw new ProblemError('part_too_large');\n",
      },
    ],
  },
  {
    id: 'C59',
    does: 'Of the parts that arrived the first alone is listed.',
    edits: [
      {
        file: EVIDENCE,
        find: '          .orderBy(asc(n)),',
        replace: '          .orderBy(asc(n))\n          .limit(1),',
      },
    ],
  },
  {
    id: 'C60',
    does: "Anybody who knows a draft's id puts parts to it.",
    edits: [
      {
        file: EVIDENCE,
        find: '  const draftOf = (request: FastifyRequest, id: string) => findDraft(backend, id, callerOf(request));',
        replace: `  const draftOf = async (request: FastifyRequest, id: string) => {
    const [row] = await db.select().from(applications).where(eq(applications.id, id));
    if (row === undefined) throw new ProblemError('not_found');
    const { operatorSub: sub, clientId, jkt } = row;
    return findDraft(backend, id, { ...callerOf(request), sub, clientId, jkt });
  };`,
      },
    ],
  },
  {
    id: 'C61',
    does: 'Whoever put a part can read it back.',
    edits: [
      {
        file: EVIDENCE,
        find: '  app.get(\n    endpoints.evidence',
        replace: `  app.get(endpoints.evidencePart(':id', ':n'), { schema: { params: PartParams } }, async (request, reply) => {
    const { id } = await findApplication(backend, request.params.id, callerOf(request));
    const isPart = and(eq(evidenceParts.applicationId, id), eq(evidenceParts.n, Number(request.params.n)));
    const [part] = await db.select().from(evidenceParts).where(isPart);
    if (part === undefined) throw new ProblemError('not_found');
    return reply.type('application/jose').send(Buffer.from(await backend.blobs.get(part.blobKey)));
  });

  app.get(
    endpoints.evidence`,
      },
    ],
  },
  {
    id: 'C97',
    does: 'A picture may say that it is of any type.',
    edits: [
      {
        file: EVIDENCE,
        find: "  if (!isTypeOf(role, cty)) throw refused('/cty', 'type_not_accepted');\n",
        replace: "  if (!isTypeOf(role, cty) && cty === '') throw refused('/cty', 'type_not_accepted');\n",
      },
    ],
  },
];
