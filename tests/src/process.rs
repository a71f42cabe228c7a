//! What a running host holds, from `/proc`: memory, and files with sockets.

use std::fs;

/// A process by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process(pub u32);

impl Process {
    /// All processes of this name that descend from one.
    #[must_use]
    pub fn below(ancestor: u32, name: &str) -> Vec<Self> {
        let all: Vec<(u32, u32, String)> = fs::read_dir("/proc")
            .expect("/proc")
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(|id: u32| {
                let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
                let (head, rest) = stat.rsplit_once(')')?;
                let parent = rest.split_whitespace().nth(1)?.parse().ok()?;
                Some((id, parent, head.split_once('(')?.1.to_owned()))
            })
            .collect();
        let mut family = vec![ancestor];
        let mut next = 0;
        while let Some(&parent) = family.get(next) {
            let children = all.iter().filter(|(_, other, _)| *other == parent);
            family.extend(children.map(|(id, _, _)| *id));
            next += 1;
        }
        let named = all.iter().filter(|(_, _, other)| other == name);
        named
            .filter(|(id, _, _)| family.contains(id))
            .map(|(id, _, _)| Self(*id))
            .collect()
    }

    /// Open files and sockets.
    #[must_use]
    pub fn files(self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.0)).map_or(0, Iterator::count)
    }

    /// Memory in use, in bytes.
    #[must_use]
    pub fn memory(self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most memory that was in use since [`Process::forget_peak`], in bytes.
    #[must_use]
    pub fn peak(self) -> u64 {
        self.status("VmHWM:")
    }

    /// Begins to look for the most memory anew.
    pub fn forget_peak(self) {
        fs::write(format!("/proc/{}/clear_refs", self.0), "5").expect("a process of our own");
    }

    fn status(self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        kibibytes.map_or(0, |kibibytes: u64| kibibytes << 10)
    }
}
