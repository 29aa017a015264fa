//! A thread that follows the change log and keeps something in memory up to date with it.
//!
//! It works at no more than half a processor, so that a first look at every record starves nobody.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use record::Seq;
use store::ReadError;

use crate::app::App;

/// How long it waits for a change before it looks whether to stop.
const LOOK: Duration = Duration::from_millis(500);
/// It rests as long as it worked.
const REST: u32 = 1;

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It read changes; there may be more.
    Read,
    /// There is nothing beyond this seq.
    Current(Seq),
}

/// The thread, once it is started.
#[derive(Default)]
pub struct Watch {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Watch {
    /// Begins; `what` is what is kept, for the log.
    pub fn start(
        &self,
        what: &'static str,
        app: &Arc<App>,
        mut step: impl FnMut(&App) -> Result<Step, ReadError> + Send + 'static,
    ) {
        let stop = Arc::clone(&self.stop);
        let app = Arc::downgrade(app);
        let spawned = std::thread::Builder::new()
            .name("watch".into())
            .spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let Some(app) = app.upgrade() else { return };
                    let begun = Instant::now();
                    let rest = match step(&app) {
                        Ok(Step::Read) => begun.elapsed().saturating_mul(REST),
                        Ok(Step::Current(seq)) => {
                            app.store.wait_beyond(seq, LOOK);
                            Duration::ZERO
                        }
                        Err(error) => {
                            tracing::error!(%error, "{what} is behind");
                            LOOK
                        }
                    };
                    drop(app);
                    std::thread::sleep(rest.min(LOOK));
                }
            });
        match spawned {
            Ok(thread) => *self.thread.lock() = Some(thread),
            Err(error) => tracing::error!(%error, "{what} is not kept"),
        }
    }

    /// Stops and waits for the thread.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.lock().take()
            && thread.join().is_err()
        {
            tracing::error!("a thread that follows the change log panicked");
        }
    }
}
