import type { Mutant } from './mutant.ts';

const CARDS = 'sandbox/src/applications/cards.ts';
const DECISION = 'sandbox/src/api/decision.ts';
const REQUESTS = 'sandbox/src/applications/subject-requests.ts';
const SETTLE = 'sandbox/src/applications/settle-judgement.ts';
const WITHDRAW = 'sandbox/src/retention/withdraw-consent.ts';
const VIEW = 'sandbox/src/api/applications.ts';

/** A backend that is wrong about what it decides, says and forgets. */
export const decisionMutants: readonly Mutant[] = [
  {
    id: 'C75',
    does: 'The version of an application rises by two with its submission.',
    edits: [
      {
        file: 'sandbox/src/applications/move-application.ts',
        find: '      version: version + 1,\n',
        replace: "      version: version + (move.to === 'submitted' ? 2 : 1),\n",
      },
    ],
  },
  {
    id: 'C77',
    does: 'A result is addressed to the backend itself.',
    edits: [{ file: DECISION, find: '      aud: row.clientId,\n', replace: '      aud: settings.issuer,\n' }],
  },
  {
    id: 'L13',
    does: 'A result says how sure the machine was.',
    edits: [
      {
        file: DECISION,
        find: '      submission: submission.sha256,\n',
        replace: '      submission: submission.sha256,\n      ...{ confidence: 0.94 },\n',
      },
    ],
  },
  {
    id: 'C78',
    does: 'The reason of a rejection is the name of the check that refused.',
    edits: [
      {
        file: SETTLE,
        find: '  { verdict, reason }: Settlement,\n',
        replace: '  { verdict, reason, refusedBy }: Settlement,\n',
      },
      {
        file: SETTLE,
        find: "return { to: verdict, reason: reason ?? 'policy' };",
        replace: "return { to: verdict, reason: (refusedBy as never) ?? reason ?? 'policy' };",
      },
    ],
  },
  {
    id: 'C79',
    does: 'An application that is withdrawn again is a conflict.',
    edits: [
      {
        file: WITHDRAW,
        find: "const decided = isFinal(found.status) && found.status !== 'withdrawn';",
        replace: 'const decided = isFinal(found.status);',
      },
    ],
  },
  {
    id: 'C108',
    does: 'Consents cannot be withdrawn any more once there is a decision.',
    edits: [
      {
        file: WITHDRAW,
        find: "if (decided && cause === 'application_withdrawn') {",
        replace: 'if (decided && cause !== undefined) {',
      },
    ],
  },
  {
    id: 'C109',
    does: 'A wait for the relative goes on after its time.',
    edits: [
      {
        file: 'sandbox/src/applications/find-application.ts',
        find: '  LAPSING.includes(status) && expiresAt.getTime() <= Date.now();',
        replace: "  status === 'draft' && LAPSING.includes(status) && expiresAt.getTime() <= Date.now();",
      },
      {
        file: 'sandbox/src/jobs/clean-up.ts',
        find: 'const lapsed = () => and(inArray(applications.status, LAPSING),',
        replace:
          "const lapsed = () => and(inArray(applications.status, ['draft' as const, ...LAPSING.slice(0, 0)]),",
      },
    ],
  },
  {
    id: 'C110',
    does: "An appeal is taken against the relative's own word.",
    edits: [
      { file: VIEW, find: '  !BY_THE_RELATIVE.includes(reason) &&\n', replace: '' },
      {
        file: VIEW,
        find: "  (method !== 'subject_login' || subjectAnswer !== null);",
        replace:
          "  (BY_THE_RELATIVE.includes(reason) || method !== 'subject_login' || subjectAnswer !== null);",
      },
    ],
  },
  {
    id: 'C112',
    does: 'Whoever has the link and an account reads the request and answers it.',
    edits: [
      {
        file: REQUESTS,
        find: '  if (account?.numberHash === row.subjectHash && account.identityVerifiedAt !== null) return row;\n',
        replace: '  if (account !== undefined && account.identityVerifiedAt !== null) return row;\n',
      },
    ],
  },
  {
    id: 'C81',
    does: "A relative's no is told as something else.",
    edits: [
      {
        file: REQUESTS,
        find: "await moveApplication(backend, tx, row, { to: 'rejected', actor: decidedBy, reason });",
        replace:
          "await moveApplication(backend, tx, row, { to: 'rejected', actor: decidedBy, reason: 'policy' });",
      },
    ],
  },
  {
    id: 'C113',
    does: 'The relative is not told of a link.',
    edits: [
      {
        file: CARDS,
        find: '  if (contact !== undefined)\n    await notifySubject',
        replace: "  if (contact !== undefined && ref === '')\n    await notifySubject",
      },
    ],
  },
  {
    id: 'C114',
    does: 'An operator whose link the relative ended binds them again without their word.',
    edits: [
      {
        file: 'sandbox/src/applications/create-application.ts',
        find: 'if (!isOwnWord(method) && (await wasRepudiated(backend, tx, operator, subjectHash))) {',
        replace: "if (subjectHash === '' && (await wasRepudiated(backend, tx, operator, subjectHash))) {",
      },
    ],
  },
  {
    id: 'C82',
    does: 'A card shows the whole name.',
    edits: [{ file: CARDS, find: '    maskedName: maskName(name),\n', replace: '    maskedName: name,\n' }],
  },
  {
    id: 'C115',
    does: 'The display code before stays good beside the new one.',
    edits: [
      {
        file: 'sandbox/src/api/cards.ts',
        find: '    await tx.delete(cardCodes).where(eq(cardCodes.cardRef, ref));\n',
        replace: '',
      },
    ],
  },
  {
    id: 'C80',
    does: 'The pictures of an application that was withdrawn are kept.',
    edits: [
      {
        file: WITHDRAW,
        find: '  const roles = await forgetEvidence(tx, id);\n',
        replace: '  const roles: Awaited<ReturnType<typeof forgetEvidence>> = [];\n',
      },
      {
        file: 'sandbox/src/jobs/clean-up.ts',
        find: "inArray(applications.status, ['approved', 'withdrawn', 'expired']),",
        replace: "inArray(applications.status, ['approved', 'expired']),",
      },
    ],
  },
  {
    id: 'C123',
    does: 'No receipt is given of what a withdrawal deleted.',
    edits: [
      {
        file: WITHDRAW,
        find: '  await recordDeletion(tx, application, because, { ...sent, particulars: 1 });\n',
        replace:
          '  await recordDeletion(tx, application, because, sent === undefined ? { particulars: 1 } : {});\n',
      },
    ],
  },
];
