import fc from 'fast-check'
import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import type { Auth } from '../../src/auth/auth.js'
import { isAuthError } from '../../src/domain/errors.js'
import { CALENDAR, setUp, signIn, visitProvider } from '../support/home.js'
import type { Hold } from '../support/network.js'
import type { Tab } from '../support/tab.js'
import { later } from '../support/until.js'

const SECRET_LETTERS = 12

/** One thing that may happen. */
export type Step =
  | { readonly kind: 'open' | 'lose' | 'outage' | 'offline' | 'heal' | 'rest' | 'breakStore' | 'answer' }
  | {
      readonly kind:
        | 'close'
        | 'kill'
        | 'reload'
        | 'freeze'
        | 'thaw'
        | 'call'
        | 'callForLong'
        | 'signOut'
        | 'look'
        | 'dispose'
      readonly tab: number
    }
  /** The store answers nobody until it is healed: it fails at once, after its time, or only for what reads, or writes. */
  | { readonly kind: 'silence'; readonly how: 'fail' | 'silent'; readonly what: 'read' | 'change' | undefined }
  | { readonly kind: 'signIn' | 'return'; readonly tab: number; readonly user: 'ada' | 'grace' }
  | { readonly kind: 'advance' | 'sleep' | 'clock'; readonly seconds: number }

const tab = fc.nat(3)
export const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('open', 'rest', 'heal') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('lose', 'outage', 'offline', 'breakStore') }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('call'), tab }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('close', 'kill', 'reload', 'freeze', 'thaw', 'look'), tab }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('signOut'), tab }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('callForLong'), tab }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('answer', 'open') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dispose'), tab }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('silence'),
      how: fc.constantFrom('fail', 'silent'),
      what: fc.constantFrom('read', 'change', undefined),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('signIn', 'return'), tab, user: fc.constantFrom('ada', 'grace') }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('advance'), seconds: fc.constantFrom(1, 20, 60, 310, 700) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep'), seconds: fc.constantFrom(60, 4_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('clock'), seconds: fc.constantFrom(-7_200, -300, 300, 7_200) }),
  },
) as fc.Arbitrary<Step>

/** One history of an origin, with what the rules need to know about it. */
export class History {
  readonly home = setUp()
  readonly tabs: Tab[] = [this.home.tab]
  readonly secrets = new Set<string>()
  /** Calls that are under way. */
  readonly open = new Set<Promise<unknown>>()
  readonly frozen = new Set<Tab>()
  /** Requests that the provider refused without looking at them. */
  readonly refused = new Set<unknown>()
  /** Whether an answer with a new refresh token may have been lost: only then may the old one come twice, and the session end. */
  mayBeLost = false
  /** How often somebody went while something was under way. */
  disturbed = 0
  /** Whether the session may end although nobody ended it. */
  mayEnd = false
  /** Whether somebody should be signed in. */
  isSignedIn: boolean | undefined = false
  /** Clients that were disposed of. */
  readonly disposed: Auth[] = []
  /** What was seen on the way that must not be. */
  readonly offences: string[] = []
  #ends: (() => void)[] = []
  #isSilent = false
  #calls = 0
  /** Answers that are kept back, and the calls that wait for them. */
  #kept: { readonly held: Hold; readonly call: Promise<unknown> }[] = []
  #aheadAtSignIn = 0

  constructor() {
    const { provider, calendar } = this.home
    calendar(async (request) => {
      const headers = { 'x-user': toUser(request.headers) ?? '' }
      return (await provider.guard(request)) ?? Response.json({ entries: [] }, { headers })
    })
    provider.lie({
      tokenResponse: (body) => {
        for (const name of ['access_token', 'refresh_token', 'id_token']) {
          if (body[name]) this.secrets.add(String(body[name]).slice(-SECRET_LETTERS))
        }
        return body
      },
    })
  }

  at(index: number): Tab | undefined {
    return this.tabs[index % this.tabs.length]
  }

