# The interface in English. Every id stands in en.ftl, fr.ftl and es.ftl.
skip = Skip to content
nav-main = Main
nav-language = Language
nav-pages = Pages
search = Search
search-label = Words, titles, authors, subjects
search-title = Search: { $value }
search-within = Search within these
browse = Browse
browse-all = All records
sitemap = Sitemap
home-lead = Publications on the world of work: books, working papers, conference documents and the articles of the International Labour Review, in every language they appeared in.
records-in-all = { $n ->
    [one] { $number } record
   *[other] { $number } records
}
works-in-all = { $n ->
    [one] { $number } work
   *[other] { $number } works
}
records-here = { $n ->
    [one] { $number } record here
   *[other] { $number } records here
}
results = { $n ->
    [0] Nothing found
    [one] { $number } record
   *[other] { $number } records
}
newest = Newest records
all-values = Show all
facet-type = Document types
facet-theme = Themes
facet-lang = Languages
facet-year = Years
facet-journal = Journals
facet-full-text = Full text
full-text-yes = Can be opened
full-text-no = Description only
language-unknown = Not known
active-filters = Active filters
remove-filter = remove
narrow = Narrow the results
narrower = Narrower
more = More
sort = Sort by
sort-relevance = relevance
sort-newest = newest
sort-oldest = oldest
sort-title = title
previous = Previous
next = Next
page-line = Page { $value }
nothing-found = No record matches. Check the spelling, use fewer words, take a filter away, or search in another language: concepts are found in English, French and Spanish alike.
also-in = Also in:
untitled = [Untitled]
contributors = Contributors
language-versions = Language versions
read-it = Read it
abstract = Abstract
keywords = Keywords
details = Details
export = Export
source = Source record (MARC)
fact-host = Published in
fact-series = Series
fact-publisher = Publisher
fact-date = Date
fact-edition = Edition
fact-extent = Extent
fact-languages = Languages
fact-instrument = Instrument
fact-report-number = Report number
fact-call-number = Call number
fact-system-number = Record number
fact-rights = Rights
asset-full-text = Full text
asset-cover = Cover
asset-summary = Summary
asset-related = Related page
role-aut = author
role-edt = editor
role-trl = translator
role-ctb = contributor
role-isb = issuing body
role-pbl = publisher
role-ill = illustrator
role-com = compiler
role-fnd = funder
role-org = originator
notice-parameter = Not understood and left out: { $value }
notice-other = Part of the query was not understood: { $value }
notice-no-match = Nothing matches { $value } by itself.
notice-unknown-value = There is no such value: { $value }
notice-prefix-too-broad = So many words begin so that only the first in the alphabet were searched: { $value }
notice-prefix-too-short = A beginning needs two letters at least; it was searched as a word: { $value }
notice-query-too-long = The query is too long; what comes after { $value } characters was left out.
notice-too-many-clauses = The query has too many parts; only the first { $value } were used.
notice-too-deep = Parentheses are nested more than { $value } deep; the inner ones were left out.
notice-empty-clause = An empty part of the query was left out.
notice-bad-year = This is not a year: { $value }
notice-unknown-field = There is no field { $value }; it was searched as words. Fields are title, author, subject, journal, year, type, theme, lang, isbn, issn and doi.
notice-unbalanced-quote = A quotation mark was not closed; the rest was taken as one phrase.
notice-unbalanced-parenthesis = A parenthesis has no partner; one was added or left out.
notice-stray-operator = An operator without words beside it was left out: { $value }
fault-not-found = There is nothing here
fault-not-found-help = The address may be mistyped or out of date. Search for the title, or browse.
fault-gone = This record was withdrawn
fault-gone-help = It was in the collection and is no longer shown. Search for another edition or language version.
fault-bad-request = This request cannot be understood
fault-bad-request-help = Something in the address does not fit.
fault-not-acceptable = Not available in that form
fault-not-acceptable-help = Choose one of the forms on the record's page.
fault-wrong-method = This cannot be done here
fault-wrong-method-help = The address exists, but not for this kind of request.
fault-unavailable = Not available at the moment
fault-unavailable-help = Please try again in half a minute.
fault-internal = Something went wrong on our side
fault-internal-help = It has been noted. Please try again; if it stays, write to the library and name the request below.
