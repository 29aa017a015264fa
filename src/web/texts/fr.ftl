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
nav-path = Vous êtes ici
journals = Revues
help = Aide
about = À propos
accessibility = Accessibilité
search-help = Comment chercher
all-types = Tous les types de documents
all-themes = Tous les thèmes
all-journals = Toutes les revues
figure-records = { $n ->
    [one] notice
   *[other] notices
}
figure-works = { $n ->
    [one] œuvre
   *[other] œuvres
}
figure-languages = { $n ->
    [one] langue
   *[other] langues
}
figure-years = années de publication
works-found = { $n ->
    [0] Aucun résultat
    [one] { $number } œuvre
   *[other] { $number } œuvres
}
clear-filters = Sans filtres
understood = Compris ainsi :
did-you-mean = Vouliez-vous dire
any-of-these = L’un de ces mots : { $value }
per-page = Par page
versions-apart = Afficher chaque version linguistique
versions-together = Regrouper les versions linguistiques
from-year = De l’année
until-year = À l’année
as-table = En tableau
years = Années
hits = Résultats
apply = Appliquer
about-record = À propos de cette notice
permanent-link = Lien permanent
cite = Comment citer
cite-style = Style :
cite-results = Citer ces résultats
citations = Citations
cite-more = { $value } : les 100 premières sont affichées ici, un fichier contient les 1 000 premières.
cite-open = Ouvrir la notice
cite-files = Sous forme de fichier :
copy = Copier
copied = Copié
related-records = Publications apparentées
history-added = Ajoutée le { $value }
history-changed = modifiée le { $value }
history-edited = corrigée par un catalogueur
volume = vol. { $value }
volumes = Volumes
issue = n° { $value }
issue-none = sans numéro
not-here = absent
unplaced = { $n ->
    [one] { $number } notice sans volume
   *[other] { $number } notices sans volume
}
about-concept = À propos de ce concept
broader = Plus large
related-concepts = Associés
mappings = Le même ou presque ailleurs
names = Noms
preferred-name = Préféré
other-names = Aussi
best-known = Notices
concepts = { $n ->
    [one] { $number } concept
   *[other] { $number } concepts
}
contact = Nous écrire :
about-what = Voici une bibliothèque de publications sur le monde du travail : articles de la Revue internationale du Travail, conventions, livres, documents de travail et autres, décrits par des bibliothécaires.
about-languages = Une recherche dans une langue trouve ce qui existe dans toutes. Les versions linguistiques d’une œuvre sont réunies, et chacune a sa page.
about-taxonomy = Les types de documents et les thèmes viennent de deux listes communes de concepts en anglais, français et espagnol. Chaque concept a une page avec ses noms, sa place et ses notices.
about-machines = Tout peut aussi être lu par des programmes : par OAI-PMH, plans de site, données liées et une interface JSON.
accessibility-aim = Ces pages visent la conformité aux Règles pour l’accessibilité des contenus Web 2.2, niveau AA, en trois langues, en clair et en sombre.
accessibility-how = Elles fonctionnent au clavier seul, avec un lecteur d’écran, agrandies à 400 %, dans un navigateur en mode texte et sans JavaScript. Des contrôles automatiques de chaque sorte de page font partie des tests du programme.
accessibility-limits = Les fichiers conservés ailleurs, comme les documents PDF vers lesquels une notice renvoie, peuvent ne pas être accessibles.
accessibility-tell = Si quelque chose vous gêne, dites-le-nous : nous le corrigerons et vous donnerons entre-temps ce dont vous avez besoin.
help-lead = Tapez les mots comme vous les connaissez, dans n’importe quelle langue. Accents et majuscules ne comptent pas. Voici ce que vous pouvez encore taper :
help-type = Vous tapez
help-find = Vous trouvez
help-all = Les deux mots, où que ce soit dans la notice.
help-concept = Le mot, et tout ce qui traite du concept qu’il nomme, dans toutes les langues.
help-phrase = Ces mots côte à côte, dans cet ordre.
help-or = L’un ou l’autre mot. OR s’écrit en majuscules.
help-not = Le premier mot sans le second.
help-group = Les parenthèses tiennent des mots ensemble.
help-prefix = Les mots qui commencent ainsi ; au moins deux lettres.
help-title = Le mot dans un titre.
help-author = Une personne ou un organisme qui l’a fait.
help-years = Années de publication, bornes comprises.
help-type-of = Un type de document, par son nom dans n’importe quelle langue, avec tout ce qu’il comprend.
help-lang = La langue de la notice.
help-number = Le numéro d’une convention ou d’un document ; aussi ISBN, ISSN et DOI.
help-fields = Les champs sont title (titre), author (auteur), subject (sujet), journal (revue), year (annee), type, theme, lang (langue), isbn, issn, doi et id. Les mots côte à côte doivent tous s’y trouver ; OR lie moins fort.
help-filters = Le nombre à côté d’un filtre est celui des œuvres qui l’ont, quels que soient les autres choix de la même sorte. Les filtres d’une sorte sont des alternatives ; les sortes s’ajoutent.
api = Interface pour les programmes
api-lead = La lecture ne demande pas de clé. Les réponses sont en JSON sauf indication contraire ; les erreurs en application/problem+json.
api-address = Adresse
api-gives = Ce qu’elle donne
api-forms = Une notice sous une autre forme : marcxml, mrc, dc, jsonld, json.
api-skos = Les concepts en SKOS : ttl, rdf, jsonld.
api-oai = Moissonnage par OAI-PMH 2.0.
api-sitemap = Toutes les notices pour les robots.
kind-title = titre
kind-author = auteur
kind-concept = thème

