/** The life of one document: when it is over, nothing is delivered to it any more; while it is frozen, everything waits. */
export class Life {
  #isOver = false
  #waiting: (() => void)[] | undefined
  readonly #endings: (() => void)[] = []

  get isOver(): boolean {
    return this.#isOver
  }

  get isFrozen(): boolean {
    return this.#waiting !== undefined
  }

  end(): void {
    this.#isOver = true
    for (const run of this.#endings.splice(0)) run()
  }

  onEnd(run: () => void): void {
    this.#endings.push(run)
  }

  freeze(): void {
    this.#waiting ??= []
  }

  thaw(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const run of waiting) this.deliver(run)
  }

  /** Runs now, after the thaw, or never. */
  deliver(run: () => void): void {
    if (this.#isOver) return
    if (this.#waiting) this.#waiting.push(run)
    else run()
  }

  /** The same promise for code of this document. */
  keep<Value>(work: Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      work.then(
        (value) => this.deliver(() => resolve(value)),
        (error: unknown) => this.deliver(() => reject(error)),
      )
    })
  }
}

/** What never comes. */
export const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined)
