// A reader without a mouse: Tab, Enter and the browser's way back lead everywhere, and the place where
// one is can always be seen (WCAG 2.2: 2.1.1, 2.4.1, 2.4.3, 2.4.7, 2.4.11).

import { assert, assertNone, check, done, launchBrowser, newPage, skipped, startService } from './support.mjs';

/** More presses of Tab than any of these pages needs. */
const PATIENT = 600;
/** Pages on which every stop is looked at. */
const WALKS = ['/', '/search?q=wages', '/records/1', '/records/706', '/browse', '/browse/theme/wages', '/no/such/page'];

const service = await startService();
const browser = await launchBrowser();

await check('the first stop is a link to the content, seen when it is reached, and it leads there', skipLink);
await check('from the search box to a filter, a record, its export links, and back again', () => journey(true));
await check('the same way without JavaScript', () => journey(false));
if ((await fetch(`${service.base}/api/v1/suggest?q=wag`)).ok) {
  await check('suggestions are reached by the arrows, closed by Escape, and lead on', suggestions);
} else {
  skipped('suggestions', 'they are not there yet');
}
await check('a group of facets opens and closes by Enter', facetGroup);
await check('the language can be chosen, and the page stays', language);
for (const path of WALKS) {
  for (const colorScheme of ['light', 'dark']) {
    await check(`every stop of ${path} is seen in ${colorScheme}`, () => walk(path, { colorScheme }));
  }
  await check(`every stop of ${path} is seen without JavaScript`, () => walk(path, { javaScriptEnabled: false }));
  await check(`the stops of ${path} are in the order of the page, and none is left out or holds one fast`, () => order(path));
}

await browser.close();
await service.stop();
done();

// ---- Stories ----

async function skipLink() {
  const tab = await opened('/');
  await tab.keyboard.press('Tab');
  const first = await focus(tab);
  assert(first.href?.endsWith('#content'), `the first stop is ${first.html}`);
  assertSeen(first);
  await tab.keyboard.press('Enter');
  assert(new URL(tab.url()).hash === '#content', `Enter leads to ${tab.url()}`);
  await tab.keyboard.press('Tab');
  const next = await focus(tab);
  assert(next.inMain, `after the link, Tab goes to ${next.html}`);
  await tab.context().close();
}

async function journey(javaScriptEnabled) {
  const tab = await opened('/', { javaScriptEnabled });
  await tabTo(tab, (stop) => stop.name === 'q', 'the search box');
  await tab.keyboard.type('wages');
  await enter(tab);
  assert(at(tab).startsWith('/search?q=wages'), `the search leads to ${tab.url()}`);
  const found = await total(tab);

  await chooseFrench(tab, javaScriptEnabled);
  assert(/[?&]lang=fr/.test(at(tab)), `the filter leads to ${tab.url()}`);
  const fewer = await total(tab);
  assert(fewer > 0 && fewer < found, `${found} before the filter was chosen, ${fewer} after`);
  const narrowed = tab.url();

  await tabTo(tab, (stop) => stop.inHits && /\/records\/\d+$/.test(stop.href), 'a record');
  await enter(tab);
  assert(/^\/records\/\d+$/.test(at(tab)), `the record leads to ${tab.url()}`);
  const record = at(tab);

  const ways = await tab.evaluate((record) =>
    [...document.querySelectorAll('main a[href]')].map((a) => a.getAttribute('href')).filter((href) => href.startsWith(`${record}.`)),
  record);
  assert(ways.length >= 5, `${record} has these forms: ${ways}`);
  for (const way of ways) {
    await tabTo(tab, (stop) => stop.href?.endsWith(way), way);
  }
  assert(ways.some((way) => way.endsWith('.ris')) && ways.some((way) => way.endsWith('.bib')), `it can be cited: ${ways}`);

  await back(tab);
  assert(tab.url() === narrowed, `back from the record is ${tab.url()}`);
  assert((await total(tab)) === fewer, 'the results are others than before');
  await assertFiltersFit(tab);
  await back(tab);
  assert(!at(tab).includes('lang='), `back from the filter is ${tab.url()}`);
  // Without a script the browser shows a page as it was left: with what was ticked there.
  if (javaScriptEnabled) await assertFiltersFit(tab);
  assert((await tab.inputValue('#q')) === 'wages', 'the search box forgot its words');
  await back(tab);
  assert(at(tab) === '/', `back from the search is ${tab.url()}`);
  await tab.context().close();
}

