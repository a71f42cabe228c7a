//! `readout report`: files in, reports out.

mod configuration;
mod mates;
mod pairing;
mod plan;
mod sample;

use self::configuration::Configuration;
use self::mates::Mates;
use self::plan::{Job, Target};
use self::sample::Sample;
use super::{
    End,
    format::{Content, Format},
    gate::Gate,
    say, to_stdout,
};
use api::engine::CHUNK_BYTES;
use clap::{Args, ValueEnum};
use shared::{
    phred::Encoding,
    problem::Problem,
    report::{LibraryKind, Report, ReportOptions, Verdict, read_pairs},
    tally::{ReadNumber, Settings},
};
use std::{fs, path::PathBuf, thread};

/// Shown below the help.
pub(super) const EXAMPLES: &str = "\
Examples:
  readout report reads.fastq.gz > report.json
  readout report --format html,json --output reports *.fastq.gz
  readout report --merge --name sample lane1.fastq.gz lane2.fastq.gz
  readout report --mates --output reports sample_R1.fastq.gz sample_R2.fastq.gz
  readout report --mates --split --output reports interleaved.fastq.gz
  readout report --format zip --output reports *.fastq.gz && multiqc reports
  zcat reads.fastq.gz | readout report --format html - > report.html
  readout report --fail-on 'q30<80,reads<1e6' --output reports reads.fastq.gz
  readout report --library rna_seq --adapters adapter_list.txt reads.fastq.gz
  readout report --fail-on 'mates_differ>0' --output reports S1_R*.fastq.gz

Gates:
  METRIC OP NUMBER, several joined by commas; OP is one of < <= > >=. The run
  fails where it is true, and where the figure has no value. Metrics:
  reads, bases; q20, q30, gc, n, duplicate, adapter (percent); mean_quality;
  min_length, mean_length, median_length, max_length, n50 (bases);
  failed, warned (number of sections with that verdict);
  mates_differ (1 or 0)

Pairs:
  Two files whose names differ in R1 and R2, read1 and read2, or a last 1 and 2
  alone are compared by their read names; the result is said, and stands in
  both reports. Not with --merge.

Exit codes:
  0  all went well
  1  a gate of --fail-on failed
  2  an error: a bad file, wrong arguments, something that cannot be written.
     A bad file still gets the report of what stands before the error, marked
     as incomplete, and the files after it are still read.";

/// What `readout report` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The files, plain or gzip; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder for the reports, made if it is missing; without it one report goes to standard
    /// output.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// What to write; several joined by commas.
    #[arg(
        short,
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "json",
        value_name = "FORMAT"
    )]
    format: Vec<Format>,
    /// The name in the report; the (first) file's own without it.
    #[arg(long)]
    name: Option<String>,
    /// Take all files as one sample, such as the lanes of a run, in this order.
    #[arg(long)]
    merge: bool,
    /// Compare the mates of pairs where they overlap, to see whether quality scores are true: of two
    /// files, R1 and R2, or of one interleaved file. It reads them a second time.
    #[arg(long)]
    mates: bool,
    /// Count only the first or the second read of each pair, as the headers say (1:N:0:… or /1).
    #[arg(long, value_name = "1|2")]
    read_number: Option<ReadNumber>,
    /// Make two reports of an interleaved file, NAME_R1 and NAME_R2. It is read twice.
    #[arg(long, conflicts_with = "read_number")]
    split: bool,
    /// Fail (exit code 1) where one of these is true, such as 'q30<80,reads<1e6'.
    #[arg(long, value_delimiter = ',', value_name = "GATES")]
    fail_on: Vec<Gate>,
    /// Threads that count reads; as many as the machine has without it.
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// How quality scores are written; told from the reads without it.
    #[arg(long, value_enum)]
    encoding: Option<EncodingName>,
    /// The kind of library, for the reasons beside verdicts; guessed from the reads without it.
    #[arg(long, value_name = "KIND", value_parser = configuration::library_kind())]
    library: Option<LibraryKind>,
    #[command(flatten)]
    configuration: configuration::Files,
    /// Show no progress.
    #[arg(short, long)]
    quiet: bool,
}

/// The encodings by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EncodingName {
    /// Sanger and Illumina from 1.8 on.
    Phred33,
    /// Illumina 1.3 to 1.7.
    Phred64,
}

impl From<EncodingName> for Encoding {
    fn from(name: EncodingName) -> Self {
        match name {
            EncodingName::Phred33 => Self::Phred33,
            EncodingName::Phred64 => Self::Phred64,
        }
    }
}

/// Writes all the reports. One that cannot be made does not keep the others from it.
pub(super) fn report(arguments: &Arguments) -> End {
    let jobs = match plan::plan(arguments) {
        Ok(jobs) => jobs,
        Err(error) => {
            say(error);
            return End::Error;
        }
    };
    let configuration = match arguments.configuration.read() {
        Ok(configuration) => configuration,
        Err(error) => {
            say(error);
            return End::Error;
        }
    };
    if let Some(folder) = &arguments.output
        && let Err(error) = fs::create_dir_all(folder)
    {
        say(format_args!("{}: {error}", folder.display()));
        return End::Error;
    }
    let (mates, mut end) = match mates(arguments) {
        Ok(mates) => mates,
        Err(error) => {
            say(error);
            return End::Error;
        }
    };
    for group in pairing::groups(&jobs) {
        end = end.max(work_off(&group, &mates, arguments, &configuration));
    }
    end
}

