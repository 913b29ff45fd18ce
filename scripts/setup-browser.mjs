import { spawnSync } from 'node:child_process';
import { findBrowser, noBrowserMessage } from './find-browser.mjs';
import { runStep } from './run-step.mjs';

const chineseFont = 'fonts-wqy-microhei';
const rareCharacterFont = 'fonts-babelstone-han'; // 𠮷, U+20BB7, and the rest of GB 18030

/** Sees to a Chrome or Chromium and to Chinese fonts; installs them where it can, else says what to do. */
export async function installBrowser() {
  const missing = [];
  if (!findBrowser()) missing.push('chromium');
  if (lacksFontFor('中', chineseFont)) missing.push(chineseFont);
  // The rare one only along with another, so that a machine without network is not asked every time.
  if (missing.length > 0 && lacksFontFor('𠮷', rareCharacterFont)) missing.push(rareCharacterFont);
  if (missing.length > 0 && isDebianRoot()) await aptInstall(missing);
  const browser = findBrowser();
  if (!browser) throw new Error(noBrowserMessage);
  if (lacksFontFor('中', chineseFont)) {
    console.warn(`setup: no Chinese font was found: screenshots will show boxes (Debian: ${chineseFont}).`);
  }
}

async function aptInstall(packages) {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = [
    '-q',
    '-o',
    'Dpkg::Use-Pty=0',
    '-o',
    'Acquire::Retries=2',
    '-o',
    'Acquire::http::Timeout=20',
  ];
  const updated = await runStep('reading the package lists of Debian', 'apt-get', [...quiet, 'update'], {
    deadlineMs: 180_000,
    environment,
  });
  const fonts = packages.filter((name) => name !== rareCharacterFont);
  const label = `installing ${fonts.join(' and ')}, 20 to 200 MB`;
  const install = [...quiet, 'install', '-y', '--no-install-recommends'];
  const code =
    fonts.length === 0 ? 0 : await runStep(label, 'apt-get', [...install, ...fonts], { environment });
  if (packages.includes(rareCharacterFont) && code === 0) {
    await runStep(`installing ${rareCharacterFont}, 11 MB`, 'apt-get', [...install, rareCharacterFont], {
      environment,
    });
  }
  if (updated !== 0 || code !== 0)
    console.warn('setup: Debian could not install everything (its words are above).');
}

/** Whether a character would be drawn as a box. Not known without fontconfig: then Debian's package is looked for. */
function lacksFontFor(character, fontPackage) {
  const charset = character.codePointAt(0).toString(16);
  const { status, stdout, error } = spawnSync('fc-list', [`:charset=${charset}`], { encoding: 'utf8' });
  if (error) return isDebianRoot() && !isInstalled(fontPackage);
  return status === 0 && stdout.trim() === '';
}

function isInstalled(debianPackage) {
  const { stdout } = spawnSync('dpkg-query', ['--status', debianPackage], { encoding: 'utf8' });
  return /ok installed/.test(stdout ?? '');
}

function isDebianRoot() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
}
