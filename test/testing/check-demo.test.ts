/// <reference path="../../demo/server/oidc-provider.d.ts" />
import { setTimeout } from 'node:timers/promises'
import { checkApi } from 'latchkey/testing'
import { expect, it, onTestFinished } from 'vitest'
import { type AccessTokenFormat, startDemo } from '../../demo/server/start-demo.js'
import { signInAtDemo } from '../support/demo-tokens.js'

const SCOPES = ['events.read', 'events.write']

it.each<AccessTokenFormat>(['jwt', 'reference'])(
  '16.6: the calendar of the demo does all of it right with tokens of its own provider (%s)',
  async (accessTokenFormat) => {
    const demo = await startDemo({ accessTokenFormat, answer: (_, response) => response.end() })
    onTestFinished(demo.close)
    demo.settings.accessTokenSeconds = 1
    const { token: expiredToken } = await signInAtDemo(demo, SCOPES)
    await setTimeout(1_100)
    demo.settings.accessTokenSeconds = 300
    const { token, idToken } = await signInAtDemo(demo, SCOPES)
    const { token: narrowToken } = await signInAtDemo(demo, ['events.write'])

    const { rows, wrong } = await checkApi(`${demo.api}/v1/events`, {
      token,
      idToken,
      expiredToken,
      narrowToken,
      origin: demo.app,
    })

    expect(wrong).toEqual([])
    expect(rows.filter(({ verdict }) => verdict === 'not-checked').map(({ id }) => id)).toEqual([
      'foreign-token',
      ...(accessTokenFormat === 'jwt' ? [] : ['changed-signature', 'no-signature']),
      'unproven-token',
      'preflight-dpop',
      'exposes-nonce',
    ])
  },
)
