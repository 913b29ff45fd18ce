import { fileURLToPath } from 'node:url';
import { SYNTHETIC_CITIZENS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { en } from '../../../src/locales/en.ts';
import { zhCN } from '../../../src/locales/zh-CN.ts';
import { faceCheck, hintsGiven } from './face-check.mjs';
import { MINORS } from './options.mjs';
import { goToCounter, relativeAnswers } from './relative-answers.mjs';
import {
  ACCOUNT,
  chooseSyntheticPerson,
  elementScreens,
  fillRegistration,
  portalAddress,
  registerAccount,
  registrationButton,
} from './screens.mjs';
import { holdScriptedVideo } from './scripted-video.mjs';
import { reviewFirstCase } from './staff-desks.mjs';
import { watchCamera, watchHints, watchPhases } from './watch-page.mjs';

const MESSAGES = { 'zh-CN': zhCN, en };
const PHASE_AFTER_SENDING = ['approved', 'rejected', 'waiting', 'problem'];

/**
 * The flow itself: everything a person does in the portal, the log-in window and the reviewer's pages.
 *
 * @param {{sandbox: any, browser: any, options: any, log: any, clip?: object|null}} scene
 */
export async function runPortalFlow({ sandbox, browser, options, log, clip = null }) {
  const context = browser.contexts()[0];
  const page = await openPortal(context, options);
  const phases = await watchPhases(page);
  const hints = await watchHints(page);
  const camera = await watchCamera(page);
  const element = elementScreens(page, options.isolation);
  const scene = { page, context, sandbox, options, log, phases, hints, element, clip };

  await page.goto(portalAddress(sandbox, options));
  await phases.until(['welcome']);
  if (options.elder) await page.locator('#elder').click();
  await log.screenshot(page, 'welcome');
  log.step('portal opened');

  await logInByRegistering(scene);
  await enterDetails(scene);
  const end = await showWhoTheyAre(scene);
  const outcome = await outcomeOf(scene, end ?? (await seeResult(scene)));
  if (options.method !== 'face' && (await camera.asked()) > 0) {
    throw new Error('the camera was opened by a method that needs none');
  }
  return outcome;
}

/** Returns an outcome only when it did not come to a submission, or the relative's account was refused. */
async function showWhoTheyAre(scene) {
  switch (scene.options.method) {
    case 'face':
      return faceCheck(scene);
    case 'subject_login':
      return relativeAnswers(scene);
    case 'in_person':
      return goToCounter(scene);
    default:
      return sendDocuments(scene);
  }
}

async function openPortal(context, { viewport }) {
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  page.on('pageerror', (error) => console.error(`   page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`   console: ${message.text()}`);
  });
  return page;
}

async function logInByRegistering(scene) {
  const { page, options, log, phases, element } = scene;
  if (!options.popups) return logInOnThisPage(scene);
  const opening = page.waitForEvent('popup');
  await element.press('register');
  await registerAccount(await opening, ACCOUNT, log);
  await phases.until(['family']);
  await log.screenshot(page, 'family');
  log.step('registered and logged in');
}

/** As in a browser that keeps windows from opening: the whole page goes to the provider, and comes back. */
async function logInOnThisPage({ page, log, phases, element }) {
  await element.root.evaluate(() => {
    window.open = () => null;
  });
  await element.press('register');
  await phases.until(['problem']);
  await log.screenshot(page, 'popup-blocked');
  phases.forget();
  await element.press('redirect-login');
  await page.locator('input[name=account], input[name=idNumber]').first().waitFor();
  const toRegister = page.locator('a[href*="view=register"]');
  if (await toRegister.isVisible()) await toRegister.click();
  await fillRegistration(page, ACCOUNT);
  await log.screenshot(page, 'register');
  phases.forget();
  await registrationButton(page).click();
  await phases.until(['family']);
  await log.screenshot(page, 'family');
  log.step('registered and logged in without a window');
}

async function enterDetails({ page, options, log, phases, element, clip }) {
  const minor = MINORS[options.subject];
  const subject =
    clip?.citizen ??
    SYNTHETIC_CITIZENS.find(({ person, name }) => (minor ? name === minor : person === options.subject));
  if (clip?.scriptedVideo) await holdScriptedVideo(page, clip.scriptedVideo);
  else if (options.method === 'face' && !clip)
    await chooseSyntheticPerson(page, options.person, options.isolation);
  await element.press('add');
  await phases.until(['details']);
  await element.fillDetails({
    name: subject.name,
    number: subject.number,
    relationship: minor ? 'grandchild' : 'sibling',
  });
  await log.screenshot(page, 'details');
  await element.press('next');
  await phases.until(['consent']);
  log.step('details entered');
  if (options.method !== 'face' && options.method !== 'portrait_photo') {
    await element.press('other-method');
    await phases.until(['choose_method']);
    await log.screenshot(page, 'choose-method');
    await element.pickMethod(options.method);
    await phases.until(['consent']);
  }
  await element.tickAllConsents();
  await log.screenshot(page, 'consent');
  await element.press('agree');
}

async function seeResult(scene) {
  const { page, context, sandbox, options, log, phases } = scene;
  let phase = await phases.until(PHASE_AFTER_SENDING);
  if (phase.kind === 'waiting') {
    await log.screenshot(page, 'waiting');
    const decided = phases.until(['approved', 'rejected', 'problem'], 90_000).catch(() => null);
    const review = await Promise.race([decided, manualReview(scene)]);
    if (review === 'manual_review') {
      log.step('handed to a person');
      if (!options.reviewer) return verdict(scene, 'manual_review');
      const desk = await context.newPage();
      await desk.setViewportSize({ width: 1280, height: 800 });
      await reviewFirstCase(desk, sandbox, options.reviewer, options.lang, log);
      await desk.close();
      log.step('reviewed');
    }
    phase = await decided;
  }
  if (!phase || phase.kind === 'problem') throw new Error(`the flow ended in a problem: ${phase?.code}`);
  await log.screenshot(page, phase.kind);
  log.step(phase.kind);
  const outcome = verdict(scene, phase.kind);
  if (phase.kind === 'approved' && !options.brief) await cardAndServices(scene);
  return outcome;
}

/** Resolves when the waiting screen says that a person is looking at it. */
async function manualReview({ element, options }) {
  const { waiting } = MESSAGES[options.lang];
  await element.heading(waiting.title_manual_review).waitFor({ timeout: 90_000 });
  return 'manual_review';
}

function verdict({ phases }, status) {
  const readyMs = phases.since('framing');
  return {
    status,
    cameraReadyToVerdictMs: readyMs === undefined ? null : Math.round(performance.now() - readyMs),
  };
}

/** With what the backend knows and the page does not: which check refused, and the rate it drew for. */
async function outcomeOf({ sandbox, hints, options }, end) {
  const newest = await sandbox.inspect();
  return {
    ...end,
    reason: newest?.reason ?? end.reason ?? null,
    refusedBy: newest?.refusedBy ?? end.refusedBy ?? null,
    processedFps: newest?.measuredFps ?? null,
    engine: newest?.engine ?? null,
    ...(options.method === 'face' ? { hints: hintsGiven(hints) } : {}),
    ...(options.clip ? { checks: newest?.checks ?? [] } : {}),
  };
}

/** The relative's card: its display code, a service through a delegated link, and the list it now stands in. */
async function cardAndServices({ page, log, phases, element }) {
  await element.press('card');
  await phases.until(['card']);
  await log.screenshot(page, 'card');
  await element.press('code');
  await element.root.locator('[part="code"] svg').waitFor();
  await log.screenshot(page, 'card-code');
  log.step('code shown');
  const opening = page.waitForEvent('popup');
  await element.root.locator('[part~="button-service"]').first().click();
  const service = await opening;
  await service.setViewportSize(page.viewportSize());
  await service.locator('h1').waitFor();
  await log.screenshot(service, 'service');
  await service.close();
  log.step('service opened');
  await element.press('family');
  await phases.until(['family']);
  await log.screenshot(page, 'family-with-relative');
}

const people = new URL('../../../src/testing/people/', import.meta.url);

/** Photos from files, no camera: specimens where a document is asked for. A person looks at them. */
async function sendDocuments({ page, options, log, phases, element }) {
  await phases.until(['photos']);
  const photo = fileURLToPath(new URL(`${options.person}.idphoto.jpg`, people));
  await element.addPhotos(photo);
  await element.root.locator('[part~="button-submit"]:not([aria-disabled="true"])').waitFor();
  await log.screenshot(page, 'photos');
  await element.press('submit');
  log.step('photos chosen');
}
