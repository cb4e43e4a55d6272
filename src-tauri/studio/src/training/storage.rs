//! The person's own places for the zip that the trainer fetches: a bucket, or an address. `bucket` parses a bucket's
//! settings and calls its service, `keys` holds the bucket's keys, `buckets` stores the bucket and finds its keys, and
//! `address` checks that there is a zip at an address.

pub(crate) mod address;
pub(crate) mod bucket;
pub(crate) mod buckets;
pub(crate) mod keys;
