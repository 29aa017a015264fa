//! Listening: connections with time limits, and a graceful stop.

use std::{future::Future, io, net::SocketAddr, sync::Arc, time::Duration};

use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use taxonomy::Lang;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::ServiceExt;

use super::{Service, client::Peer, router};
use crate::{access::secret::NoRandom, app::App};

/// How long running requests may take to end after the signal to stop.
const GRACE: Duration = Duration::from_secs(15);

/// How every HTTP/2 connection begins.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// How often half a preface is looked at again.
const PEEK: Duration = Duration::from_millis(20);

/// Why the service could not listen.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("cannot listen on {listen}: {source}; choose another address with --listen")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// No key for the tokens of forms.
    #[error(transparent)]
    Random(#[from] NoRandom),
}

/// Serves until `stop`; `ready` is told the address once it listens.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    app: Arc<App>,
    base_url: Option<String>,
    ready: impl FnOnce(SocketAddr, &str),
    stop: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let listen = app.config.listen;
    let failed = |source| ServeError::Listen { listen, source };
    let listener = TcpListener::bind(listen).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let base_url = base_url.unwrap_or_else(|| format!("http://{bound}"));
    let header_limit = Duration::from_secs(app.config.header_seconds);
    let service = Service::new(app, &base_url)?;
    service.app.blocks.start(&service.app, &service.site);
    service.app.dumps.start(&service.app, &service.site);
    service.app.scholar.start(&service.app, &service.site);
    service.app.quality.start(&service.app);
    let routes = router(service);
    let graceful = GracefulShutdown::new();
    // Dropped at the end, it tells those that have not said a word.
    let (closing, open) = watch::channel(());
    tokio::pin!(stop);
    ready(bound, &base_url);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Too many open files and the like: pass, and try again in a moment.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        let _ = stream.set_nodelay(true);
        let mut builder = Builder::new(TokioExecutor::new());
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(header_limit);
        builder
            .http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(Duration::from_secs(30));
        let (watcher, mut open) = (graceful.watcher(), open.clone());
        let routes = routes
            .clone()
            .map_request(move |mut request: Request<Incoming>| {
                request.extensions_mut().insert(Peer(peer));
                request
            });
        let routes = TowerToHyperService::new(routes);
        tokio::spawn(async move {
            let begun = tokio::select! {
                begun = speaks(&stream, header_limit) => begun,
                _ = open.changed() => false,
            };
            if !begun {
                return;
            }
            let connection = builder.serve_connection(TokioIo::new(stream), routes);
            if let Err(error) = watcher.watch(connection.into_owned()).await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop((listener, closing));
    if tokio::time::timeout(GRACE, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests did not end in time and were cut off");
    }
    Ok(())
}

/// Whether a connection says within `limit` which protocol it speaks; until then hyper's own time
/// limit does not run (HTTP/2's preface: RFC 9113 section 3.4).
async fn speaks(stream: &TcpStream, limit: Duration) -> bool {
    let mut start = [0; PREFACE.len()];
    let enough = async {
        loop {
            match stream.peek(&mut start).await {
                Ok(0) | Err(_) => return false,
                Ok(n) if n < PREFACE.len() && PREFACE.starts_with(&start[..n]) => {
                    tokio::time::sleep(PEEK).await;
                }
                Ok(_) => return true,
            }
        }
    };
    tokio::time::timeout(limit, enough).await.unwrap_or(false)
}

/// What machine-readable answers say of this site.
pub fn site(app: &App, base_url: &str) -> harvest::Site {
    let host = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    harvest::Site {
        base_url: base_url.to_owned(),
        name: Lang::INTERFACE
            .into_iter()
            .map(|l| (l, app.config.name.clone()))
            .collect(),
        admin_email: app.config.admin_email.clone(),
        oai_host: host.split(':').next().unwrap_or(host).to_owned(),
        page_size: app.config.oai_page,
        metadata_licence: Some(app.config.metadata_licence.clone()).filter(|l| !l.is_empty()),
        friends: app.config.friends.clone(),
        // Tokens stay good across restarts and upgrades, and mean nothing in another store.
        token_key: blake3::derive_key(
            "labordoc 2026 OAI-PMH resumption tokens",
            app.store.store_id().as_bytes(),
        ),
    }
}
