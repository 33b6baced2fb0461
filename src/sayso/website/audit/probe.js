// Runs before anything of the page, in every frame: tells who stores what, from which line.
(() => {
  const tell = window.saysoAuditTell
  if (!tell) return
  delete window.saysoAuditTell
  const blamed = () => {
    const lines = (new Error().stack || '').split('\n').slice(3)
    const line = lines.find((one) => /https?:/.test(one)) || ''
    return (line.match(/https?:[^\s)]+/) || [''])[0]
  }
  const say = (place, name, value) => {
    tell(JSON.stringify({ place, name: String(name), value: String(value ?? ''), script: blamed() }))
  }
  const before = (owner, method, place, named) => {
    const original = owner && owner[method]
    if (!original) return
    owner[method] = function (...given) {
      say(place, ...named.call(this, ...given))
      return original.apply(this, given)
    }
  }
  const jar = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
  Object.defineProperty(Document.prototype, 'cookie', {
    ...jar,
    set(line) {
      say('cookie', String(line).split('=')[0].trim(), line)
      jar.set.call(this, line)
    },
  })
  before(Storage.prototype, 'setItem', 'storage', function (name, value) {
    return [name, (this === window.sessionStorage ? 's' : 'l') + value]
  })
  before(window.IDBFactory && IDBFactory.prototype, 'open', 'database', (name) => [name])
  before(window.CacheStorage && CacheStorage.prototype, 'open', 'cache', (name) => [name])
  before(window.ServiceWorkerContainer && ServiceWorkerContainer.prototype, 'register',
    'service worker', (name) => [new URL(name, location.href).pathname])
  before(window.CookieStore && CookieStore.prototype, 'set', 'cookie', (one, value) => {
    if (typeof one !== 'object') return [one, `${one}=${value}`]
    const until = one.expires ? `; expires=${new Date(one.expires).toUTCString()}` : ''
    return [one.name, `${one.name}=${one.value}${until}`]
  })
})()
