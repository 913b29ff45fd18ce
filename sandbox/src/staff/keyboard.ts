import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';

/**
 * The desks' access keys: letters that a browser presses together with its own modifiers, without a script. Each stands for the
 * same on every page that has it.
 */
const KEYS = {
  n: { 'zh-CN': '下一份申请', en: 'next application' },
  l: { 'zh-CN': '返回列表', en: 'back to the list' },
  f: { 'zh-CN': '查找', en: 'find' },
  z: { 'zh-CN': '放大画面', en: 'larger pictures' },
  a: { 'zh-CN': '通过', en: 'approve' },
  r: { 'zh-CN': '不通过', en: 'reject' },
  j: { 'zh-CN': '下一张', en: 'next picture' },
  k: { 'zh-CN': '上一张', en: 'picture before' },
  b: { 'zh-CN': '返回申请', en: 'back to the application' },
  c: { 'zh-CN': '确认', en: 'confirm' },
  o: { 'zh-CN': '换一个预约码', en: 'another code' },
  s: { 'zh-CN': '显示完整姓名和号码', en: 'show name and number in full' },
  u: { 'zh-CN': '收回刚才的决定', en: 'take back the last decision' },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;
export type Hotkey = keyof typeof KEYS;

const WORDS = {
  'zh-CN': {
    title: '键盘快捷键',
    skip: '跳到本页的各部分',
    how: '按住 Alt 再按字母（Firefox 按住 Alt 和 Shift；苹果电脑按住 Control 和 Option）：',
  },
  en: {
    title: 'Keyboard',
    skip: 'Parts of this page',
    how: 'Hold Alt (in Firefox Alt and Shift; on a Mac Control and Option) and press:',
  },
};

/** The attributes of what a key works on. */
export const hotkey = (key: Hotkey): Html =>
  html` accesskey="${key}" aria-keyshortcuts="Alt+${key.toUpperCase()}"`;

/** At the foot of a page: its keys, and how they are pressed. */
export function hotkeysNote(language: Language, keys: readonly Hotkey[]): Html {
  const { title, how } = WORDS[language];
  const listed = keys.map((key) => html`<li><kbd>${key.toUpperCase()}</kbd> ${KEYS[key][language]}</li>`);
  return html`<aside class="hotkeys" aria-label="${title}"><p>${how}</p><ul>${listed}</ul></aside>`;
}

/** The first stops of the Tab key: straight to a part of the page. Shown while they have the focus. */
export const skipLinks = (
  language: Language,
  targets: readonly (readonly [id: string, text: string])[],
): Html =>
  html`<nav class="skips" aria-label="${WORDS[language].skip}">${targets.map(([id, text]) => html`<a href="#${id}">${text}</a>`)}</nav>`;
