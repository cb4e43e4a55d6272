//! The account: signing in, and the secrets that are kept in the keychain.

pub(crate) mod secret_store;
pub(crate) mod session;
