//! Scans a folder and updates its known state. Opening a folder is the first scan.
//!
//! The state's lock is not held while the disk is read.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use files::Fingerprint;
use imaging::facts;
use ordered_lock::MutexGuard;
use rayon::prelude::*;

use crate::dataset::{Inner, OpenError, subject};
use crate::listing::{self, Listed, Listing};
use crate::names::pairing::{Owners, Paired};
use crate::names::{self, Stem};
use crate::state::{CaptionFile, Changes, Entry, ImageId, State};
use crate::store::annotations::{Annotation, Subject};

/// The differences between a folder's images and the known ones.
struct Difference {
    gone: Vec<Entry>,
    /// Images whose files have a new name.
    renamed: Vec<(Entry, Listed)>,
    /// Images whose files have new content under the same name.
    rewritten: Vec<(Entry, Listed)>,
    new: Vec<Listed>,
}

impl Inner {
    pub(crate) fn rescan(&self) -> Result<Changes, OpenError> {
        self.rescan_locked(&self.scanning.lock())
    }

    /// Reads the folder again. The caller holds the lock `scanning`.
    pub(crate) fn rescan_locked(&self, _scan: &MutexGuard<'_, ()>) -> Result<Changes, OpenError> {
        self.apply_listing(self.list()?)
    }

    /// Reads the folder again after images were moved out of it. The caller has held `annotating` since before the
    /// move, so that no image is annotated while it is being removed: undoing the annotation would find no image.
    pub(crate) fn rescan_after_removal(
        &self,
        _scan: &MutexGuard<'_, ()>,
        annotating: MutexGuard<'_, ()>,
    ) -> Result<Changes, OpenError> {
        self.apply_listing_locked(self.list()?, annotating)
    }

    fn list(&self) -> Result<Listing, OpenError> {
        listing::list(&self.folder).map_err(|source| OpenError::new(&self.folder, source))
    }

    /// Removes all images, because their folder no longer exists.
    pub(crate) fn clear(&self) -> Changes {
        let _scan = self.scanning.lock();
        let mut state = self.state();
        state.captions.clear();
        Changes {
            removed: state.entries.drain(..).map(|entry| entry.id).collect(),
            ..Changes::default()
        }
    }

    /// Updates the state from a listing. The caller holds the lock `scanning`, or is the only one with access to this
    /// dataset.
    pub(crate) fn apply_listing(&self, listing: Listing) -> Result<Changes, OpenError> {
        let annotating = self.annotating.lock();
        self.apply_listing_locked(listing, annotating)
    }

    /// Updates the state from a listing. `annotating` is held until the images are updated, so that no other annotation
    /// about them is made meanwhile.
    fn apply_listing_locked(
        &self,
        listing: Listing,
        annotating: MutexGuard<'_, ()>,
    ) -> Result<Changes, OpenError> {
        let known = self.state().entries.clone();
        let difference = compare(known, listing.images);
        let reordered = !difference.renamed.is_empty() || !difference.new.is_empty();
        let removed: HashSet<ImageId> = difference.gone.iter().map(|entry| entry.id).collect();
        // Images that shared a caption with an image that was removed or renamed no longer share it.
        let mut stems: HashSet<Stem> = difference
            .gone
            .iter()
            .chain(difference.renamed.iter().map(|(old, _)| old))
            .map(|entry| entry.stem.clone())
            .collect();
        let read = self.read_images(difference)?;
        let touched: HashSet<ImageId> = read.iter().map(|entry| entry.id).collect();
        stems.extend(read.iter().map(|entry| entry.stem.clone()));
        {
            let mut state = self.state();
            state.entries.retain(|entry| !removed.contains(&entry.id));
            state.replace_entries(read);
            state.sync_captions();
        }
        drop(annotating);
        stems.extend(self.release_captions(&listing.owners));
        stems.extend(self.read_captions(&listing.captions));
        stems.extend(self.update_unused_captions(&listing.captions));
        stems.extend(self.update_encodings());

        let state = self.state();
        let belongs = |entry: &Entry| touched.contains(&entry.id) || stems.contains(&entry.stem);
        Ok(Changes {
            changed: state.images_where(belongs),
            removed: removed.into_iter().collect(),
            reordered,
        })
    }

