import { SYNTHETIC_CITIZENS, SYNTHETIC_OPERATORS } from '../../../sandbox/src/registry/synthetic-citizens.ts';
import { codeAt } from '../../../sandbox/src/staff/one-time-codes.ts';
import { photoFile } from '../flow/photo-files.mjs';
import { accountFor } from '../flow/screens.mjs';
import { keyboardOf } from './keyboard.mjs';
import { ANNA, enterByKeyboard, registerByKeyboard } from './stage.mjs';

/** Who adds ANNA, one in each flow. */
const OPERATORS = [...SYNTHETIC_OPERATORS, SYNTHETIC_CITIZENS.find(({ person }) => person === 'ben')];
const operator = (at) => accountFor(OPERATORS[at], `1380000000${at}`);

/** Photos of documents, decided by two reviewers, up to the card and its end; then what a person leaves by. */
async function documents(stage, look) {
  const portal = await stage.openPortal({ lang: 'zh-CN' });
  const { page, keys, phases, element, press } = portal;
  await look(page, 'welcome', { fresh: true });
  await registerByKeyboard(portal, operator(0), { look, thorough: true });
  await look(page, 'family, nobody yet');
  await enterByKeyboard(portal, { look, method: 'document_review', thorough: true });
  await phases.until(['photos']);
  await look(page, 'photos');
  await press('submit');
  await element.root.locator('#missing').waitFor();
  await look(page, 'photos, sent too early');
  const inputs = element.root.locator('[part~="photo"] input[type=file]');
  for (let at = 0; at < (await inputs.count()); at += 1) {
    const input = inputs.nth(at);
    await keys.giveFile(input, photoFile(await input.getAttribute('name')));
    await element.root
      .locator('[part~="photo"]')
      .nth(at)
      .locator('[role=status]', { hasText: '✓' })
      .waitFor();
  }
  await look(page, 'photos, all there');
  await press('submit');
  await phases.until(['waiting']);
  await look(page, 'under review');
  await reviewByKeyboard(stage, look);
  await phases.until(['approved']);
  await look(page, 'approved');
  await press('card');
  await phases.until(['card']);
  await look(page, 'card');
  await press('unbind');
  await look(page, 'card, before it is unlinked');
  await press('back');
  await press('family');
  await phases.until(['family']);
  await look(page, 'family of one');
  await press('logout');
  await phases.until(['welcome']);
  await portal.context.close();
  return 'approved';
}

/** The staff's log-in; a code is good once, a step early and a step late. */
async function enterDesk(tab, url, { name, password, totpSecret }, lang) {
  const { page, keys } = tab;
  await page.goto(`${url}?lang=${lang}`);
  for (const step of [-1, 0, 1]) {
    await keys.type(page.locator('input[name=name]'), name);
    await keys.type(page.locator('input[name=password]'), password);
    await keys.type(page.locator('input[name=code]'), codeAt(totpSecret, Date.now() + step * 30_000));
    await keys.press(page.locator('form:has(input[name=password]) button'));
    await page.locator('form[action$="/logout"], [role=alert]').first().waitFor();
    if (await page.locator('form[action$="/logout"]').isVisible()) return;
  }
  throw new Error(`${name} is not let in.`);
}

async function reviewByKeyboard(stage, look) {
  const { demoStaff, reviewUrl } = stage.sandbox;
  for (const who of ['reviewer', 'secondReviewer']) {
    const tab = await stage.openTab(`${reviewUrl}?lang=zh-CN`, { viewport: stage.desktop });
    const { page, keys } = tab;
    if (who === 'reviewer') await look(page, 'reviewer, log-in', { fresh: true });
    await enterDesk(tab, reviewUrl, demoStaff[who], 'zh-CN');
    await page.locator('table').waitFor();
    await look(page, `${who}, queue`, { fresh: true });
    await keys.press(page.locator('td form button, td a.button'));
    await page.locator('select[name=reason]').waitFor();
    await look(page, `${who}, case`, { fresh: true });
    await keys.press(page.locator('form:has(input[value=approved]) button'));
    await page.locator('form[action$="/decision"] button[value=list]').waitFor();
    await look(page, `${who}, what the person will read`, { fresh: true });
    await keys.press(page.locator('form[action$="/decision"] button[value=list]'));
    await page.waitForURL((url) => ['done', 'proposed'].some((one) => url.searchParams.has(one)));
    await look(page, `${who}, decided`, { fresh: true });
    const isDone = new URL(page.url()).searchParams.has('done');
    await keys.press(page.locator('form[action$="/logout"] button'));
    await page.close();
    if (isDone) return;
  }
  throw new Error('Two reviewers approved the case, and it is not decided.');
}

