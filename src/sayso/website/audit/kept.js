// What a page keeps that the browser does not list by itself.
async () => {
  const found = []
  const add = (place, names) => names.forEach((name) => found.push({ place, name }))
  try { add('local storage', Object.keys(localStorage)) } catch {}
  try { add('session storage', Object.keys(sessionStorage)) } catch {}
  try { add('cache', await caches.keys()) } catch {}
  try { add('database', (await indexedDB.databases()).map((one) => one.name)) } catch {}
  try {
    const workers = await navigator.serviceWorker.getRegistrations()
    add('service worker', workers.map((one) =>
      new URL((one.active || one.waiting || one.installing).scriptURL).pathname))
  } catch {}
  return found
}
