// Keeps the page in the browser, so that it works offline and starts its workers without a request.
// It sees no reads: what is sent to an API passes it by.
// The build fills in the files of the page, and a version that is theirs alone.
const VERSION = "@version";
const FILES = ["@files"];
const CACHE = `readout-${VERSION}`;

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(takeOver());
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method === "GET" && origin === self.location.origin && FILES.includes(pathname)) {
    event.respondWith(answer(pathname, event.request));
  }
});

async function keep() {
  const cache = await caches.open(CACHE);
  // As the host has them now: all of one build.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" })));
}

async function begin() {
  const old = (name) => name.startsWith("readout-") && name !== CACHE;
  await Promise.all((await caches.keys()).filter(old).map((name) => caches.delete(name)));
  await self.clients.claim();
}

// Pages of the build before keep that until they are closed: their workers are to be of one build with
// them. Only the page that asks may change.
async function takeOver() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (pages.length <= 1) await self.skipWaiting();
}

async function answer(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