/** The relative's own page, on a phone of theirs. */
async function subjectsPage(stage, look) {
  const portal = await stage.openPortal({ lang: 'en' });
  const { page, phases, element, press } = portal;
  await look(page, 'welcome', { fresh: true });
  await registerByKeyboard(portal, operator(1), { look });
  await enterByKeyboard(portal, { look, method: 'subject_login' });
  await phases.until(['subject_login']);
  await look(page, 'the relative is asked');
  await press('link');
  await element.root.locator('[part~="qr"]').waitFor();
  await look(page, 'the link for their phone');
  await element.root.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copiedText = text;
    };
  });
  await press('copy');
  await page.waitForFunction(() => globalThis.copiedText);
  const link = await page.evaluate(() => globalThis.copiedText);
  const phone = await stage.openTab(`${link}?lang=en`);
  await look(phone.page, 'their page, log-in', { fresh: true });
  await phone.keys.press(phone.page.locator('a[href*="view=decline"]'));
  await phone.page.locator('#ending').waitFor();
  await look(phone.page, 'their page, a no without an account', { fresh: true });
  await phone.keys.type(phone.page.locator('#ending'), '000000');
  await phone.keys.press(phone.page.locator('form button[type=submit]'));
  await phone.page.locator('[role=alert]').waitFor();
  await look(phone.page, 'their page, an ending that is wrong', { fresh: true });
  await phone.page.goto(`${link}?lang=en&view=register`);
  const account = accountFor(ANNA, '13900000000');
  for (const [name, value] of Object.entries(account))
    await phone.keys.type(phone.page.locator(`input[name=${name}]`), value);
  await phone.keys.press(phone.page.locator('form[action*="/register"] button[type=submit]'));
  await phone.page.locator('button[value=agreed]').waitFor();
  await look(phone.page, 'their page, who asks and for what', { fresh: true });
  await phone.keys.press(phone.page.locator('button[value=agreed]'));
  await phone.page.locator('[role=alert]').waitFor();
  await look(phone.page, 'their page, agreed before it was ticked', { fresh: true });
  await phone.keys.tick(phone.page.locator('input[name=consent]'));
  await phone.keys.press(phone.page.locator('button[value=agreed]'));
  await phone.page.locator('form').waitFor({ state: 'detached' });
  await look(phone.page, 'their page, agreed', { fresh: true });
  await phases.until(['approved']);
  await look(page, 'approved');
  await phone.page.goto(`${stage.sandbox.backendUrl}/outbox/?lang=en`);
  await look(phone.page, 'messages', { fresh: true });
  await phone.page.goto(`${stage.sandbox.backendUrl}/account/close?lang=en`);
  await look(phone.page, 'closing an account', { fresh: true });
  await phone.page.close();
  await portal.context.close();
  return 'approved';
}

