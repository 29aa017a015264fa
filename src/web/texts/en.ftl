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
nav-path = You are here
journals = Journals
help = Help
about = About
accessibility = Accessibility
search-help = How to search
all-types = All document types
all-themes = All themes
all-journals = All journals
figure-records = { $n ->
    [one] record
   *[other] records
}
figure-works = { $n ->
    [one] work
   *[other] works
}
figure-languages = { $n ->
    [one] language
   *[other] languages
}
figure-years = years of publication
works-found = { $n ->
    [0] Nothing found
    [one] { $number } work
   *[other] { $number } works
}
clear-filters = Without filters
understood = Understood as
did-you-mean = Did you mean
any-of-these = Any of these words: { $value }
per-page = On a page
versions-apart = Show each language version by itself
versions-together = Show language versions together
from-year = From year
until-year = Until year
as-table = As a table
years = Years
hits = Hits
apply = Apply
about-record = About this record
permanent-link = Permanent link
cite = How to cite
cite-style = Style:
cite-results = Cite these results
citations = Citations
cite-more = { $value }: the first 100 are shown here, a file has the first 1,000.
cite-open = Open the record
cite-files = As a file:
copy = Copy
copied = Copied
related-records = Related publications
history-added = Added { $value }
history-changed = last changed { $value }
history-edited = edited by a cataloguer
volume = vol. { $value }
volumes = Volumes
issue = no. { $value }
issue-none = without a number
not-here = not here
unplaced = { $n ->
    [one] { $number } record without a volume
   *[other] { $number } records without a volume
}
about-concept = About this concept
broader = Broader
related-concepts = Related
mappings = The same or nearly the same elsewhere
names = Names
preferred-name = Preferred
other-names = Also
best-known = Records
concepts = { $n ->
    [one] { $number } concept
   *[other] { $number } concepts
}
contact = Write to us:
about-what = This is a library of publications on the world of work: articles of the International Labour Review, conventions, books, working papers and documents, described by librarians.
about-languages = A search in one language finds what is there in all of them. The language versions of a work stand together, and each has its own page.
about-taxonomy = Document types and themes come from two shared lists of concepts in English, French and Spanish. Each concept has a page with its names, its place and its records.
about-machines = Everything can be read by programs as well: by OAI-PMH, sitemaps, linked data and a JSON interface.
accessibility-aim = These pages are made to meet the Web Content Accessibility Guidelines 2.2 at level AA, in three languages, in light and dark.
accessibility-how = They work by keyboard alone, with screen readers, enlarged to 400 %, in a text browser and without JavaScript. Automatic checks of every kind of page are part of the program’s tests.
accessibility-limits = Files that others keep, such as PDF documents that a record links to, may not be accessible.
accessibility-tell = If something stands in your way, please tell us; we will mend it, and give you what you need in the meantime.
help-lead = Type words as you know them, in any language. Accents and capitals do not matter. Here is what else you can type:
help-type = You type
help-find = You find
help-all = Both words, anywhere in the record.
help-concept = The word, and everything about the concept it names, in every language.
help-phrase = These words next to each other, in this order.
help-or = Either word. OR is written in capitals.
help-not = The first word without the second.
help-group = Parentheses hold words together.
help-prefix = Words that begin so; at least two letters.
help-title = The word in a title.
help-author = A person or body who made it.
help-years = Years of publication, both ends included.
help-type-of = A document type, by its name in any language, with everything below it.
help-lang = The language of the record.
help-number = The number of a convention or document; also ISBN, ISSN and DOI.
help-fields = Fields are title, author, subject, journal, year, type, theme, lang, isbn, issn, doi and id. Words that stand together must all be there; OR binds weaker than standing side by side.
help-filters = The number beside a filter is how many works have it, whatever else of the same kind is chosen. Filters of one kind are alternatives; different kinds must all hold.
api = Interface for programs
api-lead = Reading needs no key. Answers are JSON unless an address says otherwise; faults come as application/problem+json.
api-address = Address
api-gives = What it gives
api-forms = A record in another form: marcxml, mrc, dc, jsonld, json.
api-skos = The concepts as SKOS: ttl, rdf, jsonld.
api-oai = Harvesting by OAI-PMH 2.0.
api-sitemap = All records for crawlers.
kind-title = title
kind-author = author
kind-concept = theme

