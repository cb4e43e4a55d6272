//! Tests the Train page: the problems that it shows while it is filled in, and the inputs that it refuses before
//! anything is sent.

use crate::fixture::{Fixture, draft, quick};
use sandbox::{Fault, FaultKind};
use studio::view::{InputKind, Stage, TrainDraft};

#[tokio::test(flavor = "multi_thread")]
async fn the_trigger_word_is_counted_and_added() {
    let fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(3).await;
    for (name, caption) in [("1.txt", "a bowl on a table"), ("2.txt", "TOKYO at night")] {
        std::fs::write(folder.join(name), caption).unwrap();
    }
    fixture
        .studio
        .workspace
        .open_paths(vec![folder.clone()])
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let trigger = form.trigger.unwrap();
    assert_eq!(trigger.sentence, "TOK is in 1 of 3 captions.");
    assert_eq!(trigger.missing, 2);
    fixture.studio.workspace.add_trigger_word().await.unwrap();
    let trigger = fixture
        .studio
        .training
        .train_form()
        .await
        .unwrap()
        .trigger
        .unwrap();
    assert_eq!(trigger.missing, 0);
    assert_eq!(
        std::fs::read_to_string(folder.join("0.txt")).unwrap(),
        "TOK, a bowl",
        "the word is not added twice"
    );
    assert!(
        std::fs::read_to_string(folder.join("2.txt"))
            .unwrap()
            .contains("TOKYO")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_are_shown_beside_their_fields() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(3).await;
    let problem_fields = async |change: &dyn Fn(&mut TrainDraft)| {
        let mut draft = draft();
        change(&mut draft);
        let form = fixture
            .studio
            .training
            .set_train_draft(draft)
            .await
            .unwrap();
        assert!(!form.can_start, "{form:?}");
        form.problems
            .into_iter()
            .map(|problem| problem.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        problem_fields(&|draft| draft.trigger_word.clear()).await,
        ["triggerWord"]
    );
    assert_eq!(
        problem_fields(&|draft| draft.destination.clear()).await,
        ["destination"]
    );
    assert_eq!(
        problem_fields(&|draft| draft.destination = "Not A Name".to_owned()).await,
        ["destination"]
    );
    assert_eq!(
        problem_fields(&|draft| draft.destination = "somebody-else/model".to_owned()).await,
        ["destination"]
    );
    assert_eq!(
        problem_fields(&|draft| {
            draft
                .inputs
                .insert("training_steps".to_owned(), "many".to_owned());
        })
        .await,
        ["inputs.training_steps"]
    );
    assert!(
        fixture
            .studio
            .training
            .set_train_draft(draft())
            .await
            .unwrap()
            .can_start
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_draft_is_restored_after_a_restart() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let (again, _) =
        crate::fixture::open(fixture.home.path(), &fixture.sandbox, Some("r8_good")).await;
    assert_eq!(again.training.train_form().await.unwrap().draft, draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_review_matches_the_zip() {
    let fixture = Fixture::new(quick()).await;
    let folder = fixture.open_folder(3).await;
    std::fs::write(folder.join("broken.jpg"), b"\xff\xd8\xff not a photo").unwrap();
    fixture
        .studio
        .workspace
        .open_paths(vec![folder.clone()])
        .await
        .unwrap();
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let review = fixture.studio.training.review().await.unwrap();
    assert_eq!((review.images, review.captions), (3, 1));
    let inputs: Vec<&str> = review
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(
        inputs,
        [
            "input_images",
            "trigger_word",
            "lora_type",
            "training_steps"
        ]
    );

    // The saved zip contains as many files as the review reports.
    let zip = fixture.home.path().join("saved.zip");
    fixture.studio.training.save_zip(zip.clone()).await.unwrap();
    let saved = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    assert_eq!(saved.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_without_an_account_except_for_start() {
    let fixture = Fixture::new(quick()).await;
    let (studio, _) = crate::fixture::open(
        &fixture.home.path().join("other"),
        &fixture.sandbox,
        Some("r8_bad"),
    )
    .await;
    studio
        .workspace
        .open_paths(vec![fixture.folder(2)])
        .await
        .unwrap();
    let form = studio.training.set_train_draft(draft()).await.unwrap();
    assert!(!form.can_start);
    assert!(form.cannot_start.unwrap().contains("Sign in"));
    assert_eq!(studio.training.review().await.unwrap().images, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_follows_the_schema_of_any_trainer() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(3).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .choose_trainer("https://replicate.com/ostris/flux-dev-lora-trainer/train")
        .await
        .unwrap();
    assert_eq!(form.draft.trainer, "ostris/flux-dev-lora-trainer");
    assert!(form.asks_trigger_word && !form.asks_lora_type);
    assert!(form.can_start, "{form:?}");
    let field = |name: &str| form.fields.iter().find(|field| field.name == name);
    let steps = field("steps").unwrap();
    assert_eq!(
        (
            steps.default_text.as_str(),
            steps.limits.as_deref(),
            steps.kind
        ),
        ("1000", Some("3 to 6000"), InputKind::Number)
    );
    assert_eq!(field("autocaption").unwrap().kind, InputKind::YesNo);
    assert!(field("input_images").is_none() && field("trigger_word").is_none());
    assert_eq!(field("hf_token").unwrap().kind, InputKind::Secret);
    assert!(
        field("training_steps").is_none() && form.draft.inputs.is_empty(),
        "inputs of another trainer are not sent"
    );
    // The fields are in the author's order. They do not include the inputs that have their own places in the form.
    let names: Vec<&str> = form
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(
        names[..2],
        ["autocaption", "autocaption_prefix"],
        "{names:?}"
    );

    for (name, typed, expected) in [
        ("steps", "9000", "Steps must be at most 6000."),
        ("steps", "many", "Type a whole number"),
        ("learning_rate", "fast", "Type a number"),
    ] {
        let mut draft = form.draft.clone();
        draft.inputs.insert(name.to_owned(), typed.to_owned());
        let form = fixture
            .studio
            .training
            .set_train_draft(draft)
            .await
            .unwrap();
        let problem = &form.problems[0];
        assert_eq!(problem.field, format!("inputs.{name}"));
        assert!(problem.message.starts_with(expected), "{problem:?}");
        assert!(!form.can_start);
    }

    for (typed, expected) in [
        ("nobody/nothing", "Replicate can't find nobody/nothing"),
        ("black-forest-labs/flux-schnell", "can't be trained"),
        ("flux", "Type a trainer as owner/name"),
    ] {
        let refused = fixture
            .studio
            .training
            .choose_trainer(typed)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    }
    let kept = fixture.studio.training.train_form().await.unwrap().draft;
    assert_eq!(
        kept.trainer, "ostris/flux-dev-lora-trainer",
        "a refused trainer changes nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_named_version_is_used() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let version = "8b10794665aed907bb98a1a5324cd1d3a8bea0e9b31e65210967fb9c9e2e08ed";
    let typed = format!("replicate/fast-flux-trainer:{version}");
    let form = fixture
        .studio
        .training
        .choose_trainer(&typed)
        .await
        .unwrap();
    assert!(
        form.trainer.ends_with("version 8b107946"),
        "{}",
        form.trainer
    );
    assert_eq!(
        form.draft.inputs["training_steps"], "400",
        "the typed value stays"
    );
    fixture
        .studio
        .training
        .start_training(form.draft)
        .await
        .unwrap();
    fixture.until_stage(Stage::Succeeded).await;
    assert_eq!(fixture.sandbox.trainings()[0].version, version);
}

#[tokio::test(flavor = "multi_thread")]
async fn trainers_with_different_schemas_work() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    for (trainer, zip_input, inputs) in [
        (
            "replicate/fast-flux-trainer",
            "input_images",
            vec![("training_steps", "200")],
        ),
        (
            "ostris/flux-dev-lora-trainer",
            "input_images",
            vec![
                ("steps", "150"),
                ("autocaption", "false"),
                ("learning_rate", "0,0003"),
            ],
        ),
        (
            "qwen/qwen-image-lora-trainer",
            "dataset",
            vec![
                ("steps", "100"),
                ("batch_size", "2"),
                ("optimizer", "prodigy"),
            ],
        ),
    ] {
        fixture
            .studio
            .training
            .set_train_draft(draft())
            .await
            .unwrap();
        let mut chosen = fixture
            .studio
            .training
            .choose_trainer(trainer)
            .await
            .unwrap()
            .draft;
        chosen.destination = format!("by-{}", trainer.split('/').next().unwrap());
        chosen.inputs = inputs
            .iter()
            .map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned()))
            .collect();
        let begun = fixture
            .studio
            .training
            .start_training(chosen)
            .await
            .unwrap();
        fixture
            .until(trainer, |training| {
                training.id == begun.id && training.stage == Stage::Succeeded
            })
            .await;
        let newest = fixture.sandbox.trainings().pop().unwrap();
        let input = &newest.input;
        assert!(input[zip_input].as_str().unwrap().starts_with("http"));
        match trainer {
            "ostris/flux-dev-lora-trainer" => {
                assert_eq!(input["autocaption"], false);
                assert_eq!(input["learning_rate"], 0.0003);
                assert_eq!(input["trigger_word"], "TOK");
                assert!(input.get("lora_type").is_none());
            }
            "qwen/qwen-image-lora-trainer" => {
                assert_eq!(input["batch_size"], 2, "a number, as in the schema");
                assert_eq!(input["optimizer"], "prodigy");
                assert!(input.get("trigger_word").is_none());
            }
            _ => assert_eq!(input["lora_type"], "subject"),
        }
    }
    let form = fixture
        .studio
        .training
        .choose_trainer("qwen/qwen-image-lora-trainer")
        .await
        .unwrap();
    assert!(
        form.estimate.contains("doesn't know"),
        "one training gives no range: {}",
        form.estimate
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_input_is_shown_beside_its_field_until_it_changes() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let body = serde_json::json!({
        "title": "Input validation failed", "status": 422,
        "detail": "- input.training_steps: Must be less than or equal to 300\n",
        "invalid_fields": [{
            "type": "number_lte", "field": "input.training_steps",
            "description": "Must be less than or equal to 300",
        }],
    });
    let kind = FaultKind::Status(422, Some(body));
    fixture
        .sandbox
        .fail(Fault::new("POST", "/models/*/trainings", kind));
    let run = fixture.start().await;
    fixture.until_stage(Stage::Failed).await;
    let form = fixture.studio.training.try_again(&run.id).await.unwrap();
    let [problem] = form.problems.as_slice() else {
        panic!("{:?}", form.problems)
    };
    assert_eq!(problem.field, "inputs.training_steps");
    assert!(
        problem.message.contains("less than or equal to 300"),
        "{problem:?}"
    );
    assert!(form.can_start, "the service may accept it by now");
    let mut other = form.draft;
    other
        .inputs
        .insert("training_steps".to_owned(), "300".to_owned());
    let form = fixture
        .studio
        .training
        .set_train_draft(other)
        .await
        .unwrap();
    assert_eq!(form.problems, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_of_a_model_trained_elsewhere_is_warned_of() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture.start().await;
    fixture.until_stage(Stage::Succeeded).await;
    let form = fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    assert!(
        form.destination.contains("gets a new version"),
        "{}",
        form.destination
    );
    assert!(!form.destination.contains("already exists"));
    // The same account on another computer, which has trained nothing yet.
    let home = fixture.home.path().join("other");
    let (studio, _) = crate::fixture::open(&home, &fixture.sandbox, Some("r8_good")).await;
    studio
        .workspace
        .open_paths(vec![fixture.folder(2)])
        .await
        .unwrap();
    studio.training.destinations().await.unwrap();
    let form = studio.training.set_train_draft(draft()).await.unwrap();
    assert!(
        form.destination.contains("already exists"),
        "{}",
        form.destination
    );
    assert!(form.can_start);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_is_used_for_another_dataset() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let trainer = "ostris/flux-dev-lora-trainer";
    let mut chosen = fixture
        .studio
        .training
        .choose_trainer(trainer)
        .await
        .unwrap()
        .draft;
    chosen.inputs.insert("steps".to_owned(), "1500".to_owned());
    fixture
        .studio
        .training
        .set_train_draft(chosen)
        .await
        .unwrap();
    assert!(fixture.studio.training.save_preset("  ").await.is_err());
    let form = fixture
        .studio
        .training
        .save_preset(" slow and good ")
        .await
        .unwrap();
    assert_eq!(form.presets, ["slow and good"]);
    assert_eq!(form.preset.as_deref(), Some("slow and good"));

    let other = fixture.home.path().join("other");
    std::fs::create_dir_all(&other).unwrap();
    std::fs::copy(fixture.home.path().join("bowls/0.jpg"), other.join("0.jpg")).unwrap();
    fixture
        .studio
        .workspace
        .open_paths(vec![other])
        .await
        .unwrap();
    let form = fixture.studio.training.train_form().await.unwrap();
    assert_eq!((form.draft.trainer.as_str(), form.preset), ("", None));
    let mut draft = form.draft;
    draft.trigger_word = "CUP".to_owned();
    fixture
        .studio
        .training
        .set_train_draft(draft)
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .use_preset("slow and good")
        .await
        .unwrap();
    assert_eq!(form.draft.trainer, trainer);
    assert_eq!(form.draft.inputs["steps"], "1500");
    assert_eq!(form.draft.trigger_word, "CUP", "values of the dataset stay");
    assert!(form.fields.iter().any(|field| field.name == "lora_rank"));

    let form = fixture
        .studio
        .training
        .remove_preset("slow and good")
        .await
        .unwrap();
    assert!(form.presets.is_empty());
    assert!(
        fixture
            .studio
            .training
            .use_preset("slow and good")
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_sent_and_not_stored() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let trainer = "ostris/flux-dev-lora-trainer";
    fixture
        .studio
        .training
        .set_train_draft(draft())
        .await
        .unwrap();
    let form = fixture
        .studio
        .training
        .choose_trainer(trainer)
        .await
        .unwrap();
    let field = |form: &studio::view::TrainForm| {
        let field = form.fields.iter().find(|field| field.name == "hf_token");
        field.unwrap().clone()
    };
    assert_eq!(field(&form).kind, InputKind::Secret);
    assert_eq!(field(&form).kept, None);
    let secret = "hf_mysecretmysecret";
    let form = fixture
        .studio
        .training
        .keep_secret("hf_token", secret)
        .await
        .unwrap();
    assert!(field(&form).kept.is_some() && field(&form).value.is_empty());
    assert!(
        fixture
            .studio
            .training
            .keep_secret("steps", "1")
            .await
            .is_err()
    );
    fixture
        .studio
        .training
        .start_training(form.draft)
        .await
        .unwrap();
    let done = fixture.until_stage(Stage::Succeeded).await;
    let shown = done.inputs.iter().find(|input| input.name == "hf_token");
    assert_eq!(shown.map(|input| input.value.as_str()), Some("(hidden)"));
    assert_eq!(fixture.sandbox.trainings()[0].input["hf_token"], secret);
    assert!(!format!("{done:?}").contains(secret));
    crate::faults::assert_absent(fixture.home.path(), secret, "the secret");

    // A forgotten secret is no longer sent.
    let form = fixture
        .studio
        .training
        .keep_secret("hf_token", " ")
        .await
        .unwrap();
    assert_eq!(field(&form).kept, None);
    let mut next = form.draft;
    next.destination = "others".to_owned();
    let begun = fixture.studio.training.start_training(next).await.unwrap();
    fixture
        .until("the next training", |training| {
            training.id == begun.id && training.stage == Stage::Succeeded
        })
        .await;
    assert!(
        !fixture.sandbox.trainings()[1]
            .input
            .contains_key("hf_token")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_offered_newest_first() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let form = fixture.studio.training.choose_trainer("").await.unwrap();
    let labels: Vec<&str> = form
        .versions
        .iter()
        .map(|version| version.label.as_str())
        .collect();
    assert!(labels[0].starts_with("Newest (e5a5bc82"), "{labels:?}");
    assert!(labels[1].starts_with("8b107946 (the version Tintype was made for)"));
    assert_eq!(form.version, "replicate/fast-flux-trainer");
    let chosen = form.versions[1].trainer.clone();
    let form = fixture
        .studio
        .training
        .choose_trainer(&chosen)
        .await
        .unwrap();
    assert_eq!(form.version, chosen);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_price_is_kept_and_used() {
    let mut fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let fast = "replicate/fast-flux-trainer";
    for (trainer, price, field) in [
        ("", "1", "trainer"),
        ("nobody", "1", "trainer"),
        (fast, "-1", "price"),
        (fast, "much", "price"),
        (fast, "1000", "price"),
    ] {
        let error = fixture
            .studio
            .training
            .set_price(trainer, price)
            .await
            .unwrap_err();
        let studio::Error::Field { field: named, .. } = error else {
            panic!("{error:?}");
        };
        assert_eq!(named, field, "{trainer} {price}");
    }
    fixture.studio.training.set_price(fast, "$1").await.unwrap();
    fixture.start().await;
    let done = fixture.until_stage(Stage::Succeeded).await;
    assert!(
        !done.detail.contains("$0.00"),
        "a fraction of a second at a dollar each: {}",
        done.detail
    );
    let form = fixture.studio.training.set_price(fast, "").await.unwrap();
    assert_eq!(form.rows[0].own, "");
    let after = fixture.studio.training.training(&done.id).await.unwrap();
    assert_eq!(
        after.detail, done.detail,
        "the cost of an ended training stays"
    );
}
