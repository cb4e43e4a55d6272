//! What is worked out of all images or captions, kept until something that it was worked out of is another.

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};

/// The last answer, and what it was the answer to.
pub(super) struct Remembered<K, V>(Mutex<Option<(K, Arc<V>)>>);

impl<K: PartialEq, V> Remembered<K, V> {
    pub(super) fn new(rank: Rank) -> Remembered<K, V> {
        Remembered(Mutex::new(rank, None))
    }

    /// The last answer if it was to the same question, or a new one. Who asks the same meanwhile waits for it.
    pub(super) fn answer(&self, question: K, work: impl FnOnce() -> V) -> Arc<V> {
        // A panic in `work` leaves the answer before it, which is still one to its own question.
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
