import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const firefoxNames = ['firefox', 'firefox-esr'];
const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome'];

const usualPlaces = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

const usualFirefoxPlaces = {
  darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']]
    .filter(Boolean)
    .map((folder) => join(folder, 'Mozilla Firefox', 'firefox.exe')),
};

/** Why there is no Firefox, and what to do, in one sentence. */
export const noFirefoxMessage =
  'No Firefox was found. Install one (on Debian, as root: apt-get install firefox-esr) ' +
  'or name it: FIREFOX_PATH=/path/to/firefox';

/** Why there is no browser, and what to do, in one sentence. */
export const noBrowserMessage =
  'No Chrome or Chromium was found. Install one (on Debian, as root: ' +
  'apt-get install chromium fonts-wqy-microhei) or name it: CHROME_PATH=/path/to/chrome';

/**
 * The path of an installed Chrome or Chromium: CHROME_PATH, else the first on the PATH, else the platform's usual
 * place. `undefined` when there is none; throws when CHROME_PATH names something that cannot be run.
 */
export function findBrowser(environment = process.env) {
  return find({ names, usualPlaces, variable: 'CHROME_PATH' }, environment);
}

/** The path of an installed Firefox: FIREFOX_PATH, else the first on the PATH, else the platform's usual place. */
export function findFirefox(environment = process.env) {
  return find(
    { names: firefoxNames, usualPlaces: usualFirefoxPlaces, variable: 'FIREFOX_PATH' },
    environment,
  );
}

function find({ names, usualPlaces, variable }, environment) {
  const named = environment[variable];
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`${variable} names ${named}, which is not a program that can be run.`);
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...(usualPlaces[process.platform] ?? [])].find(isProgram);
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
