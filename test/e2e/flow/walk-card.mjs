/** The relative's card: its display code, a service through a delegated link, and the list it now stands in. */
export async function cardAndServices({ page, log, phases, element }) {
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
