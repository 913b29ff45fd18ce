import { LoginError } from '../base/errors.ts';
import { prefetchCode } from '../base/late-code.ts';
import { loadLoginCore } from '../login/browser-login.ts';
import type { LoginSession } from '../login/login-session.ts';
import type { Application } from '../protocol/application.ts';
import type { Card } from '../protocol/card.ts';
import type { Discovery } from '../protocol/discovery.ts';
import type { OperatorProfile } from '../protocol/me.ts';
import { BackendError } from '../protocol/problem.ts';
import { requireSupport } from './basic-support.ts';
import { loadClient } from './connection.ts';
import { type Entries, newEntries } from './entries.ts';
import type { FamilyChoice } from './family/family.ts';
import { discoveryOf, type Flow, type FlowBase } from './flow.ts';
import { logIn } from './login/log-in.ts';
import { OtherPerson, WentBack } from './problem/problem.ts';
import { latePart, retried, showProblem } from './problem/show-problem.ts';

/** Entries not sent yet, for when the person comes back to them. */
interface Unfinished {
  entries: Entries | null;
}

/** The whole flow, from the backend's first answer on; ends when the flow is closed. */
export async function runFlow(base: FlowBase): Promise<void> {
  const unfinished: Unfinished = { entries: null };
  let flow: Flow | null = null;
  while (!base.signal.aborted) {
    try {
      flow ??= await start(base);
      if (!flow.operator.account) await enter(flow);
      const { runFamily } = await latePart(flow, 'session.family', loadFamily);
      prefetchCode(loadApplication);
      const choice = await runFamily(flow);
      if (choice.kind === 'logout') {
        await logOut(flow);
        unfinished.entries = null;
      } else await carryOut(flow, choice, unfinished);
    } catch (error) {
      if (base.signal.aborted) return;
      if (error instanceof OtherPerson) unfinished.entries = null;
      else if (error instanceof WentBack && flow) flow.operator.account = null;
      else await showProblem(base, error, ['retry']);
    }
  }
}

/** What the backend says of itself, and the log-in that the last visit left. */
async function start(base: FlowBase): Promise<Flow> {
  base.publish({ kind: 'starting' });
  requireSupport();
  const checked = base.parts.checkPageFiles(base.options, base.signal);
  checked.catch(() => {}); // what is wrong with the backend comes first
  const connection = await base.parts.connect(base.signal);
  requireAllowedOrigin(connection.discovery);
  await checked;
  const session = await connection.login.restore({ signal: base.signal }).catch((error: unknown) => {
    if (error instanceof LoginError) return null; // what is left of the last visit is of no use: log in anew
    throw error;
  });
  base.phases.setBackend(connection.discovery);
  const flow: Flow = { ...base, connection, operator: { account: null } };
  if (session) await admit(flow, session);
  return flow;
}

/** Before anybody is asked for anything. */
function requireAllowedOrigin({ origin_not_allowed: detail }: Discovery): void {
  if (detail === undefined) return;
  throw new BackendError({ type: 'about:blank', code: 'origin_not_allowed', status: 403, detail });
}

async function enter(flow: Flow): Promise<void> {
  const { controller, registration_supported } = discoveryOf(flow);
  const canRegister = registration_supported ?? false;
  flow.phases.setApplication(null);
  const loggingIn = logIn(flow, {
    phase: { kind: 'welcome', controllerName: controller.name, canRegister },
    asking: ['login', 'redirect_login', ...(canRegister ? (['register'] as const) : [])],
    mayLeave: false,
    stepUp: false,
  });
  prefetchCode(loadLoginCore, loadClient, loadFamily); // while the welcome is read
  const session = await loggingIn;
  if (session) await admit(flow, session);
  else throw new WentBack();
}

async function admit(flow: Flow, session: LoginSession): Promise<void> {
  flow.operator.account = {
    session,
    client: await retried(flow, async () => flow.connection.clientFor(session)),
  };
}

/** The log-in is forgotten here even where the provider cannot be told. */
async function logOut(flow: Flow): Promise<void> {
  const { session } = flow.operator.account!;
  flow.publish({ kind: 'starting' });
  flow.operator.account = null;
  await session.logout();
}

async function carryOut(
  flow: Flow,
  choice: Exclude<FamilyChoice, { kind: 'logout' }>,
  unfinished: Unfinished,
): Promise<void> {
  switch (choice.kind) {
    case 'open_card':
      return openCard(flow, choice.card, null);
    case 'add':
      return add(flow, unfinished, unfinished.entries ?? entriesFor(flow), choice.me);
    case 'open_application':
      return reopen(flow, unfinished, choice.application, choice.me);
  }
}

/** Nothing entered yet, but what the page proposes. */
const entriesFor = ({ options }: Flow, relationship?: string, replaces?: string): Entries => ({
  ...newEntries(relationship, replaces),
  ...(options.facing && { facing: options.facing }),
});

async function add(flow: Flow, unfinished: Unfinished, entries: Entries, me: OperatorProfile): Promise<void> {
  unfinished.entries = entries;
  const { runApplication } = await latePart(flow, 'session.application', loadApplication);
  const outcome = await runApplication(flow, entries, me);
  if (outcome.kind !== 'left') unfinished.entries = null;
  if (outcome.kind === 'card') await openCard(flow, outcome.card, outcome.ask);
}

/** A draft whose entries are gone (the page was reloaded) is entered anew and then superseded. */
async function reopen(
  flow: Flow,
  unfinished: Unfinished,
  application: Application,
  me: OperatorProfile,
): Promise<void> {
  const { id, relationship, status } = application;
  if (status === 'draft') {
    const kept = unfinished.entries?.application?.id === id ? unfinished.entries : null;
    return add(flow, unfinished, kept ?? entriesFor(flow, relationship, id), me);
  }
  const { runResult } = await latePart(flow, 'session.result', () => import('./result/result.ts'));
  const outcome = await runResult(flow, { application, methods: [] });
  if (outcome.kind === 'card') return openCard(flow, outcome.card, outcome.ask);
  if (outcome.kind === 'retry') return add(flow, unfinished, entriesFor(flow, relationship), me);
}

async function openCard(flow: Flow, card: Card, ask: 'show_code' | null): Promise<void> {
  const { runCard } = await latePart(flow, 'session.card', () => import('./family/card.ts'));
  await runCard(flow, card, ask);
}

const loadFamily = () => import('./family/family.ts');
const loadApplication = () => import('./application/application.ts');
