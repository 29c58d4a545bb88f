import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AuthorizationServerSetup, createEndpoints } from './authorization-server.js'
import { createAuthorizations, type Grant } from './authorizations.js'
import { createMicroblogPages } from './microblog-pages.js'
import { createPosts, type Post, type Posts } from './posts.js'
import { createProtectedApi, type Route, readText } from './protected-api.js'
import type { RequestLog } from './request-log.js'
import { POST_SCOPES, POSTBOX_ID, POSTBOX_NAME, type Settings } from './settings.js'

export interface MicroblogSetup {
  /** Its origin, which is its issuer too. */
  readonly origin: string
  /** The app's origin. */
  readonly app: string
  /** Where the app is, and is sent back to. */
  readonly postbox: string
  readonly settings: Settings
  readonly log: RequestLog
}

const LONGEST_POST = 280

/** A microblog: its pages, its API, and an OAuth 2.0 authorization server that says of nobody who they are. */
export async function createMicroblog(
  setup: MicroblogSetup,
): Promise<(request: IncomingMessage, response: ServerResponse) => void> {
  const { origin: issuer, app, postbox, settings, log } = setup
  const posts = createPosts()
  const authorizations = createAuthorizations(() => settings.accessTokenSeconds)
  const server: AuthorizationServerSetup = {
    issuer,
    app,
    client: { id: POSTBOX_ID, name: POSTBOX_NAME, redirectUri: postbox },
    scopes: Object.keys(POST_SCOPES),
    authorizations,
    log,
  }
  const endpointAt = createEndpoints(server)
  const pages = await createMicroblogPages({ ...server, posts })
  const api = createProtectedApi<Grant>({
    name: 'microblog',
    origins: [app],
    verify: (raw) => {
      const token = authorizations.find(raw)
      return token
        ? { accepted: true, token }
        : { accepted: false, reason: 'This access token is not valid here, or not any more.' }
    },
    routes: createRoutes(posts),
  })

  return (request, response) => {
    log.record('microblog', request, response)
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    if (path.startsWith('/api/')) return api(request, response)
    const answer = endpointAt(path) ?? pages
    answer(request, response).catch((error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    })
  }
}

function createRoutes(posts: Posts): readonly Route<Grant>[] {
  return [
    {
      method: 'GET',
      path: /^\/api\/posts$/,
      answer: ({ token }) => ({ status: 200, body: { posts: posts.of(token.accountId).map(toNamelessPost) } }),
    },
    {
      method: 'POST',
      path: /^\/api\/posts$/,
      scope: 'posts.write',
      answer: async ({ token, request }) => {
        const text = await readText(request, 'text', LONGEST_POST)
        if (text === undefined) {
          return { status: 400, body: { message: `A post has 1 to ${LONGEST_POST} characters.` } }
        }
        const post = posts.add(token.accountId, text)
        return { status: 201, body: toNamelessPost(post), headers: { Location: `/api/posts/${post.id}` } }
      },
    },
    {
      method: 'DELETE',
      path: /^\/api\/posts\/(?<id>[\w-]+)$/,
      scope: 'posts.delete',
      answer: ({ token, id }) =>
        posts.remove(token.accountId, id)
          ? { status: 204 }
          : { status: 404, body: { message: 'There is no such post.' } },
    },
  ]
}

/** A post for the app: whose it is, the app is not told. */
const toNamelessPost = ({ id, text, time }: Post): object => ({ id, text, time })
