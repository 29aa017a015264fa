// A cataloguer's import in a real browser: bring a table in, see its faults, mend the profile, commit, find a record, edit
// it, edit several at once, undo. LABORDOC_SHOTS names a folder for pictures of each step.

import { assert, assertNone, axeFinds, check, done, launchBrowser, newPage, startService } from './support.mjs';

const service = await startService();
const browser = await launchBrowser();
const tab = await newPage(browser, { baseURL: service.base, bypassCSP: true });
const TABLE = [
  'id;Titel;authors;year;volume;issue;pages;language;keywords',
  'w1;Zymurgeons and its wages;Smith, John;1953;67;3;201-220;en;wages',
  'w2;Zymurgeons and its hours;García, Ana;19x4;67;4;300-311;en;hours of work',
  'w2;Zymurgeons, its number taken;Smith, John;1955;;;;en;',
  'w4;Too;many;cells;are;in;this;row;of;the;table',
].join('\n');
let place, record;

await check('a table is looked through, and its faults are named with their cells', async () => {
  await tab.goto('/sign-in');
  await tab.fill('#name', 'admin');
  await tab.fill('#password', service.password);
  await submit(tab.locator('form[action="/sign-in"] button'));
  await tab.goto('/admin/imports');
  assertNone(await axeFinds(tab), '/admin/imports');
  await tab.selectOption('#profile', 'articles-csv');
  await tab.fill('#system', 'website');
  await tab.setInputFiles('#file', { name: 'quarries.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
  await shot('imports');
  await submit(tab.locator('form[action="/admin/imports"] button'));
  place = new URL(tab.url()).pathname;
  const told = await ended();
  assertNone(await axeFinds(tab), place);
  await shot('staged');
  assert(told.includes('waits for you'), told.slice(0, 800));
  assert(told.includes('Titel') && told.includes('unknown-column'), 'the column that nothing knows');
  assert(told.includes('cell D3') && told.includes('19x4'), 'the year that cannot be read');
  assert(told.includes('duplicate-number') && told.includes('bad-cell-count'), 'what was left out');
  const total = await (await fetch(`${service.base}/api/v1/search?q=zymurgeons`)).json();
  assert(total.total === 0, 'nothing is changed yet');
});

await check('the profile is mended, and the table is looked through by its new version', async () => {
  await tab.goto('/admin/profiles/articles-csv');
  assertNone(await axeFinds(tab), '/admin/profiles/articles-csv');
  const profile = JSON.parse(await tab.inputValue('#profile'));
  await tab.fill('#profile', JSON.stringify(profile).replace('"name"', '"nmae"'));
  await submit(tab.locator('form[action^="/admin/profiles/"] button'));
  assert((await tab.textContent('[role=alert]')).includes('nmae'), 'a fault in a profile is named');
  profile.columns.push({ column: 'Titel', to: 'title' });
  await tab.fill('#profile', JSON.stringify(profile, null, 2));
  await submit(tab.locator('form[action^="/admin/profiles/"] button'));
  assert((await tab.textContent('main')).includes(`articles-csv@${profile.version + 1}`), 'a new version');
  await shot('profile');
  await tab.goto(place);
  await tab.selectOption('#profile', 'articles-csv');
  await submit(tab.locator('button[value=again]'));
  const told = await ended();
  assert(told.includes('Zymurgeons and its wages') && !told.includes('unknown-column'), told.slice(0, 800));
});

await check('it is committed, and a record is found', async () => {
  await submit(tab.locator('button[value=commit]'));
  const told = await ended();
  assert(told.includes('Done'), told.slice(0, 800));
  assertNone(await axeFinds(tab), place);
  await shot('done');
  const hits = await until(async () => {
    await tab.goto('/search?q=zymurgeons');
    return (await tab.locator('.hit').count()) === 2;
  });
  assert(hits, 'both records are found');
  await tab.locator('.hit a[href^="/records/"]').first().click();
  await tab.waitForURL(/\/records\/\d+/);
  record = /\/records\/(\d+)/.exec(tab.url())[1];
});

await check('it is edited, and both are edited at once', async () => {
  await tab.goto(`/records/${record}/edit`);
  const title = tab.locator('[name="titles.main.main"]');
  await title.fill('Zymurgeons, edited');
  await shot('edit');
  await submit(tab.locator('button[value=save]'));
  await tab.goto(`/records/${record}`);
  assert((await tab.textContent('h1')).includes('Zymurgeons, edited'), 'the title');
  await tab.goto('/admin/batch?q=zymurgeons');
  await tab.selectOption('[name="op.0.verb"]', 'set');
  await tab.fill('[name="op.0.field"]', 'edition');
  await tab.fill('[name="op.0.value"]', 'Quarry edition');
  await submit(tab.locator('form.batch button[value="preview:0"]').last());
  await shot('batch');
  assert((await tab.textContent('main')).includes('Quarry edition'), 'what would change');
  await submit(tab.locator('button[value=commit]'));
  const changed = await until(async () => {
    const now = await (await fetch(`${service.base}/api/v1/records/${record}`)).json();
    return JSON.stringify(now).includes('Quarry edition');
  });
  assert(changed, 'the batch is done');
});

await check('a table of them is taken, edited, looked at and done', async () => {
  await tab.goto('/admin/batch?q=zymurgeons');
  const href = await tab.locator('a[href*="format=csv"]').getAttribute('href');
  const table = await (await fetch(`${service.base}${href}`)).text();
  assert(table.includes('Quarry edition'), table.slice(0, 400));
  const edited = table.replaceAll('Quarry edition', 'Table edition').replace('live', 'hidden');
  await tab.setInputFiles('#file', { name: 'edited.csv', mimeType: 'text/csv', buffer: Buffer.from(edited) });
  await submit(tab.locator('form[action="/admin/batch/table"] button'));
  const told = await tab.textContent('main');
  assert(told.includes('Table edition') && told.includes('line 2, status'), told.slice(0, 800));
  assertNone(await axeFinds(tab), 'an edited table');
  await shot('table');
  await submit(tab.locator('button[value=commit]'));
  const changed = await until(async () => {
    const now = await (await fetch(`${service.base}/api/v1/records/${record}`)).json();
    return JSON.stringify(now).includes('Table edition');
  });
  assert(changed, 'the table is done');
});

await check('the import is undone, and its records are gone', async () => {
  await tab.goto(place);
  await submit(tab.locator('button[value=undo]'));
  const told = await ended();
  assert(told.includes('edit-lost') && told.includes('2 conflicts'), told.slice(0, 800));
  await shot('undone');
  const gone = await fetch(`${service.base}/records/${record}`);
  assert(gone.status === 410, `${gone.status}`);
  await tab.goto('/admin/imports');
  assert((await tab.textContent('main')).includes('Undone'), 'the list tells it');
});

await browser.close();
await service.stop();
done();

/** Waits until an import's page shows that it has ended or waits; what the page says. */
async function ended() {
  await until(async () => (await tab.locator('[data-live]').count()) === 0);
  return tab.textContent('main');
}

async function until(holds) {
  const late = Date.now() + 30_000;
  while (Date.now() < late) {
    try {
      if (await holds()) return true;
    } catch {
      // The page is being loaded anew.
    }
    await new Promise((go) => setTimeout(go, 200));
  }
  return false;
}

/** Sends a form and waits for the page it leads to. */
async function submit(button) {
  await Promise.all([tab.waitForNavigation(), button.click()]);
}

async function shot(name) {
  const folder = process.env.LABORDOC_SHOTS;
  if (folder) await tab.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
