import {
  INVALID_RESPONSE,
  JSON_ATTRIBUTE_COMPARISON,
  processUserInfoResponse,
  type UserInfoRequestOptions,
  userInfoRequest,
} from 'oauth4webapi'
import { toTyped } from '../domain/claim-types.js'
import type { AuthError } from '../domain/errors.js'
import { toPlain } from '../domain/plain.js'
import { reveal } from '../domain/secret.js'
import type { Session } from '../domain/session.js'
import { toAuthError } from '../domain/to-auth-error.js'
import { TOKEN_MS, toDocument } from './ask.js'
import { TOLERANCE } from './clock.js'
import { toClient, toServer } from './parties.js'
import { receive, toClientFor, toJwtResponse } from './received-id-token.js'
import { askForKeys, checkSignature } from './signature.js'
import { checkSignedInfo } from './signed-user-info.js'
import { createTransport, isSigned } from './transport.js'
import type { Answer, JsonObject, Wire } from './wire.js'

/** The claims of a `/userinfo` answer, as the provider sent them. */
export interface UserInfo {
  /** The subject: that of the present user. */
  readonly sub: string
  readonly [claim: string]: unknown
}

/**
 * Asks for the user's claims with the access token in the header (OpenID Connect Core 1.0, section 5.3).
 * `undefined` when the provider no longer takes the token (401).
 *
 * @throws {AuthError} user-info, also when the answer is about somebody else: then all of it is discarded
 */
export async function fetchUserInfo(wire: Wire, clientId: string, session: Session): Promise<UserInfo | undefined> {
  const { provider, grant, claims, proofKey, clockOffset } = session
  if (!provider.userinfo_endpoint) throw toUserInfoError('the provider offers none')
  const server = toServer(provider)
  const transport = createTransport(wire, { milliseconds: TOKEN_MS })
  const attempt = async (options: UserInfoRequestOptions) => {
    const came = await userInfoRequest(server, toClient(clientId), reveal(grant.accessToken), options)
    const { text } = transport.answer as Answer & { readonly text: string }
    const received =
      came.status === 200 && isSigned(came.headers)
        ? receive(wire, text, { previous: claims, clockOffset }, TOLERANCE)
        : undefined
    const response = received && received.shown !== text ? toJwtResponse(received) : came
    const client = toClientFor(wire, clientId, received)
    return { response, received, info: await processUserInfoResponse(server, client, claims.sub, response) }
  }
  try {
    const { response, received, info } = await transport.send({ proofKey, clockOffset }, attempt)
    const { answer } = transport
    if (received) {
      checkSignedInfo(received)
      await checkSignature(wire, { ...received, response, provider, keys: askForKeys(wire, provider) })
    } else {
      must(toDocument(answer), answer.why)
    }
    // `sub` is a text: it is the user's.
    return toTyped(toPlain(info as JsonObject) as UserInfo, (name) =>
      wire.report('provider-answer-mended', `The claim ${name} of /userinfo`),
    )
  } catch (error) {
    const { answer } = transport
    if (answer.status === 401) return undefined
    throw await toProblem(wire, error, answer)
  }
}

/** What is wrong with an answer, told as of an answer of this endpoint. */
async function toProblem(
  { parts }: Wire,
  error: unknown,
  { status, headers, why }: Answer,
): Promise<AuthError<'user-info'>> {
  const { code, cause } = Object(error)
  if (code === 'user-info') return error as AuthError<'user-info'>
  if (status !== 200) return toUserInfoError(why)
  const isAboutSub = code === JSON_ATTRIBUTE_COMPARISON || (code === INVALID_RESPONSE && Object(cause).body)
  if (isAboutSub) return toUserInfoError('about another user')
  if (!isSigned(headers)) return toUserInfoError(why)
  if (/^(iss|aud)$/.test(Object(cause).claim)) return toUserInfoError('for somebody else')
  // What cannot be loaded says no more than the library does.
  const meaning = await parts()
    .then(({ loadFailures }) => loadFailures())
    .catch(() => undefined)
  const { code: found = why } = Object(meaning?.fromLibrary(error) ?? error)
  return toUserInfoError(found)
}

function must(isMet: unknown, why: string): asserts isMet {
  if (!isMet) throw toUserInfoError(why)
}

export const toUserInfoError = (why: string): AuthError<'user-info'> =>
  toAuthError('user-info', `No user information: ${why}`, { why })
