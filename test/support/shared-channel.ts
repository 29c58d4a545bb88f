import type { Channel } from '../../src/platform/platform.js'
import type { Life } from './life.js'
import { later } from './until.js'

interface Port {
  readonly life: Life
  readonly onMessage: () => void
}

/** The broadcast channels of one origin: a message reaches every other port of that name, later, and no frozen document. */
export class SharedChannel {
  readonly #ports = new Map<string, Set<Port>>()
  /** How many messages were sent. */
  told = 0
  /** Loses every message while set. */
  isDeaf = false

  open(life: Life, name: string, onMessage: () => void): Channel {
    const ports = this.#ports.get(name) ?? new Set<Port>()
    this.#ports.set(name, ports)
    const port = { life, onMessage }
    ports.add(port)
    const close = () => void ports.delete(port)
    life.onEnd(close)
    return { close, tell: () => life.isOver || this.#tell(ports, port) }
  }

  /** A message from a script that is none of ours. */
  forge(): void {
    for (const ports of this.#ports.values()) this.#tell(ports)
  }

  #tell(ports: Set<Port>, from?: Port): void {
    this.told += 1
    if (this.isDeaf) return
    const others = [...ports].filter((port) => port !== from)
    void later().then(() => {
      for (const port of others) if (ports.has(port) && !port.life.isFrozen) port.life.deliver(port.onMessage)
    })
  }
}