# Les comptes : se connecter, son propre compte, la page des personnes pour l'administration.
fault-unauthorized = Veuillez vous connecter
fault-unauthorized-help = Ceci est réservé aux personnes qui ont un compte. Connectez-vous et réessayez.
fault-forbidden = Ceci n'est pas autorisé
fault-forbidden-help = Votre rôle ne le permet pas, ou le formulaire ne venait pas d'une page de cette bibliothèque. Rechargez la page ; si cela persiste, adressez-vous à l'administration.
account-sign-in = Se connecter
account-sign-out = Se déconnecter
account-sign-in-help = Mot de passe oublié ? Demandez à l'administration de la bibliothèque un lien pour en choisir un nouveau.
account-name = Nom de connexion
account-password = Mot de passe
account-current-password = Mot de passe actuel
account-new-password = Nouveau mot de passe
account-password-help = Au moins 12 caractères. Plusieurs mots sans rapport entre eux conviennent bien. Un gestionnaire de mots de passe est bienvenu.
account-again = Le nouveau mot de passe encore une fois
account-errors = Cela n'a pas fonctionné
account-error-wrong = Le nom ou le mot de passe est incorrect.
account-error-current = Le mot de passe actuel est incorrect.
account-error-short = Le mot de passe est trop court : il faut au moins 12 caractères.
account-error-long = Le mot de passe est trop long : 512 octets au plus.
account-error-plain = Ce mot de passe est facile à deviner : il répète quelques caractères ou votre nom. Prenez plusieurs mots.
account-error-again = Les deux nouveaux mots de passe diffèrent.
account-error-wait = { $n ->
    [one] Trop de tentatives ont échoué. Attendez une seconde, puis réessayez.
   *[other] Trop de tentatives ont échoué. Attendez { $number } secondes, puis réessayez.
}
account-error-code = Ce code est incorrect ou a déjà servi. Attendez le suivant.
account-error-name = Au plus 40 lettres minuscules de a à z, chiffres, points, traits d'union et traits de soulignement ; d'abord une lettre ou un chiffre.
account-error-display = Un nom affiché a au plus 200 octets et aucun caractère de contrôle.
account-error-email = Ce n'est pas une adresse électronique.
account-error-no-system = Un partenaire importe dans un seul système source : nommez-le en lettres minuscules, chiffres et traits d'union.
account-error-no-partner = Seul un partenaire a un système source. Laissez-le vide, ou choisissez le rôle de partenaire.
account-error-taken = Ce nom est ou a été celui d'une personne. Choisissez-en un autre : l'historique le garde.
account-error-no-user = Cette personne n'existe pas.
account-error-last = C'est la seule personne qui administre. Nommez-en d'abord une autre.
account-error-label = Un jeton a un nom de 40 lettres au plus, sans barre oblique.
account-error-label-taken = Vous avez déjà un jeton de ce nom. Révoquez-le ou choisissez un autre nom.
account-error-role = Choisissez l'un des rôles proposés.
account-error-days = Choisissez de 1 à 366 jours.
account-second-factor = Second facteur
account-code = Code
account-code-help = Les six chiffres que votre authentificateur affiche en ce moment, ou l'un de vos codes de secours.
account-own = Votre compte
account-display = Nom affiché
account-email = Adresse électronique
account-role = Rôle
account-source = Système source
account-source-help = Pour les partenaires seulement : le seul système source dans lequel ils importent.
account-role-partner = Partenaire
account-role-cataloguer = Catalogage
account-role-librarian = Bibliothécaire
account-role-administrator = Administration
account-change-password = Changer le mot de passe
account-said-password = Votre mot de passe est changé. Vos autres sessions sont terminées.
account-said-session = La session est terminée.
account-said-token = Le jeton est révoqué.
account-said-factor = Le second facteur est retiré.
account-factor-on = { $n ->
    [0] Il est en place. Il ne reste aucun code de secours : mettez-le en place à nouveau pour en recevoir.
    [one] Il est en place. Il reste { $number } code de secours.
   *[other] Il est en place. Il reste { $number } codes de secours.
}
account-factor-off = Il n'est pas en place. Avec lui, un mot de passe volé ne suffit pas pour ouvrir votre compte.
account-factor-set-up = Mettre en place le second facteur
account-factor-remove = Retirer le second facteur
account-factor-key-help = Saisissez cette clé dans votre authentificateur, ou ouvrez l'adresse sur l'appareil qui le porte. Puis saisissez le premier code affiché.
account-factor-key = Clé
account-factor-uri = Adresse
account-first-code = Premier code
account-factor-confirm = Confirmer
account-cancel = Annuler
account-recovery = Vos codes de secours
account-recovery-help = Chacun remplace une fois un code, si vous perdez votre authentificateur. Gardez-les en lieu sûr : ils ne seront plus affichés.
account-sessions = Sessions
account-session-own = (celle-ci)
account-session-end = Terminer
account-tokens = Jetons d'accès
account-tokens-help = Les programmes s'en servent pour agir en votre nom. Un jeton ne peut rien de plus que vous.
account-token-label = À quoi sert le jeton
account-token-days = Prend fin après ce nombre de jours
account-token-add = Créer un jeton
account-token-revoke = Révoquer
account-token-made = Votre nouveau jeton
account-token-made-help = Copiez-le maintenant : il ne sera plus affiché.
account-kept = Je l'ai gardé
account-choose-password = Choisir un mot de passe
account-choose-help = Bienvenue, { $value }. Choisissez le mot de passe avec lequel vous vous connecterez.
account-link-over = Ce lien n'est plus valable
account-link-over-help = Il a servi, a été remplacé ou est trop ancien. Demandez-en un nouveau à l'administration de la bibliothèque.
account-users = Personnes
account-invite = Inviter une personne
account-link-made = Le lien à usage unique
account-link-made-help = Remettez-le à la personne : il permet de choisir une fois un mot de passe. Il ne sera plus affiché.
account-state-active = actif
account-state-invited = invitation en cours
account-state-disabled = désactivé
account-role-change = Changer le rôle
account-reset = Créer un lien pour un nouveau mot de passe
account-reset-factor = retirer aussi le second facteur
account-disable = Désactiver
account-enable = Activer

