//! What a job can be doing.

/// What is happening to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JobState {
    /// Others are read first.
    Waiting,
    /// It is being read.
    Running,
    /// The API is gone; the person chooses.
    Paused,
    /// The person paused it.
    Held,
    /// Every read was counted.
    Complete,
    /// It could not be read to the end.
    Failed,
    /// The person stopped it.
    Cancelled,
}

impl JobState {
    /// Its name for style sheets and programs.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Held => "held",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Its name for people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting…",
            Self::Running => "Reading…",
            Self::Paused | Self::Held => "Paused",
            Self::Complete => "Complete",
            Self::Failed => "Failed",
            Self::Cancelled => "Stopped",
        }
    }

    /// Whether nothing more will happen.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Complete | Self::Failed | Self::Cancelled)
    }
}
