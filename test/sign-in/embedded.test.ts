import { describe, expect, it } from 'vitest'
import { APP, departure, ISSUER, setUp, signIn } from '../support/home.js'
import { until } from '../support/until.js'

// In WebKit a frame of ours in a stranger's frame has the notes of the page around both: the same tab plays the two, in turns.
describe("12.1 our page in a stranger's frame uses up nothing of the page of ours around it (R-A17)", () => {
  it('neither its silent restore', async () => {
    const { world, tab, provider } = setUp({ auth: { persistence: 'memory' } })
    const elsewhere = signIn(world.openTab(), provider)
    await world.advanceSeconds(11)
    await elsewhere
    tab.isEmbedded = true
    const refused = await tab.auth().ready
    tab.isEmbedded = false
    tab.reload()
    const ready = tab.auth().ready
    for (let second = 0; second < 3; second += 1) await world.advanceSeconds(1)

    expect(refused).toMatchObject({ status: 'signed-out' })
    expect(await ready).toMatchObject({ status: 'signed-in', user: { sub: 'ada' } })
  })

  it('nor its automatic starts, by requireUser', async () => {
    const { tab } = setUp()
    tab.isEmbedded = true
    for (let time = 0; time < 4; time += 1) {
      await expect(tab.auth().requireUser()).rejects.toMatchObject({ code: 'sign-in-embedded' })
      tab.reload()
    }
    tab.isEmbedded = false

    expect(await departure(tab, () => tab.auth().requireUser())).toContain(`${ISSUER}/authorize`)
  })

  it('nor those by a link', async () => {
    const { tab } = setUp({ auth: { initiateLogin: '/start' } })
    const link = `${APP}/start?${new URLSearchParams({ iss: ISSUER })}`
    tab.isEmbedded = true
    for (let time = 1; time <= 4; time += 1) {
      tab.goTo(link)
      tab.auth()
      const refusals = () => tab.events.filter((event) => event.type === 'problem')
      await until(() => refusals().length === time, 'the refusal')
      expect(refusals().at(-1)).toMatchObject({ code: 'sign-in-embedded' })
    }
    tab.isEmbedded = false
    tab.goTo(link)

    expect(await departure(tab, () => tab.auth().ready)).toContain(`${ISSUER}/authorize`)
  })
})
