#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::checks::json_values::check(data));
