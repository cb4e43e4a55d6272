//! The store's schema, as the migrations from each version to the next.
//!
//! A migration that was released is never changed. Later changes are new migrations.

pub(super) const MIGRATIONS: &[&str] = &[
    // 1: runs, values stored by name, recently opened datasets, and drafts.
    "create table runs (
        id          text primary key,
        created_at  integer not null,
        ended       integer not null,
        training_id text,
        record      text not null,
        log         text not null default ''
     ) strict;
     create index runs_by_training on runs (training_id);
     create table memory (
        name  text primary key,
        value text not null
     ) strict;
     create table recent_datasets (
        folder    text primary key,
        opened_at integer not null
     ) strict;
     create table drafts (
        folder text primary key,
        draft  text not null
     ) strict;",
    // 2: how the images of a folder are prepared.
    "create table preparations (
        folder  text primary key,
        options text not null
     ) strict;",
    // 3: moves the number of training steps into the trainer's inputs.
    "update drafts set draft = json_set(
        json_remove(draft, '$.trainingSteps'), '$.inputs',
        case draft ->> '$.trainingSteps' when '' then json('{}')
             else json_object('training_steps', draft ->> '$.trainingSteps') end
     ) where draft ->> '$.trainingSteps' is not null;
     update runs set record = json_set(
        json_remove(record, '$.order.draft.trainingSteps'), '$.order.draft.inputs',
        case record ->> '$.order.draft.trainingSteps' when '' then json('{}')
             else json_object('training_steps', record ->> '$.order.draft.trainingSteps') end
     ) where record ->> '$.order.draft.trainingSteps' is not null;",
    // 4: generated pictures.
    "create table batches (
        id         text primary key,
        created_at integer not null,
        model      text not null,
        record     text not null
     ) strict;
     create table cells (
        id     text primary key,
        batch  text not null,
        place  integer not null,
        prompt text not null,
        ended  integer not null,
        record text not null
     ) strict;
     create index cells_by_batch on cells (batch);
     create table predictions (
        id   text primary key,
        cell text not null
     ) strict;
     create table pictures (
        id        integer primary key autoincrement,
        cell      text not null,
        number    integer not null,
        file      text not null,
        width     integer not null,
        height    integer not null,
        favourite integer not null default 0,
        unique (cell, number)
     ) strict;",
    // 5: gives each claim to a prediction a number and the attempt that it was made for, and records which prediction
    // each picture came from.
    "create table claims (
        number  integer primary key autoincrement,
        id      text not null unique,
        cell    text not null,
        attempt integer
     ) strict;
     insert into claims (id, cell) select id, cell from predictions order by rowid;
     drop table predictions;
     alter table claims rename to predictions;
     create table pictures_of_predictions (
        id         integer primary key autoincrement,
        cell       text not null,
        prediction text not null,
        number     integer not null,
        seed       integer,
        file       text not null,
        width      integer not null,
        height     integer not null,
        favourite  integer not null default 0,
        unique (cell, prediction, number)
     ) strict;
     insert into pictures_of_predictions
        select id, cell,
            coalesce((select record ->> '$.step.prediction' from cells where cells.id = pictures.cell), ''),
            number, null, file, width, height, favourite
        from pictures;
     drop table pictures;
     alter table pictures_of_predictions rename to pictures;",
];