    /// Returns the entries of images that are new, renamed or rewritten. Reads the files of the new and rewritten
    /// images.
    fn read_images(&self, difference: Difference) -> Result<Vec<Entry>, OpenError> {
        let renames: Vec<(PathBuf, PathBuf)> = difference
            .renamed
            .iter()
            .map(|(old, listed)| (old.path.clone(), listed.path.clone()))
            .collect();
        let mut read: Vec<Entry> = difference
            .renamed
            .into_iter()
            .map(|(old, listed)| Entry {
                annotation: old.annotation,
                revision: old.revision,
                ..Entry::new(old.id, listed, old.facts)
            })
            .collect();
        self.journal_renames(&renames)?;
        // Moves the annotations to the new names, so that none stay at the old ones.
        let renamed: Vec<Subject> = read
            .iter()
            .map(|entry| subject(entry, entry.annotation))
            .collect();
        self.annotations.get(&renamed)?;
        read.par_extend(
            difference
                .rewritten
                .into_par_iter()
                .map(|(old, listed)| Entry {
                    facts: facts(&listed.path),
                    fingerprint: listed.fingerprint,
                    revision: old.revision + 1,
                    ..old
                }),
        );
        // Renamed and rewritten images keep their annotations, since to the person they are still the same images.
        let annotated: Vec<Subject> = read
            .iter()
            .filter(|entry| entry.annotation != Annotation::default())
            .map(|entry| subject(entry, entry.annotation))
            .collect();
        if !annotated.is_empty() {
            self.annotations.record(&annotated, &[])?;
        }

        let ids: Vec<ImageId> = difference.new.iter().map(|_| State::new_id()).collect();
        let mut new: Vec<Entry> = ids
            .into_par_iter()
            .zip(difference.new)
            .map(|(id, listed)| {
                let facts = facts(&listed.path);
                Entry::new(id, listed, facts)
            })
            .collect();
        let subjects: Vec<Subject> = new
            .iter()
            .map(|entry| subject(entry, Annotation::default()))
            .collect();
        let annotations = self.annotations.get(&subjects)?;
        for entry in &mut new {
            entry.annotation = annotations.get(&entry.name).copied().unwrap_or_default();
        }
        read.append(&mut new);
        Ok(read)
    }

    /// Renames images and their captions in the journal, so that their earlier steps apply to the new names.
    fn journal_renames(&self, renames: &[(PathBuf, PathBuf)]) -> Result<(), OpenError> {
        for (old, new) in renames {
            self.journal
                .rename_file(&names::file_name(old), &names::file_name(new))?;
            let captions = names::caption_names(old);
            for (old, new) in captions.iter().zip(names::caption_names(new)) {
                self.journal.rename_file(old, &new)?;
            }
        }
        Ok(())
    }

    /// Reads the captions whose files have changed. Returns the stems of the captions whose text has changed.
    fn read_captions(&self, found: &HashMap<Stem, Paired<Listed>>) -> Vec<Stem> {
        let used = |stem: &Stem| found.get(stem).and_then(|files| files.used.as_ref());
        let differing: Vec<Stem> = self
            .state()
            .captions
            .iter()
            .filter(|(stem, known)| match used(stem) {
                Some(listed) => {
                    known.path != listed.path || known.fingerprint != Some(listed.fingerprint)
                }
                None => known.fingerprint.is_some(),
            })
            .map(|(stem, _)| stem.clone())
            .collect();
        differing
            .into_par_iter()
            .filter(|stem| self.read_caption(stem, used(stem).map(|listed| &listed.path)))
            .collect()
    }

