//! The state of a waiting cell, for the page.

use localization::Message;

/// The reason why a cell is waiting, if it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Waiting {
    /// A sentence that says what the cell is waiting for. The cell continues by itself.
    pub(crate) retry_message: Option<Message>,
    /// True if the service's list could not show whether the prediction was made.
    pub(crate) in_doubt: bool,
}
