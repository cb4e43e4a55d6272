//! What the app does: account, open dataset, runs from folder to weights, and their ledger
pub mod view;
