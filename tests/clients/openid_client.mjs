// An app made with openid-client, as its documentation shows it. The story that starts it stands in for the person's browser, and
// reads what the library made of each answer. `authlib_app.py` is the same app, made with Authlib.
//
// It is told who it is by its environment, and says its own address in the first line that it prints.

import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import * as client from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, BY_KEY, SCOPE, PAR, DPOP, PUBLIC_URL } = process.env

// The app's own key, where it proves itself by one.
const own = BY_KEY && (await generateKeyPair('ES256'))

let base
let config
let dpop
// One person at a time: what the app remembers of the request, and of whoever is signed in.
let asked
let session

async function provider() {
  if (!config) {
    const bySecret = CLIENT_SECRET ? client.ClientSecretBasic(CLIENT_SECRET) : client.None()
    const authentication = own ? client.PrivateKeyJwt({ key: own.privateKey, kid: 'own' }) : bySecret
    const options = { execute: [client.allowInsecureRequests] }
    config = await client.discovery(new URL(ISSUER), CLIENT_ID, {}, authentication, options)
    if (DPOP) dpop = { DPoP: client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256')) }
  }
  return config
}

const routes = {
  // Sends the person off. What stands in the query is asked for besides.
  'GET /login': async (_, url) => {
    const provider_ = await provider()
    asked = { pkceCodeVerifier: client.randomPKCECodeVerifier(), expectedState: client.randomState(), expectedNonce: client.randomNonce() }
    const parameters = {
      redirect_uri: `${base}/callback`,
      scope: SCOPE,
      state: asked.expectedState,
      nonce: asked.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...Object.fromEntries(url.searchParams),
    }
    if (parameters.max_age) asked.maxAge = Number(parameters.max_age)
    const to = PAR ? await client.buildAuthorizationUrlWithPAR(provider_, parameters, dpop) : client.buildAuthorizationUrl(provider_, parameters)
    return redirect(to)
  },

  'GET /callback': (_, url) => arrived(url),

  'POST /callback': async (request, url) => {
    const headers = { 'content-type': request.headers['content-type'] }
    return arrived(new Request(url, { method: 'POST', headers, body: await text(request) }))
  },

  'GET /userinfo': async () => {
    return json(200, await client.fetchUserInfo(config, session.tokens.access_token, session.claims.sub, dpop))
  },

  'POST /refresh': async () => {
    const tokens = await client.refreshTokenGrant(config, session.tokens.refresh_token, undefined, dpop)
    return signedIn(tokens, session.claims)
  },

  // The token that was used up with the first refresh, once more.
  'POST /refresh-again': async () => {
    return json(200, await client.refreshTokenGrant(config, session.first, undefined, dpop))
  },

  'POST /revoke': async () => {
    await client.tokenRevocation(config, session.tokens.refresh_token ?? session.tokens.access_token)
    return json(200, {})
  },

  'GET /logout': async () => {
    asked = { state: client.randomState() }
    const parameters = { post_logout_redirect_uri: `${base}/signed-out`, id_token_hint: session.tokens.id_token, state: asked.state }
    return redirect(client.buildEndSessionUrl(config, parameters))
  },

  'GET /signed-out': async (_, url) => {
    const own = url.searchParams.get('state') === asked?.state
    if (own) session = undefined
    return json(own ? 200 : 400, { signed_out: own })
  },

  // OpenID Connect Back-Channel Logout, 2.6: what the library leaves to the app.
  'POST /backchannel-logout': async (request) => {
    const token = new URLSearchParams(await text(request)).get('logout_token')
    const { issuer, jwks_uri } = (await provider()).serverMetadata()
    const expected = { issuer, audience: CLIENT_ID, typ: 'logout+jwt', requiredClaims: ['iat', 'exp', 'jti', 'events'] }
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(jwks_uri)), expected)
    const event = payload.events['http://schemas.openid.net/event/backchannel-logout']
    if (typeof event !== 'object' || 'nonce' in payload || !(payload.sid || payload.sub)) return json(400, { error: 'invalid_request' })
    if (payload.sid === session?.claims.sid) session = undefined
    return json(200, {})
  },

  // What is registered of the app's key.
  'GET /jwks': async () => json(200, { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'ES256', use: 'sig' }] }),

  'GET /': async () => json(200, session?.claims ?? {}),
}

async function arrived(answer) {
  const tokens = await client.authorizationCodeGrant(config, answer, { ...asked, idTokenExpected: true }, undefined, dpop)
  session = undefined
  return signedIn(tokens, tokens.claims())
}

function signedIn(tokens, claims) {
  session = { first: session?.first ?? session?.tokens.refresh_token, tokens, claims: tokens.claims() ?? claims }
  const { token_type, expires_in, scope } = tokens
  return json(200, { claims: session.claims, token_type, expires_in, scope, refreshable: Boolean(tokens.refresh_token) })
}

const redirect = (to) => ({ status: 302, headers: { location: String(to) }, body: '' })
const json = (status, body) => ({ status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

// What the library says went wrong: the provider's own word for it, where there is one.
async function trouble(error) {
  const challenges = Array.isArray(error.cause) ? error.cause : []
  const challenged = challenges.map((challenge) => challenge.parameters?.error).find(Boolean)
  // RFC 6749, 5.2: where the app has proved itself by HTTP, it is challenged for that, and the word stands in the body.
  const said = challenges.length && !challenged ? await error.response.json().catch(() => ({})) : {}
  return json(400, { error: error.error ?? challenged ?? said.error ?? error.code ?? 'none', message: String(error.stack) })
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, base)
  const route = routes[`${request.method} ${url.pathname}`]
  const { status, headers, body } = route ? await route(request, url).catch(trouble) : json(404, {})
  response.writeHead(status, headers).end(body)
})

server.listen(0, '127.0.0.1', () => {
  const own = `http://localhost:${server.address().port}`
  // What people reach it at, where that is a reverse proxy.
  base = PUBLIC_URL ?? own
  console.log(own)
})
