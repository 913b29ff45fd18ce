import type { Mutant } from './mutant.ts';

const CHECK = 'sandbox/src/api/check-submission.ts';
const SUBMISSION = 'sandbox/src/api/submission.ts';

/** A backend that is wrong about what it is handed in. */
export const submissionMutants: readonly Mutant[] = [
  {
    id: 'C62',
    does: 'The answer to a submission does not say where to ask.',
    edits: [
      {
        file: SUBMISSION,
        find: '    location: `',
        replace: '    link: `',
      },
    ],
  },
  {
    id: 'C68',
    does: 'The size of a part is not compared.',
    edits: [
      { file: CHECK, find: ' && part.size === size &&', replace: ' && part.size >= 0 && size >= 0 &&' },
    ],
  },
  {
    id: 'C69',
    does: 'A part that was uploaded and is not named is passed over.',
    edits: [
      {
        file: CHECK,
        find: '    named.length === held.length &&\n',
        replace: '    named.length <= held.length &&\n',
      },
    ],
  },
  {
    id: 'C98',
    does: 'The subject that a manifest names is not compared.',
    edits: [{ file: CHECK, find: '    subject.sha256 === application.subjectSha256 &&\n', replace: '' }],
  },
  {
    id: 'C71',
    does: 'The same manifest again is a conflict.',
    edits: [
      {
        file: SUBMISSION,
        find: '      if (await wasReceived(db, known.id, sha256)) return answer(known);\n',
        replace: '',
      },
    ],
  },
  {
    id: 'C99',
    does: 'What was accepted is never judged.',
    edits: [
      {
        file: 'sandbox/src/applications/move-application.ts',
        find: '  if (awaitsTheMachine(status, move.to)) await backend.requestJudgement(tx, moved);\n',
        replace:
          "  if (awaitsTheMachine(status, move.to) && moved.id === '') await backend.requestJudgement(tx, moved);\n",
      },
      {
        file: 'sandbox/src/jobs/queue.ts',
        find: '  for (const row of lost) {\n',
        replace: '  for (const row of lost.slice(0, 0)) {\n',
      },
    ],
  },
  {
    id: 'C105',
    does: 'The digest of a submission is taken over the document as it is written again.',
    edits: [
      {
        file: SUBMISSION,
        find: "import { verifySubmission } from '@family-auth/library/seal/submission.ts';",
        replace:
          "import { submissionBytes, verifySubmission } from '@family-auth/library/seal/submission.ts';",
      },
      {
        file: SUBMISSION,
        find: 'const sha256 = await digest(jws.bytes);',
        replace: 'const sha256 = await digest(submissionBytes(jws.document as never));',
      },
    ],
  },
  {
    id: 'C106',
    does: 'A manifest of a later minor version is refused.',
    edits: [
      {
        file: 'src/seal/submission.ts',
        find: '  if (!ver.success || isSupportedVersion(ver.data)) return;\n',
        replace:
          '  if (!ver.success || (isSupportedVersion(ver.data) && ver.data === PROTOCOL_VERSION)) return;\n',
      },
    ],
  },
];
