// A cataloguer's day in a real browser: sign in, set up a second factor, make a token, edit a record with it, see
// the change everywhere, sign out; and nobody sees the account's pages again by going back.

import { createHmac } from 'node:crypto';

import { assert, assertNone, axeFinds, check, done, launchBrowser, newPage, startService } from './support.mjs';

const service = await startService();
const browser = await launchBrowser();
const tab = await newPage(browser, { baseURL: service.base, bypassCSP: true });
let key, token;

await check('a password opens the account', async () => {
  await signIn();
  assert(new URL(tab.url()).pathname === '/account', `it leads to ${tab.url()}`);
});

await check('the pages of an account have no fault that axe finds', async () => {
  for (const path of [
    '/account',
    '/admin/users',
    '/admin/harvests',
    '/admin/audit',
    '/admin/quality',
    '/admin/quality/openaire-access',
    '/records/1/quality',
    '/admin/headings',
    '/admin/scholar',
    '/admin/scholar/abstract-fails',
    '/records/1/scholar',
    '/records/1/edit',
    '/records/706/edit?saved=same',
    '/admin/batch?q=wages',
    '/admin/collections',
    '/admin/collections/new?q=wages',
    '/admin/collections/conventions',
    '/sign-in',
  ]) {
    await tab.goto(path);
    assertNone(await axeFinds(tab), path);
  }
});

await check('a second factor is set up with its first code', async () => {
  await tab.goto('/account');
  const form = tab.locator('form[action="/account/second-factor"]');
  await form.locator('input[name=current]').fill(service.password);
  await submit(form.locator('button'));
  key = (await tab.locator('code.key').textContent()).replace(/\s/g, '');
  await tab.fill('#code', code(key));
  await submit(tab.locator('form[action="/account/second-factor/confirm"] button'));
  assert((await tab.locator('ul.secrets li').count()) === 10, 'ten codes for an emergency are shown once');
});

await check('from then on the password alone is not enough', async () => {
  await tab.goto('/account');
  await submit(tab.locator('form[action="/sign-out"] button'));
  await signIn();
  assert(new URL(tab.url()).pathname === '/sign-in/code', `the password leads to ${tab.url()}`);
  await tab.goto('/account');
  assert(new URL(tab.url()).pathname.startsWith('/sign-in'), `without the code, /account is ${tab.url()}`);
});

await check('a code opens it, and a token made there edits a record', async () => {
  await tab.goto('/sign-in/code');
  // A code is good once: the next one is good already, for clocks differ.
  await tab.fill('#code', code(key, 1));
  await submit(tab.locator('form[action="/sign-in/code"] button'));
  await tab.goto('/account');
  await tab.fill('#label', 'day');
  await tab.selectOption('#role', 'cataloguer');
  await submit(tab.locator('form[action="/account/tokens"] button'));
  token = (await tab.locator('ul.secrets code').textContent()).trim();
  const record = await (await fetch(`${service.base}/api/v1/records/5`)).json();
  const answer = await fetch(`${service.base}/api/v1/records/5`, {
    method: 'PATCH',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/merge-patch+json',
      'If-Match': `"${record.seq}"`,
    },
    body: JSON.stringify({ titles: { main: { main: 'Zymurgical labourers' } } }),
  });
  assert(answer.ok, `${answer.status} ${await answer.text()}`);
});

await check('the change is on its page, in the search and in the feed', async () => {
  await tab.goto('/records/5');
  assert((await tab.textContent('h1')).includes('Zymurgical'), 'the landing page');
  assert((await tab.textContent('main')).includes('edited by a cataloguer'), 'its history');
  const late = Date.now() + 20_000;
  let hits = 0;
  while (hits === 0 && Date.now() < late) {
    await tab.goto('/search?q=zymurgical');
    hits = await tab.locator('.hit').count();
  }
  assert(hits === 1, `${hits} hits`);
  const list = await (await fetch(`${service.base}/oai?verb=ListIdentifiers&metadataPrefix=oai_dc`)).text();
  const [, ours] = /<identifier>(oai:.*:)\d+<\/identifier>/.exec(list);
  const feed = await fetch(`${service.base}/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=${ours}5`);
  assert((await feed.text()).includes('Zymurgical'), 'OAI-PMH');
});

await check('its history tells what changed and who did it, and the audit log from where', async () => {
  await tab.goto('/records/5/history');
  const told = await tab.textContent('main');
  assert(told.includes('Zymurgical labourers') && told.includes('admin/day'), told.slice(0, 600));
  const stranger = await newPage(browser, { baseURL: service.base });
  await stranger.goto('/records/5/history');
  const open = await stranger.textContent('main');
  assert(open.includes('Zymurgical labourers') && !open.includes('admin'), open.slice(0, 600));
  await tab.goto('/admin/audit?record=5&kind=edit');
  const log = await tab.textContent('main');
  assert(log.includes('admin/day') && log.includes('127.0.0.0/24'), log.slice(0, 600));
});

await check('a librarian makes a collection of a search, counted first', async () => {
  await tab.goto('/search?q=zymurgical');
  await tab.click('a[href^="/admin/collections/new"]');
  await tab.fill('#slug', 'brewing');
  for (const [lang, name] of [['en', 'Brewing'], ['fr', 'Brasserie'], ['es', 'Cervecería']]) {
    await tab.fill(`#name-${lang}`, name);
  }
  await submit(tab.locator('button[name=preview]'));
  assert((await tab.textContent('[role=status]')).includes('1 work'), 'how many it would hold');
  await submit(tab.locator('main form.form button[type=submit]').first());
  assert(new URL(tab.url()).pathname === '/collections/brewing', `it leads to ${tab.url()}`);
  assert((await tab.locator('.hit').count()) === 1, 'its record');
});

await check('after signing out, going back shows nothing private', async () => {
  await tab.goto('/account');
  await submit(tab.locator('form[action="/sign-out"] button'));
  await tab.goBack();
  const shown = await tab.textContent('main');
  assert(!shown.includes('Change the password') && !shown.includes('day'), `going back shows: ${shown.slice(0, 200)}`);
});

await browser.close();
await service.stop();
done();

async function signIn() {
  await tab.goto('/sign-in');
  await tab.fill('#name', 'admin');
  await tab.fill('#password', service.password);
  await submit(tab.locator('form[action="/sign-in"] button'));
}

/** Sends a form and waits until the page that it leads to is there. */
async function submit(button) {
  await Promise.all([tab.waitForNavigation({ waitUntil: 'load' }), button.click()]);
}

/** The code of now, or of some steps later (RFC 6238: SHA-1, 30 seconds, 6 digits). */
function code(base32, later = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...base32.replace(/=/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
