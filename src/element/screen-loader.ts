import { lateCode, prefetchCode } from '../base/late-code.ts';
import { loadMessages, type MessagePart } from '../locales/load-messages.ts';
import type { Locale } from '../locales/locale.ts';
import type { MessageOverrides, Messages } from '../locales/messages.ts';
import type { createWords, Words } from '../locales/words.ts';
import type { GroupName, ScreenGroup } from './render-phase.ts';
import type { Sounds } from './sounds.ts';

/** What is loaded serves every element of the page. */
const loadedGroups = new Map<GroupName, ScreenGroup>();
const loadedMessages = new Map<string, Partial<Messages>>();
let wordsOf: typeof createWords | null = null;
let openSounds: typeof Sounds | null = null;

const ALL_PARTS: readonly MessagePart[] = ['until_consent', 'after_consent'];

const LOADS: Readonly<Record<GroupName, () => Promise<ScreenGroup>>> = {
  async welcome() {
    const { screens, createWords } = await import('./screens/welcome.ts');
    wordsOf = createWords;
    return screens;
  },
  form: async () => (await import('./screens/form.ts')).screens,
  async verification() {
    const { screens, Sounds } = await import('./screens/verification.ts');
    openSounds = Sounds;
    return screens;
  },
};

const messagesOf = (locale: Locale, part: MessagePart) => loadedMessages.get(`${locale} ${part}`);

/** The words that a group is drawn with. */
const partsFor = (name: GroupName): readonly MessagePart[] =>
  name === 'verification' ? ['until_consent', 'after_consent'] : ['until_consent'];

/** A group of screens, and the words for them. */
interface Drawable {
  readonly group: ScreenGroup;
  readonly words: Words;
}

interface Language {
  readonly locale: Locale;
  readonly overrides: MessageOverrides | undefined;
}

/** Brings an element what it draws with, when it comes to it: the words of one language, and the screens group by group. */
export class ScreenLoader {
  readonly #changed: () => void;
  /** What was asked for and has not come yet. */
  readonly #pending = new Map<string, Promise<void>>();
  #language: Language | null = null;
  #spoken: {
    readonly language: Language;
    readonly parts: readonly MessagePart[];
    readonly words: Words;
  } | null = null;
  #failure: unknown = null;

  /** @param changed called when something has come, or did not come. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** How to open what is heard; `null` before the screens that need it are there. */
  get sounds(): typeof Sounds | null {
    return openSounds;
  }

  /** Something that the screen on show needs did not come. */
  get failed(): boolean {
    return this.#failure !== null;
  }

  /** Settles when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  speak(locale: Locale, overrides: MessageOverrides | undefined): void {
    this.#language = { locale, overrides };
  }

  /** Loads the group with its words, and waits for whatever comes of it. */
  async prepare(name: GroupName): Promise<void> {
    this.need(name);
    await this.settled();
  }

  /** The group where it can be drawn; after a change of language with the words before, until those that were chosen are there. */
  ready(name: GroupName): Drawable | null {
    const group = loadedGroups.get(name);
    const words = this.#wordsFor(partsFor(name));
    return group && words ? { group, words } : null;
  }

  /** The same, and begins to load what lacks. */
  need(name: GroupName): Drawable | null {
    // Problems, and how words are made, are of the first group.
    for (const needed of new Set<GroupName>(['welcome', name])) {
      if (loadedGroups.has(needed)) continue;
      this.#load(`screens.${needed}`, async () => {
        loadedGroups.set(needed, await lateCode(`screens.${needed}`, LOADS[needed]));
      });
    }
    const locale = this.#language?.locale;
    for (const part of partsFor(name)) {
      if (!locale || messagesOf(locale, part)) continue;
      this.#load(`locales.${locale}.${part}`, async () => {
        loadedMessages.set(`${locale} ${part}`, await loadMessages(locale, part));
      });
    }
    return this.ready(name);
  }

  /** Begins to load what comes next; a failure is noticed by whoever needs it. */
  prefetch(name: GroupName): void {
    const locale = this.#language?.locale;
    const words = locale ? partsFor(name).map((part) => () => loadMessages(locale, part)) : [];
    if (!this.ready(name)) prefetchCode(LOADS[name], ...words);
  }

  retry(): void {
    this.#failure = null;
    this.#changed();
  }

  #wordsFor(needed: readonly MessagePart[]): Words | null {
    const language = this.#language;
    if (!language || !wordsOf) return null;
    const there = ALL_PARTS.filter((part) => messagesOf(language.locale, part));
    const spoken = this.#spoken;
    const has = (parts: readonly MessagePart[]) => needed.every((part) => parts.includes(part));
    if (!has(there)) return spoken && has(spoken.parts) ? spoken.words : null;
    if (spoken?.language === language && spoken.parts.length === there.length) return spoken.words;
    const messages = Object.assign({}, ...there.map((part) => messagesOf(language.locale, part)));
    // As long as the later ones are not there, nothing is drawn that needs them.
    const words = wordsOf(language.locale, messages as Messages, language.overrides);
    this.#spoken = { language, parts: there, words };
    return words;
  }

  #load(name: string, work: () => Promise<void>): void {
    if (this.#pending.has(name) || this.#failure !== null) return;
    const done = (failure: unknown) => {
      this.#pending.delete(name);
      this.#failure ??= failure;
      if (failure !== null) console.error(`family-auth: ${failure}`);
      this.#changed();
    };
    this.#pending.set(
      name,
      work().then(
        () => done(null),
        (error: unknown) => done(error),
      ),
    );
  }
}
