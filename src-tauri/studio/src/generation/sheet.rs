//! Holds example prompts, and the standard test sheet, which has the same prompts for every LoRA of a kind, so that two
//! trainings can be compared.

use localization::{Message, message};

use crate::view::LoraType;

/// The seed of every picture of a test sheet.
pub(crate) const SEED: i64 = 42;

/// A row of the test sheet: the trait that it shows, and its prompts.
pub(crate) struct Trait {
    pub(crate) name: fn() -> Message,
    /// `{}` stands for the trigger word. The picture of a prompt without the trigger word should not show what was
    /// learnt.
    pub(crate) prompts: [&'static str; 3],
}

const SUBJECT: [Trait; 3] = [
    Trait {
        name: || message!("sheet-likeness"),
        prompts: [
            "A close-up photo of {}",
            "A photo of {} seen from the side",
            "A photo of {} outdoors in soft daylight",
        ],
    },
    Trait {
        name: || message!("sheet-flexibility"),
        prompts: [
            "A watercolour painting of {}",
            "{} on the moon, wide shot",
            "A bronze statue of {} in a park",
        ],
    },
    Trait {
        name: || message!("sheet-overfitting"),
        prompts: [
            "A photo of {} in front of a plain red wall",
            "A photo of {} beside an astronaut",
            "A photo of a busy street on a sunny day",
        ],
    },
];

const STYLE: [Trait; 3] = [
    Trait {
        name: || message!("sheet-likeness"),
        prompts: [
            "A lighthouse at dusk in the style of {}",
            "A portrait of an old sailor in the style of {}",
            "A bowl of fruit on a table in the style of {}",
        ],
    },
    Trait {
        name: || message!("sheet-flexibility"),
        prompts: [
            "A spaceship landing in a desert in the style of {}",
            "A crowded market seen from above in the style of {}",
            "A single blue feather on white in the style of {}",
        ],
    },
    Trait {
        name: || message!("sheet-overfitting"),
        prompts: [
            "A black and white photo of a chair in the style of {}",
            "A red bicycle in the style of {}, photorealistic",
            "A photo of a busy street on a sunny day",
        ],
    },
];

pub(crate) fn sheet(kind: LoraType) -> &'static [Trait; 3] {
    match kind {
        LoraType::Subject => &SUBJECT,
        LoraType::Style => &STYLE,
    }
}

/// Returns example prompts for a first picture.
pub(crate) fn starters(kind: LoraType) -> &'static [&'static str] {
    match kind {
        LoraType::Subject => &[
            "A photo of {} in the forest",
            "A close-up portrait of {}, window light",
            "{} as an astronaut, film still",
            "A pencil drawing of {}",
        ],
        LoraType::Style => &[
            "A lighthouse at dusk in the style of {}",
            "A fox in the snow in the style of {}",
            "A quiet street after rain in the style of {}",
            "A still life with lemons in the style of {}",
        ],
    }
}

/// Inserts the trigger word into a prompt.
pub(crate) fn insert_trigger(prompt: &str, trigger: &str) -> String {
    prompt.replace("{}", trigger)
}
