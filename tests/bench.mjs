// Times the full tally as wasm over a file that is in memory: prints the reads and the best time in ms.
//
//   node bench.mjs TALLY.wasm READS.fastq
import { readFileSync } from "node:fs";

const [wasm, file] = process.argv.slice(2);
const text = readFileSync(file);
const module = new WebAssembly.Module(readFileSync(wasm));
// What `bio` pulls in imports a source of random numbers for the browser. Counting never asks for one.
const imports = {};
for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {};
  imports[from][name] = kind === "function" ? () => { throw new Error(`${name} was called`); } : undefined;
}
const { memory, room, tally } = new WebAssembly.Instance(module, imports).exports;
const start = room(text.length);
new Uint8Array(memory.buffer, start, text.length).set(text);

// The first pass may still run the engine's quick first compilation.
let best = Infinity;
let reads = 0;
for (let pass = 0; pass < 3; pass += 1) {
  const before = performance.now();
  reads = tally(start, text.length);
  best = Math.min(best, performance.now() - before);
}
console.log(`${reads} ${best}`);
