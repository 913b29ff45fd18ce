import {
  adoptStyles,
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { chooseLocale, type Locale } from '../locales/locale.ts';
import type { MessageOverrides } from '../locales/messages.ts';
import type { Words } from '../locales/words.ts';
import type { Phase } from '../session/phase.ts';
import { type PublicPhase, publicPhase } from '../session/public-phase.ts';
import { BackButton } from './back-button.ts';
import { browserFacts } from './browser-facts.ts';
import type { ControllerHost } from './controller-host.ts';
import { firstWords, notLoaded, opening } from './first-screen.ts';
import { FlowEventDispatcher } from './flow-events.ts';
import type { PhaseSource, SourceContext } from './phase-source.ts';
import { groupOf, type ScreenGroup } from './render-phase.ts';
import { ScreenController } from './screen-controller.ts';
import { ScreenLoader } from './screen-loader.ts';
import { SoundController } from './sound-controller.ts';
import { controls } from './styles/controls.ts';
import { layout } from './styles/layout.ts';
import { theme } from './styles/theme.ts';
import { refuseSyntheticEvents } from './synthetic-events.ts';
import type { View } from './view.ts';

/**
 * Draws the phases of a source and hands back what the person asks. The source is given at construction and held privately: nothing
 * that a page can reach on the element puts a screen on it.
 */
export class ScreenElement extends LitElement {
  static override readonly styles = [theme, layout, controls];

  static override readonly properties: PropertyDeclarations = {
    lang: { reflect: true },
    elder: { type: Boolean, reflect: true },
    theme: { reflect: true },
    voice: {},
    messages: { attribute: false },
    backButton: { attribute: 'back-button' },
  };

  /** BCP 47; any Chinese is zh-CN, any other language English. Default: the page's language. */
  declare lang: string;
  /** Large type, and more time for each movement. Default `false`. */
  declare elder: boolean;
  /** Default `auto`: what the person chose in the system. */
  declare theme: 'auto' | 'light' | 'dark' | undefined;
  /** Whether prompts begin spoken; the person can switch it at any time. Default: as the flow begins. */
  declare voice: 'on' | 'off' | undefined;
  /** The page's own texts, laid over the shipped ones. */
  declare messages: MessageOverrides | undefined;

  /**
   * Who is asked first when the browser's Back is pressed: the `flow`, which goes back by one screen and keeps what was typed, or the
   * `page`. Default `flow`.
   */
  declare backButton: 'flow' | 'page' | undefined;

  #locale: Locale | null = null;
  /** Whose styles are laid on. */
  readonly #styled = new Set<ScreenGroup>();
  readonly #loader = new ScreenLoader(() => {
    this.#follow(this.#source.phase);
    this.requestUpdate();
  });
  readonly #source: PhaseSource;
  readonly #events = new FlowEventDispatcher(this);
  readonly #screen = new ScreenController(
    this,
    () => this.#source.phase,
    () => {
      this.#follow(this.#source.phase);
      this.requestUpdate();
    },
  );
  readonly #sound = new SoundController(
    this,
    () => this.#source.phase,
    () => this.#loader.sounds,
  );
  readonly #back = new BackButton(
    this,
    (request) => this.#source.send(request),
    () => this.backButton !== 'page' && !this.#source.isPreview,
  );

  constructor(open: (host: ControllerHost, context: SourceContext) => PhaseSource) {
    super();
    this.elder = false;
    this.#source = open(this, {
      locale: () => this.#locale ?? 'zh-CN',
      firstScreens: () => this.#loader.prepare('welcome'),
      onPhase: (phase) => this.#receive(phase),
      onPublicPhase: (phase) => {
        this.#events.follow(phase);
        this.requestUpdate();
      },
      onEnd: (reason) => this.#events.end(reason),
    });
  }

  /** What is on show, as far as a page is told. */
  get phase(): PublicPhase {
    return this.#source.frame?.phase ?? publicPhase(this.#source.phase);
  }

  /** Ends the flow, closes the camera and shows nothing any more. A flow under way ends with `family-auth-close`. */
  close(): void {
    this.#source.close();
    this.#events.end('closed');
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A browser stops a video that was out of the page for a moment.
    for (const video of this.renderRoot.querySelectorAll('video')) void video.play().catch(() => {});
  }

  /** With it `moveBefore()` moves the element without taking it out. */
  connectedMoveCallback(): void {}

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    if (!this.#source.isPreview) refuseSyntheticEvents(root);
    return root;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('lang') || changed.has('messages') || !this.#locale) this.#chooseWords();
  }

  protected override render(): TemplateResult {
    const { isPreview, isClosed, frame } = this.#source;
    if (isClosed) return html``;
    const words = this.#loader.ready(groupOf(this.#source.phase))?.words;
    const lang = words?.locale ?? this.#locale!;
    // Every text of the element's own is written from left to right, whatever the page's are.
    return html`<div dir="ltr" lang=${lang}>
        ${isPreview && words ? html`<p class="preview-mark" part="preview-mark">${words.text.common.previewMark}</p>` : nothing}
        ${frame ? frame.element : nothing}
        ${frame?.isAccepted ? nothing : this.#draw()}
        <slot name="footer" dir=${this.closest<HTMLElement>('[dir]')?.dir || nothing}></slot>
      </div>
      <div class="spoken-only" dir="ltr" lang=${lang}>
        <p id="prompt" aria-live="assertive"></p>
        <p id="hint" aria-live="polite"></p>
      </div>`;
  }

  protected override updated(): void {
    this.#source.frame?.element.classList.toggle('ready', this.#source.frame.isAccepted);
    this.#source.frame?.update();
  }

  /** The screen of the phase; as long as what it needs is on its way, that it is opening. */
  #draw(): TemplateResult {
    const { phase, isPreview, frame } = this.#source;
    const first = firstWords(this.#locale!, this.messages);
    if (this.#loader.failed) return notLoaded(first, () => this.#retry());
    // Until something answers there is nothing to draw but this, and a page's frame may never need more.
    if (phase.kind === 'starting' && !phase.testSystem && !isPreview) return opening(first);
    const there = frame ? null : this.#loader.need(groupOf(phase));
    if (!there) return opening(first);
    this.#style(there.group);
    return there.group.draw(this.#view(there.words), phase);
  }

  #retry(): void {
    this.#loader.retry();
    if (this.#source.phase.kind === 'problem') this.#source.send({ kind: 'retry' });
  }

  #style(group: ScreenGroup): void {
    if (this.#styled.has(group)) return;
    this.#styled.add(group);
    const { elementStyles } = this.constructor as typeof ScreenElement;
    const more = [...this.#styled].flatMap(({ styles }) => ScreenElement.finalizeStyles(styles));
    if (more.length > 0) adoptStyles(this.renderRoot as ShadowRoot, [...elementStyles, ...more]);
  }

  /** Settles when what is on show is drawn, with all that had to be loaded for it. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let done = await super.getUpdateComplete();
    await this.#loader.settled();
    while (this.isUpdatePending) {
      done = await super.getUpdateComplete();
      await this.#loader.settled();
    }
    return done;
  }

  #view(words: Words): View {
    return {
      words,
      missing: this.#source.missing,
      local: this.#screen.local,
      browser: browserFacts(navigator.userAgent),
      hintStands: this.#screen.hintStands,
      canSpeak: this.#sound.canSpeak,
      send: (request) => {
        if (this.#source.phase.kind === 'consent') this.#loader.prefetch('verification');
        this.#source.send(request);
      },
      change: (patch) => this.#screen.change(patch),
      sayAgain: () => this.#sound.again(),
    };
  }

  /** Phases come down: to the screen, to the sounds, to the page. */
  #receive(phase: Phase): void {
    const opens = this.#screen.follow(phase);
    this.#follow(phase);
    if (opens && phase.kind === 'get_ready') this.#beginVoice(phase.voice);
    this.#back.follow(phase);
    this.#events.follow(publicPhase(phase));
    if (phase.kind === 'welcome') this.#loader.prefetch('form');
    this.requestUpdate();
  }

  #follow(phase: Phase): void {
    const there = this.#loader.ready(groupOf(phase));
    if (there) this.#sound.follow(phase, there.words, this.#screen.hintStands);
  }

  #beginVoice(voice: boolean): void {
    const wanted = this.voice === undefined ? voice : this.voice === 'on';
    if (wanted !== voice) queueMicrotask(() => this.#source.send({ kind: 'set_voice', voice: wanted }));
  }

  #chooseWords(): void {
    const nearest = this.lang || this.closest<HTMLElement>('[lang]:not([lang=""])')?.lang;
    this.#locale = chooseLocale(nearest || document.documentElement.lang || navigator.language);
    this.#loader.speak(this.#locale, this.messages);
  }
}
