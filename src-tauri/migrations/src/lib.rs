//! Migrates an SQLite file to the newest version of its schema. The file's version is SQLite's own `user_version`.

use rusqlite::{Connection, TransactionBehavior};

/// The reason why a file was not migrated. The file is then unchanged.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The file was written by a later version of the app.
    #[error("the file has version {found}, and the newest known version is {known}")]
    Newer {
        /// The file's version.
        found: i64,
        /// The newest version that this app knows.
        known: i64,
    },
    /// SQLite failed.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Runs the missing migrations in one transaction. Migration 1 is the first in the list. A migration that was released
/// must never be changed; new ones are appended.
///
/// # Errors
/// See [`MigrationError`].
pub fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), MigrationError> {
    if missing_migrations(connection, migrations)?.is_empty() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have migrated the file in the meantime.
    for migration in missing_migrations(&transaction, migrations)? {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", newest_version(migrations))?;
    Ok(transaction.commit()?)
}

/// Returns the migrations that the file lacks.
fn missing_migrations<'a>(
    connection: &Connection,
    migrations: &'a [&'a str],
) -> Result<&'a [&'a str], MigrationError> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    usize::try_from(found)
        .ok()
        .and_then(|found| migrations.get(found..))
        .ok_or(MigrationError::Newer {
            found,
            known: newest_version(migrations),
        })
}

fn newest_version(migrations: &[&str]) -> i64 {
    i64::try_from(migrations.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "these are tests")]

    use super::*;

    const FIRST: &str = "create table one (id integer);";
    const SECOND: &str = "alter table one add column name text; insert into one values (1, 'a');";

    fn version(connection: &Connection) -> i64 {
        connection
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn only_missing_migrations_are_run() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &[FIRST]).unwrap();
        migrate(&mut connection, &[FIRST, SECOND]).unwrap();
        migrate(&mut connection, &[FIRST, SECOND]).unwrap();
        let rows: i64 = connection
            .query_row("select count(*) from one", [], |row| row.get(0))
            .unwrap();
        assert_eq!((version(&connection), rows), (2, 1));
    }

    #[test]
    fn a_failed_migration_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &[FIRST]).unwrap();
        let result = migrate(&mut connection, &[FIRST, SECOND, "not sql"]);
        assert!(matches!(result, Err(MigrationError::Sqlite(_))));
        assert_eq!(version(&connection), 1);
        assert!(connection.prepare("select name from one").is_err());
    }

    #[test]
    fn a_newer_file_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 7).unwrap();
        let result = migrate(&mut connection, &[FIRST]);
        assert!(matches!(
            result,
            Err(MigrationError::Newer { found: 7, known: 1 })
        ));
    }

    #[test]
    fn concurrent_migrations_do_not_conflict() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut connection = Connection::open(&file).unwrap();
                    connection
                        .busy_timeout(std::time::Duration::from_secs(30))
                        .unwrap();
                    migrate(&mut connection, &[FIRST, SECOND]).unwrap();
                });
            }
        });
        let connection = Connection::open(&file).unwrap();
        let rows: i64 = connection
            .query_row("select count(*) from one", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, 1);
    }
}