    /// Forgets the caption files that no longer belong to their image, because images were added or renamed. Returns
    /// the stems of those images.
    fn release_captions(&self, owners: &Owners) -> Vec<Stem> {
        let belongs_to_another = |stem: &Stem, file: &CaptionFile| {
            // A file with a pending write is kept until a scan after the write.
            file.fingerprint.is_some()
                && file.pending.is_none()
                && owners.owner(&file.path).as_ref() != Some(stem)
        };
        let gone: Vec<Stem> = {
            let state = self.state();
            let files = state.captions.iter();
            files
                .filter(|(stem, file)| belongs_to_another(stem, file))
                .map(|(stem, _)| stem.clone())
                .collect()
        };
        let mut changed = Vec::new();
        for stem in gone {
            let Some(file_lock) = self.file_lock(&stem) else {
                continue;
            };
            let _guard = file_lock.lock();
            let mut state = self.state();
            let image = state.entries.iter().find(|entry| entry.stem == stem);
            let absent = image.map(|entry| CaptionFile::absent_beside(&entry.path));
            if let Some(absent) = absent
                && let Some(file) = state.captions.get_mut(&stem)
                && belongs_to_another(&stem, file)
            {
                *file = CaptionFile {
                    version: file.version + 1,
                    typed: file.typed.take(),
                    file_lock: file_lock.clone(),
                    ..absent
                };
                changed.push(stem);
            }
        }
        changed
    }

    /// Records the caption files that exist besides those in use. Returns the stems whose unused files changed.
    fn update_unused_captions(&self, found: &HashMap<Stem, Paired<Listed>>) -> Vec<Stem> {
        let unused = |stem: &Stem| -> (Vec<String>, bool) {
            let Some(files) = found.get(stem) else {
                return (Vec::new(), false);
            };
            let names = files.unused.iter();
            let names = names.map(|listed| names::file_name(&listed.path)).collect();
            (names, files.has_substitute)
        };
        let differing: Vec<(Stem, (Vec<String>, bool))> = {
            let state = self.state();
            let files = state.captions.iter();
            files
                .map(|(stem, file)| (stem, file, unused(stem)))
                .filter(|(_, file, (unused, has_substitute))| {
                    file.unused != *unused || file.has_substitute != *has_substitute
                })
                .map(|(stem, _, unused)| (stem.clone(), unused))
                .collect()
        };
        let mut changed = Vec::new();
        for (stem, (unused, has_substitute)) in differing {
            if let Some(file) = self.state().captions.get_mut(&stem) {
                file.unused = unused;
                file.has_substitute = has_substitute;
                changed.push(stem);
            }
        }
        changed
    }

    /// Reads one caption file while no other thread of this program writes it. Returns whether its text changed.
    fn read_caption(&self, stem: &Stem, found: Option<&PathBuf>) -> bool {
        let Some(file_lock) = self.file_lock(stem) else {
            return false;
        };
        let _guard = file_lock.lock();
        self.refresh_caption(stem, found)
    }
}

fn compare(known: Vec<Entry>, listed: Vec<Listed>) -> Difference {
    let mut known: HashMap<PathBuf, Entry> = known
        .into_iter()
        .map(|entry| (entry.path.clone(), entry))
        .collect();
    let mut rewritten = Vec::new();
    let mut unknown = Vec::new();
    for file in listed {
        match known.remove(&file.path) {
            None => unknown.push(file),
            Some(entry) if entry.fingerprint == file.fingerprint => {}
            Some(entry) => rewritten.push((entry, file)),
        }
    }
    let mut gone: HashMap<Fingerprint, Vec<Entry>> = HashMap::new();
    for entry in known.into_values() {
        gone.entry(entry.fingerprint).or_default().push(entry);
    }
    let mut renamed = Vec::new();
    let mut new = Vec::new();
    for file in unknown {
        match gone.get_mut(&file.fingerprint).and_then(Vec::pop) {
            Some(entry) => renamed.push((entry, file)),
            None => new.push(file),
        }
    }
    Difference {
        gone: gone.into_values().flatten().collect(),
        renamed,
        rewritten,
        new,
    }
}
