/** Loads a URL in a hidden frame. The returned function takes it away. */
export function openFrame(url: string): () => void {
  const frame = document.createElement('iframe')
  frame.hidden = true
  frame.title = 'latchkey'
  frame.src = url
  document.body.append(frame)
  return () => frame.remove()
}
