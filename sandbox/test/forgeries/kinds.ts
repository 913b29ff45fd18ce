import type { Kind } from './forgery.ts';
import { apartKinds, mirroredTraceKind } from './kinds/apart.ts';
import { byteKinds } from './kinds/bytes.ts';
import { claimKinds } from './kinds/claims.ts';
import { clockKinds } from './kinds/clock.ts';
import { copyKinds } from './kinds/copies.ts';
import { foreignKinds } from './kinds/foreign.ts';
import { instantKinds } from './kinds/instants.ts';
import { landmarkKinds } from './kinds/landmarks.ts';
import { missingKinds } from './kinds/missing.ts';
import { orderKinds } from './kinds/order.ts';
import { planKinds } from './kinds/plan.ts';
import { receiptKinds } from './kinds/receipts.ts';
import { replayKinds } from './kinds/replays.ts';
import { signatureKinds } from './kinds/signature.ts';
import { spliceKinds } from './kinds/splices.ts';
import { truncatedKinds } from './kinds/truncated.ts';

/** Every way to forge, a family a file. */
export const KINDS: readonly Kind[] = [
  ...landmarkKinds,
  mirroredTraceKind,
  ...orderKinds,
  ...clockKinds,
  ...spliceKinds,
  ...replayKinds,
  ...missingKinds,
  ...foreignKinds,
  ...planKinds,
  ...instantKinds,
  ...byteKinds,
  ...truncatedKinds,
  ...copyKinds,
  ...receiptKinds,
  ...claimKinds,
  ...signatureKinds,
  ...apartKinds,
];
