import type { RelationshipRule } from '@family-auth/library/protocol/discovery.ts';
import { fill, html } from '../pages/html.ts';
import { type Language, relationshipLabel } from '../pages/language.ts';
import { layout, pageTools, sizeLinks } from '../pages/person-page.ts';
import type { Question } from './confirmation-desk.ts';

/** What the relative is asked: who, as what, with which consequences. Two buttons; nothing is ticked for them. */
export function questionPage(
  language: Language,
  question: Question,
  options: {
    readonly path: string;
    readonly ticket: string;
    readonly relationships: readonly RelationshipRule[];
    readonly missing?: boolean;
  },
): string {
  const words = confirmationWords(language);
  const operator = question.operator_name;
  const until = new Date(question.expires_at).toLocaleString(language, {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  return layout(
    language,
    fill(words.title, { operator }),
    html`${options.missing ? html`<p class="error" role="alert">${words.missing}</p>` : null}
<dl>
<div><dt>${words.you}</dt><dd>${question.subject_name}</dd></div>
<div><dt>${fill(words.relationship, { operator })}</dt><dd>${relationshipLabel(options.relationships, question.relationship, language)}</dd></div>
<div><dt>${words.until}</dt><dd>${until}</dd></div>
</dl>
<form method="post" action="${options.path}/answer?lang=${language}">
<input type="hidden" name="ticket" value="${options.ticket}">
<div class="notice" tabindex="0" role="region" aria-label="${question.notice.title}">${question.notice.text}</div>
<label class="tick"><input type="checkbox" name="consent" value="yes"> <span>${fill(words.consent, { title: question.notice.title })}</span></label>
<button type="submit" name="answer" value="agreed">${words.agree}</button>
<button class="plain" type="submit" name="answer" value="declined">${words.decline}</button>
</form>`,
    sizeLinks(language, `${options.path}?step=${options.ticket}&lang=${language}`),
  );
}

/** A no without an account. Nothing about anybody stands here. */
export function declinePage(
  language: Language,
  { path, problem }: { readonly path: string; readonly problem?: 'wrong' | 'too_many' },
): string {
  const words = confirmationWords(language);
  return layout(
    language,
    words.declineTitle,
    html`<p>${words.declineIntro}</p>
${problem ? html`<p class="error" role="alert">${words[problem]}</p>` : null}
<form method="post" action="${path}/decline?lang=${language}">
<label for="ending">${words.ending}</label>
<input id="ending" name="ending" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="ending-help"${problem === 'wrong' ? html` aria-invalid="true"` : null}>
<p id="ending-help">${words.endingHelp}</p>
<button type="submit">${words.declineNow}</button>
</form>
<a class="other" href="${path}?lang=${language}">${words.loginWay}</a>`,
    pageTools(language, (to) => `${path}?view=decline&lang=${to}`),
  );
}

/** How it ended. */
export function endPage(language: Language, end: 'agreed' | 'declined' | 'gone', operator = ''): string {
  const words = confirmationWords(language);
  return layout(language, words[end], html`<p>${fill(words[`${end}Body`], { operator })}</p>`);
}

/** They read for too long, or logged in with a password that was replaced since. */
export function latePage(language: Language, path: string): string {
  const words = confirmationWords(language);
  return layout(
    language,
    words.late,
    html`<p>${words.lateBody}</p>
<a class="other" href="${path}?lang=${language}">${words.loginAgain}</a>`,
  );
}

const zh = {
  intro: '有家人请您确认一件事。请用您自己的账号登录，看清楚再决定。',
  title: '{operator} 想把您添加为家人',
  relationship: '您与{operator}的关系',
  you: '您的姓名',
  until: '请在此之前决定',
  consent: '我看过了，同意“{title}”',
  agree: '同意',
  decline: '不同意',
  declineWay: '没有账号，或者不想登录？直接拒绝',
  declineTitle: '不想被添加',
  declineIntro: '填写您证件号码的后六位，就可以拒绝，不用登录。拒绝后什么都不会添加。',
  ending: '证件号码后六位',
  endingHelp: '最后一位可能是 X。',
  declineNow: '拒绝',
  loginWay: '先登录看看是谁',
  wrong: '没有对上，请对照证件再填一遍。',
  too_many: '填错的次数太多了，请明天再试。不理会也可以：没有您的同意，到期就作废，什么都不会添加。',
  missing: '请先打勾，再点“同意”。',
  agreed: '好了，您已同意',
  agreedBody:
    '可以关掉这个页面。{operator} 的页面会自动继续。如果改变主意，可以随时解除：用登记手机收到的消息里的链接，或者带证件原件到社保窗口。',
  declined: '您没有同意',
  declinedBody: '可以关掉这个页面。什么都不会添加。如果您不认识这个人，请告诉家里人。',
  late: '等得太久了',
  lateBody: '还没有记下您的决定。为了安全，请再登录一次。',
  loginAgain: '重新登录',
  gone: '这个链接已经不能用了',
  goneBody: '可能已经办完、取消，或者过了时间。需要的话，请让家人再发一次。',
};
export type ConfirmationWords = { readonly [Key in keyof typeof zh]: string };

const en: ConfirmationWords = {
  intro: 'A relative asks you to confirm something. Log in with your own account, read it, then decide.',
  title: '{operator} wants to add you as a relative',
  relationship: 'Your relationship to {operator}',
  you: 'Your name',
  until: 'Please decide before',
  consent: 'I have read and agree to “{title}”',
  agree: 'I agree',
  decline: 'I do not agree',
  declineWay: 'No account, or rather not log in? Say no right away',
  declineTitle: 'You do not want to be added',
  declineIntro:
    'Enter the last six characters of your document number to say no, without logging in. Nothing is added then.',
  ending: 'Last six characters of the document number',
  endingHelp: 'The last one may be an X.',
  declineNow: 'Say no',
  loginWay: 'Log in to see who asks',
  wrong: 'That did not match. Please compare with the document and enter it again.',
  too_many:
    'Too many wrong entries. Please try again tomorrow, or do nothing: without your agreement the request lapses, and nothing is added.',
  missing: 'Please tick the box first, then choose “I agree”.',
  agreed: 'Done: you have agreed',
  agreedBody:
    'You may close this page. {operator}’s page goes on by itself. If you change your mind, undo it at any time: by the link in the message to your phone on file, or at a counter with your document.',
  declined: 'You did not agree',
  declinedBody:
    'You may close this page. Nothing is added. If you do not know this person, tell your family.',
  late: 'That took a little long',
  lateBody: 'Your decision is not recorded yet. To be safe, please log in again.',
  loginAgain: 'Log in again',
  gone: 'This link no longer works',
  goneBody: 'It may be finished, withdrawn or too old. If need be, ask your relative to send it again.',
};

export const confirmationWords = (language: Language): ConfirmationWords => (language === 'en' ? en : zh);
