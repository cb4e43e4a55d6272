//! The one place that says what changed. The shell listens and tells the window.

use std::sync::Arc;

use crate::view::Change;

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
