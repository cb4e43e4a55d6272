//! Caches a value that is computed from all images or captions until one of its inputs changes.

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};

/// The last answer and its question.
pub(super) struct Memo<K, V>(Mutex<Option<(K, Arc<V>)>>);

impl<K: PartialEq, V> Memo<K, V> {
    pub(super) fn new(rank: Rank) -> Memo<K, V> {
        Memo(Mutex::new(rank, None))
    }

    /// Returns the last answer if `question` is the same, or else computes a new one. Concurrent callers wait for it.
    pub(super) fn answer(&self, question: K, work: impl FnOnce() -> V) -> Arc<V> {
        // If `work` panics, the previous answer stays. It is still correct for its own question.
        let mut last = self.0.lock();
        if let Some((asked, answer)) = &*last
            && *asked == question
        {
            return Arc::clone(answer);
        }
        let answer = Arc::new(work());
        *last = Some((question, Arc::clone(&answer)));
        answer
    }
}