# Collections et fils.
collections = Collections
collections-lead = Sélections faites par la bibliothèque. Chacune suit sa recherche : une nouvelle notice qui convient y entre d’elle-même.
collections-none = Il n’y a pas encore de collection.
collections-keep = Gérer les collections
collections-keep-lead = Une collection est une recherche enregistrée qui porte un nom. Elle a une page, un fil et un ensemble pour les moissonneurs ; ses notices sont toujours celles que la recherche trouve.
collection-new = Nouvelle collection
collection-change = Modifier cette collection
collection-slug = Nom dans les adresses
collection-slug-help = Minuscules sans accent, chiffres et traits d’union simples, comme labour-migration. Il est définitif.
collection-query = Recherche
collection-query-help = L’adresse d’une recherche, ses paramètres (theme=wages&lang=fr) ou des mots.
collection-name = Nom
collection-description = Description
collection-save = Enregistrer
collection-preview = Compter d’abord les notices
collection-remove = Supprimer cette collection
collection-remove-help = Ses notices restent ; sa page, son fil et son ensemble prennent fin, et les moissonneurs de l’ensemble en sont avertis.
collection-save-search = Enregistrer comme collection
collection-error-slug = Le nom dans les adresses a jusqu’à 60 minuscules sans accent, chiffres et traits d’union simples, comme labour-migration.
collection-error-name = Donnez à la collection un nom en { $value }.
collection-error-query = Donnez à la collection une recherche avec des mots ou un filtre ; une recherche qui trouve tout n’est pas une collection.
collection-error-moved = Quelqu’un d’autre a modifié cette collection entre-temps. Rouvrez-la pour voir son état actuel, puis refaites votre modification.
collection-error-taken = Une collection porte déjà ce nom dans les adresses. Choisissez-en un autre.
collection-error-text = Un nom a jusqu’à 200 octets et une description jusqu’à 2 000, sans caractère de contrôle.
about-collection = À propos de cette collection
follow = Suivre
in-collections = Collections
facet-author = Auteurs et contributeurs
places = Lieux
letters = Lettres
as-tree = En arbre
a-to-z = De A à Z
names-begin = Noms qui commencent par
names-found = { $n ->
    [0] Aucun nom ne commence ainsi
    [one] { $number } nom
   *[other] { $number } noms
}
show = Afficher

