import type { Phase, PhaseOf } from '../session/phase.ts';
import type { FlowRequest } from '../session/request.ts';
import type { FlowLike } from './flow-host.ts';
import type { PhaseSource, SourceContext } from './phase-source.ts';
import { ScreenElement } from './screen-element.ts';

const STARTING: PhaseOf<'starting'> = { kind: 'starting', testSystem: false, stage: null };

class PreviewSource implements PhaseSource {
  readonly #context: SourceContext;
  readonly missing: readonly string[] = [];
  readonly isPreview = true;
  readonly isClosed = false;
  readonly frame = null;
  phase: Phase = STARTING;
  flow: FlowLike | null = null;
  #unsubscribe = () => {};

  constructor(context: SourceContext) {
    this.#context = context;
  }

  show(phase: Phase): void {
    this.phase = phase;
    this.#context.onPhase(phase);
  }

  play(flow: FlowLike | null): void {
    this.#unsubscribe();
    this.flow = flow;
    this.#unsubscribe = flow?.subscribe((phase) => this.show(phase)) ?? (() => {});
    this.show(flow?.phase ?? STARTING);
  }

  send(request: FlowRequest): void {
    this.flow?.send(request);
  }

  close(): void {
    this.play(null);
  }
}

/**
 * The screens of `<family-auth>` without camera or server, for stories, theming and tests: it draws a literal {@link Phase}, or the
 * phases of a flow of your own. Every screen says that it is connected to nothing; clicks made by a script count here.
 *
 * @example
 * ```ts
 * import { FamilyAuthPreviewElement } from 'family-auth/testing';
 *
 * customElements.define('family-auth-preview', FamilyAuthPreviewElement);
 * const preview = new FamilyAuthPreviewElement();
 * preview.literal = { kind: 'logging_in', reason: 'login', testSystem: false, stage: 'login' };
 * document.body.append(preview);
 * ```
 */
export class FamilyAuthPreviewElement extends ScreenElement {
  readonly #source: PreviewSource;

  constructor() {
    let source: PreviewSource;
    super((_, context) => {
      source = new PreviewSource(context);
      return source;
    });
    this.#source = source!;
  }

  /** The phase to draw. */
  get literal(): Phase {
    return this.#source.phase;
  }
  set literal(phase: Phase) {
    this.#source.show(phase);
  }

  /** A flow to draw, and to hand requests to. */
  get flow(): FlowLike | null {
    return this.#source.flow;
  }
  set flow(flow: FlowLike | null) {
    this.#source.play(flow);
  }
}
