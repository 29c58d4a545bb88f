import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AuthorizationServerSetup, readAuthorizationRequest, toReturn } from './authorization-server.js'
import type { AuthorizationRequest } from './authorizations.js'
import { html } from './html.js'
import { allowPage, personaPage, postsPage, refusalPage, refuseForm } from './microblog-views.js'
import { loadPageFiles, readForm, secure, sendFile, sendPage } from './page-answers.js'
import { findPersona, type Persona } from './personas.js'
import type { Posts } from './posts.js'

interface PagesSetup extends AuthorizationServerSetup {
  readonly posts: Posts
}

/** A browser that was here, by its cookie. */
interface Visitor {
  readonly persona: Persona | undefined
  /** What apps have asked in this browser and nobody has answered yet. */
  readonly asked: Map<string, AuthorizationRequest>
}

interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly visitor: Visitor | undefined
}

const COOKIE = 'microblog'
const ASKED_PATH = /^\/authorize\/(?<id>[\w-]+)(?:\/(?<step>sign-in|allow|refuse))?$/

/** What people see of the microblog: everybody's posts, who they are there, and what an app asks of them. */
export async function createMicroblogPages(
  setup: PagesSetup,
): Promise<(request: IncomingMessage, response: ServerResponse) => Promise<void>> {
  const files = await loadPageFiles()
  const visitors = new Map<string, Visitor>()
  const back = setup.client.redirectUri

  /** Gives the browser another cookie: what somebody else may have set before a sign-in is worth nothing after it. */
  function welcome({ request, response, visitor }: Visit, persona: Persona | undefined): Visitor {
    visitors.delete(cookieOf(request))
    const id = randomBytes(24).toString('base64url')
    const welcomed = { persona, asked: visitor?.asked ?? new Map() }
    visitors.set(id, welcomed)
    response.setHeader('Set-Cookie', `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`)
    return welcomed
  }

  /** An app has sent the user here. */
  function answerApp(visit: Visit): void {
    const { response } = visit
    const read = readAuthorizationRequest(setup, visit.url.searchParams)
    if ('refusal' in read) sendPage(response, 400, refusalPage(read.refusal, back))
    else if ('redirect' in read) leadTo(response, read.redirect)
    else {
      const visitor = visit.visitor ?? welcome(visit, undefined)
      const id = randomBytes(12).toString('base64url')
      visitor.asked.set(id, read.request)
      leadTo(response, `/authorize/${id}`)
    }
  }

  async function answerAsked(visit: Visit, id: string, step: string | undefined): Promise<void> {
    const { request, response, visitor } = visit
    const asked = visitor?.asked.get(id)
    if (!visitor || !asked)
      return sendPage(response, 400, refusalPage('This was answered already, or elsewhere.', back))
    if (step === undefined) {
      const { persona } = visitor
      const page = persona
        ? allowPage(id, setup.client, asked.scopes, persona)
        : personaPage(`/authorize/${id}/sign-in`, refuseForm(id))
      return sendPage(response, 200, page)
    }
    if (!isOwnForm(request)) return sendPage(response, 403, refusalPage('That form was not from here.', back))
    if (step === 'sign-in') {
      welcome(visit, findPersona((await readForm(request)).get('persona')))
      return leadTo(response, `/authorize/${id}`)
    }
    visitor.asked.delete(id)
    const isAllowed = step === 'allow' && visitor.persona !== undefined
    const told = isAllowed
      ? { code: setup.authorizations.allow(asked, visitor.persona.id) }
      : { error: 'access_denied' }
    return leadTo(response, toReturn(setup, asked.state, told))
  }

  async function answerForm(visit: Visit): Promise<void> {
    const { request, response, url, visitor } = visit
    if (!isOwnForm(request)) return sendPage(response, 403, refusalPage('That form was not from here.', back))
    if (url.pathname === '/sign-in') welcome(visit, findPersona((await readForm(request)).get('persona')))
    else if (url.pathname === '/sign-out') welcome({ ...visit, visitor: undefined }, undefined)
    else if (url.pathname === '/take-back' && visitor?.persona) {
      setup.authorizations.takeBack(visitor.persona.id, setup.client.id)
    }
    leadTo(response, '/')
  }

  const isOwnForm = ({ method, headers }: IncomingMessage): boolean =>
    method === 'POST' && headers.origin === setup.issuer

  function showPosts({ response, visitor }: Visit): void {
    const { persona } = visitor ?? {}
    const grants = persona ? setup.authorizations.of(persona.id) : []
    const scopes = [...new Set(grants.flatMap((grant) => grant.scopes))]
    sendPage(response, 200, postsPage(setup.posts.all(), persona, scopes, back))
  }

  return async (request, response) => {
    secure(response, [setup.app])
    const url = new URL(request.url ?? '', setup.issuer)
    const visit = { request, response, url, visitor: visitors.get(cookieOf(request)) }
    const file = files.get(url.pathname)
    const asked = ASKED_PATH.exec(url.pathname)?.groups
    if (file) sendFile(response, file)
    else if (asked) await answerAsked(visit, asked['id'] ?? '', asked['step'])
    else if (request.method === 'POST') await answerForm(visit)
    else if (url.pathname === '/authorize') answerApp(visit)
    else if (url.pathname === '/sign-in') {
      sendPage(
        response,
        200,
        personaPage('/sign-in', html`<p class="actions"><a class="quiet" href="/">Cancel</a></p>`),
      )
    } else if (url.pathname === '/') showPosts(visit)
    else sendPage(response, 404, refusalPage('There is no such page.', back))
  }
}

function leadTo(response: ServerResponse, address: string): void {
  response.writeHead(303, { Location: address, 'Cache-Control': 'no-store' }).end()
}

const cookieOf = ({ headers }: IncomingMessage): string =>
  new RegExp(`(?:^|; *)${COOKIE}=([\\w-]+)`).exec(headers.cookie ?? '')?.[1] ?? ''
