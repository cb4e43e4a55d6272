//! Emits every change to the shell, which forwards it to the page.
//!
//! Command results and changes reach the page by two paths, and either may overtake the other. So each state that
//! replaces another as a whole has a `sequence` number, and the page keeps the state with the highest number.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::view::AppEvent;

/// Returns a number higher than all numbers returned before. The caller takes the number before it reads a state. Of
/// two states with such numbers, the one with the higher number counts as the newer one: if it lacks a change, that
/// change is emitted again later, with a higher number.
pub(crate) fn next_sequence() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::SeqCst) + 1
}

type Listener = dyn Fn(AppEvent) + Send + Sync;

/// Emits changes to the listener that was set at the start.
#[derive(Clone)]
pub(crate) struct Events(Arc<Listener>);

impl Events {
    pub(crate) fn new(listener: impl Fn(AppEvent) + Send + Sync + 'static) -> Events {
        Events(Arc::new(listener))
    }

    pub(crate) fn emit(&self, change: AppEvent) {
        (self.0)(change);
    }
}