  /** Everything that can be mended is mended. */
  heal(): void {
    this.home.world.network.isOnline = true
    this.home.world.store.fault = undefined
    for (const end of this.#ends.splice(0)) end()
  }

  // And what the store was asked while it was silent gets its answer.
  async #heal(): Promise<void> {
    this.heal()
    if (this.#isSilent) await this.home.world.advanceSeconds(5)
    this.#isSilent = false
  }

  /** How many answers of the token endpoint were lost for certain. */
  lost = 0

  async take(step: Step): Promise<void> {
    await this.#take(step)
    if (this.isSignedIn !== false) return
    // Whatever the store answers, and before anything is healed.
    for (const one of this.tabs) {
      if (!this.frozen.has(one) && one.auth().state.status === 'signed-in') {
        this.offences.push(`${step.kind}: a tab shows a user after a sign-out`)
      }
    }
  }

  async #take(step: Step): Promise<void> {
    const { world, provider } = this.home
    const target = 'tab' in step ? this.at(step.tab) : undefined
    switch (step.kind) {
      case 'open': {
        if (this.tabs.length >= 4) return
        const opened = world.openTab()
        this.tabs.push(opened)
        opened.auth()
        return
      }
      case 'close':
      case 'kill':
        if (!target || this.tabs.length < 2) return
        this.#disturb()
        if (step.kind === 'close') target.close()
        else target.kill()
        this.tabs.splice(this.tabs.indexOf(target), 1)
        this.frozen.delete(target)
        return
      case 'reload':
        this.#disturb()
        target?.reload()
        if (target) this.frozen.delete(target)
        target?.auth()
        return
      case 'freeze':
        if (!target || this.frozen.has(target)) return
        this.#disturb()
        // A page is put away, and shown again, in a task of its own: never between an answer and whoever waits for it.
        await later()
        target.freeze()
        this.frozen.add(target)
        return
      case 'thaw':
        if (!target || !this.frozen.delete(target)) return
        await later()
        target.restore()
        return
      case 'look':
        target?.fire('visible')
        return
      case 'call':
        if (target && !this.frozen.has(target)) void this.#during(this.#call(target, 'events'))
        return
      case 'callForLong': {
        if (!target || this.frozen.has(target)) return
        const path = `long/${this.#calls++}`
        const held = world.network.hold(`${CALENDAR}${path}`, 'answer', 1)
        this.#kept.push({ held, call: this.#call(target, path) })
        await world.rest()
        return
      }
      case 'answer':
        await this.answer()
        return
      case 'dispose':
        if (!target || this.frozen.has(target)) return
        this.disposed.push(...target.dispose())
        target.auth()
        return
      case 'signOut':
        if (!target || this.frozen.has(target)) return
        this.isSignedIn = false
        await this.#during(target.auth().signOut({ provider: false }))
        await world.rest()
        return
      case 'return':
        await this.#comeBack(target, step.user)
        return
      case 'signIn':
        await this.#signIn(target, step.user)
        return
      case 'lose':
        this.mayBeLost = true
        this.#ends.push(
          provider.lie({
            deliver: (answer, request) => {
              if (request.endpoint !== 'token') return answer
              this.lost += 1
              throw new TypeError('lost')
            },
          }),
        )
        return
      case 'outage':
        this.#ends.push(
          provider.lie({
            respond: (asked, request) => {
              if (asked !== 'token') return undefined
              this.refused.add(request)
              return new Response('', { status: 503 })
            },
          }),
        )
        return
      case 'offline':
        this.#disturb()
        world.network.isOnline = false
        return
      case 'breakStore': {
        this.#disturb()
        let left = 2
        world.store.fault = (operation) => (operation === 'change' && left-- > 0 ? 'fail' : undefined)
        return
      }
      case 'silence':
        this.#disturb()
        this.#isSilent = true
        world.store.fault = (operation) => (step.what === undefined || step.what === operation ? step.how : undefined)
        return
      case 'heal':
        return this.#heal()
      case 'rest':
        return world.rest()
      case 'advance':
        return world.advanceSeconds(step.seconds)
      case 'sleep':
        return world.sleep(step.seconds * 1000)
      case 'clock':
        // A renewed ID token brings no nonce that would tell the right time: one that seems hours old by the clock that the
        // sign-in has known is refused, and says so; unless the clock has been put right.
        world.setWallBy(step.seconds * 1000)
        if (this.#ahead() - this.#aheadAtSignIn > 300_000 && !this.#isClockRight()) this.mayEnd = true
        return
    }
  }

  /** How far this machine's clock is ahead, in milliseconds. */
  #ahead(): number {
    const { wall, time } = this.home.world
    return wall - time
  }

  // What a sign-in makes up for: less than that, and a token is good by the wrong clock, too.
  #noteClock(): void {
    const ahead = this.#ahead()
    this.#aheadAtSignIn = ahead < -60_000 || ahead > 360_000 ? ahead : 0
  }

  // As far as an ID token's own time can tell.
  #isClockRight(): boolean {
    return this.#ahead() > -50_000 && this.#ahead() < 300_000
  }

  /** Lets the answers come that were kept back. */
  async answer(): Promise<void> {
    for (const { held, call } of this.#kept.splice(0)) {
      held.release()
      await this.#during(call)
    }
  }

  async #call(target: Tab, path: string): Promise<void> {
    const auth = target.auth()
    const url = `${CALENDAR}${path}`
    try {
      // Every other one on the way that is not the ordinary one.
      const input = path.startsWith('long') && this.#calls % 2 ? new Request(url) : url
      const user = (await auth.fetch(input)).headers.get('x-user')
      const { status } = auth.state
      if (status === 'pending') this.offences.push(`${path}: an answer is given while nobody knows who is there`)
      const shown = auth.state.user?.sub
      if (user && shown && shown !== user) this.offences.push(`${path}: an answer to ${user} is given to ${shown}`)
    } catch (error) {
      if (!isAuthError(error)) {
        if (!(error instanceof TypeError)) throw error
        return
      }
      const [sent] = path === 'events' ? [] : this.home.world.network.to(url)
      const shown = auth.state.user?.sub
      if (sent && (!shown || shown === toUser(sent.headers))) {
        this.offences.push(`${path}: a call that had left was cut: ${error.code}, of ${shown ?? 'nobody'}`)
      }
    }
  }

  async #signIn(target: Tab | undefined, user: string): Promise<void> {
    if (!target || this.frozen.has(target)) return
    // The provider is there for a user who comes: what is broken then is tried elsewhere.
    await this.#heal()
    this.#disturb()
    await this.home.world.rest()
    this.#noteClock()
    const auth = await signIn(target, this.home.provider, { options: { prompt: 'login' }, visit: { user } })
    if (auth.state.status === 'signed-in') this.isSignedIn = true
  }

  // Comes back from the provider, and does not wait for what comes of it.
  async #comeBack(target: Tab | undefined, user: string): Promise<void> {
    if (!target || this.frozen.has(target)) return
    await this.#heal()
    this.#disturb()
    await this.home.world.rest()
    const url = await visitProvider(target, this.home.provider, { options: { prompt: 'login' }, visit: { user } })
    this.isSignedIn = undefined
    this.#noteClock()
    target.goTo(url)
    target.auth()
  }

  async #during(work: Promise<unknown>): Promise<void> {
    this.open.add(work)
    await Promise.race([work.finally(() => this.open.delete(work)), this.home.world.rest()]).catch(() => undefined)
  }

  // Whoever goes while something is under way may take an answer along.
  #disturb(): void {
    if (!this.open.size && !this.home.world.network.pending) return
    this.mayBeLost = true
    this.disturbed += 1
  }
}

