/** Loads a URL in a hidden frame. The returned function takes it away. */
export function openFrame(url: string): () => void {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.title = 'latchkey'
  document.body.append(frame)
  // Never as its `src`: that is an attribute, and browsers write what it loads into the page's performance entries, for every
  // script and recorder on the page to read. An address holds a nonce and a token.
  frame.contentWindow?.location.replace(url)
  return () => frame.remove()
}
