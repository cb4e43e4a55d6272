//! The inputs of `ostris/flux-dev-lora-trainer`, from its published source. All are optional.

use crate::schema::Field;

pub(super) fn training_inputs() -> Vec<Field> {
    vec![
        Field::uri(
            "input_images",
            "Address of a zip with the training pictures, ten or more. A text file with the same name as a picture is \
             its caption.",
        ),
        Field::text(
            "trigger_word",
            "The word that stands for what is learnt. Choose one that isn't a real word.",
        )
        .with_default("TOK"),
        Field::boolean(
            "autocaption",
            "Whether pictures without a caption are captioned by LLaVA 1.5 13B.",
        )
        .with_default(true),
        Field::text(
            "autocaption_prefix",
            "What each generated caption should begin with.",
        ),
        Field::text(
            "autocaption_suffix",
            "What each generated caption should end with.",
        ),
        Field::integer(
            "steps",
            "How many steps to train for; 500 to 4000 is usual.",
        )
        .at_least(3.0)
        .at_most(6000.0)
        .with_default(1000),
        Field::number(
            "learning_rate",
            "How fast to learn. The default suits most trainings.",
        )
        .with_default(4e-4),
        Field::integer("batch_size", "Pictures per step.").with_default(1),
        Field::text(
            "resolution",
            "The resolutions to train at, comma-separated.",
        )
        .with_default("512,768,1024"),
        Field::integer(
            "lora_rank",
            "How much the LoRA can hold. Higher ranks take longer and need better captions.",
        )
        .at_least(1.0)
        .at_most(128.0)
        .with_default(16),
        Field::number(
            "caption_dropout_rate",
            "The part of the steps that ignore the caption, from 0 to 1.",
        )
        .at_least(0.0)
        .at_most(1.0)
        .with_default(0.05),
        Field::text(
            "optimizer",
            "The optimizer's name, such as adamw8bit or prodigy.",
        )
        .with_default("adamw8bit"),
        Field::boolean(
            "cache_latents_to_disk",
            "Keep latents on disk; for many pictures and little memory.",
        )
        .with_default(false),
        Field::text(
            "layers_to_optimize_regex",
            "A regular expression for the layers to train; all if empty.",
        ),
        Field::boolean(
            "gradient_checkpointing",
            "Save memory at the cost of speed.",
        )
        .with_default(false),
        Field::text(
            "hf_repo_id",
            "A Hugging Face repository to upload the LoRA to.",
        ),
        Field::secret("hf_token", "The Hugging Face token for that upload."),
        Field::secret(
            "wandb_api_key",
            "A Weights & Biases key, to log the training there.",
        ),
        Field::text("wandb_project", "The Weights & Biases project.")
            .with_default("flux_train_replicate"),
        Field::text("wandb_run", "The Weights & Biases run."),
        Field::text("wandb_entity", "The Weights & Biases entity."),
        Field::integer(
            "wandb_sample_interval",
            "Steps between sample pictures logged there.",
        )
        .at_least(1.0)
        .with_default(100),
        Field::text(
            "wandb_sample_prompts",
            "Prompts of the sample pictures, one per line.",
        ),
        Field::integer("wandb_save_interval", "Steps between weights saved there.")
            .at_least(1.0)
            .with_default(100),
        Field::text(
            "skip_training_and_use_pretrained_hf_lora_url",
            "Make a model from a LoRA on Hugging Face instead of training one: its download address.",
        ),
    ]
}
