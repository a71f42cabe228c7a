// Moves the inline start script that trunk writes into index.html to a file of its own, named by
// its hash: the page's Content-Security-Policy allows no inline script. Then makes the scripts small,
// tells the service worker which files the page is made of, and packs the programs.
//
//   node scripts/postbuild.mjs DIST
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { brotliCompressSync } from "node:zlib";

const dist = process.argv[2];
if (!dist) {
  console.error("usage: node scripts/postbuild.mjs DIST");
  process.exit(2);
}
const index = join(dist, "index.html");

const inline = /<script\b(?![^>]*\bsrc=)([^>]*)>([\s\S]*?)<\/script>/g;
let moved = 0;
const page = readFileSync(index, "utf8").replace(inline, (whole, attributes, body) => {
  const text = body.trim() + "\n";
  if (text === "\n") return whole;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const name = `start-${hash}.js`;
  writeFileSync(join(dist, name), text);
  moved += 1;
  // A nonce or an integrity value of the inline text means nothing to the file.
  const kept = attributes.replace(/\s+(nonce|integrity)=("[^"]*"|'[^']*'|[^\s>]+)/g, "");
  return `<script${kept} src="/${name}"></script>`;
});

if (/<script\b(?![^>]*\bsrc=)/.test(page) || /\son[a-z]+\s*=\s*["']/i.test(page) || /<style\b|\sstyle=/i.test(page)) {
  console.error(`postbuild: ${index} still has inline script or style, which the policy in _headers forbids`);
  process.exit(1);
}
writeFileSync(index, page);
console.log(`postbuild: moved ${moved} inline script${moved === 1 ? "" : "s"} out of ${index}`);

// wasm-bindgen writes its scripts for readers; the page takes them without spaces and comments.
const scripts = readdirSync(dist).filter((name) => name.endsWith(".js") && name !== "service-worker.js");
execFileSync("esbuild", [...scripts, "--minify", "--format=esm", "--allow-overwrite", "--outdir=.", "--log-level=warning"], {
  cwd: dist,
  stdio: "inherit",
});

// The hosts answer "/" with index.html; what begins with an underscore is for them.
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/^[._]|[.]wasm[.](br|gz)$/.test(entry.name) && entry.name !== "service-worker.js")
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const version = createHash("sha256");
const paths = files.map((file) => {
  const path = `/${relative(dist, file)}`.replace(/^\/index\.html$/, "/");
  version.update(`${path}\n`).update(readFileSync(file));
  return path;
});
const worker = join(dist, "service-worker.js");
const filled = readFileSync(worker, "utf8")
  .replace('"@version"', JSON.stringify(version.digest("hex").slice(0, 16)))
  .replace('["@files"]', JSON.stringify(paths));
if (filled.includes('"@')) {
  console.error(`postbuild: ${worker} has something that was not filled in`);
  process.exit(1);
}
writeFileSync(worker, filled);
console.log(`postbuild: the page is ${paths.length} files`);

// As small as can be, which takes too long for each request. Hosts that pack by themselves, as Cloudflare
// does, have no use for these files.
for (const file of files.filter((name) => name.endsWith(".wasm"))) {
  execFileSync("zopfli", [file], { stdio: "inherit" });
  writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
}
writeFileSync(join(dist, ".assetsignore"), "*.wasm.br\n*.wasm.gz\n");
