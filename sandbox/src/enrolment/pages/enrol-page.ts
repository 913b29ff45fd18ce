import { html } from '../../pages/html.ts';
import { type EnrolmentProblem, enrolmentWords, problemWords } from '../enrolment-words.ts';
import { type EnrolmentContext, layout } from './layout.ts';

/** Consent, picture, register. The camera's part stays hidden until the script is there. */
export function enrolPage(context: EnrolmentContext, problem?: EnrolmentProblem): string {
  const { language, home, formToken, dropped } = context;
  const words = enrolmentWords(language);
  const facts = [
    [words.kept, words.keptWhat],
    [words.purpose, words.purposeWhat],
    [words.where, words.whereWhat],
    [words.until, words.untilWhat],
    [words.walk, words.walkWhat],
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
