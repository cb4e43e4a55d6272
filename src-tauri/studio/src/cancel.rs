//! Cancel, as the task sees it that is to stop.

use std::future::Future;

use tokio::sync::watch;

/// Whether Cancel was pressed.
#[derive(Clone)]
pub(crate) struct Cancel(watch::Receiver<bool>);

impl Cancel {
    /// Cancel, and what presses it.
    pub(crate) fn new(pressed: bool) -> (watch::Sender<bool>, Cancel) {
        let (press, seen) = watch::channel(pressed);
        (press, Cancel(seen))
    }

    pub(crate) fn is_pressed(&self) -> bool {
        *self.0.borrow()
    }

    /// Ends when it is pressed.
    pub(crate) fn pressed(&self) -> impl Future<Output = ()> + use<> {
        let mut seen = self.0.clone();
        async move {
            if seen.wait_for(|pressed| *pressed).await.is_err() {
                // Nobody is left who could press it.
                std::future::pending::<()>().await;
            }
        }
    }
}
