// node audit.js <url> <Chromium> <profile folder> [<Chromium's argument>…]
// Prints what Lighthouse says about the page on a phone, to somebody whom the profile folder makes known to the page.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [url, chromePath, userDataDir, ...chromeFlags] = process.argv.slice(2);
const chrome = await launch({ chromePath, userDataDir, chromeFlags });
try {
  const onlyCategories = ['performance', 'accessibility', 'best-practices', 'seo'];
  const { lhr } = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories });
  if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
  console.log(JSON.stringify({
    scores: Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, score])),
    failures: Object.fromEntries(Object.values(lhr.categories).map(({ id, auditRefs }) =>
      [id, auditRefs.map(reference => lhr.audits[reference.id]).filter(failed).map(told)])),
    layoutShift: lhr.audits['cumulative-layout-shift'].numericValue,
    shifts: told(lhr.audits['layout-shifts']),
    images: lhr.audits['network-requests'].details.items.filter(({ resourceType }) => resourceType === 'Image').map(({ url }) => url),
    warnings: lhr.runWarnings,
  }));
} finally {
  const ended = new Promise(resolve => chrome.process.once('exit', resolve));
  chrome.kill();
  await ended;
}

function failed({ score, scoreDisplayMode }) {
  return scoreDisplayMode === 'error' || (score !== null && score < 1);
}

function told({ id, title, displayValue, errorMessage, details }) {
  const places = [...new Set(placesIn(details))].map(place => `\n    ${place}`);
  return `${id}: ${title} ${errorMessage ?? displayValue ?? ''}${places.join('')}`;
}

/** Elements and addresses, however deep an audit's table is. */
function* placesIn(details) {
  if (typeof details !== 'object' || details === null) return;
  if (details.snippet) yield details.snippet;
  else if (typeof details.url === 'string') yield details.url.split('?')[0];
  for (const part of Object.values(details)) yield* placesIn(part);
}
