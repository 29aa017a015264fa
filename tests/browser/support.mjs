// What the checks share: a service of their own, a browser, and a runner that says what held.
//
// A check is a small story: `await check("name", async () => { ... })`. It holds when it does not throw.
// `done()` prints the count and ends the process with 1 when something failed.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);

/** The longest that a page, a click or the start of the service may take, in milliseconds. */
const PATIENCE = 30_000;

/** What keeps the browser from asking anybody else for anything. */
const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

// ---- The service ----

/**
 * Serves the demo collection from a new folder, on a free port.
 * Answers `{ base, token, password, ask, stop }`: the administrator's token and password; `ask` is `fetch` with the administrator's token, giving JSON.
 */
export async function startService() {
  const binary = path.resolve(process.env.LABORDOC_BIN ?? 'target/debug/labordoc');
  const folder = await mkdtemp(path.join(tmpdir(), 'labordoc-browser-'));
  const child = spawn(binary, ['--data', folder, 'demo', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // The checks come faster than any person.
    env: { ...process.env, LABORDOC_RATE_SIGNED_PER_SECOND: '0' },
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  whenWeEnd(() => child.kill('SIGKILL'));

  const said = await firstWords(child, binary);
  const base = /(http:\/\/127\.0\.0\.1:\d+)\/$/m.exec(said)?.[1];
  const token = /labordoc_[0-9a-f]+/.exec(said)?.[0];
  const password = /password ([0-9a-f]+)/.exec(said)?.[1];
  if (!base || !token || !password) throw new Error(`the service did not name its address, a token and a password:\n${said}`);

  const ask = async (route, options = {}) => {
    const answer = await fetch(base + route, {
      ...options,
      headers: { Authorization: `Bearer ${token}`, ...options.headers },
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  return { base, token, password, ask, stop };
}

/** What the service prints until it is ready. */
function firstWords(child, binary) {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`${binary} is not ready:\n${said}`)), 4 * PATIENCE);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${binary} ended with ${code}:\n${said}`)));
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (piece) => {
      said += piece;
      if (said.includes('Stop with')) {
        clearTimeout(late);
        resolve(said);
      }
    });
  });
}

function whenWeEnd(action) {
  process.once('exit', action);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
}

// ---- The browser ----

/** A Chromium without a window. */
export async function launchBrowser(further = []) {
  const executablePath = process.env.CHROMIUM ?? onThePath('chromium') ?? onThePath('chromium-browser');
  if (!executablePath) throw new Error('there is no chromium on the path; CHROMIUM may name one');
  return chromium.launch({
    executablePath,
    args: [...BROWSER_ARGUMENTS, ...further],
    // Going back shows the page as it was left, as with readers.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    timeout: PATIENCE,
  });
}

function onThePath(command) {
  const found = spawnSync('sh', ['-c', `command -v ${command}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** A new page in a context of its own: no cookies, nothing kept from a visit before. */
export async function newPage(browser, options = {}) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 1000 },
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  return context.newPage();
}

/** WCAG 2.2 at levels A and AA, and what axe-core counts as good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds on a page that was made with `bypassCSP`: one text for each rule that is broken. */
export async function axeFinds(tab) {
  if (!(await tab.evaluate(() => 'axe' in window))) {
    await tab.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  }
  return tab.evaluate(violations, RULES);
}

/** Runs within the page: one text for each rule that is broken, with the first elements that break it. */
async function violations(tags) {
  const results = await window.axe.run(document, {
    runOnly: { type: 'tag', values: tags },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
  });
  return results.violations.map((rule) => {
    const elements = rule.nodes.slice(0, 3).map((node) => {
      const why = node.failureSummary.split('\n').slice(1).map((line) => line.trim()).join('; ');
      return `  ${node.target.join(' ')}: ${why}\n    ${node.html.replace(/\s+/g, ' ').slice(0, 160)}`;
    });
    return `${rule.id} (${rule.impact}), ${rule.nodes.length} times\n${elements.join('\n')}`;
  });
}

/** The path with another parameter: `withParameter('/search?q=a', 'hl', 'fr')`. */
export function withParameter(route, name, value) {
  const joint = route.includes('?') ? '&' : '?';
  return `${route}${joint}${name}=${encodeURIComponent(value)}`;
}

// ---- The runner ----

let passed = 0;
let failed = 0;

/** Runs one check, and says how it went, with what the story has to tell. A failure does not end the others. */
export async function check(name, story) {
  try {
    const told = await story();
    passed += 1;
    console.log(told ? `ok: ${name} (${told})` : `ok: ${name}`);
  } catch (fault) {
    failed += 1;
    console.log(`FAILED: ${name}\n${indented(fault.message)}`);
  }
}

/** Says why something is not checked. */
export function skipped(name, why) {
  console.log(`skipped: ${name} (${why})`);
}

/** Fails with this text unless the condition holds. */
export function assert(holds, text) {
  if (!holds) throw new Error(text);
}

/** Fails and names what should not be there; a long list is cut. */
export function assertNone(list, text) {
  const shown = list.slice(0, 12).join('\n');
  const rest = list.length > 12 ? `\n... and ${list.length - 12} more` : '';
  assert(list.length === 0, `${text}:\n${shown}${rest}`);
}

/** Runs `work` on all, a few at a time; the order of the results is that of the list. */
export async function inParallel(list, width, work) {
  const results = new Array(list.length);
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const at = next++;
      results[at] = await work(list[at], at);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}

/** The last line; ends the process. */
export function done() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

function indented(text) {
  return text.replace(/^/gm, '    ');
}
