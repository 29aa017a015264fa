//! The service over HTTP: the router on one screen, one file per noun.

mod about;
mod account;
mod admin;
mod api;
mod assets;
mod audit;
mod browse;
mod cite;
mod client;
mod collate;
mod collections;
mod concepts;
mod cookie;
mod dumps;
mod fault;
mod feed;
mod filters;
mod form;
mod fresh;
mod gate;
mod guard;
mod health;
mod home;
mod journals;
mod labels;
mod negotiate;
mod oai;
mod opensearch;
mod openurl;
mod params;
mod reader;
mod record;
mod repec;
mod resourcesync;
mod results;
mod search;
mod serve;
mod sitemap;
mod sru;
mod texts;
mod try_out;
mod unapi;
mod view;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{delete, get, post},
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
};

use crate::{
    access::{
        Accounts,
        lanes::Lanes,
        rate::Rates,
        secret::NoRandom,
        session::{Session, SessionKey},
        user::is_open,
    },
    app::App,
    clock,
    config::Config,
    mail::Mailer,
};
use ::record::Datestamp;
use cookie::SessionCookie;

pub use admin::batch::search_of_text;
pub use api::records::RecordView;
pub use collections::search_of as collection_search;
pub use health::Metrics;
pub use serve::{ServeError, serve, site};
pub use texts::Texts;
pub use view::segment;

/// What every request works with.
#[derive(Clone)]
pub struct Service {
    /// The collection.
    pub app: Arc<App>,
    /// Counters and timings.
    pub metrics: Arc<Metrics>,
    /// What the machine-readable answers say of this site.
    pub site: Arc<harvest::Site>,
    /// The journals' contents.
    pub journals: Arc<journals::Shelf>,
    /// Those who sign in.
    pub accounts: Arc<Accounts>,
    /// How many requests each may make.
    pub rates: Arc<Rates>,
    /// How many are worked on at once.
    pub lanes: Arc<Lanes>,
    /// The cookie that tells their sessions.
    pub cookie: SessionCookie,
    /// When this process began to serve: pages may look otherwise than those of the one before.
    pub started: Datestamp,
    /// What sitemaps lately said of records.
    pub entries: Arc<sitemap::Entries>,
    /// Answers about records that were lately found current.
    pub known: Arc<record::known::Known>,
    /// References written lately.
    pub references: Arc<cite::References>,
    /// The way to a mail server, where one is configured.
    pub mailer: Option<Arc<Mailer>>,
}

