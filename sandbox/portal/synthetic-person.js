const people = ['anna', 'ben', 'cora', 'dev', 'finn', 'hua'];

/** Offers the rendered people as the camera of `element`. Only for a backend that calls itself a test system. */
export function offerSyntheticPerson(element, texts) {
  const box = document.querySelector('#synthetic-person');
  const select = document.querySelector('#synthetic-person-choice');
  const state = document.querySelector('#synthetic-person-state');
  for (const person of people) select.append(new Option(person, person));
  select.addEventListener('change', async () => {
    const person = select.value;
    element.cameraSource = person ? await cameraOf(person) : undefined;
    state.textContent = person ? `${texts.standInOn} ${person}` : '';
  });
  box.hidden = false;
}

async function cameraOf(person) {
  // Later than the page: whoever comes with a camera of their own needs none of it.
  const { createScriptedCamera } = await import('/family-auth/testing/camera.js');
  const script = await (await fetch(`/people/${person}.segments.json`)).json();
  return createScriptedCamera({ videoUrl: `/people/${person}.webm`, script });
}
