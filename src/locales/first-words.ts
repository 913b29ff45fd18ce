import type { Locale } from './locale.ts';

/** The few texts that are there before a language is loaded, and where it cannot be. */
export interface FirstWords {
  readonly common: { readonly frameTitle: string; readonly retry: string; readonly code: string };
  readonly starting: { readonly title: string; readonly body: string };
  readonly situation: { readonly script_unavailable: string };
}

export const FIRST_WORDS: Readonly<Record<Locale, FirstWords>> = {
  'zh-CN': {
    common: { frameTitle: '亲情服务', retry: '再试一次', code: '代码：{code}' },
    starting: { title: '正在打开……', body: '请稍等。' },
    situation: { script_unavailable: '有些内容没有下载下来\n请看看网络，再试一次。' },
  },
  en: {
    common: { frameTitle: 'Family service', retry: 'Try again', code: 'Code: {code}' },
    starting: { title: 'Opening…', body: 'One moment.' },
    situation: {
      script_unavailable: 'Something could not be downloaded\nCheck the connection and try again.',
    },
  },
};
