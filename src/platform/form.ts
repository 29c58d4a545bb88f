/** Long enough for any browser to have begun to leave. */
const LEAVING_MS = 10_000

/** Leaves for another page with a POST form. */
export function postForm(url: string, fields: Readonly<Record<string, string>>): void {
  // In a document of its own, for the moment that the form is there: the fields hold a token, and observers, listeners and
  // patched prototypes of the page belong to the page's own document. Where a test DOM has none, in the page's.
  const frame = document.createElement('iframe')
  frame.hidden = true
  document.body.append(frame)
  const inner = frame.contentDocument ?? document
  const form = inner.createElement('form')
  form.method = 'post'
  form.action = url
  form.target = '_parent'
  for (const [name, value] of Object.entries(fields)) {
    // Hidden: what is typed into a form, browsers remember.
    form.append(Object.assign(inner.createElement('input'), { type: 'hidden', name, value }))
  }
  inner.body.append(form)
  form.submit()
  form.remove()
  // Not at once: without its document a form does not leave. A page that is shown again has it no more.
  setTimeout(() => frame.remove(), LEAVING_MS)
}
