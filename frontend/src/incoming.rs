//! Files on their way in: from a drop with folders, from a picker, from text.

use js_sys::{Array, Promise, Reflect};
use shared::samples::is_fastq_name;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry,
};

/// Files with the folders that are known of each, and how many others lay in folders beside them.
#[derive(Default)]
pub(crate) struct Incoming {
    pub(crate) files: Vec<(File, String)>,
    /// Files in folders whose names are not those of FASTQ.
    pub(crate) passed_over: usize,
    /// Folders, and files in folders, that the browser could not read.
    pub(crate) unread: usize,
}

impl Incoming {
    /// What a person should know of what was passed over.
    pub(crate) fn words(&self) -> Option<String> {
        if self.unread > 0 {
            return Some(
                "Something in a folder could not be read. Drop the files that are in it."
                    .to_owned(),
            );
        }
        match (self.files.len(), self.passed_over) {
            (_, 0) => None,
            (0, _) => Some(
                "There is no FASTQ in that folder: the names of its files end in something else than \
                 .fastq or .fq, with .gz or without."
                    .to_owned(),
            ),
            (_, 1) => Some("1 file of another kind in the folder was passed over.".to_owned()),
            (_, count) => Some(format!(
                "{count} files of other kinds in the folder were passed over."
            )),
        }
    }

    fn take(&mut self, file: File, path: String) {
        if is_fastq_name(&file.name()) {
            self.files.push((file, path));
        } else {
            self.passed_over += 1;
        }
    }
}

/// The files of a picker or of the clipboard. Of a folder's, only those with names of FASTQ.
pub(crate) fn listed(files: &FileList) -> Incoming {
    let mut incoming = Incoming::default();
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        match folder_path(&file) {
            Some(path) => incoming.take(file, path),
            None => incoming.files.push((file.clone(), file.name())),
        }
    }
    incoming
}

/// The path of a file within the folder that was chosen.
fn folder_path(file: &File) -> Option<String> {
    let path = Reflect::get(file, &"webkitRelativePath".into()).ok()?;
    path.as_string().filter(|path| !path.is_empty())
}

/// Text as a file.
pub(crate) fn text(text: &str, name: &str) -> Incoming {
    let file = File::new_with_str_sequence(&Array::of1(&text.into()), name);
    Incoming {
        files: file
            .into_iter()
            .map(|file| (file, name.to_owned()))
            .collect(),
        ..Incoming::default()
    }
}

/// What was dropped: it can be taken hold of only while the drop is being handled.
pub(crate) struct Dropped {
    files: Vec<File>,
    folders: Vec<FileSystemEntry>,
}

impl Dropped {
    /// Takes hold of it.
    pub(crate) fn of(data: &DataTransfer) -> Self {
        let items = data.items();
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for item in (0..items.length()).filter_map(|index| items.get(index)) {
            match item.webkit_get_as_entry().ok().flatten() {
                Some(entry) if entry.is_directory() => folders.push(entry),
                _ => files.extend(item.get_as_file().ok().flatten()),
            }
        }
        Self { files, folders }
    }

    /// Looks into all folders.
    pub(crate) async fn gather(self) -> Incoming {
        let mut incoming = Incoming::default();
        for file in self.files {
            let name = file.name();
            incoming.files.push((file, name));
        }
        let mut folders = self.folders;
        while let Some(folder) = folders.pop() {
            let Ok(entries) = entries(folder.unchecked_ref()).await else {
                incoming.unread += 1;
                continue;
            };
            for entry in entries {
                if entry.is_directory() {
                    folders.push(entry);
                    continue;
                }
                match file(entry.unchecked_ref()).await {
                    Ok(file) => incoming.take(file, entry.full_path()),
                    Err(_) => incoming.unread += 1,
                }
            }
        }
        incoming
    }
}

/// All that is in a folder. The browser tells it in portions, and ends with an empty one.
async fn entries(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let portion = Promise::new(&mut |resolve, reject| {
            // What it throws it would have told, too: the promise stays open and the drop without effect.
            let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        });
        let portion: Array = JsFuture::from(portion).await?.unchecked_into();
        if portion.length() == 0 {
            return Ok(entries);
        }
        entries.extend(portion.iter().map(JsCast::unchecked_into));
    }
}

async fn file(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let file = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    });
    JsFuture::from(file).await?.dyn_into()
}
