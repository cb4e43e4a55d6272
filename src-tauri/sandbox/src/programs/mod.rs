//! The programs that versions run: their inputs and outputs.
//!
//! The names and limits are those of the published trainers; the descriptions are the sandbox's own. The execution of
//! the programs is in [`crate::trainer`] and [`crate::predictions`].

mod fast_flux;
mod flux;
mod flux_dev_lora;
mod qwen_image;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{self, Field, Output};

/// The program that a version runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Program {
    /// `replicate/fast-flux-trainer`.
    FastFluxTrainer,
    /// `ostris/flux-dev-lora-trainer`.
    FluxDevLoraTrainer,
    /// `qwen/qwen-image-lora-trainer`.
    QwenImageLoraTrainer,
    /// A Flux model made by one of the first two trainers.
    FluxFineTune,
    /// A Qwen model made by the third trainer.
    QwenFineTune,
    /// `black-forest-labs/flux-schnell`, an official model, which clients run by name and not by version.
    FluxSchnell,
}

/// The properties in which the trainers differ.
pub(crate) struct Trainer {
    /// The input with the address of the zip.
    pub(crate) images_input: &'static str,
    /// The input with the number of steps.
    pub(crate) steps_input: &'static str,
    /// The name and format of the trainer's output.
    pub(crate) weights: Weights,
    /// The program of the new version.
    pub(crate) result_program: Program,
}

/// The archive in which a trainer delivers its weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weights {
    /// `flux-lora.tar`
    FluxLoraTar,
    /// `trained_model.tar`
    TrainedModelTar,
    /// `trained_model.zip`
    TrainedModelZip,
}

impl Weights {
    pub(crate) fn file_name(self) -> &'static str {
        match self {
            Weights::FluxLoraTar => "flux-lora.tar",
            Weights::TrainedModelTar => "trained_model.tar",
            Weights::TrainedModelZip => "trained_model.zip",
        }
    }
}

impl Program {
    /// Returns the inputs of a prediction.
    pub(crate) fn inputs(self) -> Vec<Field> {
        match self {
            Program::FastFluxTrainer | Program::FluxDevLoraTrainer | Program::FluxFineTune => {
                flux::inputs()
            }
            Program::QwenImageLoraTrainer | Program::QwenFineTune => qwen_image::inputs(),
            Program::FluxSchnell => flux::schnell_inputs(),
        }
    }

    /// Returns the inputs of a training, if the program can train.
    pub(crate) fn training_inputs(self) -> Option<Vec<Field>> {
        match self {
            Program::FastFluxTrainer => Some(fast_flux::training_inputs()),
            Program::FluxDevLoraTrainer => Some(flux_dev_lora::training_inputs()),
            Program::QwenImageLoraTrainer => Some(qwen_image::training_inputs()),
            Program::FluxFineTune | Program::QwenFineTune | Program::FluxSchnell => None,
        }
    }

    /// Returns the properties of the trainer, if the program can train.
    pub(crate) fn trainer(self) -> Option<Trainer> {
        match self {
            Program::FastFluxTrainer => Some(Trainer {
                images_input: "input_images",
                steps_input: "training_steps",
                weights: Weights::FluxLoraTar,
                result_program: Program::FluxFineTune,
            }),
            Program::FluxDevLoraTrainer => Some(Trainer {
                images_input: "input_images",
                steps_input: "steps",
                weights: Weights::TrainedModelTar,
                result_program: Program::FluxFineTune,
            }),
            Program::QwenImageLoraTrainer => Some(Trainer {
                images_input: "dataset",
                steps_input: "steps",
                weights: Weights::TrainedModelZip,
                result_program: Program::QwenFineTune,
            }),
            Program::FluxFineTune | Program::QwenFineTune | Program::FluxSchnell => None,
        }
    }

    /// Returns the type of a prediction's output: a list of pictures or one picture.
    pub(crate) fn output(self) -> Output {
        match self {
            Program::FastFluxTrainer
            | Program::FluxDevLoraTrainer
            | Program::FluxFineTune
            | Program::FluxSchnell => Output::Uris,
            Program::QwenImageLoraTrainer | Program::QwenFineTune => Output::Uri,
        }
    }

    /// Returns the `openapi_schema` of a version that runs this program.
    pub(crate) fn document(self) -> Value {
        let training = self.training_inputs();
        schema::document(&self.inputs(), &self.output(), training.as_deref())
    }
}
