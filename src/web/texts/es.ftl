# La interfaz en español. Cada identificador figura en en.ftl, fr.ftl y es.ftl.
skip = Ir al contenido
nav-main = Navegación principal
nav-language = Idioma
nav-pages = Páginas
search = Buscar
search-label = Palabras, títulos, autores, temas
search-title = Búsqueda: { $value }
search-within = Buscar en estos resultados
browse = Explorar
browse-all = Todos los registros
sitemap = Mapa del sitio
home-lead = Publicaciones sobre el mundo del trabajo: libros, documentos de trabajo, documentos de conferencias y artículos de la Revista Internacional del Trabajo, en todos los idiomas en que aparecieron.
records-here = { $n ->
    [one] { $number } registro aquí
   *[other] { $number } registros aquí
}
results = { $n ->
    [0] Sin resultados
    [one] { $number } registro
   *[other] { $number } registros
}
newest = Registros más recientes
facet-type = Tipos de documento
facet-theme = Temas
facet-lang = Idiomas
facet-year = Años
facet-journal = Revistas
facet-full-text = Texto completo
full-text-yes = Se puede abrir
full-text-no = Solo descripción
language-unknown = Desconocido
active-filters = Filtros activos
remove-filter = quitar
narrow = Acotar los resultados
narrower = Más específicos
more = Más
sort = Ordenar por
sort-relevance = relevancia
sort-newest = más recientes
sort-oldest = más antiguos
sort-title = título
previous = Anterior
next = Siguiente
page-line = Página { $value }
nothing-found = Ningún registro coincide. Revise la ortografía, use menos palabras, quite un filtro o busque en otro idioma: los conceptos se encuentran tanto en inglés como en francés y español.
also-in = También en:
untitled = [Sin título]
contributors = Colaboradores
language-versions = Versiones en otros idiomas
read-it = Leer
abstract = Resumen
keywords = Palabras clave
details = Detalles
export = Exportar
source = Registro de origen (MARC)
fact-host = Publicado en
fact-series = Serie
fact-publisher = Editorial
fact-date = Fecha
fact-edition = Edición
fact-extent = Extensión
fact-languages = Idiomas
fact-instrument = Instrumento
fact-report-number = Número de informe
fact-call-number = Signatura
fact-system-number = Número de registro
fact-rights = Derechos
asset-full-text = Texto completo
asset-cover = Cubierta
asset-summary = Sumario
asset-related = Página relacionada
role-aut = autor
role-edt = editor
role-trl = traductor
role-ctb = colaborador
role-isb = organismo emisor
role-pbl = editorial
role-ill = ilustrador
role-com = compilador
role-fnd = financiador
role-org = creador original
notice-parameter = No se entendió y se omitió: { $value }
notice-other = Una parte de la consulta no se entendió: { $value }
notice-no-match = Nada coincide con { $value } por sí solo.
notice-unknown-value = No existe ese valor: { $value }
notice-prefix-too-broad = Demasiadas palabras empiezan así; solo se buscaron las primeras por orden alfabético: { $value }
notice-prefix-too-short = El comienzo de una palabra necesita al menos dos letras; se buscó como palabra: { $value }
notice-query-too-long = La consulta es demasiado larga; se omitió lo que sigue a los { $value } caracteres.
notice-too-many-clauses = La consulta tiene demasiadas partes; solo se usaron las { $value } primeras.
notice-too-deep = Los paréntesis pasan de { $value } niveles; los interiores se omitieron.
notice-empty-clause = Se omitió una parte vacía de la consulta.
notice-bad-year = Esto no es un año: { $value }
notice-unknown-field = No existe el campo { $value }; se buscó como palabras. Los campos son title, author, subject, journal, year, type, theme, lang, isbn, issn y doi.
notice-unbalanced-quote = Una comilla no está cerrada; el resto se tomó como una frase.
notice-unbalanced-parenthesis = Un paréntesis no tiene pareja; se añadió o se omitió uno.
notice-stray-operator = Se omitió un operador sin palabras al lado: { $value }
fault-not-found = Aquí no hay nada
fault-not-found-help = La dirección puede estar mal escrita o anticuada. Busque el título o explore el catálogo.
fault-gone = Este registro fue retirado
fault-gone-help = Estuvo en la colección y ya no se muestra. Busque otra edición o versión en otro idioma.
fault-bad-request = No se entiende esta petición
fault-bad-request-help = Algo en la dirección no encaja.
fault-not-acceptable = No disponible en esa forma
fault-not-acceptable-help = Elija una de las formas que ofrece la página del registro.
fault-wrong-method = Esto no se puede hacer aquí
fault-wrong-method-help = La dirección existe, pero no para este tipo de petición.
fault-unavailable = No disponible por el momento
fault-unavailable-help = Inténtelo de nuevo en medio minuto.
fault-internal = Algo falló por nuestra parte
fault-internal-help = Ha quedado anotado. Inténtelo de nuevo; si persiste, escriba a la biblioteca e indique la petición que figura abajo.
nav-path = Está aquí
journals = Revistas
help = Ayuda
about = Acerca de
accessibility = Accesibilidad
search-help = Cómo buscar
all-types = Todos los tipos de documento
all-themes = Todos los temas
all-journals = Todas las revistas
figure-records = { $n ->
    [one] registro
   *[other] registros
}
figure-works = { $n ->
    [one] obra
   *[other] obras
}
figure-languages = { $n ->
    [one] idioma
   *[other] idiomas
}
figure-years = años de publicación
works-found = { $n ->
    [0] Sin resultados
    [one] { $number } obra
   *[other] { $number } obras
}
clear-filters = Sin filtros
understood = Se entendió así:
did-you-mean = ¿Quiso decir
any-of-these = Cualquiera de estas palabras: { $value }
per-page = Por página
versions-apart = Mostrar cada versión lingüística
versions-together = Agrupar las versiones lingüísticas
from-year = Desde el año
until-year = Hasta el año
as-table = Como tabla
years = Años
hits = Resultados
apply = Aplicar
about-record = Acerca de este registro
permanent-link = Enlace permanente
cite = Cómo citar
cite-style = Estilo:
cite-results = Citar estos resultados
citations = Citas
cite-more = { $value }: aquí se muestran los 100 primeros; un archivo contiene los 1.000 primeros.
cite-open = Abrir el registro
cite-files = Como archivo:
copy = Copiar
copied = Copiado
related-records = Publicaciones relacionadas
history-added = Añadido el { $value }
history-changed = modificado el { $value }
history-edited = corregido por un catalogador
volume = vol. { $value }
volumes = Volúmenes
issue = núm. { $value }
issue-none = sin número
not-here = no está
unplaced = { $n ->
    [one] { $number } registro sin volumen
   *[other] { $number } registros sin volumen
}
about-concept = Acerca de este concepto
broader = Más amplio
related-concepts = Relacionados
mappings = El mismo o casi el mismo en otros lugares
names = Nombres
preferred-name = Preferido
other-names = También
best-known = Registros
concepts = { $n ->
    [one] { $number } concepto
   *[other] { $number } conceptos
}
contact = Escríbanos:
about-what = Esta es una biblioteca de publicaciones sobre el mundo del trabajo: artículos de la Revista Internacional del Trabajo, convenios, libros, documentos de trabajo y otros, descritos por bibliotecarios.
about-languages = Una búsqueda en un idioma encuentra lo que hay en todos. Las versiones lingüísticas de una obra están juntas, y cada una tiene su página.
about-taxonomy = Los tipos de documento y los temas provienen de dos listas comunes de conceptos en inglés, francés y español. Cada concepto tiene una página con sus nombres, su lugar y sus registros.
about-machines = Todo puede ser leído también por programas: por OAI-PMH, mapas del sitio, datos enlazados y una interfaz JSON.
accessibility-aim = Estas páginas aspiran a cumplir las Pautas de Accesibilidad para el Contenido Web 2.2, nivel AA, en tres idiomas, en claro y en oscuro.
accessibility-how = Funcionan solo con el teclado, con lectores de pantalla, ampliadas al 400 %, en un navegador de texto y sin JavaScript. Los controles automáticos de cada tipo de página forman parte de las pruebas del programa.
accessibility-limits = Los archivos que conservan otros, como los documentos PDF a los que enlaza un registro, pueden no ser accesibles.
accessibility-tell = Si algo le estorba, díganoslo: lo corregiremos y mientras tanto le daremos lo que necesita.
help-lead = Escriba las palabras como las conoce, en cualquier idioma. Los acentos y las mayúsculas no importan. Esto es lo que también puede escribir:
help-type = Usted escribe
help-find = Usted encuentra
help-all = Ambas palabras, en cualquier parte del registro.
help-concept = La palabra, y todo lo que trata del concepto que nombra, en todos los idiomas.
help-phrase = Estas palabras seguidas, en este orden.
help-or = Una u otra palabra. OR se escribe en mayúsculas.
help-not = La primera palabra sin la segunda.
help-group = Los paréntesis mantienen juntas las palabras.
help-prefix = Palabras que empiezan así; al menos dos letras.
help-title = La palabra en un título.
help-author = Una persona o entidad que lo hizo.
help-years = Años de publicación, ambos incluidos.
help-type-of = Un tipo de documento, por su nombre en cualquier idioma, con todo lo que abarca.
help-lang = El idioma del registro.
help-number = El número de un convenio o documento; también ISBN, ISSN y DOI.
help-fields = Los campos son title (titulo), author (autor), subject (tema), journal (revista), year (ano), type (tipo), theme, lang (idioma), isbn, issn, doi e id. Las palabras seguidas deben estar todas; OR une menos.
help-filters = El número junto a un filtro indica cuántas obras lo tienen, sin importar qué más se elija del mismo tipo. Los filtros de un tipo son alternativas; los tipos distintos se suman.
api = Interfaz para programas
api-lead = Leer no requiere clave. Las respuestas son JSON salvo que la dirección diga otra cosa; los errores llegan como application/problem+json.
api-address = Dirección
api-gives = Lo que da
api-forms = Un registro en otra forma: marcxml, mrc, dc, jsonld, json.
api-skos = Los conceptos en SKOS: ttl, rdf, jsonld.
api-oai = Recolección por OAI-PMH 2.0.
api-sitemap = Todos los registros para los rastreadores.
kind-title = título
kind-author = autor
kind-concept = tema

