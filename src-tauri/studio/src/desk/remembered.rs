//! What is worked out of all images or captions, kept until something that it was worked out of is another.

use std::sync::{Arc, Mutex, PoisonError};

/// The last answer, and what it was the answer to.
pub(super) struct Remembered<K, V>(Mutex<Option<(K, Arc<V>)>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Remembered(Mutex::default())
    }
}

impl<K: PartialEq, V> Remembered<K, V> {
    /// The last answer if it was to the same question, or a new one. Who asks the same meanwhile waits for it.
    pub(super) fn answer(&self, question: K, work: impl FnOnce() -> V) -> Arc<V> {
        // A panic in `work` leaves the answer before it, which is still one to its own question.
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