# Accounts: signing in, one's own account, the administrators' page of people.
fault-unauthorized = Please sign in
fault-unauthorized-help = This is for people with an account. Sign in and try again.
fault-forbidden = This is not allowed
fault-forbidden-help = Your role does not reach this far, or the form did not come from this library's own page. Load the page again; if it stays, ask an administrator.
account-sign-in = Sign in
account-sign-out = Sign out
account-sign-in-help = Forgotten your password? Ask an administrator of the library for a link to choose a new one.
account-name = Name to sign in with
account-password = Password
account-current-password = Current password
account-new-password = New password
account-password-help = At least 12 characters. Several words that do not belong together make a good one. A password manager is welcome.
account-again = The new password once more
account-errors = This did not work
account-error-wrong = The name or the password is wrong.
account-error-current = The current password is wrong.
account-error-short = The password is too short: it needs at least 12 characters.
account-error-long = The password is too long: it may have 512 bytes.
account-error-plain = This password is easy to guess: it repeats a few characters or your name. Take several words.
account-error-again = The two new passwords differ.
account-error-wait = { $n ->
    [one] Too many attempts have failed. Wait one second, then try again.
   *[other] Too many attempts have failed. Wait { $number } seconds, then try again.
}
account-error-code = This code is not right, or was used before. Wait for the next one.
account-error-name = Up to 40 small letters a to z, digits, dots, hyphens and underscores; the first is a letter or digit.
account-error-display = A name that is shown has up to 200 bytes and no control characters.
account-error-email = This is no e-mail address.
account-error-no-system = A partner imports into one source system: name it with small letters, digits and hyphens.
account-error-no-partner = Only a partner has a source system. Leave it empty, or choose the role of partner.
account-error-taken = There is or was a user of this name. Choose another: the history keeps it.
account-error-no-user = There is no such user.
account-error-last = This is the only administrator. Make another one first.
account-error-label = A token needs a name of up to 40 letters, without a slash.
account-error-label-taken = You have a token of this name already. Revoke it or choose another name.
account-error-role = Choose one of the roles offered.
account-error-days = Choose from 1 to 366 days.
account-second-factor = Second factor
account-code = Code
account-code-help = The six digits that your authenticator shows now, or one of your recovery codes.
account-own = Your account
account-display = Name shown
account-email = E-mail
account-role = Role
account-source = Source system
account-source-help = For partners only: the one source system that they import into.
account-role-partner = Partner
account-role-cataloguer = Cataloguer
account-role-librarian = Librarian
account-role-administrator = Administrator
account-change-password = Change the password
account-said-password = Your password is changed. Your other sessions have ended.
account-said-session = The session has ended.
account-said-token = The token is revoked.
account-said-factor = The second factor is taken away.
account-factor-on = { $n ->
    [0] It is set up. There is no recovery code left: set it up again to get new ones.
    [one] It is set up. One recovery code is left.
   *[other] It is set up. { $number } recovery codes are left.
}
account-factor-off = It is not set up. With it, a stolen password alone does not open your account.
account-factor-set-up = Set up the second factor
account-factor-remove = Take the second factor away
account-factor-key-help = Enter this key in your authenticator, or open the address on the device that has it. Then type the first code it shows.
account-factor-key = Key
account-factor-uri = Address
account-first-code = First code
account-factor-confirm = Confirm
account-cancel = Cancel
account-recovery = Your recovery codes
account-recovery-help = Each of them stands once for a code, if you lose your authenticator. Keep them in a safe place: they are not shown again.
account-sessions = Sessions
account-session-own = (this one)
account-session-end = End
account-tokens = Access tokens
account-tokens-help = Programs use them to act in your name. A token can do no more than you.
account-token-label = What the token is for
account-token-days = Ends after this many days
account-token-add = Make a token
account-token-revoke = Revoke
account-token-made = Your new token
account-token-made-help = Copy it now: it is not shown again.
account-kept = I have kept it
account-choose-password = Choose a password
account-choose-help = Welcome, { $value }. Choose the password that you will sign in with.
account-link-over = This link is over
account-link-over-help = It was used, replaced, or is too old. Ask an administrator of the library for a new one.
account-users = People
account-invite = Invite somebody
account-link-made = The one-time link
account-link-made-help = Hand it to the person: by it a password can be chosen once. It is not shown again.
account-state-active = active
account-state-invited = invited
account-state-disabled = disabled
account-role-change = Change the role
account-reset = Make a link for a new password
account-reset-factor = also take the second factor away
account-disable = Disable
account-enable = Enable

