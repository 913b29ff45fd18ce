import type { Check } from '../engine/check.ts';
import { accessChecks } from './access.ts';
import { applicationChecks } from './applications.ts';
import { cardAndDeletionChecks } from './cards.ts';
import { corsChecks } from './cors.ts';
import { decisionChecks } from './decisions.ts';
import { discoveryChecks } from './discovery.ts';
import { evidenceChecks } from './evidence.ts';
import { faceEvidenceChecks } from './face-evidence.ts';
import { frameChecks } from './frame.ts';
import { handOffChecks } from './hand-offs.ts';
import { livenessChecks } from './liveness.ts';
import { logInChecks } from './log-in.ts';
import { portalServerChecks } from './portal-server.ts';
import { problemChecks } from './problems.ts';
import { repeatAndShapeChecks } from './repeats.ts';
import { signatureChecks } from './signatures.ts';
import { subjectAndSealChecks } from './subjects.ts';
import { submissionChecks } from './submission.ts';

/** Every check of the kit. */
export const allChecks: readonly Check[] = [
  ...discoveryChecks,
  ...problemChecks,
  ...logInChecks,
  ...accessChecks,
  ...corsChecks,
  ...applicationChecks,
  ...subjectAndSealChecks,
  ...repeatAndShapeChecks,
  ...evidenceChecks,
  ...signatureChecks,
  ...submissionChecks,
  ...decisionChecks,
  ...cardAndDeletionChecks,
  ...portalServerChecks,
  ...livenessChecks,
  ...faceEvidenceChecks,
  ...frameChecks,
  ...handOffChecks,
];
