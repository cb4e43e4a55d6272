//! Lists trainers that are known to take a zip of images with captions, and what was published of their prices.

/// A known trainer.
pub(crate) struct Known {
    /// `owner/name`.
    pub(crate) name: &'static str,
    /// The trainer's use, in a few words.
    pub(crate) about: &'static str,
    pub(crate) price: Option<Price>,
    /// A version that is known to work, which the person can choose as a fallback.
    pub(crate) pinned: Option<&'static str>,
}

/// The published price of a training.
pub(crate) struct Price {
    /// US dollars per second.
    pub(crate) per_second: f64,
    /// Seconds per 1,000 steps.
    pub(crate) seconds: f64,
    /// The source and the date of the figures, worded to end a sentence.
    pub(crate) source: &'static str,
}

/// The default trainer.
pub(crate) const FAST_FLUX: &str = "replicate/fast-flux-trainer";

/// The known trainers, in the order they are offered.
pub(crate) const KNOWN: &[Known] = &[
    Known {
        name: FAST_FLUX,
        about: "Flux, in about two minutes. A good default.",
        price: Some(Price {
            per_second: 0.0122,
            seconds: 120.0,
            source: "Replicate's published price of $0.0122/s and 2 minutes per 1,000 steps (autumn 2026)",
        }),
        pinned: Some("8b10794665aed907bb98a1a5324cd1d3a8bea0e9b31e65210967fb9c9e2e08ed"),
    },
    Known {
        name: "ostris/flux-dev-lora-trainer",
        about: "Flux, slower and cheaper, with all settings.",
        price: Some(Price {
            per_second: 0.001_525,
            seconds: 1_050.0,
            source: "the price of its hardware of $0.001525/s and 1.05 seconds per step in older logs (autumn 2026)",
        }),
        pinned: None,
    },
    Known {
        name: "qwen/qwen-image-lora-trainer",
        about: "Qwen Image. Learns ordinary words better than made-up ones.",
        price: None,
        pinned: None,
    },
];

/// Returns the known trainer of this name.
pub(crate) fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}
