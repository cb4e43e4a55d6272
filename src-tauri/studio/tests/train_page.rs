//! The Train page: what is said while it is filled in, and what is refused before anything is sent.

use crate::desk::{Desk, draft, quick};
use studio::view::TrainDraft;

#[tokio::test(flavor = "multi_thread")]
async fn the_trigger_word_is_counted_and_put_in_with_one_press() {
    let desk = Desk::new(quick()).await;
    let folder = desk.open_folder(3).await;
    for (name, caption) in [("1.txt", "a bowl on a table"), ("2.txt", "TOKYO at night")] {
        std::fs::write(folder.join(name), caption).unwrap();
    }
    desk.studio.open_paths(vec![folder.clone()]).await.unwrap();
    let form = desk.studio.set_train_draft(draft()).await.unwrap();
    let trigger = form.trigger.unwrap();
    assert_eq!(trigger.sentence, "1 of 3 captions contain TOK.");
    assert_eq!(trigger.missing, 2);
    desk.studio.add_trigger_word().await.unwrap();
    let trigger = desk.studio.train_form().await.unwrap().trigger.unwrap();
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
    let desk = Desk::new(quick()).await;
    desk.open_folder(3).await;
    let said = async |change: &dyn Fn(&mut TrainDraft)| {
        let mut draft = draft();
        change(&mut draft);
        let form = desk.studio.set_train_draft(draft).await.unwrap();
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
        said(&|draft| draft.training_steps = "many".to_owned()).await,
        ["trainingSteps"]
    );
    assert!(
        desk.studio
            .set_train_draft(draft())
            .await
            .unwrap()
            .can_start
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_filled_in_is_there_the_next_time() {
    let desk = Desk::new(quick()).await;
    desk.open_folder(2).await;
    desk.studio.set_train_draft(draft()).await.unwrap();
    let (again, _) = crate::desk::open(desk.home.path(), &desk.sandbox, Some("r8_good")).await;
    assert_eq!(again.train_form().await.unwrap().draft, draft());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_review_says_what_the_zip_holds() {
    let desk = Desk::new(quick()).await;
    let folder = desk.open_folder(3).await;
    std::fs::write(folder.join("broken.jpg"), b"\xff\xd8\xff not a photo").unwrap();
    desk.studio.open_paths(vec![folder.clone()]).await.unwrap();
    desk.studio.set_train_draft(draft()).await.unwrap();
    let review = desk.studio.review().await.unwrap();
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

    // The zip that is saved is the one that was measured.
    let zip = desk.home.path().join("saved.zip");
    desk.studio.save_zip(zip.clone()).await.unwrap();
    let saved = zip::ZipArchive::new(std::fs::File::open(&zip).unwrap()).unwrap();
    assert_eq!(saved.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_account_the_page_works_but_for_start() {
    let desk = Desk::new(quick()).await;
    let (studio, _) = crate::desk::open(
        &desk.home.path().join("other"),
        &desk.sandbox,
        Some("r8_bad"),
    )
    .await;
    studio.open_paths(vec![desk.folder(2)]).await.unwrap();
    let form = studio.set_train_draft(draft()).await.unwrap();
    assert!(!form.can_start);
    assert!(form.cannot_start.unwrap().contains("Sign in"));
    assert_eq!(studio.review().await.unwrap().images, 2);
}
