//! The inputs of `qwen/qwen-image-lora-trainer`, and of the models that it trains, from its published source.

use crate::schema::Field;

pub(super) fn training_inputs() -> Vec<Field> {
    vec![
        Field::uri("dataset", "Address of a zip with the training pictures, and a text file beside each captioned one.")
            .required(),
        Field::integer("steps", "How many steps to train for.").at_least(100.0).at_most(6000.0).with_default(1000),
        Field::number("learning_rate", "How fast to learn.").at_least(1e-5).at_most(1e-3).with_default(2e-4),
        Field::integer("lora_rank", "How much the LoRA can hold.").at_least(8.0).at_most(128.0).with_default(64),
        Field::text(
            "default_caption",
            "The caption of every picture that has none. Describe what is there in plain words: this model learns \
             little from made-up ones.",
        )
        .with_default("A photo of a person named <>"),
        Field::integer_choice("batch_size", &[1, 2, 4], "Pictures per step.").with_default(1),
        Field::choice("optimizer", &["adamw8bit", "adamw", "adam8bit", "prodigy"], "The optimizer.")
            .with_default("adamw"),
        Field::integer("seed", "The same seed gives the same training again."),
    ]
}

pub(super) fn inputs() -> Vec<Field> {
    vec![
        Field::text("prompt", "What the picture shows.").required(),
        Field::boolean(
            "enhance_prompt",
            "Let a language model elaborate on the prompt.",
        )
        .with_default(false),
        Field::text("negative_prompt", "What the picture should not show.").with_default(""),
        Field::choice(
            "aspect_ratio",
            &["1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3"],
            "The shape, unless width and height are given.",
        )
        .with_default("16:9"),
        Field::choice(
            "image_size",
            &["optimize_for_quality", "optimize_for_speed"],
            "Larger, or sooner, unless width and height are given.",
        )
        .with_default("optimize_for_quality"),
        Field::integer("width", "Width in pixels; give both or neither.")
            .at_least(512.0)
            .at_most(2048.0),
        Field::integer("height", "Height in pixels; give both or neither.")
            .at_least(512.0)
            .at_most(2048.0),
        Field::boolean("go_fast", "Much faster, with some loss of quality.").with_default(false),
        Field::integer("num_inference_steps", "Steps per picture.")
            .at_least(0.0)
            .at_most(50.0)
            .with_default(50),
        Field::number("guidance", "How closely to follow the prompt.")
            .at_least(0.0)
            .at_most(10.0)
            .with_default(4.0),
        Field::integer("seed", "The same seed gives the same picture again."),
        Field::choice(
            "output_format",
            &["webp", "jpg", "png"],
            "The picture's format.",
        )
        .with_default("webp"),
        Field::integer("output_quality", "Quality of the picture from 0 to 100.")
            .at_least(0.0)
            .at_most(100.0)
            .with_default(80),
        Field::uri("replicate_weights", "Other LoRA weights to use instead."),
        Field::number("lora_scale", "How strongly the LoRA counts.")
            .at_least(0.0)
            .at_most(3.0)
            .with_default(1.0),
    ]
}
