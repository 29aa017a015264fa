//! Import profiles: those that ship, and the versions that people have saved.

use std::sync::Arc;

use record::{Profile, Provenance, SourceFormat, profile::OverlayRule};
use store::{AsideKind, AsideRow, Cause, Meta, ReadError};

use super::{Pipeline, draft::Draft, import::ImportError};
use crate::access::Actor;

impl Pipeline {
    /// The newest version of each profile, by name.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn profiles(&self) -> Result<Vec<Arc<Profile>>, ReadError> {
        let bundled = Profile::bundled().iter().cloned().map(Arc::new);
        let mut all: Vec<Arc<Profile>> = bundled.chain(self.saved_profiles("")?).collect();
        all.sort_by(|a, b| (&a.name, b.version).cmp(&(&b.name, a.version)));
        all.dedup_by(|later, first| later.name == first.name);
        Ok(all)
    }

    /// All versions of a profile, the newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn versions_of_profile(&self, name: &str) -> Result<Vec<Arc<Profile>>, ReadError> {
        let bundled = Profile::bundled().iter().filter(|p| p.name == name);
        let mut all = self.saved_profiles(&format!("{name}@"))?;
        all.extend(bundled.cloned().map(Arc::new));
        all.sort_by_key(|profile| std::cmp::Reverse(profile.version));
        all.dedup_by_key(|profile| profile.version);
        Ok(all)
    }

    fn saved_profiles(&self, start: &str) -> Result<Vec<Arc<Profile>>, ReadError> {
        let rows = self.store.asides(AsideKind::Profile, start)?.into_iter();
        let read = rows.filter_map(|row| serde_json::from_value(row.value).ok());
        Ok(read.map(Arc::new).collect())
    }

    /// The profile of this name, as `articles-csv` or `articles-csv@2`; without a version the newest.
    ///
    /// # Errors
    /// When there is none, with the names there are; or the store cannot be read.
    pub fn known_profile(&self, key: &str) -> Result<Arc<Profile>, ImportError> {
        if let Some(profile) = self.known.read().get(key) {
            return Ok(Arc::clone(profile));
        }
        let (name, version) = key.split_once('@').unwrap_or((key, ""));
        let mut all = self.versions_of_profile(name)?.into_iter();
        let found = all.find(|p| version.is_empty() || p.version.to_string() == version);
        if let Some(profile) = found {
            if !version.is_empty() {
                let mut known = self.known.write();
                known.insert(key.to_owned(), Arc::clone(&profile));
            }
            return Ok(profile);
        }
        let names: Vec<String> = self.profiles()?.iter().map(|p| p.name.clone()).collect();
        Err(ImportError::Request(format!(
            "there is no import profile {key:?}; there are {}",
            names.join(", ")
        )))
    }

    /// The profile of a form of source, where an import names none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(super) fn profile_for(&self, format: SourceFormat) -> Result<Arc<Profile>, ImportError> {
        let key = Profile::default_for(format).map(Profile::key);
        self.known_profile(key.as_deref().unwrap_or("marc21@1"))
    }

    /// The profile by which a record came, where it came by one.
    pub fn profile_of(&self, provenance: &Provenance) -> Option<Arc<Profile>> {
        self.known_profile(provenance.profile.as_deref()?).ok()
    }

    /// What an import may have written over when it brought a record.
    pub(super) fn overlay_of(&self, provenance: &Provenance) -> Vec<OverlayRule> {
        let profile = self.profile_of(provenance);
        profile.map_or_else(Vec::new, |profile| profile.overlay.clone())
    }

    /// Saves a profile as a new version of its name; the version it gets.
    ///
    /// # Errors
    /// When it does not fit, somebody else has saved one on the same version, or the commit is refused.
    pub fn save_profile(
        &self,
        actor: &Actor,
        mut profile: Profile,
    ) -> Result<Arc<Profile>, ImportError> {
        let refused = |e: record::profile::ProfileError| ImportError::Request(e.to_string());
        let _turn = self.turn.lock();
        let newest = self.versions_of_profile(&profile.name)?.into_iter().next();
        let newest = newest.map_or(0, |held| held.version);
        if newest > 0 && profile.version != newest {
            return Err(ImportError::Request(format!(
                "profile {} is at version {newest}, and this is made from version {}; look at the newest one and make the change there",
                profile.name, profile.version
            )));
        }
        profile.version = newest + 1;
        profile.check().map_err(refused)?;
        let row = AsideRow {
            kind: AsideKind::Profile,
            name: profile.key(),
            value: serde_json::to_value(&profile).unwrap_or_default(),
        };
        let cause = Cause::System("profile".to_owned());
        Draft::new(self).commit(actor, cause, vec![Meta::Aside(row)])?;
        Ok(Arc::new(profile))
    }
}
