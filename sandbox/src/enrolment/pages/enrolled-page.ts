import { html } from '../../pages/html.ts';
import { groupActivationCode, syntheticActivationCode } from '../../registry/activation-code.ts';
import type { EnrolledCitizen } from '../../registry/enrolments.ts';
import { SYNTHETIC_OPERATORS } from '../../registry/synthetic-citizens.ts';
import { enrolmentWords } from '../enrolment-words.ts';
import { type EnrolmentContext, layout } from './layout.ts';

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