/// Compares mates, if that is asked for, and says where they part company.
fn mates(arguments: &Arguments) -> Result<(Mates, End), String> {
    if !arguments.mates {
        return Ok((Mates::default(), End::Fine));
    }
    let mates = mates::read(&plan::inputs(arguments), !arguments.quiet)?;
    let Some(fault) = &mates.fault else {
        return Ok((mates, End::Fine));
    };
    say(fault);
    Ok((mates, End::Error))
}

/// Reads one sample, or two that are mates, and writes their reports.
fn work_off(
    jobs: &[&Job],
    mates: &Mates,
    arguments: &Arguments,
    configuration: &Configuration,
) -> End {
    let samples: Vec<_> = jobs
        .iter()
        .map(|job| read(job, arguments, configuration))
        .collect();
    let pair = pairing::pair(jobs, &samples);
    if let Some(pair) = &pair {
        let passes = read_pairs::section(pair).verdict == Verdict::Pass;
        if !(passes && arguments.quiet) {
            say(read_pairs::sentence(pair));
        }
    }
    let finished = jobs.iter().zip(&samples).map(|(job, sample)| match sample {
        Some(sample) => {
            let options = ReportOptions {
                pair: pair.clone(),
                mates: mates.counts.clone(),
                ..options(sample, job, arguments, configuration)
            };
            finish(job, sample, &options, mates, arguments)
        }
        None => End::Error,
    });
    finished.max().unwrap_or(End::Fine)
}

/// Reads a sample; says why if it cannot be read at all.
fn read(job: &Job, arguments: &Arguments, configuration: &Configuration) -> Option<Sample> {
    let threads = arguments.threads.map_or_else(
        || thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let reading = sample::Reading {
        settings: Settings {
            read_number: job.read_number,
            ..configuration.settings.clone()
        },
        threads,
        chunk_bytes: CHUNK_BYTES,
        progress: !arguments.quiet,
    };
    sample::read(&job.inputs, &reading).map_err(say).ok()
}

fn finish(
    job: &Job,
    sample: &Sample,
    options: &ReportOptions,
    mates: &Mates,
    arguments: &Arguments,
) -> End {
    let mut report = Report::build(&sample.document, options);
    report.notes.extend(sample.warnings.iter().cloned());
    report.notes.extend(mates.note.clone());
    let content = Content {
        document: &sample.document,
        options,
        report: &report,
    };
    let mut end = End::Fine;
    for (format, target) in &job.outputs {
        if let Err(problem) = write(*format, target, &content) {
            say(problem);
            end = End::Error;
        }
    }
    if let Some(fault) = &sample.fault {
        say(fault);
        end = End::Error;
    }
    if let Some(number) = job.read_number
        && sample.fault.is_none()
        && sample.document.reads() == 0
    {
        say(format_args!(
            "{}: no record calls itself the {number} of a pair (by {1}:N:… or /{1} in its header), so there is nothing to report on",
            job.title(),
            number.number()
        ));
        end = End::Error;
    }
    end.max(judge(&arguments.fail_on, &report, &job.title()))
}

fn options(
    sample: &Sample,
    job: &Job,
    arguments: &Arguments,
    configuration: &Configuration,
) -> ReportOptions {
    let problem = sample.fault.as_ref().map(|fault| {
        let mut problem = Problem::from(&fault.error);
        // Of several files the place in one says nothing without its name.
        if job.inputs.len() > 1 {
            problem.detail = fault.to_string();
        }
        problem
    });
    ReportOptions {
        name: job.name.clone(),
        engine: format!("readout {}", shared::VERSION),
        complete: problem.is_none(),
        problem,
        encoding: arguments.encoding.map(Encoding::from),
        contaminants: configuration.contaminants.clone(),
        limits: configuration.limits.clone(),
        library: arguments.library,
        input: sample.input,
        pair: None,
        mates: None,
        sample: None,
    }
}

fn write(format: Format, target: &Target, content: &Content<'_>) -> Result<(), String> {
    let bytes = format.render(content)?;
    match target {
        Target::StandardOutput => to_stdout(&bytes).map_err(|error| error.to_string()),
        Target::File(path) => {
            fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
        }
    }
}

/// Says which gates failed.
fn judge(gates: &[Gate], report: &Report, title: &str) -> End {
    if gates.is_empty() {
        return End::Fine;
    }
    let report = match serde_json::to_value(report) {
        Ok(report) => report,
        Err(error) => {
            say(error);
            return End::Error;
        }
    };
    let mut end = End::Fine;
    for broken in gates.iter().filter_map(|gate| gate.check(&report)) {
        say(format_args!("{title}: {broken}"));
        end = End::Gate;
    }
    end
}
