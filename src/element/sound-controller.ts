import type { ReactiveController } from 'lit';
import type { Words } from '../locales/words.ts';
import type { Phase } from '../session/phase.ts';
import { type ControllerHost, whenGone } from './controller-host.ts';
import type { Sounds } from './sounds.ts';

const UNLOCKING = ['pointerdown', 'keydown', 'click'] as const;

/** The element's sounds, from the first phase until it has left the page. */
export class SoundController implements ReactiveController {
  readonly #host: ControllerHost;
  readonly #phase: () => Phase;
  readonly #loaded: () => typeof Sounds | null;
  #sounds: Sounds | null = null;

  /**
   * @param phase what is on show.
   * @param loaded how sounds are opened, once that is loaded.
   */
  constructor(host: ControllerHost, phase: () => Phase, loaded: () => typeof Sounds | null) {
    this.#host = host;
    this.#phase = phase;
    this.#loaded = loaded;
    host.addController(this);
  }

  /** The browser can read aloud. */
  get canSpeak(): boolean {
    return this.#open()?.canSpeak ?? false;
  }

  /** Says the current prompt once more. */
  again(): void {
    this.#open()?.again();
  }

  follow(phase: Phase, words: Words, hintStands: boolean): void {
    if (this.#host.isConnected) this.#open()?.follow(phase, words, hintStands);
  }

  hostConnected(): void {
    for (const type of UNLOCKING) this.#host.addEventListener(type, this.#unlock);
  }

  hostDisconnected(): void {
    whenGone(this.#host, () => {
      this.#sounds?.close();
      this.#sounds = null;
    });
  }

  #open(): Sounds | null {
    const region = (id: string) => (text: string) => {
      const place = this.#host.shadowRoot?.getElementById(id);
      if (place) place.textContent = text;
    };
    const Loaded = this.#loaded();
    if (Loaded) this.#sounds ??= new Loaded({ prompt: region('prompt'), hint: region('hint') });
    return this.#sounds;
  }

  /** Browsers start no sound before a click; the one that opens the camera will do. */
  #unlock = (): void => {
    if (this.#phase().stage === 'face') this.#open()?.unlock();
  };
}