# Las cuentas: iniciar sesión, la propia cuenta, la página de personas para la administración.
fault-unauthorized = Inicie sesión
fault-unauthorized-help = Esto es para personas con cuenta. Inicie sesión y vuelva a intentarlo.
fault-forbidden = Esto no está permitido
fault-forbidden-help = Su función no alcanza, o el formulario no venía de una página de esta biblioteca. Cargue la página de nuevo; si persiste, diríjase a la administración.
account-sign-in = Iniciar sesión
account-sign-out = Cerrar sesión
account-sign-in-help = ¿Olvidó su contraseña? Pida a la administración de la biblioteca un enlace para elegir otra.
account-name = Nombre de usuario
account-password = Contraseña
account-current-password = Contraseña actual
account-new-password = Contraseña nueva
account-password-help = Al menos 12 caracteres. Varias palabras sin relación entre sí son una buena elección. Puede usar un gestor de contraseñas.
account-again = La contraseña nueva otra vez
account-errors = No ha funcionado
account-error-wrong = El nombre o la contraseña no es correcto.
account-error-current = La contraseña actual no es correcta.
account-error-short = La contraseña es demasiado corta: necesita al menos 12 caracteres.
account-error-long = La contraseña es demasiado larga: puede tener 512 bytes.
account-error-plain = Esta contraseña es fácil de adivinar: repite unos pocos caracteres o su nombre. Tome varias palabras.
account-error-again = Las dos contraseñas nuevas son distintas.
account-error-wait = { $n ->
    [one] Han fallado demasiados intentos. Espere un segundo y vuelva a intentarlo.
   *[other] Han fallado demasiados intentos. Espere { $number } segundos y vuelva a intentarlo.
}
account-error-code = Este código no es correcto o ya se usó. Espere al siguiente.
account-error-name = Hasta 40 letras minúsculas de la a a la z, cifras, puntos, guiones y guiones bajos; primero una letra o cifra.
account-error-display = Un nombre visible tiene hasta 200 bytes y ningún carácter de control.
account-error-email = Esto no es una dirección de correo.
account-error-no-system = Un socio importa en un solo sistema de origen: nómbrelo con letras minúsculas, cifras y guiones.
account-error-no-partner = Solo un socio tiene un sistema de origen. Déjelo vacío o elija la función de socio.
account-error-taken = Hay o hubo una persona con este nombre. Elija otro: el historial lo conserva.
account-error-no-user = No existe esa persona.
account-error-last = Es la única persona que administra. Nombre antes a otra.
account-error-label = Una clave de acceso necesita un nombre de hasta 40 letras, sin barra.
account-error-label-taken = Ya tiene una clave de acceso con este nombre. Revóquela o elija otro nombre.
account-error-role = Elija una de las funciones ofrecidas.
account-error-days = Elija de 1 a 366 días.
account-second-factor = Segundo factor
account-code = Código
account-code-help = Las seis cifras que su autenticador muestra ahora, o uno de sus códigos de recuperación.
account-own = Su cuenta
account-display = Nombre visible
account-email = Correo electrónico
account-role = Función
account-source = Sistema de origen
account-source-help = Solo para socios: el único sistema de origen en el que importan.
account-role-partner = Socio
account-role-cataloguer = Catalogación
account-role-librarian = Biblioteca
account-role-administrator = Administración
account-change-password = Cambiar la contraseña
account-said-password = Su contraseña ha cambiado. Sus demás sesiones han terminado.
account-said-session = La sesión ha terminado.
account-said-token = La clave de acceso está revocada.
account-said-factor = El segundo factor se ha quitado.
account-factor-on = { $n ->
    [0] Está configurado. No queda ningún código de recuperación: configúrelo de nuevo para obtener otros.
    [one] Está configurado. Queda un código de recuperación.
   *[other] Está configurado. Quedan { $number } códigos de recuperación.
}
account-factor-off = No está configurado. Con él, una contraseña robada no basta para abrir su cuenta.
account-factor-set-up = Configurar el segundo factor
account-factor-remove = Quitar el segundo factor
account-factor-key-help = Escriba esta clave en su autenticador, o abra la dirección en el dispositivo que lo tiene. Después escriba el primer código que muestre.
account-factor-key = Clave
account-factor-uri = Dirección
account-first-code = Primer código
account-factor-confirm = Confirmar
account-cancel = Cancelar
account-recovery = Sus códigos de recuperación
account-recovery-help = Cada uno vale una vez por un código, si pierde su autenticador. Guárdelos en un lugar seguro: no se mostrarán de nuevo.
account-sessions = Sesiones
account-session-own = (esta)
account-session-end = Terminar
account-tokens = Claves de acceso
account-tokens-help = Los programas las usan para actuar en su nombre. Una clave de acceso no puede más que usted.
account-token-label = Para qué es la clave de acceso
account-token-days = Termina después de estos días
account-token-add = Crear una clave de acceso
account-token-revoke = Revocar
account-token-made = Su nueva clave de acceso
account-token-made-help = Cópiela ahora: no se mostrará de nuevo.
account-kept = Lo he guardado
account-choose-password = Elegir una contraseña
account-choose-help = Le damos la bienvenida, { $value }. Elija la contraseña con la que iniciará sesión.
account-link-over = Este enlace ya no vale
account-link-over-help = Se usó, se sustituyó o es demasiado antiguo. Pida otro a la administración de la biblioteca.
account-users = Personas
account-invite = Invitar a alguien
account-link-made = El enlace de un solo uso
account-link-made-help = Entréguelo a la persona: con él se elige una contraseña una sola vez. No se mostrará de nuevo.
account-state-active = activa
account-state-invited = invitada
account-state-disabled = desactivada
account-role-change = Cambiar la función
account-reset = Crear un enlace para otra contraseña
account-reset-factor = quitar también el segundo factor
account-disable = Desactivar
account-enable = Activar