/** The filter for French: a link, or a box that is ticked and then applies by itself or by a button. */
async function chooseFrench(tab, javaScriptEnabled) {
  const stop = await tabTo(
    tab,
    (stop) => stop.inFacets && (/[?&]lang=fr/.test(stop.href) || (stop.name === 'lang' && stop.value === 'fr')),
    'the filter for French',
  );
  if (stop.tag === 'A') return enter(tab);
  const before = tab.url();
  await tab.keyboard.press('Space');
  if (javaScriptEnabled) {
    await tab.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
  } else {
    await tabTo(tab, (stop) => stop.tag === 'BUTTON' && stop.inFacets, 'the button that applies the filters');
    await enter(tab);
  }
}

/** A box is ticked when the address says so, and every field can be used; going back may show both otherwise. */
async function assertFiltersFit(tab) {
  const wrong = await tab.evaluate(() => {
    const chosen = new URLSearchParams(location.search);
    const boxes = [...document.querySelectorAll('.facets input[type="checkbox"]')];
    const misfits = boxes.filter((box) => box.checked !== chosen.getAll(box.name).includes(box.value));
    const dead = [...document.querySelectorAll('.facets :disabled')];
    return [
      ...misfits.map((box) => `${box.name}=${box.value} is ${box.checked ? '' : 'not '}ticked`),
      ...dead.map((field) => `${field.name} cannot be used`),
    ];
  });
  assertNone(wrong, `after going back, the filters do not fit ${tab.url()}`);
}

async function suggestions() {
  const tab = await opened('/');
  const shown = '[role="listbox"] [role="option"]';
  await tabTo(tab, (stop) => stop.name === 'q', 'the search box');
  await tab.keyboard.type('wag');
  await tab.waitForSelector(shown);
  await tab.keyboard.press('ArrowDown');
  const chosen = await tab.evaluate(() => {
    const option = document.getElementById(document.activeElement.getAttribute('aria-activedescendant'));
    return option && { selected: option.getAttribute('aria-selected'), count: document.querySelectorAll('[role="option"]').length };
  });
  assert(chosen?.selected === 'true', `the first arrow chooses ${JSON.stringify(chosen)}`);
  await tab.keyboard.press('Escape');
  assert(!(await tab.isVisible(shown)), 'Escape does not close the list');
  assert((await tab.inputValue('#q')) === 'wag', `Escape leaves "${await tab.inputValue('#q')}" in the box`);
  await tab.keyboard.type('e');
  await tab.waitForSelector(shown);
  await tab.keyboard.press('ArrowDown');
  await enter(tab);
  assert(at(tab) !== '/', 'a suggestion leads nowhere');
  await tab.context().close();
}

async function facetGroup() {
  const tab = await opened('/search?q=wages');
  const open = () => tab.evaluate(() => document.activeElement.closest('details')?.open);
  await tabTo(tab, (stop) => stop.tag === 'SUMMARY' && stop.inFacets, 'the head of a facet');
  const before = await open();
  await tab.keyboard.press('Enter');
  assert((await open()) === !before, 'Enter does not change it');
  await tab.keyboard.press('Enter');
  assert((await open()) === before, 'Enter does not change it back');
  await tab.context().close();
}

async function language() {
  const tab = await opened('/search?q=wages');
  await tabTo(tab, (stop) => /[?&]hl=fr/.test(stop.href), 'Français');
  await enter(tab);
  assert((await tab.getAttribute('html', 'lang')) === 'fr', 'the page is not in French');
  assert((await tab.inputValue('#q')) === 'wages', 'the search is lost');
  await tab.context().close();
}

/** Each stop has an outline or a shadow, and lies within the window. */
async function walk(path, options) {
  const tab = await opened(path, options);
  const faults = new Set();
  for (let stop = await next(tab); stop; stop = await next(tab)) {
    const fault = unseen(stop);
    if (fault) faults.add(`${fault}: ${stop.html}`);
  }
  await tab.context().close();
  assertNone([...faults], 'these stops are not seen');
}