# Lettres et données personnelles.
account-work = Ce que vous pouvez faire
account-change = Modifier
account-person-change = Modifier le nom et l’adresse
account-said-person = Le nom et l’adresse ont été modifiés.
account-remove = Supprimer cette personne
account-remove-sure = Définitivement : sessions et jetons prennent fin ; l’historique garde le nom de connexion.
account-error-sure = Cochez la case pour supprimer quelqu’un définitivement.
account-link-mailed = Ce lien ne sert qu’une fois. Il a été envoyé à { $value } ; vous pouvez aussi le transmettre vous-même.
account-link-not-mailed = Ce lien ne sert qu’une fois. La lettre à { $value } n’a pas pu être envoyée : le journal du service dit pourquoi. Transmettez le lien vous-même.
account-forgotten = Mot de passe oublié
account-forgotten-name = Nom de connexion ou adresse électronique
account-forgotten-help = Une lettre avec un lien pour choisir un autre mot de passe est envoyée à l’adresse du compte. Le second facteur reste inchangé.
account-forgotten-send = Envoyer la lettre
account-forgotten-sent = S’il existe un tel compte avec une adresse, une lettre est en route. On peut en redemander une dans dix minutes.
account-forgotten-ask = Demandez à un administrateur un lien pour choisir un autre mot de passe : cette bibliothèque n’envoie pas de courrier.
account-letter-invitation-subject = { $value } : votre invitation
account-letter-invitation =
    Bonjour,

    vous êtes invité(e) à travailler avec cette bibliothèque. Choisissez ici votre mot de passe dans la semaine :

    { $value }

    Le lien ne sert qu’une fois. Si vous n’attendiez pas cette lettre, ne faites rien.
account-letter-reset-subject = { $value } : choisir un autre mot de passe
account-letter-reset =
    Bonjour,

    quelqu’un, sans doute vous, a demandé un autre mot de passe pour cette bibliothèque. Choisissez-le ici dans la journée :

    { $value }

    Le lien ne sert qu’une fois. Si ce n’était pas vous, ne faites rien : le mot de passe reste inchangé.
