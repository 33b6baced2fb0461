// Every link of the page: where it leads, in which words, and what is said of its leading away.
() => {
  const away = /external|another (web)?site|other (web)?site|outside|leaves|opens elsewhere|somebody else/i
  const caution = /external|another (web)?site|other (web)?sites?|somebody else|someone else|not ours|theirs|their own/i
  const told = (one) => [one.textContent, one.title, one.getAttribute('aria-label'),
    ...(one.getAttribute('aria-describedby') || '').split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent),
    ...[...one.querySelectorAll('[alt], [title], [aria-label]')]
      .map((inner) => `${inner.getAttribute('alt') || ''} ${inner.getAttribute('title') || ''} ${inner.getAttribute('aria-label') || ''}`),
  ].filter(Boolean).join(' ')
  const page = document.body ? document.body.innerText : ''
  return [...document.querySelectorAll('a[href], area[href]')].map((one) => ({
    url: one.href,
    words: (one.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 80),
    rel: one.rel,
    cue: away.test(told(one)) || one.matches('[data-external]'),
    caution: caution.test(told(one)) || caution.test(page),
    download: one.hasAttribute('download'),
  }))
}
