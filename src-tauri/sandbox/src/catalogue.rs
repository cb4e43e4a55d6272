//! The models that always exist: the trainers, and one official model that generates pictures.

use jiff::Timestamp;

use crate::programs::Program;
use crate::records::{About, Model, Version};

/// The newest known version of the fast Flux trainer.
const FAST_FLUX_LATEST: &str = "e5a5bc821112c107e6ddb8491c5b898f94d06eaca861d1dbf37b29cd69ba8988";
/// An earlier version that many callers still pin. Only its first eight digits are known; the others are made up.
const FAST_FLUX_PINNED: &str = "8b10794665aed907bb98a1a5324cd1d3a8bea0e9b31e65210967fb9c9e2e08ed";

pub(crate) fn models() -> Vec<Model> {
    vec![
        model(
            "replicate",
            "fast-flux-trainer",
            true,
            "Learns a subject or a style from a zip of pictures, quickly",
            &[
                (FAST_FLUX_PINNED, Program::FastFluxTrainer),
                (FAST_FLUX_LATEST, Program::FastFluxTrainer),
            ],
        ),
        model(
            "ostris",
            "flux-dev-lora-trainer",
            false,
            "Learns a Flux LoRA, with every knob in reach",
            &[(
                "26dce37af90b9d997eeb970d92e47de3064d46c300504ae376c75bef6a9022d2",
                Program::FluxDevLoraTrainer,
            )],
        ),
        model(
            "qwen",
            "qwen-image-lora-trainer",
            false,
            "Learns a LoRA for Qwen Image",
            &[(
                "7e0b3c1a5d94f8621b7c04e9a35fd8120c6e9b47f1a2853d60e7c4b98d1f25a3",
                Program::QwenImageLoraTrainer,
            )],
        ),
        model(
            "black-forest-labs",
            "flux-schnell",
            true,
            "Makes a picture in four steps",
            &[(
                "c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e",
                Program::FluxSchnell,
            )],
        ),
    ]
}

fn model(
    owner: &str,
    name: &str,
    official: bool,
    description: &str,
    versions: &[(&str, Program)],
) -> Model {
    // Older than any other record. The exact time does not matter.
    let created_at = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * 365 * 55);
    Model {
        owner: owner.to_owned(),
        name: name.to_owned(),
        public: true,
        official,
        hardware: "gpu-h100".to_owned(),
        about: About {
            description: Some(description.to_owned()),
            ..About::default()
        },
        created_at,
        versions: versions
            .iter()
            .map(|(id, program)| Version {
                id: (*id).to_owned(),
                program: *program,
                created_at,
            })
            .collect(),
    }
}