# Collections and feeds.
collections = Collections
collections-lead = Selections made by the library. Each follows its search: a new record that fits comes in by itself.
collections-none = There are no collections yet.
collections-keep = Keep collections
collections-keep-lead = A collection is a saved search with a name. It has a page, a feed and a set for harvesters; its records are what the search finds, always.
collection-new = New collection
collection-change = Change this collection
collection-slug = Name in addresses
collection-slug-help = Small letters, digits and single hyphens, as in labour-migration. It stays for ever.
collection-query = Search
collection-query-help = The address of a search, its parameters (theme=wages&lang=fr), or words.
collection-name = Name
collection-description = Description
collection-save = Save
collection-preview = Count the records first
collection-remove = Remove this collection
collection-remove-help = Its records stay; its page, feed and set end, and harvesters of the set are told.
collection-save-search = Save as a collection
collection-error-slug = The name in addresses has up to 60 small letters, digits and single hyphens, as in labour-migration.
collection-error-name = Give the collection a name in { $value }.
collection-error-query = Give the collection a search with words or a filter; one that finds everything is no collection.
collection-error-moved = Somebody else has changed this collection meanwhile. Open it again to see how it is now, and repeat your change.
collection-error-taken = There is a collection with this name in addresses already. Choose another one.
collection-error-text = A name has up to 200 bytes and a description up to 2,000, without control characters.
about-collection = About this collection
follow = Follow
in-collections = Collections
facet-author = Authors and contributors
places = Places
letters = Letters
as-tree = As a tree
a-to-z = From A to Z
names-begin = Names that begin with
names-found = { $n ->
    [0] No name begins so
    [one] { $number } name
   *[other] { $number } names
}
show = Show

# Letters, and people's own data.
account-work = What you can do
account-change = Change
account-person-change = Change name and address
account-said-person = The name and address were changed.
account-remove = Remove this person
account-remove-sure = For good: sessions and tokens end; the history keeps the sign-in name.
account-error-sure = Tick the box to remove somebody for good.
account-link-mailed = This link works once. It has been mailed to { $value }; you can also pass it on yourself.
account-link-not-mailed = This link works once. The letter to { $value } could not be sent: the log says why. Pass the link on yourself.
account-forgotten = Forgotten password
account-forgotten-name = Sign-in name or e-mail address
account-forgotten-help = A letter with a link to choose another password goes to the address of the account. The second factor stays as it is.
account-forgotten-send = Send the letter
account-forgotten-sent = If there is such an account with an address, a letter is on its way. Another one can be asked for in ten minutes.
account-forgotten-ask = Ask an administrator for a link to choose another password: this library sends no mail.
account-letter-invitation-subject = { $value }: your invitation
account-letter-invitation =
    Hello,

    you have been invited to work with this library. Choose your password here within a week:

    { $value }

    The link works once. If you did not expect this letter, do nothing.
account-letter-reset-subject = { $value }: choose another password
account-letter-reset =
    Hello,

    somebody, probably you, asked for another password for this library. Choose it here within a day:

    { $value }

    The link works once. If it was not you, do nothing: the password stays as it is.