# Colecciones y canales.
collections = Colecciones
collections-lead = Selecciones hechas por la biblioteca. Cada una sigue su búsqueda: un registro nuevo que corresponde entra por sí solo.
collections-none = Todavía no hay colecciones.
collections-keep = Gestionar las colecciones
collections-keep-lead = Una colección es una búsqueda guardada con un nombre. Tiene una página, un canal y un conjunto para los recolectores; sus registros son siempre los que la búsqueda encuentra.
collection-new = Nueva colección
collection-change = Modificar esta colección
collection-slug = Nombre en las direcciones
collection-slug-help = Minúsculas sin acento, cifras y guiones simples, como labour-migration. Es definitivo.
collection-query = Búsqueda
collection-query-help = La dirección de una búsqueda, sus parámetros (theme=wages&lang=fr) o palabras.
collection-name = Nombre
collection-description = Descripción
collection-save = Guardar
collection-preview = Contar primero los registros
collection-remove = Eliminar esta colección
collection-remove-help = Sus registros permanecen; su página, su canal y su conjunto terminan, y se avisa a los recolectores del conjunto.
collection-save-search = Guardar como colección
collection-error-slug = El nombre en las direcciones tiene hasta 60 minúsculas sin acento, cifras y guiones simples, como labour-migration.
collection-error-name = Dé a la colección un nombre en { $value }.
collection-error-query = Dé a la colección una búsqueda con palabras o un filtro; una que lo encuentra todo no es una colección.
collection-error-moved = Otra persona ha modificado esta colección entretanto. Ábrala de nuevo para ver cómo está ahora y repita su cambio.
collection-error-taken = Ya hay una colección con este nombre en las direcciones. Elija otro.
collection-error-text = Un nombre tiene hasta 200 bytes y una descripción hasta 2.000, sin caracteres de control.
about-collection = Sobre esta colección
follow = Seguir
in-collections = Colecciones
facet-author = Autores y colaboradores
places = Lugares
letters = Letras
as-tree = Como árbol
a-to-z = De la A a la Z
names-begin = Nombres que empiezan por
names-found = { $n ->
    [0] Ningún nombre empieza así
    [one] { $number } nombre
   *[other] { $number } nombres
}
show = Mostrar

