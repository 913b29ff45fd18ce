import type { Words } from '../locales/words.ts';
import type { Phase } from '../session/phase.ts';
import { isLive, type LivePhase, liveLines } from './live-lines.ts';
import { createThrottle } from './throttle.ts';
import { createTone, type Tone } from './tone.ts';
import { createVoice, type Voice } from './voice.ts';

/** Hints are spoken and announced at most this often. */
const HINT_INTERVAL_MS = 2500;

/** Where words go for those who do not look: the two live regions of the element. */
export interface Regions {
  /** Interrupts: what is asked for. */
  prompt(text: string): void;
  /** Waits its turn: what would help. */
  hint(text: string): void;
}

/** Everything that is heard: prompts, hints, the tone. Follows the phases; draws nothing. */
export class Sounds {
  readonly #voice: Voice;
  readonly #tone: Tone;
  readonly #regions: Regions;
  readonly #hints: ReturnType<typeof createThrottle>;
  #speaking = false;
  #main: string | null = null;
  #tones = 0;
  #lang = 'zh-CN';

  constructor(regions: Regions, { voice = createVoice(), tone = createTone() } = {}) {
    this.#regions = regions;
    this.#voice = voice;
    this.#tone = tone;
    this.#hints = createThrottle(HINT_INTERVAL_MS, (text) => {
      if (this.#speaking) this.#voice.hint(text, this.#lang);
      if (this.#announces) this.#regions.hint(text);
    });
  }

  get canSpeak(): boolean {
    return this.#voice.available;
  }

  /**
   * Either the voice or the screen reader says something: both at once would be understood by nobody. Where it is not certain
   * that anything is heard, the screen reader does.
   */
  get #announces(): boolean {
    return !(this.#speaking && this.#voice.canSay(this.#lang));
  }

  unlock(): void {
    this.#tone.unlock();
  }

  /** The tone first: it must not wait for a screen to be drawn. */
  follow(phase: Phase, words: Words, hintStands = false): void {
    if (phase.kind === 'prompt') {
      if (phase.tones > this.#tones) this.#sound();
      this.#tones = phase.tones;
    }
    this.#lang = words.locale;
    if ('voice' in phase) this.#setSpeaking(phase.voice);
    if (isLive(phase)) this.#live(phase, words, hintStands);
    else if (phase.kind === 'captured') this.#prompt(words.text.captured.title);
    else this.#quiet();
  }

  /** Says the present prompt again, asked for by the person: even with the voice switched off. */
  again(): void {
    if (this.#main === null) return;
    this.#voice.stop();
    this.#voice.prompt(this.#main, this.#lang);
  }

  close(): void {
    this.#quiet();
    this.#tone.close();
  }

  #live(phase: LivePhase, words: Words, hintStands: boolean): void {
    const { main, hint } = liveLines(phase, words, hintStands);
    // While framing, the line itself is the hint and may change with every frame.
    if (phase.kind === 'framing' || phase.kind === 'calibrating') {
      this.#main = hint ?? main;
      this.#hints.offer(this.#main);
      return;
    }
    // Between two prompts there is no time to be spoken to.
    if (phase.kind === 'prompt' && phase.state === 'pause' && phase.index > 1) this.#main = main;
    else this.#prompt(main);
    this.#hints.offer(hint);
    if (hint === null) this.#voice.hint(null, this.#lang);
  }

  #prompt(text: string): void {
    if (text === this.#main) return;
    this.#main = text;
    this.#hints.clear();
    if (this.#speaking) this.#voice.prompt(text, this.#lang);
    if (this.#announces) this.#regions.prompt(text);
  }

  /** The one thing that breaks off a prompt: what it said to wait for has come. */
  #sound(): void {
    this.#voice.stop();
    this.#tone.play();
  }

  #setSpeaking(on: boolean): void {
    if (this.#speaking && !on) this.#voice.stop();
    this.#speaking = on;
  }

  #quiet(): void {
    if (this.#main === null) return;
    this.#main = null;
    this.#hints.clear();
    this.#voice.stop();
    this.#regions.prompt('');
    this.#regions.hint('');
  }
}
