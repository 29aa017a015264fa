// Hostile records: every line of payloads.txt in every field that a page shows, imported as MARCXML, then
// read in a real browser. Nothing may run, ask another host, or leave its place in the page.
//
// Each page is read twice: as it is served, where the policy (CSP) reports what it stops, and with the
// policy off, where what got through would truly run.

import { readFile } from 'node:fs/promises';

import { assert, assertNone, check, done, inParallel, launchBrowser, newPage, startService } from './support.mjs';

/** Pages read together. */
const WIDTH = 6;
/** A word of no record of the collection: it finds ours. */
const SIGN = 'zebra';
/** Fields with the subfields that are given an attack each. */
const FIELDS = {
  '020': 'aq', '022': 'a', '024': 'a2', '035': 'a', '041': 'a', '072': 'a', '088': 'a', '099': 'a',
  '100': 'abcde04', '110': 'abe', '111': 'acd', '246': 'abi', '250': 'a', '260': 'abc', '300': 'abc', '490': 'axv',
  '500': 'a', '502': 'abcd', '505': 'atr', '506': 'au', '520': 'a', '540': 'au', '546': 'a', '650': 'axyz02', '651': 'a0',
  '653': 'a', '655': 'a2', '700': 'abcdet04', '710': 'abt', '711': 'a', '765': 'twx', '773': 'tgxwdz', '775': 'tw',
  '780': 'tw', '785': 't', '787': 'itw', '830': 'av', '852': 'h', '905': 'a', '970': 'a', '980': 'n', '998': 'a',
};
const MODES = [
  { called: 'as served', bypassCSP: false },
  { called: 'with the policy off', bypassCSP: true },
];
/** Links that do no harm and lead nowhere, from all pages. */
const malformed = new Set();

const service = await startService();
const host = new URL(service.base).host;
const payloads = await readPayloads();
const before = (await service.ask('/api/v1/stats')).records;
/** Three records for each attack, one after another: attacked in all fields, in its addresses, and by edits. */
const ids = Array.from({ length: 3 * payloads.length }, (_, at) => before + 1 + at);

await check(`${payloads.length} attacks, at least 60, are imported`, importAll);
await check('they are laid into records by edits, too, or refused', editAll);

const browser = await launchBrowser();
const outline = await frameOf('/records/1');
for (const mode of MODES) {
  await check(`an attack that gets through is noticed, ${mode.called}`, () => awake(mode));
  for (const [called, paths] of pages(mode)) {
    await check(`${called}, ${mode.called}: nothing runs on ${paths.length} pages`, () => harmless(paths, mode));
  }
}
await check('suggestions run nothing', suggestions);
await check('every link of these pages is an address as RFC 3986 has it', () => assertNone([...malformed], 'these are none'));
await check('what is not a page says so, and is not taken for one', forms);

await browser.close();
await service.stop();
done();

// ---- The attacks ----

