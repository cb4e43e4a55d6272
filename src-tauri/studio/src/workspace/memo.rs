//! Caches a value that is computed from all images or captions. The value is valid until an input or the language
//! changes.

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};

/// A cache for a single value: the last value and its key.
pub(super) struct Memo<K, V>(Mutex<Option<Entry<K, V>>>);

struct Entry<K, V> {
    key: K,
    /// The tag of the language that was current when the value was computed, since the value may contain texts.
    language: String,
    value: Arc<V>,
}

impl<K: PartialEq, V> Memo<K, V> {
    pub(super) fn new(rank: Rank) -> Memo<K, V> {
        Memo(Mutex::new(rank, None))
    }

    /// Returns the last value if `key` and the current language are unchanged. Otherwise computes a new value while
    /// concurrent callers wait for it.
    pub(super) fn get_or_compute(&self, key: K, compute: impl FnOnce() -> V) -> Arc<V> {
        self.get_or_compute_in(localization::current().tag, key, compute)
    }

    fn get_or_compute_in(&self, language: String, key: K, compute: impl FnOnce() -> V) -> Arc<V> {
        // If `compute` panics, the previous value stays, which is still correct for its own key.
        let mut last = self.0.lock();
        if let Some(last) = &*last
            && last.key == key
            && last.language == language
        {
            return Arc::clone(&last.value);
        }
        let value = Arc::new(compute());
        *last = Some(Entry {
            key,
            language,
            value: Arc::clone(&value),
        });
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_cached_for_its_key_and_language() {
        let memo = Memo::new(Rank::Findings);
        let get = |language: &str, key, value| {
            *memo.get_or_compute_in(language.to_owned(), key, || value)
        };
        assert_eq!(get("en", 1, "first"), "first");
        assert_eq!(get("en", 1, "second"), "first");
        assert_eq!(get("de", 1, "third"), "third");
        assert_eq!(get("de", 2, "fourth"), "fourth");
        assert_eq!(get("de", 2, "fifth"), "fourth");
    }
}
