//! Caches a value that is computed from all images or captions. The value is valid until an input or the language
//! changes.

use std::sync::Arc;

use ordered_lock::{Mutex, Rank};

/// A cache for a single value: the last answer and its question.
pub(super) struct Memo<K, V>(Mutex<Option<Answered<K, V>>>);

struct Answered<K, V> {
    question: K,
    /// The tag of the language in which the question was answered: the answer may contain texts.
    language: String,
    answer: Arc<V>,
}

impl<K: PartialEq, V> Memo<K, V> {
    pub(super) fn new(rank: Rank) -> Memo<K, V> {
        Memo(Mutex::new(rank, None))
    }

    /// Returns the last answer if `question` and the current language are unchanged. Otherwise computes a new answer,
    /// for which concurrent callers wait.
    pub(super) fn answer(&self, question: K, work: impl FnOnce() -> V) -> Arc<V> {
        self.answer_in(localization::current().tag, question, work)
    }

    fn answer_in(&self, language: String, question: K, work: impl FnOnce() -> V) -> Arc<V> {
        // If `work` panics, the previous answer stays. It is still correct for its own question.
        let mut last = self.0.lock();
        if let Some(last) = &*last
            && last.question == question
            && last.language == language
        {
            return Arc::clone(&last.answer);
        }
        let answer = Arc::new(work());
        *last = Some(Answered {
            question,
            language,
            answer: Arc::clone(&answer),
        });
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_for_its_question_and_language() {
        let memo = Memo::new(Rank::Findings);
        let ask = |language: &str, question, answer| {
            *memo.answer_in(language.to_owned(), question, || answer)
        };
        assert_eq!(ask("en", 1, "first"), "first");
        assert_eq!(ask("en", 1, "second"), "first");
        assert_eq!(ask("de", 1, "third"), "third");
        assert_eq!(ask("de", 2, "fourth"), "fourth");
        assert_eq!(ask("de", 2, "fifth"), "fourth");
    }
}
