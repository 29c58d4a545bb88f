import type { BrowserContext } from 'playwright-core'

const PREFIX = 'heard: '

/**
 * What a script hears that only listens in the pages of an origin, as monitoring, analytics and recorders of sessions do: nodes and
 * attributes, performance entries, forms, messages, what a policy reports, and at the end of each page what is stored and named.
 * The address of the page itself is left out, which is looked at elsewhere.
 */
export async function listenIn(context: BrowserContext, origin: string): Promise<() => readonly string[]> {
  const heard: string[] = []
  context.on('console', (message) => {
    if (message.text().startsWith(PREFIX)) heard.push(message.text().slice(PREFIX.length))
  })
  await context.addInitScript(listen, { origin, prefix: PREFIX })
  return () => heard
}

// Runs in each page before its first script, so everything it needs is inside.
function listen({ origin, prefix }: { readonly origin: string; readonly prefix: string }): void {
  if (location.origin !== origin) return
  const { debug } = console
  const hear = (what: string, text: unknown) => debug.call(console, `${prefix}${what} ${text}`)

  const lookAt = (node: Node) => {
    if (!(node instanceof Element)) return hear('text', node.textContent)
    hear('node', node.outerHTML)
    for (const element of [node, ...node.querySelectorAll('*')]) {
      for (const name of ['src', 'href', 'action', 'value', 'data', 'name'] as const) {
        hear(`${element.localName}.${name}`, Reflect.get(element, name))
      }
      if (element.shadowRoot) for (const inner of element.shadowRoot.children) lookAt(inner)
      if (element instanceof HTMLFormElement) hear('form', JSON.stringify([...new FormData(element)]))
      if (element instanceof HTMLIFrameElement) {
        try {
          hear('frame', `${element.contentWindow?.location.href} ${element.contentDocument?.documentElement.outerHTML}`)
        } catch {
          // It shows another origin.
        }
      }
    }
  }
  new MutationObserver((records) => {
    for (const { type, target, attributeName, oldValue, addedNodes, removedNodes } of records) {
      for (const node of [...addedNodes, ...removedNodes]) lookAt(node)
      if (type !== 'attributes' || !(target instanceof Element)) continue
      hear(`attribute ${attributeName}`, `${oldValue} ${target.getAttribute(attributeName ?? '')}`)
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeOldValue: true })

  const lookAtEntries = (entries: readonly PerformanceEntry[]) => {
    for (const entry of entries) if (entry.entryType !== 'navigation') hear('entry', JSON.stringify(entry))
  }
  for (const type of PerformanceObserver.supportedEntryTypes) {
    new PerformanceObserver((list) => lookAtEntries(list.getEntries())).observe({ type, buffered: true })
  }

  for (const type of [
    'submit',
    'formdata',
    'message',
    'storage',
    'securitypolicyviolation',
    'load',
    'error',
  ] as const) {
    const tell = (event: Event) => {
      const target = event.target as Partial<HTMLFormElement & HTMLIFrameElement> | null
      const data = event instanceof FormDataEvent ? [...event.formData] : Reflect.get(event, 'data')
      const names = ['blockedURI', 'sourceFile', 'newValue', 'filename', 'message'] as const
      const members = names.map((name) => Reflect.get(event, name))
      hear(type, JSON.stringify([data, members, target?.action, target?.src]))
    }
    addEventListener(type, tell, true)
  }
  for (const { prototype } of [BroadcastChannel, MessagePort, Window]) {
    const post = Reflect.get(prototype, 'postMessage') ?? window.postMessage
    const postMessage = function (this: unknown, ...given: unknown[]) {
      hear('posted', JSON.stringify(given))
      return Reflect.apply(post, this, given)
    }
    Object.defineProperty(prototype, 'postMessage', { configurable: true, writable: true, value: postMessage })
  }

  const lookAround = () => {
    lookAtEntries(performance.getEntries())
    hear('name', window.name)
    hear('history', JSON.stringify(history.state))
    hear('sessionStorage', JSON.stringify({ ...sessionStorage }))
    hear('localStorage', JSON.stringify({ ...localStorage }))
    hear('document', document.documentElement?.outerHTML)
    hear('referrer', document.referrer)
  }
  addEventListener('pagehide', lookAround)
  setInterval(lookAround, 100)
}
