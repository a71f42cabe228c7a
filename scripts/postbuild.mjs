// Moves the inline start script that trunk writes into index.html to a file of its own, named by
// its hash. The page's Content-Security-Policy allows no inline script.
//
//   node scripts/postbuild.mjs DIST
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
