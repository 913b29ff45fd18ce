/** Slower than the browser's own pace: for people of seventy. */
const RATE = 0.85;
/** Some web views never report the end of an utterance: by then it is over. At this rate a character takes about 250 ms. */
const LONGEST_CHARACTER_MS = 400;
const LONGEST_START_MS = 2000;

const SPEECH_TAG: Readonly<Record<string, string>> = { 'zh-CN': 'zh-CN', en: 'en-US' };

export interface Voice {
  readonly available: boolean;
  /** There is a voice for the language for certain. Some browsers list none and speak all the same. */
  canSay(lang: string): boolean;
  /**
   * Says what is asked for: at once where a hint is being said, after it where another prompt is. Of several that wait the last
   * one is said; a hint that waits is dropped, for it was about something else.
   */
  prompt(text: string, lang: string): void;
  /** Says what would help, as soon as nothing else is being said; a later one, or `null`, takes its place until then. */
  hint(text: string | null, lang: string): void;
  /** Silence, also of what waits. */
  stop(): void;
}

interface Said {
  readonly text: string;
  readonly lang: string;
}

/** Speaks one utterance; calls `ended` once it is over, cancelled or failed. */
export interface Speech {
  canSay(lang: string): boolean;
  speak(said: Said, ended: () => void): void;
  cancel(): void;
}

/** The order in which prompts and hints are said: a prompt is never cut off by words, and a hint waits. */
export class SpokenQueue implements Voice {
  readonly available = true;
  readonly #speech: Speech;
  #speaking: 'prompt' | 'hint' | null = null;
  #nextPrompt: Said | null = null;
  #nextHint: Said | null = null;
  /** Only the end of the utterance that is being said counts. */
  #utterance = 0;

  constructor(speech: Speech) {
    this.#speech = speech;
  }

  canSay(lang: string): boolean {
    return this.#speech.canSay(lang);
  }

  prompt(text: string, lang: string): void {
    this.#nextPrompt = { text, lang };
    this.#nextHint = null;
    if (this.#speaking === 'hint') this.#cancel();
    this.#next();
  }

  hint(text: string | null, lang: string): void {
    this.#nextHint = text === null ? null : { text, lang };
    this.#next();
  }

  stop(): void {
    this.#nextPrompt = null;
    this.#nextHint = null;
    this.#cancel();
  }

  #cancel(): void {
    this.#utterance += 1;
    this.#speaking = null;
    this.#speech.cancel();
  }

  #next(): void {
    if (this.#speaking !== null) return;
    const said = this.#nextPrompt ?? this.#nextHint;
    if (said === null) return;
    this.#speaking = said === this.#nextPrompt ? 'prompt' : 'hint';
    if (said === this.#nextPrompt) this.#nextPrompt = null;
    else this.#nextHint = null;
    this.#utterance += 1;
    const utterance = this.#utterance;
    this.#speech.speak(said, () => {
      if (utterance !== this.#utterance) return;
      this.#speaking = null;
      this.#next();
    });
  }
}

const SILENT: Voice = {
  available: false,
  canSay: () => false,
  prompt: () => {},
  hint: () => {},
  stop: () => {},
};

/** The browser's own speech (Web Speech API). Where there is none, everything is still written. */
export function createVoice(synthesis: SpeechSynthesis | undefined = globalThis.speechSynthesis): Voice {
  if (!synthesis) return SILENT;
  return new SpokenQueue({
    canSay: (lang) => voiceFor(synthesis, SPEECH_TAG[lang] ?? lang) !== undefined,
    speak({ text, lang }, ended) {
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = SPEECH_TAG[lang] ?? lang;
      utterance.rate = RATE;
      const voice = voiceFor(synthesis, utterance.lang);
      if (voice) utterance.voice = voice;
      const deadline = setTimeout(ended, LONGEST_START_MS + text.length * LONGEST_CHARACTER_MS);
      const over = () => {
        clearTimeout(deadline);
        ended();
      };
      utterance.addEventListener('end', over);
      utterance.addEventListener('error', over);
      synthesis.speak(utterance);
    },
    cancel: () => synthesis.cancel(),
  });
}

function voiceFor(synthesis: SpeechSynthesis, tag: string): SpeechSynthesisVoice | undefined {
  const language = tag.split('-')[0] ?? '';
  const voices = synthesis.getVoices();
  return (
    voices.find((candidate) => candidate.lang.replace('_', '-') === tag) ??
    voices.find((candidate) => candidate.lang.startsWith(language))
  );
}
