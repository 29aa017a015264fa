// The pages of the site, one line each: add a page here, and every check visits it.
//
//   path    where it is; or a function that finds it: it gets `links`, which gives the paths a page links to
//   name    how the checks call it
//   status  what it answers with, when not 200
//   light   at most 100 KB may come on a first visit
//   act     what a reader does there before the page is looked at
//   needs   another path that this takes
//   later   the page is being built: while it, or what it needs, answers 404 or leads elsewhere, it is left out

export const PAGES = [
  { name: 'home', path: '/', light: true },
  { name: 'home with suggestions', path: '/', act: suggestions, needs: '/api/v1/suggest?q=wag' },
  { name: 'search', path: '/search?q=wages', light: true },
  { name: 'search without words', path: '/search' },
  { name: 'nothing found', path: '/search?q=zzzzqq' },
  { name: 'search with filters', path: '/search?q=wages&type=journal-article&lang=en&from=1990' },
  { name: 'search with notices', path: '/search?q=title%3A(wages&from=abc' },
  { name: 'search with a filter that there is not', path: '/search?type=no-such-type', status: 404 },
  { name: 'second page of results', path: '/search?q=work&page=2' },
  { name: 'landing page of an article', path: '/records/1', light: true },
  { name: 'landing page of a convention', path: '/records/706', light: true },
  { name: 'landing page in another language', path: '/records/707' },
  { name: 'history of a record', path: '/records/1/history', light: true },
  { name: 'citation in another style', path: '/records/1?style=iso690' },
  { name: 'citations of a selection', path: '/cite?ids=1,2,706', light: true },
  { name: 'citations of a result', path: '/cite?q=wages&style=chicago' },
  { name: 'OpenURL that finds nothing', path: '/openurl?rft.atitle=zzzzqq', status: 404 },
  { name: 'source of a record', path: '/records/1/source', light: true },
  { name: 'work', path: '/works/1' },
  { name: 'work in three languages', path: '/works/706' },
  { name: 'browse', path: '/browse' },
  { name: 'browse types', path: '/browse/type' },
  { name: 'browse themes', path: '/browse/theme' },
  { name: 'browse languages', path: '/browse/lang' },
  { name: 'browse themes from A to Z', path: '/browse/theme?order=az' },
  { name: 'browse places', path: '/browse/place' },
  { name: 'browse authors', path: '/browse/author' },
  { name: 'an author', path: '/browse/author/Adler%2C%20Emanuel' },
  { name: 'collections', path: '/collections' },
  { name: 'collection', path: '/collections/conventions' },
  { name: 'browse years', path: '/browse/year' },
  { name: 'browse journals', path: '/browse/journal' },
  { name: 'theme', path: '/browse/theme/wages' },
  { name: 'year', path: '/browse/year/1949' },
  { name: 'all records', path: '/browse/all' },
  { name: 'all records, a range', path: '/browse/all/1' },
  { name: 'no such page', path: '/no/such/page', status: 404 },
  { name: 'no such record', path: '/records/999999', status: 404 },

  { name: 'journals', path: '/journals' },
  { name: 'journal', path: '/journals/international-labour-review' },
  { name: 'volume', path: volume },
  { name: 'issue', path: issue },
  { name: 'concept', path: '/concepts/themes/wages' },
  { name: 'concept scheme', path: '/concepts/themes' },
  { name: 'taxonomy', path: '/taxonomy' },
  { name: 'help', path: '/help' },
  { name: 'about', path: '/about' },
  { name: 'accessibility', path: '/accessibility' },
  { name: 'API', path: '/api' },
  { name: 'dumps', path: '/dumps/' },
  { name: 'OAI-PMH', path: '/oai?verb=Identify', light: true },
  { name: 'formats of OAI-PMH', path: '/oai?verb=ListMetadataFormats' },
  { name: 'sets of OAI-PMH', path: '/oai?verb=ListSets' },
  { name: 'records of OAI-PMH', path: '/oai?verb=ListRecords&metadataPrefix=oai_dc' },
  { name: 'records of OAI-PMH in MARC', path: '/oai?verb=ListRecords&metadataPrefix=marcxml&set=type:convention' },
  { name: 'record of OAI-PMH', path: '/oai?verb=GetRecord&metadataPrefix=mods&identifier=oai:127.0.0.1:1' },
  { name: 'OAI-PMH that was asked wrongly', path: '/oai?verb=ListRecords&set=' },
  { name: 'RePEc archive', path: '/repec/ilo/' },
  { name: 'RePEc series', path: '/repec/ilo/iloart/' },
  { name: 'sign in', path: '/sign-in' },
  { name: 'forgotten password', path: '/sign-in/forgotten' },
];

/** Types until suggestions are shown. */
async function suggestions(tab) {
  await tab.locator('#q').pressSequentially('wag');
  await tab.waitForSelector('[role="listbox"] [role="option"]');
}

/** The first volume that the journal's page links to. */
export async function volume(links) {
  const journal = '/journals/international-labour-review';
  return (await links(journal)).find((path) => path.startsWith(`${journal}/`));
}

/** The first issue that the volume's page, or else the journal's, links to. */
export async function issue(links) {
  const above = await volume(links);
  if (!above) return undefined;
  const below = (path) => path.startsWith(`${above}/`);
  const fromJournal = (await links('/journals/international-labour-review')).find(below);
  return fromJournal ?? (await links(above)).find(below);
}

/**
 * The pages that are there now, each with its path, and those that are not yet, each with the reason.
 * `base` is the address of the service.
 */
export async function pagesOf(base) {
  const there = [];
  const missing = [];
  for (const page of PAGES) {
    const path = typeof page.path === 'string' ? page.path : await page.path((from) => linksOf(base, from));
    const why = page.later && (await reason(base, path, page.needs));
    if (why) missing.push({ ...page, path, why });
    else there.push({ ...page, path });
  }
  return { there, missing };
}

/** The paths within the site that a page links to; none when the page is not there. */
export async function linksOf(base, path) {
  const answer = await fetch(base + path, { headers: { Accept: 'text/html' }, redirect: 'manual' });
  if (answer.status !== 200) return [];
  const page = await answer.text();
  return [...page.matchAll(/\shref="(\/[^"?#]*)/g)].map((found) => found[1]);
}

/** Why a page cannot be looked at yet; nothing when it can. */
async function reason(base, path, needs) {
  const itself = await absence(base, path);
  if (itself || !needs) return itself;
  const other = await absence(base, needs);
  return other && `${needs} ${other}`;
}

async function absence(base, path) {
  if (!path) return 'nothing links to one yet';
  const answer = await fetch(base + path, { headers: { Accept: 'text/html' }, redirect: 'manual' });
  if (answer.status >= 300 && answer.status < 400) return `leads to ${answer.headers.get('location')}`;
  return answer.status === 404 ? 'answers 404' : undefined;
}
