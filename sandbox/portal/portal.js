import '/family-auth/browser/family-auth.js';
import { offerSyntheticPerson } from './synthetic-person.js';
import { texts } from './texts.js';

const { backend, clientId, testSystem } = await (await fetch('/portal-config.json')).json();
const parameters = new URLSearchParams(location.search);
const language = parameters.get('lang') === 'en' ? 'en' : 'zh-CN';

document.documentElement.lang = language;
document.title = texts[language].title;
for (const node of document.querySelectorAll('[data-text]'))
  node.textContent = texts[language][node.dataset.text];

const element = document.createElement('family-auth');
element.setAttribute('backend', backend);
element.setAttribute('client-id', clientId);
element.setAttribute('lang', language);
if (parameters.has('engine')) element.setAttribute('engine', parameters.get('engine'));
// Under one name (npm start -- --lan) portal and backend are one site; else the service runs in a frame, unless the address says otherwise.
const isOneSite = new URL(backend).hostname === location.hostname;
const isolation = parameters.get('isolation') ?? (isOneSite ? 'inline' : 'frame');
element.setAttribute('isolation', isolation);
// In a frame the backend's own page makes that offer.
if (testSystem && isolation === 'inline') offerSyntheticPerson(element, texts[language]);
document.querySelector('#service').append(element);

// What the page says is no proof; the portal's own server verifies what the backend signed.
const verdict = document.querySelector('#verdict');
element.addEventListener('family-auth-complete', async ({ detail }) => {
  if (detail.result === undefined) return;
  const response = await fetch('/result', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ result: detail.result }),
  });
  const { card } = response.ok ? await response.json() : {};
  const words = texts[language];
  verdict.textContent = !response.ok ? words.notBelieved : card ? words.verified : words.verifiedNo;
});

for (const button of document.querySelectorAll('[data-lang]')) {
  button.setAttribute('aria-pressed', String(button.dataset.lang === language));
  button.addEventListener('click', () => {
    parameters.set('lang', button.dataset.lang);
    location.search = parameters.toString();
  });
}

const elder = document.querySelector('#elder');
const setElder = (on) => {
  elder.setAttribute('aria-pressed', String(on));
  document.body.classList.toggle('elder', on);
  element.toggleAttribute('elder', on);
};
setElder(parameters.has('elder'));
elder.addEventListener('click', () => {
  const on = elder.getAttribute('aria-pressed') !== 'true';
  if (on) parameters.set('elder', '');
  else parameters.delete('elder');
  history.replaceState(null, '', `?${parameters}`);
  setElder(on);
});