# Cartas y datos personales.
account-work = Lo que puede hacer
account-change = Modificar
account-person-change = Modificar el nombre y la dirección
account-said-person = El nombre y la dirección se han modificado.
account-remove = Eliminar a esta persona
account-remove-sure = Para siempre: las sesiones y las fichas terminan; el historial conserva el nombre de acceso.
account-error-sure = Marque la casilla para eliminar a alguien para siempre.
account-link-mailed = Este enlace sirve una sola vez. Se ha enviado a { $value }; también puede transmitirlo usted.
account-link-not-mailed = Este enlace sirve una sola vez. No se pudo enviar la carta a { $value }: el registro del servicio dice por qué. Transmita usted el enlace.
account-forgotten = Contraseña olvidada
account-forgotten-name = Nombre de acceso o dirección de correo
account-forgotten-help = Se envía a la dirección de la cuenta una carta con un enlace para elegir otra contraseña. El segundo factor queda como está.
account-forgotten-send = Enviar la carta
account-forgotten-sent = Si existe esa cuenta y tiene dirección, una carta está en camino. Se puede pedir otra dentro de diez minutos.
account-forgotten-ask = Pida a un administrador un enlace para elegir otra contraseña: esta biblioteca no envía correo.
account-letter-invitation-subject = { $value }: su invitación
account-letter-invitation =
    Buenos días:

    le han invitado a trabajar con esta biblioteca. Elija aquí su contraseña en el plazo de una semana:

    { $value }

    El enlace sirve una sola vez. Si no esperaba esta carta, no haga nada.
