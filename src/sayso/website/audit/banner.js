// How the question about cookies is put, if this page puts one: measured, not judged.
(patterns) => {
  const [ACCEPT, REJECT, SETTINGS] = patterns.map((one) => new RegExp(one, 'i'))
  const words = (one) => (one.getAttribute('aria-label') || one.innerText || one.value || '').trim().replace(/\s+/g, ' ')
  const shown = (one) => {
    const box = one.getBoundingClientRect()
    return box.width > 0 && box.height > 0 && getComputedStyle(one).visibility !== 'hidden'
  }
  const controls = [...document.querySelectorAll('button, input[type=submit], input[type=button], [role=button], a[href]')].filter(shown)
  const named = (pattern, mark) => controls.find((one) => one.dataset.consent === mark)
    || controls.find((one) => pattern.test(words(one)))
  const accept = named(ACCEPT, 'accept')
  if (!accept) return null
  let banner = accept.closest('[data-consent-banner]') || accept.closest('form, [role=region], [role=dialog], dialog, section, aside')
  while (banner && banner !== document.body && !controls.some((one) => one !== accept && banner.contains(one)))
    banner = banner.parentElement
  banner = banner || document.body
  const within = controls.filter((one) => banner.contains(one))
  const reject = within.find((one) => one.dataset.consent === 'reject') || within.find((one) => REJECT.test(words(one)))
  const settings = within.find((one) => SETTINGS.test(words(one)))
  const channel = (part) => { const c = part / 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4 }
  const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number)
  const light = (colour) => { const [r, g, b] = numbers(colour); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b) }
  const behind = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor
      const parts = numbers(colour)
      if (parts.length === 3 || parts[3] > 0) return colour
    }
    return 'rgb(255, 255, 255)'
  }
  const contrast = (one) => {
    const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x)
    return (a + 0.05) / (b + 0.05)
  }
  const opacity = (one) => { let all = 1; for (let at = one; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity); return all }
  const measured = (one) => {
    if (!one) return null
    const box = one.getBoundingClientRect()
    const look = getComputedStyle(one)
    return {
      words: words(one), element: one.tagName.toLowerCase(), width: box.width, height: box.height,
      top: box.top, font: look.fontFamily, size: look.fontSize, weight: look.fontWeight,
      colour: look.color, background: behind(one), border: `${look.borderTopWidth} ${look.borderTopColor}`,
      decoration: look.textDecorationLine, opacity: opacity(one), contrast: contrast(one),
      disabled: Boolean(one.disabled) || one.getAttribute('aria-disabled') === 'true' || one.tabIndex < 0,
    }
  }
  const positions = []
  for (let at = banner; at && at !== document.documentElement; at = at.parentElement) positions.push(getComputedStyle(at).position)
  if (banner.closest('dialog') && banner.closest('dialog').matches(':modal')) positions.push('fixed')
  const main = document.querySelector('main')
  return {
    accept: measured(accept), reject: measured(reject), settings: measured(settings),
    positions, text: banner.innerText,
    links: banner.querySelectorAll('a[href]').length,
    isWall: [document.documentElement, document.body].some((one) => getComputedStyle(one).overflowY === 'hidden')
      || Boolean(main && (main.closest('[inert]') || main.hidden || getComputedStyle(main).visibility === 'hidden')),
  }
}