# The audit log and the history of a record.
audit = Journal d'audit
audit-lead = Qui a fait quoi, quand, d'où et sur quelles notices, du plus récent au plus ancien. Les jours sont en UTC.
audit-unfit = Ce filtre a été laissé de côté, car sa valeur ne convient pas ({ $value }) :
audit-actor = Personne ou jeton
audit-kind = Genre de changement
audit-kind-any = tous
audit-kind-import = Importation
audit-kind-edit = Correction
audit-kind-user = Compte
audit-kind-token = Jeton
audit-kind-collection = Collection
audit-kind-taxonomy = Taxonomie
audit-kind-system = Système
audit-from = Du
audit-until = Au
audit-record = Numéro de notice
audit-show = Afficher
audit-clear = Sans filtres
audit-none = Rien ne correspond.
audit-when = Quand
audit-who = Qui
audit-what = Quoi
audit-where = D'où
audit-records = Notices
audit-more = { $n ->
    [one] et une autre
   *[other] et { $number } autres
}
audit-pages = Pages du journal
audit-newest = Plus récents
audit-older = Plus anciens
audit-export = Emporter tout ce qui correspond :
audit-import = Importation { $value }
audit-reason = Système : { $value }
audit-reason-collection-set = Entrée dans la collection { $value } ou sortie
audit-reason-collection-made = Collection créée
audit-reason-collection-changed = Collection modifiée
audit-reason-collection-removed = Collection supprimée
audit-reason-taxonomy-changed = Taxonomie modifiée
audit-reason-taxonomy-undone = Modification de la taxonomie annulée
audit-reason-taxonomy-follow = A suivi la modification { $value } de la taxonomie
audit-reason-token = Jeton modifié
audit-reason-token-added = Jeton créé
audit-reason-token-revoked = Jeton révoqué
audit-reason-user = Compte modifié
audit-reason-user-added = Compte créé
audit-reason-user-removed = Compte supprimé
audit-reason-user-role = Rôle changé
audit-reason-user-disabled = Compte désactivé
audit-reason-user-enabled = Compte activé
audit-reason-user-reset = Lien pour un nouveau mot de passe créé et second facteur retiré
audit-reason-user-link = Lien pour un nouveau mot de passe créé
audit-reason-user-password = Mot de passe changé
audit-reason-user-factor-set = Second facteur mis en place
audit-reason-user-factor-removed = Second facteur retiré
audit-reason-user-recovery = Code de secours utilisé
audit-channel-web = web
audit-channel-api = API
audit-channel-command-line = ligne de commande
audit-channel-system = système
history = Historique
history-lead = Ce qui a changé dans cette notice depuis son arrivée, du plus récent au plus ancien.
history-lead-whole = Toutes les versions de cette notice, de la plus récente à la plus ancienne, avec qui les a faites et comment.
history-by = par { $value }
history-seq = changement { $value }
history-first = La première version.
history-nothing = Rien n'a changé dans la description.
history-none = Il n'y a pas de version à montrer ici.
history-older = Versions plus anciennes
history-gone = supprimé :
history-new = ajouté :
history-suppressed = masquée
history-embargoed = sous embargo
history-deleted = supprimée
history-field-status = État
history-field-work = Œuvre
history-field-titles = Titre
history-field-identifiers = Identifiants
history-field-document-type = Type de document
history-field-themes = Thèmes
history-field-places = Lieux
history-field-keywords = Mots-clés
history-field-languages = Langues
history-field-contributors = Contributeurs
history-field-responsibility = Mention de responsabilité
history-field-date = Date
history-field-host = Publié dans
history-field-series = Collection
history-field-publisher = Éditeur
history-field-edition = Édition
history-field-extent = Étendue
history-field-abstracts = Résumé
history-field-notes = Notes
history-field-relations = Publications liées
history-field-assets = Fichiers et liens
history-field-access = Accès
history-field-embargo = Embargo jusqu’au
history-field-rights = Droits
fault-too-many-requests = Trop de demandes
fault-too-many-requests-help = Votre réseau a envoyé beaucoup de demandes en peu de temps. Attendez un peu, puis rechargez la page. Les programmes qui ont besoin de beaucoup de notices les moissonnent par OAI-PMH.
api-try = Chaque opération peut être essayée ici. La lecture fonctionne immédiatement ; pour modifier, il faut une session ou un jeton ayant le rôle indiqué.
api-document = La description complète, pour les programmes (OpenAPI 3.1)
api-token = Jeton d’accès, à la place de votre session ; il reste dans ce champ
api-groups = Types d’opérations
api-needs = Rôle nécessaire : { $value }
api-needs-nothing = Ouvert à tous
api-required = obligatoire
api-body = Corps
api-file = Fichier
api-send = Envoyer
api-answer = Réponse
api-no-script = Les modifications ne peuvent être essayées qu’avec JavaScript.
api-failed = La demande n’a pas pu être envoyée.
api-cut = (La suite n’est pas affichée.)
api-elsewhere = Autres adresses pour les programmes

