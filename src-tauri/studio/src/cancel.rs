//! The signal of a Cancel button, as the task that it stops receives it.

use std::future::Future;

use tokio::sync::watch;

/// The receiver of the Cancel signal.
#[derive(Clone)]
pub(crate) struct Cancel(watch::Receiver<bool>);

impl Cancel {
    /// Creates a `Cancel` and its sender. `pressed` is its initial state.
    pub(crate) fn new(pressed: bool) -> (watch::Sender<bool>, Cancel) {
        let (sender, receiver) = watch::channel(pressed);
        (sender, Cancel(receiver))
    }

    pub(crate) fn is_pressed(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until Cancel is pressed.
    pub(crate) fn pressed(&self) -> impl Future<Output = ()> + use<> {
        let mut receiver = self.0.clone();
        async move {
            if receiver.wait_for(|pressed| *pressed).await.is_err() {
                // The sender was dropped, so Cancel can no longer be pressed.
                std::future::pending::<()>().await;
            }
        }
    }
}
