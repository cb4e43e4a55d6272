//! The inputs of Flux: of fine-tuned models, and of the official schnell model.

use crate::schema::Field;

const ASPECT_RATIOS: &[&str] = &[
    "1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21",
];
const ASPECT_RATIOS_OR_CUSTOM: &[&str] = &[
    "1:1", "16:9", "21:9", "3:2", "2:3", "4:5", "5:4", "3:4", "4:3", "9:16", "9:21", "custom",
];

pub(super) fn inputs() -> Vec<Field> {
    vec![
        Field::text(
            "prompt",
            "What the picture shows. Use the trigger word to call up what was learnt.",
        )
        .required(),
        Field::uri(
            "image",
            "A picture to start from. Aspect ratio, width and height are then ignored.",
        ),
        Field::uri("mask", "Where to paint in the picture to start from."),
        Field::choice(
            "aspect_ratio",
            ASPECT_RATIOS_OR_CUSTOM,
            "The shape; custom takes width and height.",
        )
        .with_default("1:1"),
        Field::integer(
            "height",
            "Height in pixels, for a custom shape; rounded to a multiple of 16.",
        )
        .at_least(256.0)
        .at_most(1440.0),
        Field::integer(
            "width",
            "Width in pixels, for a custom shape; rounded to a multiple of 16.",
        )
        .at_least(256.0)
        .at_most(1440.0),
        Field::number(
            "prompt_strength",
            "How far to leave the picture to start from; 1 keeps nothing of it.",
        )
        .at_least(0.0)
        .at_most(1.0)
        .with_default(0.8),
        Field::choice(
            "model",
            &["dev", "schnell"],
            "dev wants about 28 steps, schnell 4.",
        )
        .with_default("dev"),
        Field::integer("num_outputs", "How many pictures.")
            .at_least(1.0)
            .at_most(4.0)
            .with_default(1),
        Field::integer(
            "num_inference_steps",
            "Steps per picture: more is finer and slower.",
        )
        .at_least(1.0)
        .at_most(50.0)
        .with_default(28),
        Field::number(
            "guidance_scale",
            "How closely to follow the prompt; lower can look more real.",
        )
        .at_least(0.0)
        .at_most(10.0)
        .with_default(3),
        Field::integer("seed", "The same seed gives the same picture again."),
        Field::choice(
            "output_format",
            &["webp", "jpg", "png"],
            "The pictures' format.",
        )
        .with_default("webp"),
        Field::integer(
            "output_quality",
            "Quality of the pictures from 0 to 100; not for PNG.",
        )
        .at_least(0.0)
        .at_most(100.0)
        .with_default(80),
        Field::boolean(
            "disable_safety_checker",
            "Don't check the pictures for unsafe content.",
        )
        .with_default(false),
        Field::boolean(
            "go_fast",
            "Faster, with a model of less precision; the seed then no longer decides all.",
        )
        .with_default(false),
        Field::choice("megapixels", &["1", "0.25"], "About how many megapixels.").with_default("1"),
        Field::text("replicate_weights", "Other LoRA weights to use instead."),
        Field::number("lora_scale", "How strongly the LoRA counts.")
            .at_least(-1.0)
            .at_most(3.0)
            .with_default(1.0),
        Field::text("extra_lora", "A second LoRA to mix in."),
        Field::number("extra_lora_scale", "How strongly the second LoRA counts.")
            .at_least(-1.0)
            .at_most(3.0)
            .with_default(1.0),
    ]
}

pub(super) fn schnell_inputs() -> Vec<Field> {
    vec![
        Field::text("prompt", "What the picture shows.").required(),
        Field::choice("aspect_ratio", ASPECT_RATIOS, "The shape.").with_default("1:1"),
        Field::integer("num_outputs", "How many pictures.")
            .at_least(1.0)
            .at_most(4.0)
            .with_default(1),
        Field::integer("num_inference_steps", "Steps per picture.")
            .at_least(1.0)
            .at_most(4.0)
            .with_default(4),
        Field::integer("seed", "The same seed gives the same picture again."),
        Field::choice(
            "output_format",
            &["webp", "jpg", "png"],
            "The pictures' format.",
        )
        .with_default("webp"),
        Field::integer(
            "output_quality",
            "Quality of the pictures from 0 to 100; not for PNG.",
        )
        .at_least(0.0)
        .at_most(100.0)
        .with_default(80),
        Field::boolean(
            "disable_safety_checker",
            "Don't check the pictures for unsafe content.",
        )
        .with_default(false),
        Field::boolean("go_fast", "Faster, with a model of less precision.").with_default(true),
        Field::choice("megapixels", &["1", "0.25"], "About how many megapixels.").with_default("1"),
    ]
}