openurl-title = Une publication d’après sa référence
openurl-several = Plusieurs notices répondent aussi bien à cette référence. Choisissez-en une.
openurl-none = Aucune notice ne répond à cette référence.
openurl-nothing = L’adresse ne contient aucune référence. Un résolveur appelle cette page avec une référence, par exemple depuis la liste de liens d’une bibliothèque.
openurl-gone = La notice a été retirée.
openurl-understood = Ce qui a été compris
openurl-missing = Ce qui aiderait à la trouver
openurl-unused = Ce qui n’a pas pu servir
openurl-why-number = rien ne se trouve ici par un tel numéro
openurl-why-reference = il faudrait aller le chercher ailleurs
openurl-why-form = ce n’est pas ce que dit son nom
openurl-search = La rechercher
openurl-name-article = Titre
openurl-name-host = Paru dans
openurl-name-author = Auteur
openurl-name-year = Année
openurl-name-volume = Volume
openurl-name-issue = Numéro
openurl-name-page = Première page
openurl-name-doi = DOI
openurl-name-isbn = ISBN
openurl-name-issn = ISSN

dumps = Exports complets
dumps-lead = Toutes les notices d’un coup, sous forme de fichiers. Ils sont faits chaque nuit et contiennent ce que tout le monde peut voir ; les deux derniers sont gardés.
dumps-follow = Pour suivre ce qui change après un export, prenez son numéro de changement et continuez à partir de là :
dumps-none = Aucun export n’a encore été fait. Le service en fait un chaque nuit.
dumps-made = Commencé
dumps-change = Jusqu’au changement
dumps-files = Fichiers de
dumps-file = Fichier
dumps-holds = Contient
dumps-records = Notices
dumps-size = Taille
dumps-json = Le JSON de l’API, une notice par ligne
dumps-marcxml = MARCXML, une seule collection
dumps-n-triples = schema.org en N-Triples
dumps-csv = CSV, une ligne par notice
dumps-resourcesync = Fichiers JSON pour ResourceSync
api-dumps = Toutes les notices en fichiers : JSON, MARCXML, N-Triples, CSV.
api-resourcesync = ResourceSync : ce qu’il y a et ce qui a changé.
scholar = Google Scholar
scholar-check-record = Comment Google Scholar voit cette notice
scholar-record-lead = Chaque règle de Google Scholar sur le contenu d’une notice. Les règles sur la façon dont la page est servie sont vérifiées par labordoc scholar-check avec l’adresse de la page.
scholar-admin-lead = Combien de notices publiées satisfont chaque règle de Google Scholar. Chaque chiffre mène à ses notices.
scholar-judged = Toutes les modifications jusqu’au { $value } sont comptées.
scholar-judging = Les notices sont encore en cours d’examen : { $value }. Revenez dans un instant.
scholar-rule = Règle
scholar-says = Ce que Google Scholar demande (en anglais)
scholar-result = Résultat
scholar-pass = respectée
scholar-fails = non respectée
scholar-not-applicable = sans objet
scholar-hand-record = dans la notice
scholar-hand-service = dans le service
scholar-why = Pourquoi
scholar-none = Il n’y a pas de telles notices.
scholar-more = Plus de notices
scholar-rule-content = Genre savant
scholar-rule-title = Titre
scholar-rule-authors = Auteurs
scholar-rule-date = Date de publication
scholar-rule-kind = Revue, conférence ou institution
scholar-rule-volume-issue = Volume et numéro
scholar-rule-pages = Pages
scholar-rule-issn-isbn = ISSN ou ISBN
scholar-rule-language = Langue
scholar-rule-own-language = La langue de l’article même
scholar-rule-abstract = Résumé
scholar-rule-pdf-url = Adresse du PDF
scholar-rule-pdf-reached = Le PDF peut être obtenu
scholar-rule-pdf-size = Taille du PDF
scholar-rule-pdf-text = Texte du PDF
scholar-rule-one-article = Un article, une adresse
scholar-rule-status = Statut HTTP
scholar-rule-format = HTML
scholar-rule-weight = Taille de la page
scholar-rule-sign-in = Sans identification
scholar-rule-robots = Les robots sont admis
scholar-rule-not-found = Les erreurs sont des erreurs
scholar-rule-crawl-path = Liens depuis l’accueil
scholar-rule-by-date = Une liste par date
scholar-why-title-unknown = La notice n’a pas de titre.
scholar-do-title-unknown = Ajoutez le titre (245).
scholar-why-title-missing = La page n’a pas de citation_title.
scholar-do-title-missing = Donnez-lui le titre de la publication.
scholar-why-title-twice = La page en a plusieurs : { $value }
scholar-do-title-twice = N’en gardez qu’un, le titre de la publication.
scholar-why-title-cut = Ce n’est pas le titre entier : { $value }
scholar-do-title-cut = Donnez aussi le sous-titre.
scholar-why-authors-unknown = La notice ne nomme ni auteur ni organisation responsable.
scholar-do-authors-unknown = Ajoutez qui l’a faite (100, 110, 700, 710), avec le rôle.
scholar-why-authors-missing = La page n’a pas de citation_author.
scholar-do-authors-missing = Donnez une balise à chaque auteur.
scholar-why-authors-lost = Seuls { $value } des auteurs ont une balise.
scholar-do-authors-lost = Donnez une balise à chaque auteur.
scholar-why-authors-together = Plusieurs auteurs sont dans une balise : { $value }
scholar-do-authors-together = Donnez à chaque auteur sa propre balise.
scholar-why-author-several = Un contributeur en est plusieurs : { $value }
scholar-do-author-several = Donnez à chacun son champ (100, 700).
scholar-why-date-unknown = L’année de publication n’est pas connue.
scholar-do-date-unknown = Ajoutez l’année (260 ou 264 $c).
scholar-why-date-missing = La page n’a pas de citation_publication_date.
scholar-do-date-missing = Donnez la date sous la forme 2010/05/12 ou 2010.
scholar-why-date-form = La date est écrite { $value }.
scholar-do-date-form = Écrivez-la 2010/05/12 ou 2010.
scholar-why-kind-unknown = La notice ne dit pas ce que { $value } dirait.
scholar-do-kind-unknown = Ajoutez la revue ou le livre (773 $t), la conférence (111, 711) ou l’éditeur (260, 264 $b).
scholar-why-kind-missing = La page n’a pas de { $value }.
scholar-do-kind-missing = Dites où elle est parue, ou quelle institution en répond.
scholar-why-volume-unknown = Le volume manque.
scholar-do-volume-unknown = Ajoutez-le (773 $g).
scholar-why-issue-unknown = Le numéro manque.
scholar-do-issue-unknown = Ajoutez-le (773 $g), si la revue en a.
scholar-why-pages-unknown = Les pages manquent.
scholar-do-pages-unknown = Ajoutez la première et la dernière page (773 $g).
scholar-why-pages-unread = Les pages ne sont pas un intervalle : { $value }
scholar-do-pages-unread = Écrivez la première et la dernière page, comme 644-651 (773 $g).
scholar-why-number-unknown = L’{ $value } manque.
scholar-do-number-unknown = Ajoutez-le (773 $x ou 022, 773 $z ou 020).
scholar-why-number-wrong = Sa clé de contrôle est fausse : { $value }
scholar-do-number-wrong = Corrigez le numéro d’après la publication.
scholar-why-language-unknown = La langue de la publication n’est pas connue.
scholar-do-language-unknown = Ajoutez-la (041 $a ou 008).
scholar-why-language-missing = La page n’a pas de citation_language.
scholar-do-language-missing = Donnez la langue de l’article, comme en.
scholar-why-language-wrong = Elle dit { $value }.
scholar-do-language-wrong = Donnez la langue de l’article par un code, comme en.
scholar-why-title-foreign = Le titre est dans une autre langue que la publication : { $value }
scholar-do-title-foreign = Mettez en 245 le titre dans la langue de la publication, l’autre en 246.
scholar-why-abstract-unknown = Il n’y a pas de résumé.
scholar-do-abstract-unknown = Ajoutez le résumé de l’auteur (520), ou gardez le texte intégral ici.
scholar-why-abstract-hidden = Le résumé est donné aux machines, mais les lecteurs ne le voient pas.
scholar-do-abstract-hidden = Montrez-le sur la page, sans script et sans clic.
scholar-why-pdf-twice = La page en nomme plusieurs : { $value }
scholar-do-pdf-twice = N’en gardez qu’une.
scholar-why-pdf-elsewhere = Il n’est pas sous le dossier de la page : { $value }
scholar-do-pdf-elsewhere = Servez le fichier depuis l’hôte et le dossier de la page.
scholar-why-pdf-away = Le texte intégral est sur un autre hôte, aucune balise ne peut le nommer : { $value }
scholar-do-pdf-away = Gardez une copie du fichier dans cette bibliothèque, si les droits le permettent.
scholar-why-pdf-status = La réponse est { $value }.
scholar-do-pdf-status = Laissez chacun obtenir le fichier, ou retirez la balise.
scholar-why-pdf-large = Il fait { $value } ; 5 Mo est le maximum.
scholar-do-pdf-large = Réduisez le fichier, ou donnez-le à Google Livres.
scholar-why-pdf-no-text = Sa première page n’a pas de texte.
scholar-do-pdf-no-text = Ajoutez le texte par reconnaissance de caractères.
scholar-why-pdf-no-title = Sa première page n’a pas le titre : { $value }
scholar-do-pdf-no-title = Mettez titre et auteurs sur la première page.
scholar-why-canonical-away = La page dit être à une autre adresse : { $value }
scholar-do-canonical-away = Qu’elle nomme sa propre adresse.
scholar-why-status = La page est rendue avec { $value }.
scholar-do-status = Répondez par 200.
scholar-why-format = C’est { $value }, pas du HTML.
scholar-do-format = Donnez une page HTML.
scholar-why-weight = La page fait { $value } ; 5 Mo est le maximum.
scholar-do-weight = Réduisez-la.
scholar-why-soft-404 = Ce qui n’existe pas est rendu avec { $value }.
scholar-do-soft-404 = Répondez par 404, ou 410 pour ce qui a disparu.
scholar-why-sign-in = Les lecteurs sont menés à une page d’identification : { $value }
scholar-do-sign-in = Montrez le résumé à tous.
scholar-why-robots-txt = robots.txt interdit { $value }
scholar-do-robots-txt = Autorisez-le.
scholar-why-noindex = La page demande de ne pas être indexée.
scholar-do-noindex = Retirez noindex.
scholar-why-no-path = Aucun chemin de dix liens au plus n’y mène ; pages lues : { $value }.
scholar-do-no-path = Liez-la depuis une liste à laquelle mène l’accueil.
scholar-why-no-dates = Aucune liste par date n’a été trouvée.
scholar-do-no-dates = Offrez des listes par année de publication.

