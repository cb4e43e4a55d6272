//! Keeps an open dataset in sync with the files in its folder.

pub(crate) mod passed_over;
mod scan;
pub(crate) mod watch;
