//! Converts between the records in the store and the values exchanged with the page. They are separate types, so that
//! the page can change without a migration.

use crate::store::draft_record as draft;
use crate::store::failure_record as failure;
use crate::store::settings_record as settings;
use crate::store::zip_storage;
use crate::view;

/// Converts between two enums with the same variants, in both directions.
macro_rules! same_variants {
    ($record:ty, $view:ty: $($variant:ident),+ $(,)?) => {
        impl From<$record> for $view {
            fn from(record: $record) -> Self {
                match record {
                    $(<$record>::$variant => Self::$variant,)+
                }
            }
        }

        impl From<$view> for $record {
            fn from(view: $view) -> Self {
                match view {
                    $(<$view>::$variant => Self::$variant,)+
                }
            }
        }
    };
}

/// Converts between two structs with the same fields, in both directions.
macro_rules! same_fields {
    ($record:ty, $view:ty: $($field:ident),+ $(,)?) => {
        impl From<$record> for $view {
            fn from(record: $record) -> Self {
                Self {
                    $($field: record.$field.into(),)+
                }
            }
        }

        impl From<$view> for $record {
            fn from(view: $view) -> Self {
                Self {
                    $($field: view.$field.into(),)+
                }
            }
        }
    };
}

same_fields!(draft::TrainDraft, view::TrainDraft: trainer, trigger_word, lora_type, destination, inputs, storage, zip_address, keep_zip, new_model);

same_fields!(draft::NewModelDraft, view::NewModelDraft: public, hardware);

same_variants!(draft::LoraType, view::LoraType: Subject, Style);

same_variants!(draft::StorageKind, view::StorageKind: Replicate, Bucket, Address);

same_fields!(draft::PreparationOptions, view::PreparationOptions: side, quality, keep_png, background);

same_fields!(draft::GenerateDraft, view::GenerateDraft: version, prompt, inputs, kind, across, down);

same_variants!(draft::BatchKind, view::BatchKind: Pictures, Grid, BeforeAfter, Sheet);

same_fields!(draft::AxisDraft, view::AxisDraft: what, values);

same_variants!(draft::AxisKind, view::AxisKind: Nothing, Scale, Version, Steps, Guidance, Prompt, Seed);

same_variants!(failure::Fix, view::Fix: Dataset, Train, Settings, Billing);

same_variants!(failure::PictureFix, view::PictureFix: Again, Fetch, Answers, Settings, Billing);

same_fields!(settings::Settings, view::Settings: appearance, keys, phrases, cell_size, tray, language);

same_variants!(settings::Appearance, view::Appearance: System, Light, Dark);

same_fields!(zip_storage::Bucket, view::Bucket: endpoint, region, name, prefix);

impl From<failure::Failure> for view::Failure {
    fn from(record: failure::Failure) -> Self {
        Self {
            message: record.message.into(),
            said: record.said.map(String::from),
            advice: record.advice.into(),
            fix: record.fix.into(),
            fields: record.fields.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<failure::PictureFailure> for view::PictureFailure {
    fn from(record: failure::PictureFailure) -> Self {
        Self {
            message: record.message.into(),
            said: record.said.map(String::from),
            advice: record.advice.into(),
            fix: record.fix.into(),
            fields: record.fields.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<failure::FieldProblem> for view::FieldProblem {
    fn from(record: failure::FieldProblem) -> Self {
        Self {
            field: record.field,
            message: record.message.into(),
            missing: record.missing,
        }
    }
}
