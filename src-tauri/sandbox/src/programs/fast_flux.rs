//! The inputs of `replicate/fast-flux-trainer`.
//!
//! The trainer's source is closed: these are the inputs that its guide names. `steps`, `autocaption` and
//! `learning_rate`, which many callers send, are not among them.

use crate::schema::Field;

pub(super) fn training_inputs() -> Vec<Field> {
    vec![
        Field::uri(
            "input_images",
            "Address of a zip with the training pictures (JPEG, PNG or WebP). To caption a picture yourself, put a \
             text file of the same name beside it; pictures without one are captioned for you.",
        )
        .required(),
        Field::text(
            "trigger_word",
            "The word that will call up what was learnt. A made-up word such as TOK works best.",
        )
        .required(),
        Field::choice(
            "lora_type",
            &["subject", "style"],
            "Whether to learn a subject (a person, a thing, a character) or a style.",
        )
        .with_default("subject"),
        Field::integer("training_steps", "How many steps to train for.").with_default(1000),
    ]
}
