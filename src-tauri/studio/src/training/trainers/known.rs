//! Lists trainers that are known to take a zip of images with captions, and their prices.

use localization::{Message, message};

/// A known trainer.
pub(crate) struct KnownTrainer {
    /// `owner/name`.
    pub(crate) name: &'static str,
    /// The trainer's use, in a few words.
    pub(crate) about: fn() -> Message,
    pub(crate) price: Option<Price>,
    /// The id of a version that is known to work, which the person can choose as a fallback.
    pub(crate) pinned: Option<&'static str>,
}

/// The price and the duration of a trainer's trainings.
pub(crate) struct Price {
    /// US dollars per second.
    pub(crate) per_second: f64,
    /// The duration of 1,000 steps, in seconds.
    pub(crate) seconds: f64,
    pub(crate) source: Source,
}

/// The source of a price and a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Replicate published the price and the duration for the trainer.
    Published,
    /// The price is that of the trainer's hardware, and the duration was taken from logs of trainings.
    Hardware,
}

/// The default trainer.
pub(crate) const FAST_FLUX: &str = "replicate/fast-flux-trainer";

/// The known trainers, in the order they are offered.
pub(crate) const KNOWN_TRAINERS: &[KnownTrainer] = &[
    KnownTrainer {
        name: FAST_FLUX,
        about: || message!("training-about-fast-flux"),
        price: Some(Price {
            per_second: 0.0122,
            seconds: 120.0,
            source: Source::Published,
        }),
        pinned: Some("8b10794665aed907bb98a1a5324cd1d3a8bea0e9b31e65210967fb9c9e2e08ed"),
    },
    KnownTrainer {
        name: "ostris/flux-dev-lora-trainer",
        about: || message!("training-about-flux-dev"),
        price: Some(Price {
            per_second: 0.001_525,
            seconds: 1_050.0,
            source: Source::Hardware,
        }),
        pinned: None,
    },
    KnownTrainer {
        name: "qwen/qwen-image-lora-trainer",
        about: || message!("training-about-qwen"),
        price: None,
        pinned: None,
    },
];

/// Returns the known trainer of this name.
pub(crate) fn known_trainer(name: &str) -> Option<&'static KnownTrainer> {
    KNOWN_TRAINERS.iter().find(|known| known.name == name)
}
