//! The one place that says what changed. The shell listens and tells the window.
//!
//! Answers to commands and changes that are said come to the window on two ways, and either may overtake the other.
//! So what is replaced as a whole carries `as_of`, and the window keeps the newest.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::view::Change;

/// A number higher than all before it. Taken before something is read, it makes sure that of two states with such
/// numbers the higher is not the older one: whatever changed later is said again later, with a higher one.
pub(crate) fn as_of() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::SeqCst) + 1
}

type Listener = dyn Fn(Change) + Send + Sync;

/// Says what changed, to whoever was given at the start.
#[derive(Clone)]
pub(crate) struct Changes(Arc<Listener>);

impl Changes {
    pub(crate) fn new(listener: impl Fn(Change) + Send + Sync + 'static) -> Changes {
        Changes(Arc::new(listener))
    }

    pub(crate) fn say(&self, change: Change) {
        (self.0)(change);
    }
}