impl Service {
    /// The service of a collection at its public address.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new(app: Arc<App>, base_url: &str) -> Result<Service, NoRandom> {
        if base_url.starts_with("http://") && !cookie::is_local(base_url) {
            tracing::warn!(
                base_url,
                "nobody can sign in over plain HTTP; put a proxy with TLS in front and set base_url to https://"
            );
        }
        Ok(Service {
            site: Arc::new(site(&app, base_url)),
            journals: Arc::default(),
            metrics: Arc::new(Metrics::new()),
            accounts: Arc::new(Accounts::new()?),
            rates: Arc::new(Rates::new(&app.config)),
            lanes: Arc::new(Lanes::new(processors())),
            cookie: SessionCookie::of(base_url),
            started: clock::now(),
            entries: Arc::new(sitemap::Entries::new()),
            known: Arc::default(),
            references: Arc::new(cite::References::new()),
            mailer: mailer(&app.config),
            app,
        })
    }

    /// The session of this key, while it lives and its user is let in.
    fn session(&self, key: SessionKey) -> Option<Session> {
        let session = self.accounts.sessions.get(key)?;
        let user = self.app.store.user(&session.user);
        if user.is_some_and(|user| is_open(&user)) {
            return Some(session);
        }
        self.accounts.sessions.close(key);
        None
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The mailer; without it links are shown and not sent.
fn mailer(config: &Config) -> Option<Arc<Mailer>> {
    match Mailer::of(config) {
        Ok(mailer) => mailer.map(Arc::new),
        Err(error) => {
            tracing::error!(%error, "no mail will be sent");
            None
        }
    }
}

/// A body that is not an import: 1 MiB.
const BODY_LIMIT: usize = 1 << 20;

/// A batch edit, or a table of records: 256 MiB.
pub const BATCH_LIMIT: usize = 256 << 20;

/// What is worth compressing: not what is compressed already.
fn compressible() -> impl Predicate {
    DefaultPredicate::new()
        .and(NotForContentType::const_new("application/gzip"))
        .and(NotForContentType::const_new("application/zstd"))
        .and(NotForContentType::const_new("application/zip"))
}

/// All routes.
pub fn router(service: Service) -> Router {
    let pages = Router::new()
        .route("/", get(home::page))
        .route("/search", get(search::page))
        .route("/records/{id}", get(record::get))
        .route("/records/{id}/history", get(record::history::get))
        .route("/records/{id}/scholar", get(record::scholar::get))
        .route("/records/{id}/quality", get(record::quality::get))
        .route(
            "/records/{id}/edit",
            get(record::edit::get).post(record::edit::post),
        )
        .route(
            "/records/{id}/history/{seq}/restore",
            get(record::restore::get).post(record::restore::post),
        )
        .route("/records/{id}/source", get(record::source::get))
        .route("/records/{id}/linkset", get(record::linkset::get))
        .route("/works/{id}", get(record::work))
        .route("/cite", get(cite::get))
        .route("/browse", get(browse::index))
        .route("/browse/all", get(browse::all::index))
        .route("/browse/all/{from}", get(browse::all::range))
        .route("/browse/{dimension}", get(browse::values))
        .route("/browse/{dimension}/{value}", get(browse::records::page))
        .route("/taxonomy", get(concepts::scheme))
        .route("/concepts/{scheme}", get(concepts::scheme))
        .route("/concepts/{scheme}/{id}", get(concepts::concept))
        .route("/collections", get(collections::list))
        .route("/collections/{slug}", get(collections::get))
        .route("/feed.atom", get(feed::all))
        .route("/journals", get(journals::list))
        .route("/journals/{slug}", get(journals::journal))
        .route("/journals/{slug}/{volume}", get(journals::volume_page))
        .route(
            "/journals/{slug}/{volume}/{issue}",
            get(journals::issue_page),
        )
        .route("/admin/audit", get(audit::get))
        .route("/admin/quality", get(admin::quality::get))
        .route("/admin/quality/{rule}", get(admin::quality::records))
        .route("/admin/scholar", get(admin::scholar::get))
        .route("/admin/scholar/{figure}", get(admin::scholar::records))
        .route("/help", get(about::help))
        .route("/about", get(about::about))
        .route("/accessibility", get(about::accessibility))
        .route("/api", get(try_out::page))
        .route("/api-try", get(try_out::lead))
        .route("/assets/{name}", get(assets::get))
        .route("/oai.xsl", get(assets::oai_stylesheet))
        .route("/favicon.svg", get(assets::favicon));
    let admin = Router::new()
        .route(
            "/admin/headings",
            get(admin::headings::get).post(admin::headings::post),
        )
        .route("/admin/collections", get(admin::collections::list))
        .route(
            "/admin/collections/new",
            get(admin::collections::fresh).post(admin::collections::post_new),
        )
        .route(
            "/admin/collections/{slug}",
            get(admin::collections::get).post(admin::collections::post),
        )
        .route(
            "/admin/batch",
            get(admin::batch::get).post(admin::batch::post),
        )
        .route(
            "/admin/batch/{id}",
            get(admin::batch::progress).post(admin::batch::table::post),
        )
        .route(
            "/admin/collections/{slug}/remove",
            post(admin::collections::remove),
        )
        .route("/admin/imports", get(admin::imports::list))
        .route(
            "/admin/imports/{id}",
            get(admin::imports::one::get).post(admin::imports::one::post),
        )
        .route(
            "/admin/harvests",
            get(admin::harvests::list).post(admin::harvests::post),
        )
        .route("/admin/profiles", get(admin::imports::profiles::list))
        .route(
            "/admin/profiles/{name}",
            get(admin::imports::profiles::get).post(admin::imports::profiles::post),
        );
    let machines = Router::new()
        .route("/oai", get(oai::get).post(oai::post))
        .route("/openurl", get(openurl::get))
        .route("/opensearch.xml", get(opensearch::description))
        .route("/search.atom", get(opensearch::results))
        .route("/suggest", get(opensearch::suggestions))
        .route("/sru", get(sru::get).post(sru::post))
        .route("/unapi", get(unapi::get))
        .route("/repec/ilo/", get(repec::archive))
        .route("/repec/ilo/{name}", get(repec::about))
        .route("/repec/ilo/{series}/", get(repec::series))
        .route("/repec/ilo/{series}/{name}", get(repec::papers))
        .route("/sitemap.xml", get(sitemap::index))
        .route("/sitemap.xml.gz", get(sitemap::index_gzip))
        .route("/sitemaps/{name}", get(sitemap::shard))
        .route("/robots.txt", get(sitemap::robots))
        .route("/dumps", get(dumps::lead))
        .route("/dumps/", get(dumps::page))
        .route("/dumps/manifest.json", get(dumps::manifest))
        .route("/dumps/{dump}/{file}", get(dumps::file))
        .route("/.well-known/resourcesync", get(resourcesync::source))
        .route("/resourcesync/{name}", get(resourcesync::list))
        .route("/resourcesync/{list}/{name}", get(resourcesync::part))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics));
    let api = Router::new()
        .route("/api/v1/search", get(api::search::get))
        .route("/api/v1/suggest", get(api::suggest::get))
        .route(
            "/api/v1/records/{id}",
            get(api::records::get)
                .put(api::records::put)
                .patch(api::records::patch)
                .delete(api::records::delete),
        )
        .route("/api/v1/records/{id}/history", get(api::history::get))
        .route("/api/v1/records/{id}/scholar", get(api::scholar::record))
        .route("/api/v1/scholar", get(api::scholar::all))
        .route("/api/v1/records/{id}/quality", get(api::quality::record))
        .route("/api/v1/quality", get(api::quality::all))
        .route("/api/v1/quality/{rule}", get(api::quality::of_rule))
        .route("/api/v1/audit", get(api::audit::get))
        .route("/api/v1/imports", get(api::imports::list))
        .route(
            "/api/v1/imports/{id}",
            get(api::imports::get).delete(api::imports::discard),
        )
        .route("/api/v1/imports/{id}/commit", post(api::imports::commit))
        .route("/api/v1/imports/{id}/stage", post(api::imports::stage))
        .route("/api/v1/imports/{id}/undo", post(api::imports::undo))
        .route(
            "/api/v1/imports/{id}/decisions",
            get(api::imports::decisions).post(api::imports::decide),
        )
        .route(
            "/api/v1/harvests",
            get(api::harvests::list).post(api::harvests::post),
        )
        .route(
            "/api/v1/harvests/{name}",
            get(api::harvests::get)
                .put(api::harvests::put)
                .delete(api::harvests::delete),
        )
        .route("/api/v1/harvests/{name}/run", post(api::harvests::run))
        .route(
            "/api/v1/harvests/{name}/cancel",
            post(api::harvests::cancel),
        )
        .route("/api/v1/profiles", get(api::profiles::list))
        .route(
            "/api/v1/profiles/{name}",
            get(api::profiles::get).put(api::profiles::put),
        )
        .route("/api/v1/changes", get(api::changes::get))
        .route("/api/v1/headings", get(api::headings::list))
        .route("/api/v1/collections", get(api::collections::list))
        .route(
            "/api/v1/collections/{slug}",
            get(api::collections::get)
                .put(api::collections::put)
                .delete(api::collections::delete),
        )
        .route("/api/v1/concepts", get(api::concepts::schemes))
        .route("/api/v1/concepts/{scheme}", get(api::concepts::list))
        .route("/api/v1/concepts/{scheme}/{id}", get(api::concepts::get))
        .route("/api/v1/taxonomy", get(api::taxonomy::export))
        .route("/api/v1/taxonomy/check", get(api::taxonomy::check))
        .route(
            "/api/v1/taxonomy/changes",
            get(api::taxonomy::changes).post(api::taxonomy::change),
        )
        .route(
            "/api/v1/taxonomy/changes/{number}/undo",
            post(api::taxonomy::undo),
        )
        .route("/api/v1/export", get(api::export::get))
        .route("/api/v1/config", get(api::service::config))
        .route(
            "/api/v1/index",
            get(api::service::index).post(api::service::reindex),
        )
        .route(
            "/api/v1/users",
            get(api::users::list).post(api::users::post),
        )
        .route(
            "/api/v1/users/{name}",
            get(api::users::get)
                .patch(api::users::patch)
                .delete(api::users::delete),
        )
        .route("/api/v1/users/{name}/link", post(api::users::link))
        .route(
            "/api/v1/tokens",
            get(api::tokens::list).post(api::tokens::post),
        )
        .route("/api/v1/tokens/{name}", delete(api::tokens::delete))
        .route("/api/v1/session", get(account::session::get))
        .route("/api/v1/stats", get(api::stats::get))
        .route("/api/v1/openapi.json", get(api::openapi::get));
    // What may take its time: no limit but the body's own.
    let long = Router::new()
        .route("/admin/imports", post(admin::imports::upload))
        .route("/admin/batch/table", post(admin::batch::table::upload))
        .route("/api/v1/imports", post(api::imports::post))
        .route("/api/v1/imports/{id}/report", get(api::imports::report))
        .route("/api/v1/imports/{id}/original", get(api::imports::original))
        .route(
            "/api/v1/batches",
            post(api::batches::post).layer(DefaultBodyLimit::max(BATCH_LIMIT)),
        )
        .route("/api/v1/backups", post(api::backups::post))
        .route("/api/v1/dumps", post(api::dumps::post))
        .route("/api/v1/check", post(api::service::check))
        .route("/api/v1/export/report", get(api::export::report))
        .layer(DefaultBodyLimit::disable());
    pages
        .merge(account::routes())
        .merge(admin)
        .merge(machines)
        .merge(api)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            guard::time_limit,
        ))
        .merge(long)
        .fallback(fault::no_such_page)
        .method_not_allowed_fallback(fault::wrong_method)
        .layer(middleware::from_fn_with_state(
            service.clone(),
            gate::enforce,
        ))
        .layer(CatchPanicLayer::custom(fault::panicked_inside))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            fault::render,
        ))
        .layer(CatchPanicLayer::custom(fault::panicked))
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(compressible()),
        )
        .layer(middleware::from_fn(guard::headers))
        .layer(middleware::from_fn_with_state(
            service.clone(),
            health::measure,
        ))
        .with_state(service)
}
