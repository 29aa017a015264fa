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
records-in-all = { $n ->
    [one] { $number } registro
   *[other] { $number } registros
}
works-in-all = { $n ->
    [one] { $number } obra
   *[other] { $number } obras
}
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
all-values = Mostrar todo
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
