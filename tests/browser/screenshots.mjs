// Takes the pictures of the pages for docs/screenshots.md, and writes that page. No check.
//
//   tests/browser/run screenshots

import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { launchBrowser, newPage, startService } from './support.mjs';
import { issue, linksOf } from './table.mjs';

const WIDTHS = [375, 768, 1280];
const HEIGHT = 1000;
/** For JPEG: text stays crisp, and all pictures together small. */
const QUALITY = 70;
/** All pictures together, in bytes. */
const SIZE_LIMIT = 4_000_000;
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const FOLDER = 'images/pages';

/** `else` is what is shown while the page at `path` is not there. */
const SHOTS = [
  { name: 'home', title: 'Home', path: '/', dark: true },
  { name: 'search', title: 'Search', path: '/search?q=wages', dark: true },
  { name: 'filters', title: 'Search with filters', path: '/search?q=wages&type=journal-article&lang=en&from=1990' },
  { name: 'nothing', title: 'Nothing found', path: '/search?q=zzzzqq' },
  { name: 'landing', title: 'Landing page', path: '/records/706', dark: true },
  { name: 'journal', title: 'Journal', path: '/journals/international-labour-review' },
  { name: 'issue', title: 'Issue', path: issue, else: '/browse/journal/international-labour-review' },
  { name: 'concept', title: 'Concept', path: '/concepts/themes/wages' },
  { name: 'themes', title: 'Browse by theme', path: '/browse/theme' },
  { name: 'authors', title: 'Authors from A to Z', path: '/browse/author' },
  { name: 'collection', title: 'Collection', path: '/collections/women-at-work' },
  { name: 'api', title: 'API', path: '/api' },
  { name: '404', title: 'Nothing here', path: '/no/such/page' },
];

const service = await startService();
const browser = await launchBrowser();
await rm(DOCS + FOLDER, { recursive: true, force: true });
await mkdir(DOCS + FOLDER, { recursive: true });

for (const shot of SHOTS) {
  const path = typeof shot.path === 'string' ? shot.path : ((await shot.path((from) => linksOf(service.base, from))) ?? shot.else);
  for (const width of WIDTHS) await take(shot.name, path, width, 'light');
  if (shot.dark) await take(`${shot.name}-dark`, path, WIDTHS.at(-1), 'dark');
}
await writeFile(`${DOCS}screenshots.md`, page());

await browser.close();
await service.stop();
const bytes = await total();
console.log(`${bytes} bytes of pictures in docs/${FOLDER}`);
process.exit(bytes <= SIZE_LIMIT ? 0 : 1);

async function take(name, path, width, colorScheme) {
  const tab = await newPage(browser, { viewport: { width, height: HEIGHT }, colorScheme });
  await tab.goto(service.base + path, { waitUntil: 'networkidle' });
  await tab.screenshot({ path: `${DOCS}${file(name, width)}`, type: 'jpeg', quality: QUALITY });
  await tab.context().close();
  console.log(`taken: ${name} at ${width}`);
}

function file(name, width) {
  return `${FOLDER}/${name}-${width}.jpg`;
}

async function total() {
  const files = await readdir(DOCS + FOLDER);
  const sizes = await Promise.all(files.map(async (name) => (await stat(`${DOCS}${FOLDER}/${name}`)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

// ---- docs/screenshots.md ----

function page() {
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const picture = (shot, name, width, what) => `[![${shot.title}, ${what}](${file(name, width)})](${file(name, width)})`;
  const rows = SHOTS.map((shot) => row([shot.title, ...WIDTHS.map((width) => picture(shot, shot.name, width, `${width} pixels wide`))]));
  const dark = SHOTS.filter((shot) => shot.dark);
  const widest = WIDTHS.at(-1);
  return `# Screenshots

The pages with the bundled collection, as Chromium shows them on a phone, a tablet and a desk: the first ${HEIGHT} pixels of
each. A picture leads to itself in full size. This command takes them again and writes this page:

\`\`\`sh
tests/browser/run screenshots
\`\`\`

${row(['page', ...WIDTHS.map((width) => `${width} pixels`)])}
${row(['---', ...WIDTHS.map(() => '---')])}
${rows.join('\n')}

## Dark

For readers whose system asks for it.

${row(dark.map((shot) => shot.title))}
${row(dark.map(() => '---'))}
${row(dark.map((shot) => picture(shot, `${shot.name}-dark`, widest, 'dark')))}
`;
}
