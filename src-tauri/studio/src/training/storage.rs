//! Defines the places where the zip is put for the trainer to fetch: Replicate's own files, the person's bucket, or an
//! address that they already have. `bucket` parses a bucket's settings and calls its service, `keys` holds the keys,
//! `buckets` stores the bucket and finds its keys, and `address` checks that the trainer will find a zip at an address.

pub(crate) mod address;
pub(crate) mod bucket;
pub(crate) mod buckets;
pub(crate) mod keys;