async function readPayloads() {
  const text = await readFile(new URL('payloads.txt', import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^#( |$)/.test(line))
    .map((line) => line.replace(/\\u\{([0-9a-f]+)\}/g, (_, code) => String.fromCodePoint(parseInt(code, 16))));
}

async function importAll() {
  assert(payloads.length >= 60, 'they are too few');
  const body = `<collection xmlns="http://www.loc.gov/MARC21/slim">${payloads.map(marcxml).join('\n')}</collection>`;
  const { import: number } = await service.ask('/api/v1/imports?format=marcxml&name=attacks.xml', { method: 'POST', body });
  const row = await ended(number);
  const expected = ids.length;
  assert(row.status === 'done' && row.created === expected, `${expected} records expected: ${JSON.stringify(row).slice(0, 600)}`);
}

/** Waits until an import is done and its records can be found. */
async function ended(number) {
  for (;;) {
    const row = await service.ask(`/api/v1/imports/${number}?limit=3`);
    if (row.status === 'failed' || (row.status === 'done' && row.index_seq >= row.seq)) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One work: attacked in all fields in English, in its addresses in French, and fit to be edited in Spanish. */
function marcxml(attack, at) {
  const all = Object.entries(FIELDS).map(([tag, codes]) => field(tag, [...codes].map((code) => [code, attack])));
  const together = field('088', [['a', `XSS.${at}/ATTACK/1`]]);
  return `<record><leader>00000nab a2200000 a 4500</leader>
${control('001', `xss-${at}-en`)}${control('003', attack)}${control('008', '||||||s2020    |||||||||||||||||||||||eng||')}
${field('041', [['a', 'eng']])}${together}
${field('245', [['a', attack], ['b', `${SIGN} ${attack}`], ['n', attack], ['p', attack], ['c', attack]])}
${field('520', [['a', `${SIGN} ${attack} ${SIGN}`]])}${all.join('\n')}
</record>
<record><leader>00000nam a2200000 a 4500</leader>
${control('001', `xss-${at}-fr`)}${control('008', '||||||s2020    |||||||||||||||||||||||fre||')}
${field('041', [['a', 'fre']])}${together}${field('245', [['a', `${SIGN} ${at} `], ['b', attack]])}
${['40', '41', '42', '4 '].map((marks) => field('856', [...'uyz3q'].map((code) => [code, attack]), marks)).join('\n')}
${field('856', [['u', `https://example.org/${attack}`], ['y', attack]], '40')}
${field('856', [['u', `https://example.org/?q=${attack}`], ['3', attack]], '40')}
${field('856', [['u', `https://${attack}/`], ['y', attack]], '40')}
${field('024', [['a', `10.1000/${attack}`], ['2', 'doi']], '7 ')}${field('024', [['a', attack], ['2', 'hdl']], '7 ')}
${field('100', [['a', attack], ['0', `https://orcid.org/${attack}`], ['1', attack]])}
</record>
<record><leader>00000nam a2200000 a 4500</leader>
${control('001', `xss-${at}-es`)}${control('008', '||||||s2020    |||||||||||||||||||||||spa||')}
${field('041', [['a', 'spa']])}${together}${field('245', [['a', `${SIGN} ${at}`]])}
</record>`;
}

function control(tag, value) {
  return `<controlfield tag="${tag}">${escaped(value)}</controlfield>`;
}

function field(tag, subfields, marks = '1 ') {
  const inner = subfields.map(([code, value]) => `<subfield code="${code}">${escaped(value)}</subfield>`).join('');
  return `<datafield tag="${tag}" ind1="${marks[0]}" ind2="${marks[1]}">${inner}</datafield>`;
}

/** For XML 1.0: what it forbids becomes a space. */
function escaped(text) {
  return text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, ' ')
    .replace(/[&<>"'\r\n\t\u0085\u2028]/g, (c) => `&#${c.codePointAt(0)};`);
}

/** An edit goes past the reading of MARC: what it lays in must be as harmless, or be refused. */
async function editAll() {
  const faults = [];
  await inParallel(payloads, WIDTH, async (attack, at) => {
    const edits = {
      assets: [{ url: attack, kind: 'full-text', label: attack, media_type: attack }],
      rights: [{ text: attack, uri: attack }],
      contributors: [{ kind: 'person', name: attack, roles: ['aut'], uris: [attack], field: '100' }],
      identifiers: [{ kind: 'doi', value: attack }, { kind: 'handle', value: attack }],
      responsibility: attack,
    };
    for (const [name, value] of Object.entries(edits)) {
      const answer = await fetch(`${service.base}/api/v1/records/${ids[3 * at + 2]}`, {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${service.token}` },
        body: JSON.stringify({ [name]: value }),
      });
      if (![200, 422].includes(answer.status)) faults.push(`${name} = ${attack}: ${answer.status} ${await answer.text()}`);
    }
  });
  assertNone(faults, 'an edit is neither taken nor refused');
}

// ---- The pages ----

/** Families of pages, each a name and its paths. */
function pages({ bypassCSP }) {
  const encoded = payloads.map(encodeURIComponent);
  const english = ids.filter((_, at) => at % 3 === 0);
  const lists = ['/', `/browse`, '/browse/type', '/browse/theme', '/browse/lang', '/browse/year', '/browse/journal', '/browse/year/2020'];
  for (let from = before + 1; from <= ids.at(-1); from += 50) lists.push(`/browse/all/${from}`);
  for (let page = 1; page <= ids.length / 20 + 1; page += 1) {
    lists.push(`/search?q=${SIGN}&page=${page}`, `/search?q=${SIGN}&works=true&sort=newest&page=${page}`);
  }
  const names = ['type', 'theme', 'lang', 'journal', 'from', 'sort', 'page', 'hl', 'x'];
  const formats = ['oai_dc', 'marcxml', 'mods', 'oai_datacite', 'oai_openaire', 'qdc', 'edm', 'rdf'];
  const stored = [
    ['citations', [`/cite?ids=${ids.slice(0, 200)}`, ...ids.slice(0, 20).map((id) => `/records/${id}?style=vancouver`)]],
    ['sources', ids.slice(0, 60).map((id) => `/records/${id}/source`)],
    ['landing pages', [...ids.map((id) => `/records/${id}`), ...english.slice(0, 20).map((id) => `/records/${id}?hl=fr`)]],
    ['works', english.map((id) => `/works/${id}`)],
    ['lists and results', lists],
    ['OAI-PMH in a browser', english.slice(0, 25).flatMap((id) => formats.map((f) => `/oai?verb=GetRecord&metadataPrefix=${f}&identifier=oai:127.0.0.1:${id}`))],
    ['searches for an attack', encoded.map((attack) => `/search?q=${attack}`)],
  ];
  if (bypassCSP) return stored;
  return [
    ...stored,
    ['attacks as parameters', encoded.map((attack) => `/search?q=${SIGN}&${names.map((name) => `${name}=${attack}`).join('&')}`)],
    ['attacks as paths', encoded.flatMap((a) => [`/${a}`, `/browse/theme/${a}`, `/records/${a}`, `/oai?verb=${a}`])],
  ];
}

/** The proof that the watch is awake: a page that is no better than it should not be. */
async function awake({ bypassCSP }) {
  const tab = await watched(
    bypassCSP,
    '<h1>x</h1><script>window.__xss=1;alert(1)</script><a href="javascript:1">x</a><img src=//evil.example/x>',
  );
  const found = (await tab.read('/')).join('\n');
  await tab.close();
  const signs = bypassCSP ? ['window.__xss is set', 'a dialog opens', 'asks http://evil.example'] : ['policy: script-src', 'console: '];
  for (const sign of [...signs, 'href: ', 'src: ', 'a script: ', 'the frame is']) {
    assert(found.includes(sign), `"${sign}" is not among\n${found}`);
  }
}

async function harmless(paths, { bypassCSP }) {
  const tabs = await Promise.all(Array.from({ length: WIDTH }, () => watched(bypassCSP)));
  const faults = (await inParallel(paths, WIDTH, async (path) => {
    const tab = tabs.pop();
    const found = await tab.read(path);
    tabs.push(tab);
    return found;
  })).flat();
  await Promise.all(tabs.map((tab) => tab.close()));
  const links = faults.filter((fault) => fault.includes(': no address: '));
  links.forEach((link) => malformed.add(link));
  assertNone(faults.filter((fault) => !links.includes(fault)), 'these did something');
}

/** A tab that notices dialogs, scripts, reports of the policy and requests to others; `body` stands in for all pages. */
async function watched(bypassCSP, body) {
  const tab = await newPage(browser, { bypassCSP });
  let noticed = [];
  if (body) {
    await tab.route(`${service.base}/**`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body });
    });
  }
  await tab.addInitScript(() => {
    window.__reports = [];
    document.addEventListener('securitypolicyviolation', (report) =>
      window.__reports.push(`${report.effectiveDirective} stopped ${report.blockedURI} ${report.sample}`));
  });
  tab.on('dialog', (dialog) => {
    noticed.push(`a dialog opens: ${dialog.message()}`);
    void dialog.dismiss();
  });
  tab.on('popup', (popup) => noticed.push(`a window opens: ${popup.url()}`));
  tab.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) noticed.push(`console: ${message.text()}`);
  });
  tab.on('pageerror', (fault) => noticed.push(`a script fails: ${fault.message}`));
  tab.on('request', (request) => {
    const url = new URL(request.url());
    if (url.host !== host) noticed.push(`asks ${request.url().slice(0, 120)}`);
  });

  const read = async (path, act) => {
    noticed = [];
    try {
      const answer = await tab.goto(service.base + path, { waitUntil: 'load' });
      if (answer.status() >= 500) noticed.push(`answers ${answer.status()}`);
      if (act) {
        await act(tab);
        await tab.waitForTimeout(400);
      }
      noticed.push(...(await tab.evaluate(suspicious, { outline, host })));
      if (new URL(tab.url()).host !== host) noticed.push(`leads to ${tab.url()}`);
    } catch (fault) {
      noticed.push(fault.message.split('\n')[0]);
    }
    return noticed.map((fault) => `${path.slice(0, 160)}: ${fault}`);
  };
  return { read, close: () => tab.context().close() };
}

/** The frame of a page that no attack has touched. */
async function frameOf(path) {
  const tab = await newPage(browser);
  await tab.goto(service.base + path);
  const frame = await tab.evaluate(() => [...document.body.children].map((e) => `${e.tagName}.${e.className}`).join(' '));
  await tab.context().close();
  return frame;
}

/** Runs within the page: what an attack left there. */
async function suspicious({ outline, host }) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  const found = window.__reports.map((report) => `policy: ${report}`);
  if (window.__xss !== undefined) found.push('window.__xss is set');

  const own = (address) => new URL(address, location.href).host === host;
  const strange = 'iframe, frame, object, embed, base, math, marquee, template, video, audio, style, meta[http-equiv], [style], [srcdoc]';
  for (const element of document.querySelectorAll('*')) {
    const shown = () => element.outerHTML.slice(0, 160);
    if (element.matches(strange) || element.localName.includes(':')) found.push(`an element: ${shown()}`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith('on')) found.push(`a handler: ${shown()}`);
      if (!/^[a-z][a-zA-Z-]*$/.test(name)) found.push(`an attribute ${name}: ${shown()}`);
      if (['action', 'formaction', 'src'].includes(name) && !own(value)) found.push(`${name}: ${shown()}`);
      if (name === 'href') {
        if (!/^(https?:\/\/|\/(?![/\\])|#|\?)/.test(value)) found.push(`href: ${shown()}`);
        else if (!URL.canParse(value, location.href) || /[\s<>"`\\]/.test(value)) found.push(`no address: ${shown()}`);
      }
    }
  }
  for (const script of document.scripts) {
    if (script.type === 'application/ld+json') {
      try {
        JSON.parse(script.textContent);
      } catch (fault) {
        found.push(`JSON-LD: ${fault.message}`);
      }
    } else if (!script.src || !own(script.src)) {
      found.push(`a script: ${script.outerHTML.slice(0, 160)}`);
    }
  }
  const frame = [...document.body.children].map((e) => `${e.tagName}.${e.className}`).join(' ');
  if (frame !== outline) found.push(`the frame is ${frame}, not ${outline}`);
  return found;
}

/** What a script of ours puts into the page as one types. */
async function suggestions() {
  const faults = [];
  for (const mode of MODES) {
    const tab = await watched(mode.bypassCSP);
    for (const words of [SIGN, 'script', 'javascript', 'window', 'img src', '<script', '"><', 'https example']) {
      faults.push(...(await tab.read('/', (page) => page.locator('#q').pressSequentially(words))));
    }
    await tab.close();
  }
  assertNone(faults, 'these did something');
}

// ---- What is not a page ----

/** Forms of a record and answers of machines: never HTML, never guessed, XML without elements of XHTML. */
async function forms() {
  const paths = ids.flatMap((id) => ['marcxml', 'mrc', 'dc', 'jsonld', 'json', 'bib', 'ris', 'csl.json', 'enw', 'redif'].map((form) => `/records/${id}.${form}`));
  paths.push('/oai?verb=ListRecords&metadataPrefix=oai_dc', `/api/v1/search?q=${SIGN}&per_page=100`, '/api/v1/changes?limit=1000');
  paths.push(...payloads.map(encodeURIComponent).flatMap((a) => [`/api/v1/search?q=${a}&sort=${a}`, `/oai?verb=${a}`]));
  const planted = /<([\w-]+:)?(script|img|svg|iframe|x)\b|xmlns(:\w+)?="http:\/\/www\.w3\.org\/1999\/xhtml"/i;
  const faults = (await inParallel(paths, WIDTH, async (path) => {
    const answer = await fetch(service.base + path);
    const text = await answer.text();
    const kind = answer.headers.get('content-type') ?? '';
    const found = [];
    if (answer.status >= 500) found.push(`answers ${answer.status}`);
    if (!kind || kind.includes('html')) found.push(`is ${kind}`);
    if (answer.headers.get('x-content-type-options') !== 'nosniff') found.push('may be guessed at');
    if (/xml/.test(kind) && planted.test(text)) found.push('has elements of an attack');
    return found.map((fault) => `${path.slice(0, 160)}: ${fault}`);
  })).flat();
  assertNone(faults, 'these could be taken for a page');
}
