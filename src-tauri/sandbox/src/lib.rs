//! A Replicate on loopback, for trying the app without an account, and for every test