account-letter-reset-subject = { $value }: elegir otra contraseña
account-letter-reset =
    Buenos días:

    alguien, probablemente usted, ha pedido otra contraseña para esta biblioteca. Elíjala aquí en el plazo de un día:

    { $value }

    El enlace sirve una sola vez. Si no fue usted, no haga nada: la contraseña queda como está.
# The audit log and the history of a record.
audit = Registro de auditoría
audit-lead = Quién hizo qué, cuándo, desde dónde y en qué registros, de lo más reciente a lo más antiguo. Los días son en UTC.
audit-unfit = Este filtro no se aplicó, porque su valor no sirve ({ $value }):
audit-actor = Persona o clave de acceso
audit-kind = Tipo de cambio
audit-kind-any = todos
audit-kind-import = Importación
audit-kind-edit = Corrección
audit-kind-user = Cuenta
audit-kind-token = Clave de acceso
audit-kind-collection = Colección
audit-kind-taxonomy = Taxonomía
audit-kind-system = Sistema
audit-from = Desde
audit-until = Hasta
audit-record = Número de registro
audit-show = Mostrar
audit-clear = Sin filtros
audit-none = Nada coincide.
audit-when = Cuándo
audit-who = Quién
audit-what = Qué
audit-where = Desde dónde
audit-records = Registros
audit-more = { $n ->
    [one] y uno más
   *[other] y { $number } más
}
audit-pages = Páginas del registro
audit-newest = Más recientes
audit-older = Más antiguos
audit-export = Llevarse todo lo que coincide:
audit-import = Importación { $value }
audit-reason = Sistema: { $value }
audit-reason-collection-set = Entró en la colección { $value } o salió de ella
audit-reason-collection-made = Colección creada
audit-reason-collection-changed = Colección modificada
audit-reason-collection-removed = Colección eliminada
audit-reason-taxonomy-changed = Taxonomía modificada
audit-reason-taxonomy-undone = Cambio de la taxonomía deshecho
audit-reason-taxonomy-follow = Siguió el cambio { $value } de la taxonomía
audit-reason-token = Clave de acceso cambiada
audit-reason-token-added = Clave de acceso creada
audit-reason-token-revoked = Clave de acceso revocada
audit-reason-user = Cuenta cambiada
audit-reason-user-added = Cuenta creada
audit-reason-user-removed = Cuenta eliminada
audit-reason-user-role = Función cambiada
audit-reason-user-disabled = Cuenta desactivada
audit-reason-user-enabled = Cuenta activada
audit-reason-user-reset = Enlace para una nueva contraseña creado y segundo factor quitado
audit-reason-user-link = Enlace para una nueva contraseña creado
audit-reason-user-password = Contraseña cambiada
audit-reason-user-factor-set = Segundo factor configurado
audit-reason-user-factor-removed = Segundo factor quitado
audit-reason-user-recovery = Código de recuperación usado
audit-channel-web = web
audit-channel-api = API
audit-channel-command-line = línea de comandos
audit-channel-system = sistema
history = Historial
history-lead = Lo que ha cambiado en este registro desde que llegó, de lo más reciente a lo más antiguo.
history-lead-whole = Todas las versiones de este registro, de la más reciente a la más antigua, con quién hizo cada una y cómo.
history-by = por { $value }
history-seq = cambio { $value }
history-first = La primera versión.
history-nothing = Nada cambió en la descripción.
history-none = No hay versiones que mostrar aquí.
history-older = Versiones más antiguas
history-gone = eliminado:
history-new = añadido:
history-suppressed = oculto
history-embargoed = bajo embargo
history-deleted = eliminado
history-field-status = Estado
history-field-work = Obra
history-field-titles = Título
history-field-identifiers = Identificadores
history-field-document-type = Tipo de documento
history-field-themes = Temas
history-field-places = Lugares
history-field-keywords = Palabras clave
history-field-languages = Idiomas
history-field-contributors = Colaboradores
history-field-responsibility = Mención de responsabilidad
history-field-date = Fecha
history-field-host = Publicado en
history-field-series = Serie
history-field-publisher = Editor
history-field-edition = Edición
history-field-extent = Extensión
history-field-abstracts = Resumen
history-field-notes = Notas
history-field-relations = Publicaciones relacionadas
history-field-assets = Archivos y enlaces
history-field-access = Acceso
history-field-embargo = Embargo hasta
history-field-rights = Derechos
fault-too-many-requests = Demasiadas peticiones
fault-too-many-requests-help = Desde su red llegaron muchas peticiones en poco tiempo. Espere un poco y vuelva a cargar la página. Los programas que necesitan muchos registros los recolectan por OAI-PMH.
api-try = Cada operación se puede probar aquí. Leer funciona de inmediato; para cambiar hace falta una sesión o una clave de acceso con la función indicada.
api-document = La descripción completa, para programas (OpenAPI 3.1)
api-token = Clave de acceso, en lugar de su sesión; se queda en este campo
api-groups = Clases de operaciones
api-needs = Función necesaria: { $value }
api-needs-nothing = Abierto a todos
api-required = obligatorio
api-body = Cuerpo
api-file = Archivo
api-send = Enviar
api-answer = Respuesta
api-no-script = Los cambios solo se pueden probar con JavaScript.
api-failed = No se pudo enviar la petición.
api-cut = (El resto no se muestra.)
api-elsewhere = Otras direcciones para programas

