import { type Frame, openFrame, styleOf } from '../frame/open-frame.ts';
import { FIRST_WORDS } from '../locales/first-words.ts';
import { chooseLocale } from '../locales/locale.ts';
import type { FramePhase, FrameSettings } from '../protocol/frame.ts';
import { PHASES } from '../session/phase-table.ts';
import type { PublicPhase } from '../session/public-phase.ts';
import { trustOf } from './configuration.ts';
import type { FlowHost } from './flow-host.ts';
import type { FrameOnShow, SourceContext } from './phase-source.ts';

/** What an element that keeps the service in a frame has of it. */
export class FrameView implements FrameOnShow {
  readonly #host: FlowHost;
  readonly #context: SourceContext;
  readonly #frame: Frame;
  #phase: PublicPhase = { kind: 'starting', testSystem: false, stage: null };
  #isAccepted = false;

  private constructor(host: FlowHost, context: SourceContext, frame: Frame) {
    this.#host = host;
    this.#context = context;
    this.#frame = frame;
  }

  /** @throws what `openFrame` throws. */
  static async open(host: FlowHost, context: SourceContext, signal: AbortSignal): Promise<FrameView> {
    let view: FrameView;
    const frame = await openFrame({
      backend: host.backend ?? '',
      clientId: host.clientId ?? '',
      trust: trustOf(host),
      title: FIRST_WORDS[chooseLocale(context.locale())].common.frameTitle,
      settings: settingsOf(host, context.locale()),
      onPhase: (phase) => view.#take(phase),
      signal,
    });
    view = new FrameView(host, context, frame);
    return view;
  }

  get element(): HTMLIFrameElement {
    return this.#frame.element;
  }

  get phase(): PublicPhase {
    return this.#phase;
  }

  get isAccepted(): boolean {
    return this.#isAccepted;
  }

  get accepted(): Promise<void> {
    return this.#frame.accepted.then(() => {
      this.#isAccepted = true;
      this.#host.requestUpdate();
    });
  }

  update(): void {
    this.#frame.update(settingsOf(this.#host, this.#context.locale()));
  }

  #take(phase: FramePhase): void {
    if (!Object.hasOwn(PHASES, phase.kind)) return; // of a later version: what was on show stays told
    this.#phase = phase as PublicPhase;
    this.#context.onPublicPhase(this.#phase);
  }
}

function settingsOf(host: FlowHost, lang: string): FrameSettings {
  const { theme, voice } = host as FlowHost & Partial<Pick<FrameSettings, 'theme' | 'voice'>>;
  return {
    lang,
    elder: host.elder,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    ...(voice === 'on' || voice === 'off' ? { voice } : {}),
    pace: host.pace ?? (host.elder ? 'relaxed' : 'standard'),
    engine: host.engine ?? 'auto',
    style: styleOf(host),
    viewportHeightPx: innerHeight,
  };
}