# The audit log and the history of a record.
audit = Audit log
audit-lead = Who did what, when, from where and to which records, newest first. Days are in UTC.
audit-unfit = This filter was left out, because its value does not fit ({ $value }):
audit-actor = Person or token
audit-kind = Kind of change
audit-kind-any = any
audit-kind-import = Import
audit-kind-edit = Edit
audit-kind-user = Account
audit-kind-token = Token
audit-kind-collection = Collection
audit-kind-taxonomy = Taxonomy
audit-kind-system = System
audit-from = From
audit-until = Until
audit-record = Record number
audit-show = Show
audit-clear = Without filters
audit-none = Nothing fits.
audit-when = When
audit-who = Who
audit-what = What
audit-where = From where
audit-records = Records
audit-more = { $n ->
    [one] and one more
   *[other] and { $number } more
}
audit-pages = Pages of the log
audit-newest = Newest
audit-older = Older
audit-export = Take away all that fits:
audit-import = Import { $value }
audit-reason = System: { $value }
audit-reason-collection-set = Came into or left the collection { $value }
audit-reason-collection-made = Collection made
audit-reason-collection-changed = Collection changed
audit-reason-collection-removed = Collection removed
audit-reason-taxonomy-changed = Taxonomy changed
audit-reason-taxonomy-undone = Change of the taxonomy undone
audit-reason-taxonomy-follow = Followed change { $value } of the taxonomy
audit-reason-token = Token changed
audit-reason-token-added = Token made
audit-reason-token-revoked = Token revoked
audit-reason-user = Account changed
audit-reason-user-added = Account made
audit-reason-user-removed = Account removed
audit-reason-user-role = Role changed
audit-reason-user-disabled = Account disabled
audit-reason-user-enabled = Account enabled
audit-reason-user-reset = Link for a new password made and second factor taken away
audit-reason-user-link = Link for a new password made
audit-reason-user-password = Password changed
audit-reason-user-factor-set = Second factor set up
audit-reason-user-factor-removed = Second factor taken away
audit-reason-user-recovery = Recovery code used
audit-channel-web = web
audit-channel-api = API
audit-channel-command-line = command line
audit-channel-system = system
history = History
history-lead = What has changed in this record since it came in, newest first.
history-lead-whole = All versions of this record, newest first, with who made each and how.
history-by = by { $value }
history-seq = change { $value }
history-first = The first version.
history-nothing = Nothing in the description changed.
history-none = There are no versions to show here.
history-older = Older versions
history-gone = removed:
history-new = added:
history-suppressed = suppressed
history-embargoed = under embargo
history-deleted = deleted
history-field-status = Status
history-field-work = Work
history-field-titles = Title
history-field-identifiers = Identifiers
history-field-document-type = Document type
history-field-themes = Themes
history-field-places = Places
history-field-keywords = Keywords
history-field-languages = Languages
history-field-contributors = Contributors
history-field-responsibility = Responsibility
history-field-date = Date
history-field-host = Published in
history-field-series = Series
history-field-publisher = Publisher
history-field-edition = Edition
history-field-extent = Extent
history-field-abstracts = Abstract
history-field-notes = Notes
history-field-relations = Related publications
history-field-assets = Files and links
history-field-access = Access
history-field-embargo = Embargo until
history-field-rights = Rights
fault-too-many-requests = Too many requests
fault-too-many-requests-help = Many requests came from your network in a short time. Please wait a little, then load the page again. Programs that need many records harvest them by OAI-PMH.
api-try = Every operation can be tried here. Reading works at once; changing needs a session or a token with the role that is named.
api-document = The whole description, for programs (OpenAPI 3.1)
api-token = Access token, instead of your session; it stays in this field
api-groups = Kinds of operations
api-needs = Role needed: { $value }
api-needs-nothing = Open to all
api-required = needed
api-body = Body
api-file = File
api-send = Send
api-answer = Answer
api-no-script = Changes can only be tried with JavaScript.
api-failed = The request could not be sent.
api-cut = (The rest is not shown.)
api-elsewhere = Other addresses for programs

openurl-title = A publication by its citation
openurl-several = Several records answer this citation as well as each other. Choose one.
openurl-none = No record answers this citation.
openurl-nothing = The address holds no citation. A resolver calls this page with one, for example from a library's list of links.
openurl-gone = The record was withdrawn.
openurl-understood = What was understood
openurl-missing = What would help to find it
openurl-unused = What could not be used
openurl-why-number = nothing here is found by such a number
openurl-why-reference = it would have to be fetched from elsewhere
openurl-why-form = it is not what its name says
openurl-search = Search for it
openurl-name-article = Title
openurl-name-host = Appeared in
openurl-name-author = Author
openurl-name-year = Year
openurl-name-volume = Volume
openurl-name-issue = Issue
openurl-name-page = First page
openurl-name-doi = DOI
openurl-name-isbn = ISBN
openurl-name-issn = ISSN

