import { standing } from '../kinds.mjs';
import { passStep, runSteps } from '../pass-step.mjs';
import { agreeTo, chooseMethod, LOG_IN, otherMethod, photos, sending, TO_CONSENT } from '../steps.mjs';

const before = { ...standing('permission denied before'), shows: 'camera_denied' };
const inTheMiddle = standing('permission withdrawn in the middle');

/** What was set is forgotten when the session that set it ends. */
async function setCamera(tab, setting) {
  tab.session ??= await tab.context.newCDPSession(tab.page);
  const { origin } = new URL(tab.page.url());
  await tab.session.send('Browser.setPermission', { permission: { name: 'camera' }, setting, origin });
}

async function openCamera({ element, phases }) {
  await element.press('open-camera');
  const { kind } = await phases.until(['camera_permission', 'framing', 'problem']);
  if (kind === 'camera_permission') await element.press('allow').catch(() => undefined);
}

/** The person allows the camera after all, and takes the first way: to try again. */
async function allowAndRetry(tab) {
  await setCamera(tab, 'granted');
  await tab.element.root.locator('[part~="button-primary"]').first().click();
  await tab.phases.until(['get_ready', 'framing']);
  if (tab.phases.current().kind === 'get_ready') await openCamera(tab);
}

const denied = {
  phase: 'camera_permission',
  next: ['framing'],
  async act(tab) {
    await setCamera(tab, 'denied');
    await openCamera(tab);
  },
  recover: allowAndRetry,
};

const withdrawn = {
  phase: 'framing',
  shows: 'camera_ended',
  next: ['framing'],
  async act(tab) {
    tab.phases.forget();
    await setCamera(tab, 'denied');
  },
  recover: allowAndRetry,
};

/** The camera stays denied: the same relative by documents, nothing typed twice. */
const withoutCamera = {
  phase: 'framing, then another way',
  shows: 'camera_ended',
  next: ['choose_method'],
  looks: otherMethod.looks,
  act: (tab) => setCamera(tab, 'denied'),
  recover: ({ element }) => element.press('other-method'),
};

/** Chromium's own fake camera and its own permissions. */
export const permissionWithdrawn = {
  name: 'permission: denied, allowed, withdrawn, and on without a camera',
  stage: { chromium: ['--use-fake-device-for-media-stream'] },
  rows: [
    ['camera_permission', before.name],
    ['framing', inTheMiddle.name],
    ['framing, then another way', inTheMiddle.name],
    ['sending', inTheMiddle.name],
  ],
  async run(stage) {
    const tab = await stage.openTab('ben');
    await runSteps(tab, [...LOG_IN, ...TO_CONSENT, agreeTo('get_ready')]);
    const { rows } = stage;
    rows.push(await passStep(tab, denied, before));
    for (const step of [withdrawn, withoutCamera]) {
      if (!rows.at(-1).ok) return rows;
      rows.push(await passStep(tab, step, inTheMiddle));
    }
    if (!rows.at(-1).ok) return rows;
    await runSteps(tab, [chooseMethod, agreeTo('photos'), photos]);
    rows.push(await passStep(tab, sending, inTheMiddle));
    return rows;
  },
};