headings = Vedettes sans concept
headings-lead = Vedettes des notices qui ne désignent aucun concept, les plus fréquentes d'abord. Dites ce que chacune signifie; les notices suivent aussitôt.
headings-count = { $n ->
    [one] Une vedette.
   *[other] { $number } vedettes.
}
headings-following = { $n ->
    [one] Des notices suivent en ce moment une modification de la taxonomie.
   *[other] Des notices suivent en ce moment { $number } modifications de la taxonomie.
}
headings-source = Vocabulaire ou zone
headings-system = Système source
headings-any = tous
headings-text = Texte
headings-show = Afficher
headings-heading = Vedette
headings-records = Notices
headings-concept = Concept
headings-do = Ce que c'est
headings-synonym = Synonyme
headings-exact = Identique
headings-close = Presque identique
headings-broad = Plus spécifique
headings-ignore = Ignorer
headings-next = Vedettes suivantes
headings-ticked = Toutes celles qui sont cochées
headings-concept-id = Concept
headings-concept-help = Son nom dans les adresses, comme wages. S'il reste vide, chaque vedette va au concept choisi à côté d'elle.
headings-lang = Langue des synonymes
headings-declared = celle que la vedette déclare, sinon l'anglais
headings-new = Nouveau concept
headings-new-id = Nom dans les adresses
headings-new-broader = Concept générique
headings-latest = Dernières modifications
headings-undo = Annuler
headings-error-none = Cochez au moins une vedette.
headings-error-concept = Choisissez ou saisissez un concept.
headings-error-new = Un nouveau concept a besoin d'un nom dans les adresses et d'un libellé dans chacune des trois langues.
