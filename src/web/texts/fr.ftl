# L'interface en français. Chaque identifiant figure dans en.ftl, fr.ftl et es.ftl.
skip = Aller au contenu
nav-main = Navigation principale
nav-language = Langue
nav-pages = Pages
search = Rechercher
search-label = Mots, titres, auteurs, sujets
search-title = Recherche : { $value }
search-within = Rechercher dans ces résultats
browse = Parcourir
browse-all = Toutes les notices
sitemap = Plan du site
home-lead = Publications sur le monde du travail : ouvrages, documents de travail, documents de conférence et articles de la Revue internationale du Travail, dans toutes les langues où ils ont paru.
records-in-all = { $n ->
    [one] { $number } notice
   *[other] { $number } notices
}
works-in-all = { $n ->
    [one] { $number } œuvre
   *[other] { $number } œuvres
}
records-here = { $n ->
    [one] { $number } notice ici
   *[other] { $number } notices ici
}
results = { $n ->
    [0] Aucun résultat
    [one] { $number } notice
   *[other] { $number } notices
}
newest = Notices les plus récentes
all-values = Tout afficher
facet-type = Types de documents
facet-theme = Thèmes
facet-lang = Langues
facet-year = Années
facet-journal = Revues
facet-full-text = Texte intégral
full-text-yes = Consultable
full-text-no = Notice seule
language-unknown = Inconnue
active-filters = Filtres actifs
remove-filter = retirer
narrow = Affiner les résultats
narrower = Plus spécifiques
more = Plus
sort = Trier par
sort-relevance = pertinence
sort-newest = plus récents
sort-oldest = plus anciens
sort-title = titre
previous = Précédente
next = Suivante
page-line = Page { $value }
nothing-found = Aucune notice ne correspond. Vérifiez l'orthographe, utilisez moins de mots, retirez un filtre ou cherchez dans une autre langue : les concepts se trouvent aussi bien en anglais, en français et en espagnol.
also-in = Aussi en :
untitled = [Sans titre]
contributors = Contributeurs
language-versions = Versions linguistiques
read-it = Lire
abstract = Résumé
keywords = Mots-clés
details = Détails
export = Exporter
source = Notice source (MARC)
fact-host = Publié dans
fact-series = Collection
fact-publisher = Éditeur
fact-date = Date
fact-edition = Édition
fact-extent = Étendue
fact-languages = Langues
fact-instrument = Instrument
fact-report-number = Numéro de rapport
fact-call-number = Cote
fact-system-number = Numéro de notice
fact-rights = Droits
asset-full-text = Texte intégral
asset-cover = Couverture
asset-summary = Sommaire
asset-related = Page connexe
role-aut = auteur
role-edt = éditeur scientifique
role-trl = traducteur
role-ctb = contributeur
role-isb = organisme éditeur
role-pbl = éditeur
role-ill = illustrateur
role-com = compilateur
role-fnd = financeur
role-org = auteur à l'origine
notice-parameter = Non compris et laissé de côté : { $value }
notice-other = Une partie de la requête n'a pas été comprise : { $value }
notice-no-match = Rien ne correspond à { $value } seul.
notice-unknown-value = Cette valeur n'existe pas : { $value }
notice-prefix-too-broad = Trop de mots commencent ainsi ; seuls les premiers dans l'ordre alphabétique ont été cherchés : { $value }
notice-prefix-too-short = Un début de mot demande au moins deux lettres ; il a été cherché comme mot : { $value }
notice-query-too-long = La requête est trop longue ; la suite, après { $value } caractères, a été laissée de côté.
notice-too-many-clauses = La requête a trop de parties ; seules les { $value } premières ont servi.
notice-too-deep = Les parenthèses dépassent { $value } niveaux ; les plus profondes ont été laissées de côté.
notice-empty-clause = Une partie vide de la requête a été laissée de côté.
notice-bad-year = Ce n'est pas une année : { $value }
notice-unknown-field = Il n'y a pas de champ { $value } ; il a été cherché comme mots. Les champs sont title, author, subject, journal, year, type, theme, lang, isbn, issn et doi.
notice-unbalanced-quote = Un guillemet n'est pas fermé ; la suite a été prise comme une expression.
notice-unbalanced-parenthesis = Une parenthèse est sans correspondante ; une a été ajoutée ou laissée de côté.
notice-stray-operator = Un opérateur sans mots autour a été laissé de côté : { $value }
fault-not-found = Il n'y a rien ici
fault-not-found-help = L'adresse est peut-être mal saisie ou périmée. Cherchez le titre ou parcourez le catalogue.
fault-gone = Cette notice a été retirée
fault-gone-help = Elle figurait dans la collection et n'est plus affichée. Cherchez une autre édition ou version linguistique.
fault-bad-request = Cette demande ne peut être comprise
fault-bad-request-help = Quelque chose dans l'adresse ne convient pas.
fault-not-acceptable = Non disponible sous cette forme
fault-not-acceptable-help = Choisissez une des formes proposées sur la page de la notice.
fault-wrong-method = Cela ne peut se faire ici
fault-wrong-method-help = L'adresse existe, mais pas pour ce type de demande.
fault-unavailable = Indisponible pour le moment
fault-unavailable-help = Veuillez réessayer dans une demi-minute.
fault-internal = Une erreur s'est produite de notre côté
fault-internal-help = Elle a été notée. Veuillez réessayer ; si elle persiste, écrivez à la bibliothèque en indiquant la demande ci-dessous.