const toUser = (headers: Headers): string | undefined => {
  const token = headers.get('authorization')?.replace('Bearer ', '')
  return token && decodeJwt(token).sub
}

/** The rules, at the end of a history and in all that was seen on its way. */
export async function check(history: History): Promise<void> {
  const { world, provider } = history.home
  await history.answer()
  history.heal()
  await later()
  for (const frozen of history.frozen) frozen.restore()
  history.frozen.clear()
  for (let count = 0; count < 3; count += 1) {
    await world.advanceSeconds(70)
    for (const one of history.tabs) one.fire('visible')
    await world.rest()
  }
  const answers = await Promise.all(
    history.tabs.map((one) => {
      const answer = one
        .auth()
        .fetch(`${CALENDAR}events`)
        .then(
          ({ status }) => status,
          (error) => error.code ?? String(error),
        )
      return answer
    }),
  )
  await world.rest()
  const states = history.tabs.map((one) => one.auth().state)

  // Seen on the way.
  expect(history.offences).toEqual([])

  // A client that was disposed of shows and sends nobody's again.
  const before = world.network.sent.length
  const refused = Promise.all(history.disposed.map((auth) => auth.fetch(`${CALENDAR}events`).catch(({ code }) => code)))
  await world.rest()
  expect(new Set([...(await refused), 'sign-in-required']), 'calls after dispose').toEqual(
    new Set(['sign-in-required']),
  )
  expect(world.network.sent.length, 'requests after dispose').toBe(before)
  expect(
    history.disposed.map(({ state }) => state.status).filter((status) => status !== 'signed-out'),
    'states after dispose',
  ).toEqual([])

  // Each refresh token is received once; again only after an answer that may have been lost, and never twice for one.
  const spent = new Map<string, number>()
  for (const request of provider.requests) {
    const token = request.endpoint === 'token' && !history.refused.has(request) && request.parameters['refresh_token']
    if (token) spent.set(token, (spent.get(token) ?? 0) + 1)
  }
  expect(Math.max(0, ...spent.values()), 'how often one refresh token came').toBeLessThanOrEqual(
    1 + history.lost + history.disturbed,
  )

  // Every tab ends in the same state, and it is the right one.
  expect(new Set(states.map(({ status, user }) => `${status} ${user?.sub}`)).size, 'states of the tabs').toBe(1)
  if (history.isSignedIn === false) expect(states[0]?.status, 'after a sign-out').toBe('signed-out')
  if (history.isSignedIn && !history.mayBeLost && !history.mayEnd) {
    expect(states[0]?.status, 'after faults that pass').toBe('signed-in')
    expect(
      answers.every((answer) => answer === 200),
      `answers: ${answers}`,
    ).toBe(true)
  }

  // Nobody's call carries another's token: the user whom the tab shows is the one whose token it sent.
  for (const { headers } of world.network.to(CALENDAR).slice(-answers.length)) {
    const user = toUser(headers)
    if (user && states[0]?.user) expect(user).toBe(states[0].user.sub)
  }

  // No event tells a secret.
  const told = JSON.stringify(history.tabs.flatMap(({ events, warnings }) => [events, warnings]))
  for (const secret of history.secrets) expect(told).not.toContain(secret)
  expect(world.network.sent.filter(({ url }) => [...history.secrets].some((secret) => url.includes(secret)))).toEqual(
    [],
  )
}
