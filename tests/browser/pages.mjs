// Every page of the site, as Chromium shows it: accessible in three languages, light and dark; whole on
// a phone and without JavaScript; small, from this host alone, and without a word in the console.

import {
  assert, assertNone, axeFinds, check, done, inParallel, launchBrowser, newPage, skipped, startService, withParameter,
} from './support.mjs';
import { pagesOf } from './table.mjs';

const LANGUAGES = ['en', 'fr', 'es'];
const SCHEMES = ['light', 'dark'];
/** The narrowest screen: 1280 pixels at 400 % (WCAG 2.2, 1.4.10). */
const NARROW = { width: 320, height: 800 };
/** A first visit to a light page, in bytes: heads and bodies of all answers, as they were sent. */
const WEIGHT_LIMIT = 100_000;
/** Pages looked at together. */
const WIDTH = 4;

const service = await startService();
// So that its page has something to show.
await service.ask('/api/v1/dumps', { method: 'POST' });
const browser = await launchBrowser();
const { there, missing } = await pagesOf(service.base);

for (const page of missing) skipped(`${page.name} ${page.path ?? ''}`.trim(), page.why);
await inParallel(there, WIDTH, examine);

await browser.close();
await service.stop();
done();

async function examine(page) {
  const called = `${page.name} ${page.path}`;
  for (const lang of LANGUAGES) {
    await check(`${called} is accessible in ${lang}, light and dark`, () => accessible(page, lang));
  }
  await check(`${called} is accessible on a narrow screen`, () => accessible(page, 'en', NARROW));
  await check(`${called} needs no scrolling sideways at ${NARROW.width} pixels`, () => fits(page));
  await check(`${called} has one h1 and says its language`, () => headed(page));
  await check(`${called} is quiet, small and from one host`, () => light(page));
  if (!page.act) await check(`${called} is whole without JavaScript`, () => whole(page));
}

/** Opens a page and fails when it does not answer as it should. */
async function open(tab, page, lang) {
  const answer = await tab.goto(service.base + withParameter(page.path, 'hl', lang), { waitUntil: 'load' });
  const expected = page.status ?? 200;
  assert(answer.status() === expected, `it answers ${answer.status()}, not ${expected}`);
  if (page.act) await page.act(tab);
}

// ---- Accessibility ----

async function accessible(page, lang, viewport) {
  // The policy of our pages keeps axe-core out, as it should; only this context lets it in.
  const tab = await newPage(browser, { bypassCSP: true, ...(viewport && { viewport }) });
  try {
    await open(tab, page, lang);
    await tab.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    const found = new Map();
    for (const colorScheme of SCHEMES) {
      await tab.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const fault of await axeFinds(tab)) {
        found.set(fault, [...(found.get(fault) ?? []), colorScheme]);
      }
    }
    assertNone([...found].map(([fault, schemes]) => `${schemes.join(' and ')}: ${fault}`), 'axe-core finds');
  } finally {
    await tab.context().close();
  }
}

// ---- Small screens ----

async function fits(page) {
  const tab = await newPage(browser, { viewport: NARROW });
  const faults = [];
  try {
    for (const lang of LANGUAGES) {
      await open(tab, page, lang);
      faults.push(...(await tab.evaluate(tooWide)).map((fault) => `${lang}: ${fault}`));
    }
  } finally {
    await tab.context().close();
  }
  assertNone(faults, 'it is wider than the screen');
}

/** Runs within the page: what reaches beyond the right edge, when the page can be scrolled sideways. */
function tooWide() {
  document.querySelectorAll('details').forEach((d) => (d.open = true));
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const beyond = [...document.querySelectorAll('body *')].filter(
    (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
  );
  const widest = beyond.filter((element) => !beyond.includes(element.children[0])).slice(0, 5);
  return [
    `${root.scrollWidth} pixels`,
    ...widest.map((element) => `  ${element.outerHTML.slice(0, 160)} ends at ${element.getBoundingClientRect().right}`),
  ];
}

// ---- The frame of a page ----

async function headed(page) {
  const tab = await newPage(browser);
  const faults = [];
  try {
    for (const lang of LANGUAGES) {
      await open(tab, page, lang);
      const seen = await tab.evaluate(() => ({
        lang: document.documentElement.lang,
        headings: [...document.querySelectorAll('h1')].map((h) => h.textContent.trim()),
        title: document.title,
        loose: [...document.querySelectorAll('style, script:not([src]):not([type="application/ld+json"])')].length,
        sheets: document.querySelectorAll('link[rel~="stylesheet"]').length,
        scripts: document.querySelectorAll('script[src]').length,
      }));
      if (seen.lang !== lang) faults.push(`${lang}: <html lang="${seen.lang}">`);
      if (seen.headings.length !== 1 || !seen.headings[0]) faults.push(`${lang}: h1 ${JSON.stringify(seen.headings)}`);
      if (!seen.title) faults.push(`${lang}: no title`);
      if (seen.sheets > 1) faults.push(`${lang}: ${seen.sheets} stylesheets`);
      if (seen.scripts > 1) faults.push(`${lang}: ${seen.scripts} scripts`);
      if (seen.loose > 0) faults.push(`${lang}: ${seen.loose} styles or scripts within the page`);
    }
  } finally {
    await tab.context().close();
  }
  assertNone(faults, 'its frame is wrong');
}

async function light(page) {
  const tab = await newPage(browser);
  const faults = [];
  const sizes = [];
  const host = new URL(service.base).host;
  tab.on('console', (message) => {
    // The browser reports the status of a page that should answer 404, too.
    const own = page.status && message.text().includes(`the server responded with a status of ${page.status}`);
    if (['error', 'warning'].includes(message.type()) && !own) faults.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (fault) => faults.push(`script: ${fault.message}`));
  tab.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host) faults.push(`asks ${request.url()}`);
  });
  tab.on('requestfailed', (request) => faults.push(`fails: ${request.url()} ${request.failure()?.errorText}`));
  tab.on('requestfinished', (request) => sizes.push(request.sizes()));
  let bytes = 0;
  try {
    await open(tab, page, 'en');
    await tab.waitForLoadState('networkidle');
    for (const size of await Promise.all(sizes)) bytes += size.responseBodySize + size.responseHeadersSize;
  } finally {
    await tab.context().close();
  }
  if (page.light && bytes > WEIGHT_LIMIT) faults.push(`a first visit weighs ${bytes} bytes, more than ${WEIGHT_LIMIT}`);
  assertNone(faults, 'it is not');
  return `${bytes} bytes`;
}

// ---- Without JavaScript ----

async function whole(page) {
  const [withScript, without] = [await lines(page, true), new Set(await lines(page, false))];
  assertNone(
    withScript.filter((line) => !without.has(line)),
    'these lines are missing without JavaScript',
  );
}

/** What a person reads, line by line; buttons that only a script can serve are left out. */
async function lines(page, javaScriptEnabled) {
  const tab = await newPage(browser, { javaScriptEnabled });
  try {
    await open(tab, page, 'en');
    const text = await tab.evaluate(() => {
      document.querySelectorAll('button[type="button"]').forEach((button) => button.remove());
      return document.body.innerText;
    });
    // A page of OAI-PMH says when it was made, and two of them may be a second apart.
    const still = text.replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g, 'MOMENT');
    return still.split('\n').map((line) => line.trim()).filter(Boolean);
  } finally {
    await tab.context().close();
  }
}
