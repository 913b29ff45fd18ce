import type { ReactiveController } from 'lit';
import { CancelledError, ConfigurationError, type ErrorCode, FamilyAuthError } from '../base/errors.ts';
import { lateCode } from '../base/late-code.ts';
import type { FamilyAuthFlow, FlowOptions } from '../session/flow-options.ts';
import type { Phase, PhaseKind, PhaseOf } from '../session/phase.ts';
import type { FlowRequest } from '../session/request.ts';
import {
  attributeError,
  flowOptions,
  isSameSite,
  missingAttributes,
  type Surroundings,
} from './configuration.ts';
import { whenGone } from './controller-host.ts';
import type { FlowHost, FlowLike } from './flow-host.ts';
import type { FrameView } from './frame-view.ts';
import type { PhaseSource, SourceContext } from './phase-source.ts';

const STARTING: PhaseOf<'starting'> = { kind: 'starting', testSystem: false, stage: null };

/**
 * Begins a flow from the attributes, or takes the page's own where that is one with a test system, and ends it. Its phase is the only
 * thing that the element draws.
 */
export class FlowController implements ReactiveController, PhaseSource {
  readonly isPreview = false;
  readonly #host: FlowHost;
  readonly #context: SourceContext;
  #phase: Phase = STARTING;
  #missing: readonly string[] = [];
  /** Of the flow that is shown or being loaded; `null` when there is none. */
  #running: { flow: FlowLike | null; end(): void } | null = null;
  /** What the flow that is shown was begun with. */
  #begunWith: Settings | null = null;
  /** Somebody is in the middle of something that would be lost with the flow. */
  #underWay = false;
  #waiting = '';
  /** A flow of the page's own that is none with a test system. */
  #refused: FlowLike | null = null;
  #frame: FrameView | null = null;
  #closed = false;
  readonly #surroundings: Surroundings;

  constructor(host: FlowHost, context: SourceContext, surroundings: Surroundings = { isolation: 'inline' }) {
    this.#host = host;
    this.#context = context;
    this.#surroundings = surroundings;
    host.addController(this);
  }

  get phase(): Phase {
    return this.#phase;
  }

  get frame(): FrameView | null {
    return this.#frame;
  }

  /** Attributes that a flow cannot do without and that the page has not set. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  send(request: FlowRequest): void {
    const flow = this.#running?.flow;
    if (flow) flow.send(request);
    else if (request.kind === 'retry' && this.#phase.kind === 'problem') {
      this.#end();
      this.#receive(STARTING);
      this.#begin();
    }
  }

  /** Ends the flow until the element is configured or put into the page anew. */
  close(): void {
    this.#end();
    this.#phase = STARTING;
    this.#closed = true;
    this.#host.requestUpdate();
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  hostConnected(): void {
    this.#closed = false;
    if (this.#frame !== null) {
      // The browser has begun the frame's page anew.
      console.warn(MOVED_FRAME);
      this.#context.onEnd('removed');
      this.#end();
    }
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => {
      this.#end();
      this.#phase = STARTING;
      this.#host.requestUpdate();
    });
  }

  hostUpdate(): void {
    const { backend, clientId, trust, redirectUri, assetsUrl, engine, flow, isolation } = this.#host;
    // Which function it is may change with each drawing of a page; whether there is one says how people log in.
    const sessionProvider = this.#host.sessionProvider !== undefined;
    const settings: Settings = {
      ...{ backend, clientId, trust, redirectUri, assetsUrl, engine, flow, isolation },
      sessionProvider,
    };
    const changed = changedBetween(this.#begunWith, settings);
    if (changed.length > 0 && !this.#mayBegin(changed)) return;
    if (changed.length > 0) {
      this.#end();
      this.#closed = false;
    }
    if (this.#running || this.#closed || !this.#host.isConnected) return;
    this.#begunWith = settings;
    this.#begin();
  }

  /** Another flow of the page's own takes the place of this one at once; what is changed otherwise waits for the person. */
  #mayBegin(changed: readonly string[]): boolean {
    if (!this.#underWay || !this.#running) return true;
    if (changed.includes('flow')) {
      this.#context.onEnd('replaced');
      return true;
    }
    const names = changed.join(', ');
    if (names !== this.#waiting) console.warn(`family-auth: ${names} changed ${WAITS}`);
    this.#waiting = names;
    return false;
  }

  #begin(): void {
    const { flow } = this.#host;
    const pages = flow && flow !== this.#refused ? flow : null;
    const error = pages ? null : attributeError(this.#host);
    this.#missing = error?.code === 'configuration_missing' ? missingAttributes(this.#host) : [];
    if (pages) this.#attachPages(pages);
    else if (error) {
      this.#running = { flow: null, end: () => {} };
      this.#fail(error);
    } else if (this.#surroundings.isolation === 'inline' && isolationOf(this.#host) === 'frame') {
      if (this.#host.sessionProvider) {
        this.#running = { flow: null, end: () => {} };
        this.#fail(new ConfigurationError('isolation_unavailable', PROVIDER_NEEDS_INLINE));
      } else void this.#loadFrame();
    } else void this.#load();
  }

  async #load(): Promise<void> {
    const loading = { flow: null, end: () => {} };
    this.#running = loading;
    const isCurrent = () => this.#running === loading;
    try {
      const flow = await loadFlow(this.#host, this.#context, this.#surroundings);
      if (isCurrent()) this.#attach(flow, () => void flow.close());
      else await flow.close();
    } catch (error) {
      if (isCurrent()) this.#fail(error);
    }
  }

  /** Nothing begins: in plain words on the screen, and for the page's engineer in the console. */
  #fail(error: unknown): void {
    const code = codeOf(error);
    console.error(`family-auth: ${code}: ${error instanceof Error ? error.message : String(error)}`);
    this.#receive(localProblem(code, error instanceof FamilyAuthError && error.retryable));
  }

  /** The flow runs in a frame; here are only its phases, as far as a page is told. */
  async #loadFrame(): Promise<void> {
    const ended = new AbortController();
    const running = {
      flow: null,
      end: () => {
        ended.abort(new CancelledError());
        this.#frame = null;
      },
    };
    this.#running = running;
    this.#receive(STARTING);
    try {
      const { FrameView } = await lateCode('element.frame', () => import('./frame-view.ts'));
      const frame = await FrameView.open(this.#host, this.#contextOfFrame(), ended.signal);
      if (ended.signal.aborted) return;
      this.#frame = frame;
      this.#host.requestUpdate();
      await frame.accepted;
    } catch (error) {
      if (ended.signal.aborted) return;
      running.end();
      this.#fail(error);
    }
  }

  #contextOfFrame(): SourceContext {
    return {
      ...this.#context,
      onPublicPhase: (phase) => {
        this.#underWay = isUnderWay(phase.kind, this.#underWay);
        this.#context.onPublicPhase(phase);
      },
    };
  }

  /** The page's own flow is drawn as long as every screen says that it is a test's. */
  #attachPages(flow: FlowLike): void {
    this.#attach(
      flow,
      () => {},
      (phase) => {
        if (isOfTests(phase)) return this.#receive(phase);
        console.warn(IGNORED_FLOW);
        this.#refused = flow;
        this.#end();
        this.#begin();
      },
    );
  }

