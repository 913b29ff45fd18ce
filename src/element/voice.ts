/** Slower than the browser's own pace: for people of seventy. */
const RATE = 0.85;

export interface Voice {
  readonly available: boolean;
  /** Says `text` at once; what was being said is broken off. */
  say(text: string, lang: string): void;
  stop(): void;
}

const SPEECH_TAG: Readonly<Record<string, string>> = { 'zh-CN': 'zh-CN', en: 'en-US' };

/** The browser's own speech (Web Speech API). Where there is none, everything is still written. */
export function createVoice(speech: SpeechSynthesis | undefined = globalThis.speechSynthesis): Voice {
  if (!speech) return { available: false, say: () => {}, stop: () => {} };
  return {
    available: true,
    say(text, lang) {
      speech.cancel();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = SPEECH_TAG[lang] ?? lang;
      utterance.rate = RATE;
      const language = utterance.lang.split('-')[0] ?? '';
      const voice =
        speech.getVoices().find((candidate) => candidate.lang.replace('_', '-') === utterance.lang) ??
        speech.getVoices().find((candidate) => candidate.lang.startsWith(language));
      if (voice) utterance.voice = voice;
      speech.speak(utterance);
    },
    stop: () => speech.cancel(),
  };
}
