// Lighthouse over the three pages that readers meet first: at least 95 in all four categories.
//
// Performance is measured on whatever machine this is; it is compared only when LIGHTHOUSE_STRICT is set, and always
// said. Search results ask crawlers not to index them, on purpose, so that one audit is left out for them.

import lighthouse from 'lighthouse';

import { assert, check, done, launchBrowser, startService } from './support.mjs';

const LEAST = 95;
const PORT = 9400 + (process.pid % 500);
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const PAGES = [
  { name: 'home', path: '/' },
  { name: 'search', path: '/search?q=wages', skipAudits: ['is-crawlable'] },
  { name: 'landing page', path: '/records/1' },
];

const service = await startService();
const browser = await launchBrowser([`--remote-debugging-port=${PORT}`]);

for (const { name, path, skipAudits } of PAGES) {
  await check(`${name} scores ${LEAST} or more`, async () => {
    const { lhr } = await lighthouse(service.base + path, {
      port: PORT,
      logLevel: 'error',
      onlyCategories: CATEGORIES,
      skipAudits,
    });
    const scores = CATEGORIES.map((id) => [id, Math.round(lhr.categories[id].score * 100)]);
    const told = scores.map(([id, score]) => `${id} ${score}`).join(', ');
    const strict = process.env.LIGHTHOUSE_STRICT;
    const low = scores.filter(([id, score]) => score < LEAST && (strict || id !== 'performance'));
    assert(low.length === 0, `${told}\n${faults(lhr)}`);
    return told;
  });
}

await browser.close();
await service.stop();
done();

/** The audits that cost points. */
function faults(lhr) {
  const weighed = Object.values(lhr.categories).flatMap((category) => category.auditRefs);
  const lost = weighed.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9);
  return lost.map(({ id }) => `${id}: ${lhr.audits[id].title} ${lhr.audits[id].displayValue ?? ''}`).join('\n');
}