  #attach(flow: FlowLike, close: () => void, take = (phase: Phase) => this.#receive(phase)): void {
    const unsubscribe = flow.subscribe(take);
    this.#running = {
      flow,
      end() {
        unsubscribe();
        close();
      },
    };
    take(flow.phase);
  }

  #end(): void {
    this.#running?.end();
    this.#running = null;
    this.#underWay = false;
    this.#waiting = '';
  }

  #receive(phase: Phase): void {
    this.#phase = phase;
    this.#underWay = isUnderWay(phase.kind, this.#underWay);
    this.#context.onPhase(phase);
  }
}

/** Each change of one of these begins another flow. */
type Settings = Pick<
  FlowHost,
  'backend' | 'clientId' | 'trust' | 'redirectUri' | 'assetsUrl' | 'engine' | 'flow' | 'isolation'
> & { readonly sessionProvider: boolean };

const changedBetween = (before: Settings | null, after: Settings): readonly string[] =>
  before === null
    ? []
    : Object.entries(after).flatMap(([name, value]) =>
        value === before[name as keyof Settings] ? [] : [name],
      );

/** On these nothing is lost with the flow. */
const AT_REST: readonly PhaseKind[] = ['starting', 'welcome', 'family'];

/** A problem stands where it came up. */
const isUnderWay = (kind: PhaseKind, before: boolean): boolean =>
  kind === 'problem' ? before : !AT_REST.includes(kind);

const WAITS =
  'while somebody is in the middle of something: it counts as soon as they are back at the list or the beginning.';
const MOVED_FRAME =
  'family-auth: the element was taken out and put back, and a browser begins the page in a frame anew. Move it with moveBefore(), or leave it in its place.';

/** Loads the flow's code when it is needed, so that a page shows the first screen without it. */
async function loadFlow(
  host: FlowHost,
  context: SourceContext,
  surroundings: Surroundings,
): Promise<FamilyAuthFlow> {
  const options: FlowOptions = { ...flowOptions(host, context.locale()), ...surroundings };
  const [{ createFlow, followCamera }] = await Promise.all([
    lateCode('session', () => import('../session/create-flow.ts')),
    context.firstScreens(),
  ]);
  const flow = createFlow({
    ...options,
    cameraSource: followCamera(
      () => host.cameraSource,
      () => flow.phase.testSystem,
    ),
  });
  return flow;
}

/** What the page says, else by the sites of page and backend. */
function isolationOf({ isolation, backend }: FlowHost): 'frame' | 'inline' {
  if (isolation === 'frame' || isolation === 'inline') return isolation;
  return isSameSite(new URL(location.href), new URL(backend ?? '', location.href)) ? 'inline' : 'frame';
}

/** Before the backend has answered nobody knows; what is shown until then cannot pass for a result. */
const isOfTests = ({ kind, testSystem }: Phase): boolean =>
  testSystem || kind === 'starting' || kind === 'problem';

const PROVIDER_NEEDS_INLINE =
  'The property `sessionProvider` works only with isolation="inline": set that, or let people log in themselves.';

const IGNORED_FLOW =
  'family-auth: the property `flow` is ignored, because its backend does not call itself a test system. The element runs a flow of its own.';

/** The code of an error from before there was a flow; anything unknown is a file that did not come. */
const codeOf = (error: unknown): ErrorCode =>
  error instanceof FamilyAuthError ? (error.code as ErrorCode) : 'script_unavailable';

/** What is shown when there is no flow that could say what stands in the way. Where another try cannot help, only a fresh page may. */
function localProblem(code: ErrorCode, retryable: boolean): PhaseOf<'problem'> {
  const nothing = code.startsWith('configuration') || code === 'isolation_unavailable';
  return {
    kind: 'problem',
    situation: code,
    code,
    until: null,
    actions: nothing ? [] : [retryable ? 'retry' : 'reload'],
    testSystem: false,
    stage: null,
  };
}