/** Tab goes through everything that can be reached, once, as it stands in the page. */
async function order(path) {
  const tab = await opened(path);
  const expected = await tab.evaluate(() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    const there = all.filter((e) => e.checkVisibility() && !e.disabled && e.type !== 'hidden');
    there.forEach((element, at) => (element.dataset.stop = at));
    return there.length;
  });
  const visited = [];
  for (let stop = await next(tab); stop; stop = await next(tab)) {
    // A box that scrolls is a stop, too, and needs no mark.
    if (stop.number !== undefined) visited.push(Number(stop.number));
    assert(visited.length <= expected, `after ${visited.length} stops it goes on at ${stop.html}`);
  }
  await tab.context().close();
  const wrong = visited.filter((number, at) => number !== at);
  assert(visited.length === expected, `${visited.length} stops, but ${expected} elements that can be used`);
  assert(wrong.length === 0, `the order is ${visited.join(' ')}`);
}

// ---- Where one is ----

async function opened(path, options) {
  const tab = await newPage(browser, options);
  await tab.goto(service.base + path, { waitUntil: 'load' });
  return tab;
}

/** The path and query of a tab. */
function at(tab) {
  return tab.url().slice(service.base.length);
}

/** The number at the head of the results. */
async function total(tab) {
  const line = await tab.textContent('#found');
  return Number(line.replace(/\D/g, ''));
}

async function enter(tab) {
  await Promise.all([tab.waitForEvent('load'), tab.keyboard.press('Enter')]);
}

/** The browser's way back; a page that was kept as it was left does not load again. */
async function back(tab) {
  await tab.goBack({ waitUntil: 'commit' });
  await tab.waitForFunction(() => document.readyState === 'complete');
}

/** The next stop, or nothing when Tab has left the page. */
async function next(tab) {
  await tab.keyboard.press('Tab');
  const stop = await focus(tab);
  return stop.tag === 'BODY' || stop.tag === 'HTML' ? undefined : stop;
}

/** Presses Tab until a stop fits; every stop on the way must be seen. */
async function tabTo(tab, fits, called) {
  for (let presses = 0; presses < PATIENT; presses += 1) {
    const stop = await next(tab);
    if (!stop) continue; // Around the end of the page, from the top again.
    assertSeen(stop);
    if (fits(stop)) return stop;
  }
  throw new Error(`${called} is not reached by ${PATIENT} presses of Tab on ${tab.url()}`);
}

/** What has the focus, and how it looks. */
function focus(tab) {
  return tab.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return {
      tag: element.tagName,
      name: element.getAttribute('name'),
      value: element.value,
      href: element.href,
      number: element.dataset.stop,
      html: element.outerHTML.replace(/\s+/g, ' ').slice(0, 140),
      inMain: Boolean(element.closest('main')),
      inFacets: Boolean(element.closest('.facets')),
      inHits: Boolean(element.closest('.hits')),
      outline: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
      shadow: style.boxShadow !== 'none',
      size: Math.min(box.width, box.height),
      // A link over several lines has several boxes: one that is seen will do.
      onTop: [...element.getClientRects()].some((part) => {
        const hit = document.elementFromPoint(part.left + Math.min(part.width, 40) / 2, part.top + part.height / 2);
        return hit && (element.contains(hit) || hit.contains(element));
      }),
      behind: document.elementFromPoint(box.left + Math.min(box.width, 40) / 2, box.top + box.height / 2)?.outerHTML.slice(0, 80),
    };
  });
}

/** Why a stop is not seen; nothing when it is. */
function unseen(stop) {
  if (stop.outline === 0 && !stop.shadow) return 'no outline and no shadow';
  if (stop.size < 1) return 'no size';
  if (!stop.onTop) return stop.behind ? `behind ${stop.behind}` : 'outside the window';
  return undefined;
}

function assertSeen(stop) {
  const fault = unseen(stop);
  assert(!fault, `${fault}: ${stop.html}`);
}