dumps = Dumps
dumps-lead = All records at once, as files. They are made each night and hold what everybody may see; the newest two are kept.
dumps-follow = To follow what changes after a dump, take its change number and go on from there:
dumps-none = No dump has been made yet. The service makes one each night.
dumps-made = Begun
dumps-change = Up to change
dumps-files = Files of
dumps-file = File
dumps-holds = Holds
dumps-records = Records
dumps-size = Size
dumps-json = The API’s JSON, one record a line
dumps-marcxml = MARCXML, one collection
dumps-n-triples = schema.org as N-Triples
dumps-csv = CSV, one line a record
dumps-resourcesync = JSON files for ResourceSync
api-dumps = All records as files: JSON, MARCXML, N-Triples, CSV.
api-resourcesync = ResourceSync: what there is and what changed.
scholar = Google Scholar
scholar-check-record = How Google Scholar sees this record
scholar-record-lead = Each of Google Scholar’s rules on what is in a record. The rules on how the page is served are checked by labordoc scholar-check with the page’s address.
scholar-admin-lead = How many live records meet each of Google Scholar’s rules. Each figure leads to its records.
scholar-judged = All changes up to { $value } are counted.
scholar-judging = The records are still being judged: { $value }. Look again in a moment.
scholar-rule = Rule
scholar-says = What Google Scholar asks for (in English)
scholar-result = Result
scholar-pass = met
scholar-fails = not met
scholar-not-applicable = does not apply
scholar-hand-record = in the record
scholar-hand-service = in the service
scholar-why = Why
scholar-none = There are no such records.
scholar-more = More records
scholar-rule-content = Scholarly kind
scholar-rule-title = Title
scholar-rule-authors = Authors
scholar-rule-date = Date of publication
scholar-rule-kind = Journal, conference or institution
scholar-rule-volume-issue = Volume and issue
scholar-rule-pages = Pages
scholar-rule-issn-isbn = ISSN or ISBN
scholar-rule-language = Language
scholar-rule-own-language = The article’s own language
scholar-rule-abstract = Abstract
scholar-rule-pdf-url = Address of the PDF
scholar-rule-pdf-reached = The PDF can be fetched
scholar-rule-pdf-size = Size of the PDF
scholar-rule-pdf-text = Text of the PDF
scholar-rule-one-article = One article, one address
scholar-rule-status = HTTP status
scholar-rule-format = HTML
scholar-rule-weight = Size of the page
scholar-rule-sign-in = No signing in
scholar-rule-robots = Crawlers are let in
scholar-rule-not-found = Errors are errors
scholar-rule-crawl-path = Links from the home page
scholar-rule-by-date = A list by date
scholar-why-title-unknown = The record has no title.
scholar-do-title-unknown = Add the title (245).
scholar-why-title-missing = The page has no citation_title.
scholar-do-title-missing = Give it the title of the publication.
scholar-why-title-twice = The page has several: { $value }
scholar-do-title-twice = Leave one, the title of the publication.
scholar-why-title-cut = It is not the whole title: { $value }
scholar-do-title-cut = Give the subtitle as well.
scholar-why-authors-unknown = The record names no author and no organization behind it.
scholar-do-authors-unknown = Add who made it (100, 110, 700, 710), with the role.
scholar-why-authors-missing = The page has no citation_author.
scholar-do-authors-missing = Give each author a tag.
scholar-why-authors-lost = Only { $value } of the authors have a tag.
scholar-do-authors-lost = Give each author a tag.
scholar-why-authors-together = Several authors are in one tag: { $value }
scholar-do-authors-together = Give each author a tag of their own.
scholar-why-author-several = One contributor is several people: { $value }
scholar-do-author-several = Give each a field of their own (100, 700).
scholar-why-date-unknown = The year of publication is not known.
scholar-do-date-unknown = Add the year (260 or 264 $c).
scholar-why-date-missing = The page has no citation_publication_date.
scholar-do-date-missing = Give the date as 2010/05/12 or 2010.
scholar-why-date-form = The date is written as { $value }.
scholar-do-date-form = Write it as 2010/05/12 or 2010.
scholar-why-kind-unknown = The record does not tell what { $value } would say.
scholar-do-kind-unknown = Add the journal or book (773 $t), the conference (111, 711), or who published it (260, 264 $b).
scholar-why-kind-missing = The page has no { $value }.
scholar-do-kind-missing = Say what it appeared in, or which institution stands behind it.
scholar-why-volume-unknown = The volume is missing.
scholar-do-volume-unknown = Add it (773 $g).
scholar-why-issue-unknown = The issue is missing.
scholar-do-issue-unknown = Add it (773 $g), if the journal numbers its issues.
scholar-why-pages-unknown = The pages are missing.
scholar-do-pages-unknown = Add the first and the last page (773 $g).
scholar-why-pages-unread = The pages are no range: { $value }
scholar-do-pages-unread = Write the first and the last page, as 644-651 (773 $g).
scholar-why-number-unknown = There is no { $value }.
scholar-do-number-unknown = Add it (773 $x or 022, 773 $z or 020).
scholar-why-number-wrong = Its check digit is wrong: { $value }
scholar-do-number-wrong = Correct the number from the publication itself.
scholar-why-language-unknown = The language of the publication is not known.
scholar-do-language-unknown = Add it (041 $a or 008).
scholar-why-language-missing = The page has no citation_language.
scholar-do-language-missing = Give the language of the article, as en.
scholar-why-language-wrong = It says { $value }.
scholar-do-language-wrong = Give the language of the article as a code, as en.
scholar-why-title-foreign = The title is in another language than the publication: { $value }
scholar-do-title-foreign = Put the title in the publication’s own language into 245, the other into 246.
scholar-why-abstract-unknown = There is no abstract.
scholar-do-abstract-unknown = Add the author’s abstract (520), or keep the full text here.
scholar-why-abstract-hidden = The abstract is given to machines, but readers do not see it.
scholar-do-abstract-hidden = Show it on the page, without scripts and without a click.
scholar-why-pdf-twice = The page names several: { $value }
scholar-do-pdf-twice = Leave one.
scholar-why-pdf-elsewhere = It is not below the folder of the page: { $value }
scholar-do-pdf-elsewhere = Serve the file from the page’s host and folder.
scholar-why-pdf-away = The full text is on another host, so that no tag can name it: { $value }
scholar-do-pdf-away = Keep a copy of the file in this library, if the rights allow it.
scholar-why-pdf-status = It is answered with { $value }.
scholar-do-pdf-status = Let everybody fetch the file, or take the tag away.
scholar-why-pdf-large = It has { $value }; 5 MB is the most.
scholar-do-pdf-large = Make the file smaller, or give it to Google Books.
scholar-why-pdf-no-text = Its first page has no text.
scholar-do-pdf-no-text = Add the text by optical character recognition.
scholar-why-pdf-no-title = Its first page does not have the title: { $value }
scholar-do-pdf-no-title = Put title and authors on the first page.
scholar-why-canonical-away = The page calls another address its own: { $value }
scholar-do-canonical-away = Let it name its own address.
scholar-why-status = The page is answered with { $value }.
scholar-do-status = Answer with 200.
scholar-why-format = It is { $value }, not HTML.
scholar-do-format = Give an HTML page.
scholar-why-weight = The page has { $value }; 5 MB is the most.
scholar-do-weight = Make it smaller.
scholar-why-soft-404 = What is not there is answered with { $value }.
scholar-do-soft-404 = Answer with 404, or with 410 for what is gone.
scholar-why-sign-in = Readers are led to a page to sign in: { $value }
scholar-do-sign-in = Show the abstract to everybody.
scholar-why-robots-txt = robots.txt forbids { $value }
scholar-do-robots-txt = Allow it.
scholar-why-noindex = The page asks not to be indexed.
scholar-do-noindex = Take noindex away.
scholar-why-no-path = No path of ten links or fewer leads to it; pages read: { $value }.
scholar-do-no-path = Link to it from a list that the home page leads to.
scholar-why-no-dates = No list by date was met.
scholar-do-no-dates = Offer lists by year of publication.