/** With the document to a counter. */
async function counter(stage, look) {
  const portal = await stage.openPortal({ lang: 'en' });
  const { page, phases, element } = portal;
  await registerByKeyboard(portal, operator(2), { look });
  await enterByKeyboard(portal, { look, method: 'in_person' });
  await phases.until(['appointment']);
  await look(page, 'appointment');
  const code = (await element.root.locator('[part~="code"]').first().textContent()).replace(/\s/g, '');
  const { counterUrl, demoStaff } = stage.sandbox;
  const tab = await stage.openTab(`${counterUrl}?lang=en`, { viewport: stage.desktop });
  const { page: desk, keys } = tab;
  await look(desk, 'counter, log-in', { fresh: true });
  await enterDesk(tab, counterUrl, demoStaff.clerk, 'en');
  await look(desk, 'counter, appointment', { fresh: true });
  await keys.type(desk.locator('input[name=code]'), code);
  await keys.press(desk.locator('form:has(input#code) button'));
  await desk.locator('form[action$="/identity"] button').waitFor();
  await look(desk, 'counter, found', { fresh: true });
  await keys.press(desk.locator('form[action$="/identity"] button'));
  await desk.locator('select[name=reason]').waitFor();
  await look(desk, 'counter, case', { fresh: true });
  for (const box of await desk.locator('input[type=checkbox]').all()) await keys.tick(box);
  await keys.press(desk.locator('form:has(input[value=approved]) button'));
  await desk.locator('form[action$="/decision"] button').waitFor();
  await look(desk, 'counter, what the person will read', { fresh: true });
  await keys.press(desk.locator('form[action$="/decision"] button'));
  await desk.waitForURL((url) => url.searchParams.has('done'));
  await look(desk, 'counter, decided', { fresh: true });
  await phases.until(['approved']);
  await desk.close();
  await portal.context.close();
  return 'approved';
}

/** A computer without a camera that is of use, and a phone. */
async function handOff(stage, look) {
  const portal = await stage.openPortal({ lang: 'en', viewport: stage.desktop });
  const { page, keys, phases, element, press } = portal;
  await registerByKeyboard(portal, operator(3), { look });
  await enterByKeyboard(portal, { look, method: 'face' });
  await phases.until(['get_ready']);
  await look(page, 'get ready');
  await press('hand-off');
  await phases.until(['hand_off']);
  await element.root.locator('[part~="qr"]').waitFor();
  await look(page, 'the symbol for the phone');
  await keys.press(element.root.locator('summary'));
  const code = (await element.root.locator('[part~="code"]').first().innerText()).replace(/\D/g, '');
  const address = await element.root.locator('strong[lang=en]').innerText();
  const phone = await stage.openTab(`http://${address}`, {
    context: await page
      .context()
      .browser()
      .newContext({ locale: 'en', permissions: ['camera'] }),
  });
  const onPhone = (name) => phone.page.locator('family-auth-framed').locator(`[part~="${name}"]`);
  await phone.page.locator('#ticket').waitFor();
  await look(phone.page, 'phone, the digits are typed', { fresh: true });
  await phone.keys.type(phone.page.locator('#ticket'), code);
  await phone.keys.press(onPhone('button-claim'));
  await onPhone('summary').waitFor();
  await look(phone.page, 'phone, who asks');
  await phone.keys.press(onPhone('button-next'));
  await onPhone('button-next').waitFor({ state: 'detached' });
  const digits = (await onPhone('code').first().innerText()).replace(/\D/g, '');
  await look(phone.page, 'phone, the digits to compare');
  await phases.until(['hand_off_match']);
  await look(page, 'the digits are typed in');
  await keys.type(element.root.locator('#match-code'), digits);
  await press('match');
  await onPhone('button-open-camera').waitFor();
  await look(phone.page, 'phone, get ready');
  await look(page, 'the phone is at it');
  await phone.page.context().close();
  await press('cancel');
  await phases.until(['get_ready', 'hand_off_over']);
  await look(page, 'taken back');
  await portal.context.close();
  return 'taken back';
}

/** A window for the log-in that is shut, and a camera that is refused. */
async function inTheWay(stage, look) {
  const portal = await stage.openPortal({ lang: 'zh-CN' });
  const { page, phases, press, context } = portal;
  const opening = context.waitForEvent('page');
  await press('login');
  const window = await opening;
  const keys = keyboardOf(window);
  await keys.press(window.locator('form[action$="/cancel"] button'));
  await phases.until(['problem', 'welcome']);
  await look(page, 'log-in given up');
  await portal.context.close();
  return 'given up';
}

export const flows = { documents, subjectsPage, counter, handOff, inTheWay };