openurl-title = Una publicación por su referencia
openurl-several = Varios registros responden igual de bien a esta referencia. Elija uno.
openurl-none = Ningún registro responde a esta referencia.
openurl-nothing = La dirección no contiene ninguna referencia. Un servicio de enlaces llama a esta página con una, por ejemplo desde la lista de enlaces de una biblioteca.
openurl-gone = El registro fue retirado.
openurl-understood = Lo que se entendió
openurl-missing = Lo que ayudaría a encontrarla
openurl-unused = Lo que no se pudo usar
openurl-why-number = aquí no se encuentra nada por ese número
openurl-why-reference = habría que ir a buscarlo a otro sitio
openurl-why-form = no es lo que dice su nombre
openurl-search = Buscarla
openurl-name-article = Título
openurl-name-host = Publicado en
openurl-name-author = Autor
openurl-name-year = Año
openurl-name-volume = Volumen
openurl-name-issue = Número
openurl-name-page = Primera página
openurl-name-doi = DOI
openurl-name-isbn = ISBN
openurl-name-issn = ISSN

dumps = Volcados completos
dumps-lead = Todos los registros de una vez, en archivos. Se hacen cada noche y contienen lo que todos pueden ver; se guardan los dos últimos.
dumps-follow = Para seguir lo que cambia después de un volcado, tome su número de cambio y continúe desde ahí:
dumps-none = Todavía no se ha hecho ningún volcado. El servicio hace uno cada noche.
dumps-made = Comenzado
dumps-change = Hasta el cambio
dumps-files = Archivos de
dumps-file = Archivo
dumps-holds = Contiene
dumps-records = Registros
dumps-size = Tamaño
dumps-json = El JSON de la API, un registro por línea
dumps-marcxml = MARCXML, una sola colección
dumps-n-triples = schema.org en N-Triples
dumps-csv = CSV, una línea por registro
dumps-resourcesync = Archivos JSON para ResourceSync
api-dumps = Todos los registros en archivos: JSON, MARCXML, N-Triples, CSV.
api-resourcesync = ResourceSync: lo que hay y lo que ha cambiado.
scholar = Google Scholar
scholar-check-record = Cómo ve Google Scholar este registro
scholar-record-lead = Cada regla de Google Scholar sobre el contenido de un registro. Las reglas sobre cómo se sirve la página las comprueba labordoc scholar-check con la dirección de la página.
scholar-admin-lead = Cuántos registros publicados cumplen cada regla de Google Scholar. Cada cifra lleva a sus registros.
scholar-judged = Se cuentan todos los cambios hasta el { $value }.
scholar-judging = Los registros aún se están examinando: { $value }. Vuelva en un momento.
scholar-rule = Regla
scholar-says = Lo que pide Google Scholar (en inglés)
scholar-result = Resultado
scholar-pass = cumplida
scholar-fails = no cumplida
scholar-not-applicable = no procede
scholar-hand-record = en el registro
scholar-hand-service = en el servicio
scholar-why = Por qué
scholar-none = No hay tales registros.
scholar-more = Más registros
scholar-rule-content = Tipo académico
scholar-rule-title = Título
scholar-rule-authors = Autores
scholar-rule-date = Fecha de publicación
scholar-rule-kind = Revista, conferencia o institución
scholar-rule-volume-issue = Volumen y número
scholar-rule-pages = Páginas
scholar-rule-issn-isbn = ISSN o ISBN
scholar-rule-language = Idioma
scholar-rule-own-language = El idioma del propio artículo
scholar-rule-abstract = Resumen
scholar-rule-pdf-url = Dirección del PDF
scholar-rule-pdf-reached = El PDF se puede obtener
scholar-rule-pdf-size = Tamaño del PDF
scholar-rule-pdf-text = Texto del PDF
scholar-rule-one-article = Un artículo, una dirección
scholar-rule-status = Estado HTTP
scholar-rule-format = HTML
scholar-rule-weight = Tamaño de la página
scholar-rule-sign-in = Sin identificarse
scholar-rule-robots = Se admite a los robots
scholar-rule-not-found = Los errores son errores
scholar-rule-crawl-path = Enlaces desde la portada
scholar-rule-by-date = Una lista por fecha
scholar-why-title-unknown = El registro no tiene título.
scholar-do-title-unknown = Añada el título (245).
scholar-why-title-missing = La página no tiene citation_title.
scholar-do-title-missing = Dele el título de la publicación.
scholar-why-title-twice = La página tiene varios: { $value }
scholar-do-title-twice = Deje uno solo, el título de la publicación.
scholar-why-title-cut = No es el título entero: { $value }
scholar-do-title-cut = Dé también el subtítulo.
scholar-why-authors-unknown = El registro no nombra ni autor ni organización responsable.
scholar-do-authors-unknown = Añada quién la hizo (100, 110, 700, 710), con la función.
scholar-why-authors-missing = La página no tiene citation_author.
scholar-do-authors-missing = Dé una etiqueta a cada autor.
scholar-why-authors-lost = Solo { $value } de los autores tienen etiqueta.
scholar-do-authors-lost = Dé una etiqueta a cada autor.
scholar-why-authors-together = Hay varios autores en una etiqueta: { $value }
scholar-do-authors-together = Dé a cada autor su propia etiqueta.
scholar-why-author-several = Un colaborador son varias personas: { $value }
scholar-do-author-several = Dé a cada una su campo (100, 700).
scholar-why-date-unknown = No se conoce el año de publicación.
scholar-do-date-unknown = Añada el año (260 o 264 $c).
scholar-why-date-missing = La página no tiene citation_publication_date.
scholar-do-date-missing = Dé la fecha como 2010/05/12 o 2010.
scholar-why-date-form = La fecha está escrita { $value }.
scholar-do-date-form = Escríbala 2010/05/12 o 2010.
scholar-why-kind-unknown = El registro no dice lo que diría { $value }.
scholar-do-kind-unknown = Añada la revista o el libro (773 $t), la conferencia (111, 711) o la editorial (260, 264 $b).
scholar-why-kind-missing = La página no tiene { $value }.
scholar-do-kind-missing = Diga dónde apareció o qué institución responde de ella.
scholar-why-volume-unknown = Falta el volumen.
scholar-do-volume-unknown = Añádalo (773 $g).
scholar-why-issue-unknown = Falta el número.
scholar-do-issue-unknown = Añádalo (773 $g), si la revista los numera.
scholar-why-pages-unknown = Faltan las páginas.
scholar-do-pages-unknown = Añada la primera y la última (773 $g).
scholar-why-pages-unread = Las páginas no son un intervalo: { $value }
scholar-do-pages-unread = Escriba la primera y la última, como 644-651 (773 $g).
scholar-why-number-unknown = No hay { $value }.
scholar-do-number-unknown = Añádalo (773 $x o 022, 773 $z o 020).
scholar-why-number-wrong = Su dígito de control es incorrecto: { $value }
scholar-do-number-wrong = Corrija el número a partir de la publicación.
scholar-why-language-unknown = No se conoce el idioma de la publicación.
scholar-do-language-unknown = Añádalo (041 $a o 008).
scholar-why-language-missing = La página no tiene citation_language.
scholar-do-language-missing = Dé el idioma del artículo, como en.
scholar-why-language-wrong = Dice { $value }.
scholar-do-language-wrong = Dé el idioma del artículo como código, por ejemplo en.
scholar-why-title-foreign = El título está en otro idioma que la publicación: { $value }
scholar-do-title-foreign = Ponga en 245 el título en el idioma de la publicación, y el otro en 246.
scholar-why-abstract-unknown = No hay resumen.
scholar-do-abstract-unknown = Añada el resumen del autor (520) o guarde aquí el texto completo.
scholar-why-abstract-hidden = El resumen se da a las máquinas, pero los lectores no lo ven.
scholar-do-abstract-hidden = Muéstrelo en la página, sin guiones y sin un clic.
scholar-why-pdf-twice = La página nombra varias: { $value }
scholar-do-pdf-twice = Deje una sola.
scholar-why-pdf-elsewhere = No está bajo la carpeta de la página: { $value }
scholar-do-pdf-elsewhere = Sirva el archivo desde el servidor y la carpeta de la página.
scholar-why-pdf-away = El texto completo está en otro servidor y ninguna etiqueta puede nombrarlo: { $value }
scholar-do-pdf-away = Guarde una copia del archivo en esta biblioteca, si los derechos lo permiten.
scholar-why-pdf-status = La respuesta es { $value }.
scholar-do-pdf-status = Deje que todos obtengan el archivo o quite la etiqueta.
scholar-why-pdf-large = Tiene { $value }; 5 MB es el máximo.
scholar-do-pdf-large = Reduzca el archivo o délo a Google Libros.
scholar-why-pdf-no-text = Su primera página no tiene texto.
scholar-do-pdf-no-text = Añada el texto por reconocimiento de caracteres.
scholar-why-pdf-no-title = Su primera página no tiene el título: { $value }
scholar-do-pdf-no-title = Ponga título y autores en la primera página.
scholar-why-canonical-away = La página dice tener otra dirección: { $value }
scholar-do-canonical-away = Que nombre su propia dirección.
scholar-why-status = La página se responde con { $value }.
scholar-do-status = Responda con 200.
scholar-why-format = Es { $value }, no HTML.
scholar-do-format = Dé una página HTML.
scholar-why-weight = La página tiene { $value }; 5 MB es el máximo.
scholar-do-weight = Redúzcala.
scholar-why-soft-404 = Lo que no existe se responde con { $value }.
scholar-do-soft-404 = Responda con 404, o con 410 para lo que ya no está.
scholar-why-sign-in = Se lleva a los lectores a identificarse: { $value }
scholar-do-sign-in = Muestre el resumen a todos.
scholar-why-robots-txt = robots.txt prohíbe { $value }
scholar-do-robots-txt = Permítalo.
scholar-why-noindex = La página pide no ser indexada.
scholar-do-noindex = Quite noindex.
scholar-why-no-path = Ningún camino de diez enlaces o menos lleva a ella; páginas leídas: { $value }.
scholar-do-no-path = Enlácela desde una lista a la que lleve la portada.
scholar-why-no-dates = No se encontró ninguna lista por fecha.
scholar-do-no-dates = Ofrezca listas por año de publicación.

