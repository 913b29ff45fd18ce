import type { ReactiveController } from 'lit';
import { withDeadline } from '../base/deadline.ts';
import { type ErrorCode, FamilyAuthError } from '../base/errors.ts';
import type { FamilyAuthFlow, FlowOptions } from '../session/flow-options.ts';
import type { Phase, PhaseOf } from '../session/phase.ts';
import type { FlowRequest } from '../session/request.ts';
import { type Configuration, flowOptions, missingAttributes } from './configuration.ts';
import { type ControllerHost, whenGone } from './controller-host.ts';

/** What the element needs of a flow; a page or a test may bring its own. */
export type FlowLike = Pick<FamilyAuthFlow, 'phase' | 'subscribe' | 'send'> & {
  close?(): void | Promise<void>;
};

/** What decides which flow is shown. Each change of it begins another one. */
interface FlowHost extends ControllerHost, Configuration {
  readonly flow: FlowLike | undefined;
}

const STARTING: PhaseOf<'starting'> = { kind: 'starting', testSystem: false, stage: null };
const LOADING_MS = 60_000;

/**
 * Begins a flow from the attributes, or takes the page's own, and ends it. Its phase, or a literal one, is the only
 * thing that the element draws.
 */
export class FlowController implements ReactiveController {
  readonly #host: FlowHost;
  readonly #locale: () => string;
  readonly #onPhase: (phase: Phase) => void;
  #phase: Phase = STARTING;
  #missing: readonly string[] = [];
  /** Of the flow that is shown or being loaded; `null` when there is none. */
  #running: { flow: FlowLike | null; end(): void } | null = null;
  #configured: readonly unknown[] | null = null;
  #literal = false;
  #closed = false;

  /**
   * @param locale the language to begin a flow with.
   * @param onPhase called with each phase, synchronously, before the element is drawn.
   */
  constructor(
    host: FlowHost,
    { locale, onPhase }: { readonly locale: () => string; readonly onPhase: (phase: Phase) => void },
  ) {
    this.#host = host;
    this.#locale = locale;
    this.#onPhase = onPhase;
    host.addController(this);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Attributes that a flow cannot do without and that the page has not set. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  send(request: FlowRequest): void {
    this.#running?.flow?.send(request);
  }

  /** Draws a literal phase without any flow; `null` goes back to the flow. */
  draw(phase: Phase | null): void {
    const wasLiteral = this.#literal;
    this.#literal = phase !== null;
    if (phase === null && !wasLiteral) return;
    this.#end();
    this.#receive(phase ?? STARTING);
  }

  /** Ends the flow until the element is configured or put into the page anew. */
  close(): void {
    this.#end();
    this.#phase = STARTING;
    this.#closed = true;
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#closed = false;
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => this.#end());
  }

  hostUpdate(): void {
    const { backend, clientId, redirectUri, assetsUrl, engine, flow } = this.#host;
    const configured = [backend, clientId, redirectUri, assetsUrl, engine, flow];
    const changed = this.#configured?.some((value, index) => value !== configured[index]) ?? false;
    this.#configured = configured;
    if (changed) {
      this.#end();
      this.#closed = false;
    }
    if (!this.#running && !this.#literal && !this.#closed && this.#host.isConnected) this.#begin();
  }

  #begin(): void {
    const { flow } = this.#host;
    this.#missing = flow ? [] : missingAttributes(this.#host);
    if (flow) this.#attach(flow, () => {});
    else if (this.#missing.length > 0) {
      this.#running = { flow: null, end: () => {} };
      this.#receive(localProblem('configuration_missing'));
    } else void this.#load();
  }

  async #load(): Promise<void> {
    const loading = { flow: null, end: () => {} };
    this.#running = loading;
    const isCurrent = () => this.#running === loading;
    try {
      const flow = await loadFlow(this.#host, this.#locale());
      if (isCurrent()) this.#attach(flow, () => void flow.close());
      else await flow.close();
    } catch (error) {
      if (isCurrent()) this.#receive(localProblem(codeOf(error)));
    }
  }

  #attach(flow: FlowLike, close: () => void): void {
    const unsubscribe = flow.subscribe((phase) => this.#receive(phase));
    this.#running = {
      flow,
      end() {
        unsubscribe();
        close();
      },
    };
    this.#receive(flow.phase);
  }

  #end(): void {
    this.#running?.end();
    this.#running = null;
  }

  #receive(phase: Phase): void {
    this.#phase = phase;
    this.#onPhase(phase);
    this.#host.requestUpdate();
  }
}

/** Loads the flow's code when it is needed, so that a page shows the first screen without it. */
async function loadFlow(host: FlowHost, locale: string): Promise<FamilyAuthFlow> {
  const options: FlowOptions = flowOptions(host, locale);
  const { createFlow, followCamera } = await withDeadline(
    'element.load',
    LOADING_MS,
    () => import('../session/create-flow.ts'),
  );
  return createFlow({ ...options, cameraSource: followCamera(() => host.cameraSource) });
}

/** The code of an error from before there was a flow; anything unknown is a file that did not come. */
const codeOf = (error: unknown): ErrorCode =>
  error instanceof FamilyAuthError ? (error.code as ErrorCode) : 'asset_unavailable';

/** What is shown when there is no flow that could say what stands in the way. Only a fresh page helps, if anything. */
function localProblem(code: ErrorCode): PhaseOf<'problem'> {
  return {
    kind: 'problem',
    situation: code,
    code,
    until: null,
    actions: code.startsWith('configuration') ? [] : ['reload'],
    testSystem: false,
    stage: null,
  };
}
