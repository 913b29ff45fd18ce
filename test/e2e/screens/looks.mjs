const PHONE = { width: 390, height: 844 };
const TABLET = { width: 768, height: 1024 };
const DESKTOP = { width: 1280, height: 800 };

/** How a screen may be looked at. `textScale`: the size of text that the person set in the browser. */
export const LOOKS = {
  'phone-zh': { ...PHONE, lang: 'zh-CN' },
  'phone-en': { ...PHONE, lang: 'en' },
  'phone-dark-zh': { ...PHONE, lang: 'zh-CN', theme: 'dark' },
  'phone-elder-zh': { ...PHONE, lang: 'zh-CN', elder: true },
  'phone-elder-en': { ...PHONE, lang: 'en', elder: true },
  'phone-large-text-zh': { ...PHONE, lang: 'zh-CN', textScale: 2 },
  'narrow-en': { width: 320, height: 640, lang: 'en' },
  'landscape-zh': { width: 844, height: 390, lang: 'zh-CN' },
  'tablet-zh': { ...TABLET, lang: 'zh-CN' },
  'tablet-en': { ...TABLET, lang: 'en' },
  'desktop-zh': { ...DESKTOP, lang: 'zh-CN' },
  'desktop-large-text-zh': { ...DESKTOP, lang: 'zh-CN', textScale: 2 },
  'desktop-dark-en': { ...DESKTOP, lang: 'en', theme: 'dark' },
};
