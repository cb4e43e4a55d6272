//! Replicate's HTTP API, typed
