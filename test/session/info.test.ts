import { describe, expect, it } from 'vitest'
import type { SessionEntry } from '../../src/domain/session.js'
import { commitSignIn, keepEpoch } from '../../src/session/commit.js'
import { askForInfo, renewInfo } from '../../src/session/info.js'
import { CLIENT_ID, ISSUER } from '../support/home.js'
import { openedVault, sessionOf } from '../support/opened-vault.js'
import { toldWire } from '../support/told-wire.js'

const OLD = { sub: 'ada', nickname: 'Countess' }
const NEW = { sub: 'ada', nickname: 'Lady' }

/** A session with what /userinfo said of its user, at a provider that answers so. */
async function setUpInfo(respond: () => Response) {
  const opened = openedVault()
  const { platform, vault } = opened
  const provider = { ...sessionOf(platform).provider, userinfo_endpoint: `${ISSUER}/userinfo` }
  const session = sessionOf(platform, { provider, info: OLD })
  const epoch = await keepEpoch(platform, vault)
  const { entry } = (await commitSignIn(platform, vault, { epoch, session })) as { entry: SessionEntry }
  const { wire } = toldWire(respond)
  return { ...opened, wire, entry, ask: () => renewInfo({ platform, vault, wire }, entry) }
}

describe('what /userinfo says after a renewal', () => {
  it('is kept as the next generation', async () => {
    const { vault, ask } = await setUpInfo(() => Response.json(NEW))

    expect(await ask()).toMatchObject({ generation: 1, session: { info: NEW } })
    expect((await vault.load()).entry).toMatchObject({ generation: 1, session: { info: NEW } })
  })

  it('changes nothing of a session whose store fails: the next renewal asks again', async () => {
    const { vault, world, entry, ask } = await setUpInfo(() => Response.json(NEW))
    world.store.takeAway()

    expect(await ask()).toBe(entry)
    world.store.giveBack()
    expect((await vault.load()).entry?.session.info).toEqual(OLD)
    expect(await ask()).toMatchObject({ session: { info: NEW } })
  })

  it('is an error of /userinfo at a sign-in, where it takes the token no more', async () => {
    const { wire, entry } = await setUpInfo(() => new Response('', { status: 401 }))

    await expect(askForInfo(wire, CLIENT_ID, entry.session)).rejects.toMatchObject({
      code: 'user-info',
      details: { why: 'status 401' },
    })
  })
})