headings = Unmatched headings
headings-lead = Headings of records that name no concept, the most frequent first. Say what each means; the records follow at once.
headings-count = { $n ->
    [one] One heading.
   *[other] { $number } headings.
}
headings-following = { $n ->
    [one] Records follow one change of the taxonomy just now.
   *[other] Records follow { $number } changes of the taxonomy just now.
}
headings-source = Scheme or field
headings-system = Source system
headings-any = any
headings-text = Text
headings-show = Show
headings-heading = Heading
headings-records = Records
headings-concept = Concept
headings-do = What it is
headings-synonym = Synonym
headings-exact = Same
headings-close = Nearly the same
headings-broad = Narrower
headings-ignore = Ignore
headings-next = Next headings
headings-ticked = All that are ticked
headings-concept-id = Concept
headings-concept-help = Its name in addresses, as wages. Left empty, each heading goes to the concept chosen beside it.
headings-lang = Language of synonyms
headings-declared = as the heading declares, else English
headings-new = New concept
headings-new-id = Name in addresses
headings-new-broader = Broader concept
headings-latest = Latest changes
headings-undo = Undo
headings-error-none = Tick at least one heading.
headings-error-concept = Choose or type a concept.
headings-error-new = A new concept needs a name in addresses and a label in each of the three languages.
