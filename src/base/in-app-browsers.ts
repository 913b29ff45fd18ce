/** Applications that show pages in a web view of their own, by their mark in the `User-Agent`; the one list of them. */
export const IN_APP_BROWSERS = [
  [/MicroMessenger/i, 'wechat'],
  [/AlipayClient/i, 'alipay'],
  [/DingTalk/i, 'dingtalk'],
  [/Weibo/i, 'weibo'],
  [/\bQQ\/[\d.]+/, 'qqApp'],
  [/UnionPay|\bUP(?:Wallet|Applet)/i, 'unionpay'],
  [/aweme|BytedanceWebview|NewsArticle/i, 'douyin'],
  // Apps of banks and others: Android's mark of a web view, and an iPhone's that does not call itself Safari.
  [
    /FBAN|FBAV|Instagram|baiduboxapp|AliApp\(|; wv\)|\(iP(?:hone|ad)(?!.*(?:Safari|CriOS|FxiOS|EdgiOS)\/)/,
    'otherApp',
  ],
] as const;

export type InAppBrowser = (typeof IN_APP_BROWSERS)[number][1];

/** The application that this page is shown inside of, or `null` in a browser of its own. */
export const inAppBrowser = (userAgent: string): InAppBrowser | null =>
  IN_APP_BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null;
