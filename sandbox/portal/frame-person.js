// In the page that the test backend serves for a frame: its offer of a rendered person, as the demo portal makes it without a frame.

import { offerSyntheticPerson } from './synthetic-person.js';
import { texts } from './texts.js';

document.addEventListener('family-auth-framed', ({ target }) => {
  const words = texts[target.lang === 'en' ? 'en' : 'zh-CN'];
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = words[node.dataset.text];
  offerSyntheticPerson(target, words);
});
