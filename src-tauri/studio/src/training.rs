//! Trainings: the form, trainers, destinations, storage and prices, the runs, their history, and the weights.

pub(crate) mod destinations;
pub(crate) mod form;
pub(crate) mod history;
pub(crate) mod price;
pub(crate) mod progress_summary;
pub(crate) mod run;
pub(crate) mod secrets;
pub(crate) mod service;
pub(crate) mod storage;
pub(crate) mod trainers;
pub(crate) mod weights;
