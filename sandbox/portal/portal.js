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
if (testSystem) offerSyntheticPerson(element, texts[language]);
document.querySelector('#service').append(element);

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
