//! The language of captions: words and tags, the trigger word, tokens, and edits of many captions.

pub mod frequency;
pub mod rewrite;
pub mod tags;
pub mod tokens;
pub mod trigger;
pub mod vocabulary;
mod words;