headings = Encabezamientos sin concepto
headings-lead = Encabezamientos de registros que no designan ningún concepto, los más frecuentes primero. Diga qué significa cada uno; los registros lo siguen enseguida.
headings-count = { $n ->
    [one] Un encabezamiento.
   *[other] { $number } encabezamientos.
}
headings-following = { $n ->
    [one] Los registros siguen ahora un cambio de la taxonomía.
   *[other] Los registros siguen ahora { $number } cambios de la taxonomía.
}
headings-source = Vocabulario o campo
headings-system = Sistema de origen
headings-any = todos
headings-text = Texto
headings-show = Mostrar
headings-heading = Encabezamiento
headings-records = Registros
headings-concept = Concepto
headings-do = Qué es
headings-synonym = Sinónimo
headings-exact = Igual
headings-close = Casi igual
headings-broad = Más específico
headings-ignore = Ignorar
headings-next = Encabezamientos siguientes
headings-ticked = Todos los marcados
headings-concept-id = Concepto
headings-concept-help = Su nombre en las direcciones, como wages. Si queda vacío, cada encabezamiento va al concepto elegido a su lado.
headings-lang = Idioma de los sinónimos
headings-declared = el que declara el encabezamiento, o inglés
headings-new = Nuevo concepto
headings-new-id = Nombre en las direcciones
headings-new-broader = Concepto más amplio
headings-latest = Últimos cambios
headings-undo = Deshacer
headings-error-none = Marque al menos un encabezamiento.
headings-error-concept = Elija o escriba un concepto.
headings-error-new = Un nuevo concepto necesita un nombre en las direcciones y una etiqueta en cada uno de los tres idiomas.
