import { anySignal } from '../../base/deadline.ts';
import { connectClient } from '../../client/create-client.ts';
import { claimHandOff, type Device, deviceSession } from '../../client/hand-off.ts';
import type { LoginSession } from '../../login/login-session.ts';
import type { HandOff, HandOffClaim } from '../../protocol/hand-off.ts';
import { BackendError } from '../../protocol/problem.ts';
import { thumbprint } from '../../seal/keys.ts';
import { runVerification } from '../application/verification.ts';
import { type Entries, newEntries } from '../entries.ts';
import { type Flow, type FlowBase, relationshipLabel } from '../flow.ts';
import { showProblem } from '../problem/show-problem.ts';
import { follow } from './follow.ts';
import { knownReason } from './hand-off.ts';

/** The whole flow on the device that takes a draft up: who asks, the code, the evidence. Nobody logs in here. */
export async function runDevice(base: FlowBase, firstTicket: string | null): Promise<void> {
  let ticket = firstTicket;
  while (!base.signal.aborted) {
    try {
      base.publish({ kind: 'starting' });
      const flow = await start(base);
      ticket ??= await askForTicket(flow);
      await takeUp(flow, ticket);
      ticket = null;
    } catch (error) {
      if (base.signal.aborted) return;
      const isGone = error instanceof BackendError && GONE.includes(error.code);
      if (isGone) ticket = null;
      await showProblem(base, error, ['retry']);
    }
  }
}

const GONE: readonly string[] = ['hand_off_taken', 'hand_off_ended', 'not_found', 'invalid_token'];

async function start(base: FlowBase): Promise<Flow> {
  const connection = await base.parts.connect(base.signal);
  await base.parts.checkPageFiles(base.options, base.signal);
  base.phases.setBackend(connection.discovery);
  return { ...base, connection, operator: { account: null } };
}

/** The page was opened by hand: the digits lead to the draft. */
async function askForTicket(flow: Flow): Promise<string> {
  flow.publish({ kind: 'device_code' });
  return flow.requests.once(['claim'], flow.signal, ({ ticket }) => ticket);
}

async function takeUp(flow: Flow, ticket: string): Promise<void> {
  const keyPair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  const { discovery } = flow.connection;
  const fetch = flow.options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const { clock } = flow;
  const device: Device = { discovery, keyPair, jkt: await thumbprint(keyPair.publicKey), fetch, clock };
  const clientOf = (session: LoginSession) =>
    connectClient({ discovery, session, fetch, clock, locale: flow.options.locale });
  const claim = await claimHandOff(device, ticket, flow.signal);
  const client = clientOf(deviceSession(device, { token: claim.token }));
  const look = (signal: AbortSignal) => client.handOff(claim.id, { signal });
  const decline = () => client.cancelHandOff(claim.id, { signal: flow.signal }).catch(() => {});
  if (!(await offer(flow, claim))) {
    await decline();
    return tellEnd(flow, 'declined');
  }
  const confirmed = await showCode(flow, claim, look);
  if (confirmed === 'left') {
    await decline();
    return tellEnd(flow, 'declined');
  }
  if (confirmed.delegation === undefined) return tellEnd(flow, confirmed.reason);
  const { client_id: clientId, sub } = confirmed.delegation;
  const session = deviceSession(device, { token: claim.token, clientId, sub });
  const holding: Flow = { ...flow, operator: { account: { session, client: clientOf(session) } } };
  const verified = await runVerification(holding, entriesOf(claim, confirmed), { renewable: false });
  if (verified.kind === 'submitted') return tellDone(flow, claim);
  await decline();
  return tellEnd(flow, verified.kind === 'ended' ? (await look(flow.signal)).reason : 'declined');
}

/** Who asks, before anything else. @returns whether the person goes on. */
async function offer(flow: Flow, claim: HandOffClaim): Promise<boolean> {
  flow.publish({
    kind: 'device_offer',
    portal: claim.portal ?? null,
    operatorName: claim.operator_name,
    subjectName: claim.subject_name,
    relationship: relationshipLabel(flow, claim.relationship),
  });
  return flow.requests.once(['next', 'back'], flow.signal, ({ kind }) => kind === 'next');
}

/** The code, until it was typed on the other screen; or the end; `left`: the person turned back. */
async function showCode(
  flow: Flow,
  { match_code: code }: HandOffClaim,
  look: (signal: AbortSignal) => Promise<HandOff>,
): Promise<HandOff | 'left'> {
  const left = new AbortController();
  const signal = anySignal([flow.signal, left.signal]);
  const requests = flow.requests.subscribe(['back']);
  requests.next(signal).then(
    () => left.abort(),
    () => {},
  );
  flow.publish({ kind: 'device_match', code, offline: false });
  try {
    return await follow(flow, look, {
      signal,
      until: ({ status }) => status !== 'claimed',
      show: (_, offline) => flow.publish({ kind: 'device_match', code, offline }),
    });
  } catch (error) {
    if (left.signal.aborted && !flow.signal.aborted) return 'left';
    throw error;
  } finally {
    left.abort();
    requests.close();
  }
}

/** What the steps of the evidence need; of the subject this device knows the masked name alone. */
function entriesOf(claim: HandOffClaim, { application, delegation }: HandOff): Entries {
  const { relationship, method, subject_sha256, consents, requirements } = delegation!;
  return {
    ...newEntries(relationship),
    method,
    person: {
      subject: {
        name: claim.subject_name,
        id: { type: 'resident_id_card', country: 'CHN', number: '' },
      },
      birthdate: '',
      age: 18,
      nameRewritten: false,
    },
    application: {
      ...{ id: application, relationship, method, subjectSha256: subject_sha256 },
      ...{ consents, requirements },
    },
  };
}

async function tellDone(flow: Flow, claim: HandOffClaim): Promise<void> {
  flow.publish({ kind: 'device_done', subjectName: claim.subject_name });
  await flow.requests.once(['restart'], flow.signal, () => {});
}

async function tellEnd(flow: Flow, reason: HandOff['reason']): Promise<void> {
  flow.publish({ kind: 'hand_off_over', reason: knownReason(reason), on: 'device' });
  await flow.requests.once(['restart'], flow.signal, () => {});
}
