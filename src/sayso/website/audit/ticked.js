// Every box about cookies that is ticked although nobody ticked it: its name, and what it would say.
() => {
  const NO = /^(no|0|false|off|reject|refuse|decline|none|necessary)?$/i
  const about = (one) => {
    const around = one.closest('[data-consent-banner], form, fieldset, dialog, [role=dialog], [role=region]')
    const words = around ? around.innerText + around.id + around.className : ''
    return /cookie|consent|statistic|store on your device/i.test(words)
  }
  return [...document.querySelectorAll('input[type=checkbox], input[type=radio], [role=switch], [role=checkbox]')]
    .filter((one) => !one.disabled && about(one))
    .filter((one) => one.checked || one.getAttribute('aria-checked') === 'true')
    .filter((one) => one.type !== 'radio' || !NO.test(one.value))
    .map((one) => ({ name: one.name || one.id || one.getAttribute('aria-label') || '', value: one.value || '' }))
    .filter((one) => !/necessary|essential/i.test(one.name))
}
