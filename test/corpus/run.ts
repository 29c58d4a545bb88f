import { type Call, DECLARED, DESTINATIONS, type Entry, type Grounds, type Say, sayFor } from './destinations.js'

/** A request on its way out. */
export interface Seen {
  readonly url: string
  readonly authorization: string | undefined
  /** The API that `auth` says it belongs to. */
  readonly api: string | undefined
}

/** Who plays the browser. */
export interface Stage {
  readonly grounds: Grounds
  /** Calls `auth.fetch` in a signed-in page with this `<base>`, and gives the status, or what it was rejected with. */
  readonly call: (call: Call, base: string | undefined) => Promise<number | string>
  /** What has left since this was asked last. */
  readonly take: () => readonly Seen[]
}

/** What is wrong with the pairs, one line each; nothing when all is well. */
export interface Verdict {
  readonly pairs: number
  /** Attacked requests that left without a token: that none came along is not because nothing left. */
  readonly bare: number
  readonly leaks: readonly string[]
  readonly refused: readonly string[]
}

/** Plays every pair on a stage, one after another. */
export async function runDestinations(stage: Stage): Promise<Verdict> {
  const say = sayFor(stage.grounds)
  const token = await learnToken(stage, say)
  const leaks: string[] = []
  const refused: string[] = []
  let bare = 0
  for (const entry of DESTINATIONS) {
    await play(stage, () => entry.attack(say), entry.bases && say(entry.bases[0]))
    for (const seen of stage.take()) {
      if (!seen.authorization?.includes(token)) bare += 1
      else if (!mayLeave(seen, { entry, token, say })) leaks.push(`${entry.name} → ${seen.url}`)
    }
    const outcome = await play(stage, () => entry.honest(say), entry.bases && say(entry.bases[1]))
    // What explains a call without an answer asks the server once more, with nothing of ours: the attack's may come this late.
    const left = stage.take().filter(({ authorization }) => authorization !== undefined)
    const [seen] = left
    const isServed =
      left.length === 1 &&
      seen !== undefined &&
      seen.authorization === `Bearer ${token}` &&
      placeOf(seen.url, say) !== undefined &&
      seen.api === placeOf(seen.url, say)
    if (!isServed || outcome !== 200) {
      refused.push(`${entry.name} → ${outcome} ${JSON.stringify(left).replaceAll(token, '…')}`)
    }
  }
  return { pairs: DESTINATIONS.length, bare, leaks, refused }
}

async function play(stage: Stage, build: () => Call, base: string | undefined): Promise<number | string> {
  try {
    return await stage.call(build(), base)
  } catch (error) {
    // An engine that refuses to build the input has ended the attack.
    return String(error)
  }
}

async function learnToken(stage: Stage, say: Say): Promise<string> {
  // What the sign-in took.
  stage.take()
  await stage.call({ input: say(DECLARED.calendar) }, undefined)
  const token = stage.take()[0]?.authorization?.slice('Bearer '.length) ?? ''
  if (token.length < 10) throw new Error('The page is signed in, and its first call carries a token')
  return token
}

function mayLeave(
  { url, authorization }: Seen,
  { entry, token, say }: { readonly entry: Entry; readonly token: string; readonly say: Say },
): boolean {
  return entry.mayCarry === true && authorization === `Bearer ${token}` && placeOf(url, say) !== undefined
}

/** The declared API that a URL is inside of, by its parts: none of the code under test has a say in it. */
export function placeOf(address: string, say: Say): string | undefined {
  const url = new URL(address)
  const segments = url.pathname.split('/').slice(1)
  const inside = Object.entries(DECLARED).filter(([, text]) => {
    const place = new URL(say(text))
    const wanted = place.pathname.split('/').slice(1)
    if (wanted.at(-1) === '') wanted.pop()
    return (
      !url.username &&
      !url.password &&
      url.protocol === place.protocol &&
      url.hostname === place.hostname &&
      url.port === place.port &&
      wanted.every((segment, index) => segments[index] === segment)
    )
  })
  return inside.sort(([, one], [, other]) => other.length - one.length)[0]?.[0]
}
