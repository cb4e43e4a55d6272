//! Tests the Train page: the problems that it shows while it is filled in, and the inputs that it refuses before
//! anything is sent.

use crate::fixture::{Fixture, draft, quick};
use sandbox::{Fault, FaultKind};
use studio::view::{InputKind, Stage, TrainDraft};

#[tokio::test(flavor = "multi_thread")]
async fn the_trigger_word_is_counted_and_put_in_with_one_press() {
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
    assert_eq!(trigger.sentence, "1 of 3 captions contain TOK.");
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
        "it is never doubled"
    );
    assert!(
        std::fs::read_to_string(folder.join("2.txt"))
            .unwrap()
            .contains("TOKYO")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_sent_is_said_beside_its_field() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(3).await;
    let said = async |change: &dyn Fn(&mut TrainDraft)| {
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
        said(&|draft| draft.trigger_word.clear()).await,
        ["triggerWord"]
    );
    assert_eq!(
        said(&|draft| draft.destination.clear()).await,
        ["destination"]
    );
    assert_eq!(
        said(&|draft| draft.destination = "Not A Name".to_owned()).await,
        ["destination"]
    );
    assert_eq!(
        said(&|draft| draft.destination = "somebody-else/model".to_owned()).await,
        ["destination"]
    );
    assert_eq!(
        said(&|draft| {
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
async fn what_was_filled_in_is_there_the_next_time() {
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
async fn the_review_says_what_the_zip_holds() {
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
async fn without_an_account_the_page_works_but_for_start() {
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
async fn any_trainer_asks_for_what_its_schema_says() {
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
        "what another trainer calls its steps is not sent"
    );
    // The fields are in the author's order, without the inputs that the form asks for elsewhere.
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

    for (name, typed, said) in [
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
        assert!(problem.message.starts_with(said), "{problem:?}");
        assert!(!form.can_start);
    }

    for (typed, said) in [
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
        assert!(refused.to_string().contains(said), "{refused}");
    }
    let kept = fixture.studio.training.train_form().await.unwrap().draft;
    assert_eq!(
        kept.trainer, "ostris/flux-dev-lora-trainer",
        "a refused one changes nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_is_named_is_the_one_that_trains() {
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
        "what was typed stays"
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
async fn three_trainers_with_different_schemas_are_trained_with() {
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
                assert_eq!(input["batch_size"], 2, "a number, as the schema has it");
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
        "one training is no range: {}",
        form.estimate
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_service_refused_is_said_beside_its_field_until_the_answer_is_another() {
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
    assert!(form.can_start, "the service may think otherwise by now");
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
async fn a_version_over_a_model_that_was_not_trained_here_is_warned_of() {
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
async fn settings_are_kept_under_a_name_and_used_for_another_dataset() {
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
    let mut mine = form.draft;
    mine.trigger_word = "CUP".to_owned();
    fixture.studio.training.set_train_draft(mine).await.unwrap();
    let form = fixture
        .studio
        .training
        .use_preset("slow and good")
        .await
        .unwrap();
    assert_eq!(form.draft.trainer, trainer);
    assert_eq!(form.draft.inputs["steps"], "1500");
    assert_eq!(
        form.draft.trigger_word, "CUP",
        "what belongs to the dataset stays"
    );
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
async fn a_secret_is_sent_and_is_nowhere_else() {
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
    crate::faults::absent(fixture.home.path(), secret, "the secret");

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
        .until("the next", |training| {
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
async fn versions_are_offered_the_newest_first() {
    let fixture = Fixture::new(quick()).await;
    fixture.open_folder(2).await;
    let form = fixture.studio.training.choose_trainer("").await.unwrap();
    let labels: Vec<&str> = form
        .versions
        .iter()
        .map(|version| version.label.as_str())
        .collect();
    assert!(labels[0].starts_with("The newest (e5a5bc82"), "{labels:?}");
    assert!(labels[1].starts_with("8b107946, which Tintype was made with"));
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
async fn a_price_of_ones_own_is_kept_and_counts() {
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
    assert_eq!(after.detail, done.detail, "it cost what it cost then");
}
