import { type Html, html } from '../pages/html.ts';
import type { Language } from '../pages/language.ts';
import { groupActivationCode, syntheticActivationCode } from '../registry/activation-code.ts';
import type { EnrolledCitizen } from '../registry/enrolments.ts';
import { SYNTHETIC_OPERATORS } from '../registry/synthetic-citizens.ts';
import { type EnrolmentProblem, enrolmentWords, problemWords } from './enrolment-words.ts';

export interface EnrolmentContext {
  readonly language: Language;
  /** Path under which the page lives, e.g. `/enrol`. */
  readonly path: string;
  /** The page's own address in this language. */
  readonly home: string;
  readonly portalUrl: string;
  /** Goes into every form. */
  readonly formToken: string;
  /** Whether something was deleted just now. */
  readonly dropped: boolean;
}

function layout({ language, path }: EnrolmentContext, body: Html): string {
  const words = enrolmentWords(language);
  const other = language === 'en' ? 'zh-CN' : 'en';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title}</title>
<link rel="stylesheet" href="${path}/enrol.css">
<script type="module" src="${path}/enrol-camera.js"></script>
</head>
<body>
<aside class="test">${words.test}</aside>
<main>
<header>
<h1>${words.title}</h1>
<a href="${path}/?lang=${other}" lang="${other}">${other === 'en' ? 'English' : '中文'}</a>
</header>
${body}
</main>
</body>
</html>
`.markup;
}

/** Opens the page once more, this time from here, so that the browser sends its cookie. */
export function openAgainPage({ language, home }: EnrolmentContext): string {
  const { title } = enrolmentWords(language);
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url=${home}">
<title>${title}</title>
</head>
<body><p><a href="${home}">${title}</a></p></body>
</html>
`.markup;
}

/** Consent, picture, register. The camera's part stays hidden until the script is there. */
export function enrolPage(context: EnrolmentContext, problem?: EnrolmentProblem): string {
  const { language, home, formToken, dropped } = context;
  const words = enrolmentWords(language);
  const facts = [
    [words.kept, words.keptWhat],
    [words.purpose, words.purposeWhat],
    [words.where, words.whereWhat],
    [words.until, words.untilWhat],
    [words.flow, words.flowWhat],
  ].map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`);
  return layout(
    context,
    html`${problem ? html`<p class="problem" role="alert">${problemWords(problem, language)}</p>` : null}
${dropped && !problem ? html`<p class="notice" role="status">${words.dropped}</p>` : null}
<p>${words.lead}</p>
<form method="post" action="${home}" enctype="multipart/form-data">
<input type="hidden" name="token" value="${formToken}">
<section>
<h2>${words.consentTitle}</h2>
<dl class="facts">${facts}</dl>
<label class="consent"><input type="checkbox" name="consent" value="given" required autocomplete="off"><span>${words.consent}</span></label>
<p class="quiet">${words.consentFree}</p>
</section>
<section>
<h2>${words.pictureTitle}</h2>
<p>${words.pictureHow}</p>
<div id="camera" hidden data-denied="${words.cameraDenied}" data-failed="${words.cameraFailed}" data-taken="${words.takenNote}">
<video id="live" hidden playsinline muted aria-label="${words.live}"></video>
<canvas id="taken" hidden role="img" aria-label="${words.taken}"></canvas>
<p id="camera-says" role="status"></p>
<button type="button" id="open-camera">${words.openCamera}</button>
<button type="button" id="take" hidden>${words.take}</button>
<button type="button" id="again" hidden>${words.again}</button>
</div>
<label class="file">${words.file}<input type="file" name="photo" id="file" accept="image/jpeg,image/png" required></label>
</section>
<section>
<h2>${words.enrolTitle}</h2>
<button class="primary">${words.enrol}</button>
<p class="quiet">${words.enrolNote}</p>
</section>
</form>`,
  );
}

const [OPERATOR] = SYNTHETIC_OPERATORS;

/** Who this browser has registered, what to do next, and the button that deletes it. */
export function enrolledPage(context: EnrolmentContext, enrolled: EnrolledCitizen): string {
  const { language, path, portalUrl, formToken } = context;
  const { name, number, birthdate, activationCode } = enrolled;
  const words = enrolmentWords(language);
  return layout(
    context,
    html`<section>
<h2>${words.enrolledTitle}</h2>
<div class="enrolled">
<img src="${path}/photo" alt="${words.photo}">
<dl>
<div><dt>${words.name}</dt><dd id="name" lang="zh-CN">${name}</dd></div>
<div><dt>${words.number}</dt><dd id="number">${number}</dd></div>
<div><dt>${words.birthdate}</dt><dd>${birthdate}</dd></div>
<div><dt>${words.activationCode}</dt><dd>${groupActivationCode(activationCode)}</dd></div>
</dl>
</div>
</section>
<section>
<h2>${words.nextTitle}</h2>
<ol>
<li><a href="${portalUrl}/?lang=${language}" target="_blank" rel="noopener">${words.nextPortal}</a></li>
<li>${words.nextRegister} <span class="particulars"><span lang="zh-CN">${OPERATOR.name}</span> ${OPERATOR.number}</span> ${words.nextCode} <span class="particulars">${groupActivationCode(syntheticActivationCode(OPERATOR.number))}</span></li>
<li>${words.nextAdd}</li>
<li>${words.nextCamera}</li>
</ol>
</section>
<section>
<h2>${words.dropTitle}</h2>
<form method="post" action="${path}/drop?lang=${language}" enctype="multipart/form-data">
<input type="hidden" name="token" value="${formToken}">
<button class="danger">${words.drop}</button>
</form>
<p class="quiet">${words.dropNote}</p>
</section>`,
  );
}
