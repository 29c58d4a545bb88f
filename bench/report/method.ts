/** The part of the page that does not depend on the numbers. */
export const METHOD = `## What is measured and how

Every SDK has the same app: it starts, signs in by redirect, keeps the session over a reload and calls one API, each done as the
SDK documents it (\`bench/apps/\`). Every app has an origin, an [oidc-provider](https://github.com/panva/node-oidc-provider) and an
API of its own on the loopback address; provider and API live in another process than the one that measures. 50 ms are added to
each request to the provider and the API, preflights included, and nothing to the app's own files. A page names what its
script imports statically (\`modulepreload\`), as bundlers write it. The provider rotates refresh
tokens, and revokes the whole family when one is used twice. Chromium is headless and has no extension. Each round visits all SDKs
in turn, each in a fresh profile, so that a slow minute of the machine hits all alike.

| column | what it is |
|---|---|
| gzip KB | the app without the driver: esbuild, minified, ES2022, gzip -9, KB of 1,024 bytes |
| init | a page load with a stored session: from the page's first script to the known user, the app's script included |
| callback | the redirect back: from the request for the app's page to the known user |
| chained requests | the longest chain of requests to the provider, from the redirect back to the known user, each of which waited for the one before; in brackets all of them |
| warm | a page load with a stored session: from the start of the navigation to the first answer of the API |
| requests | those of a warm load that reached provider and API; two are the API's own, preflight and call |
| per call | over a bare \`fetch\` with the same header, with a \`fetch\` that answers at once; the fastest batch of 1,000 |
| storms | all tabs are open and signed in when the token expires, then call at once: requests to the token endpoint / calls answered with 200. "family lost": the provider saw a refresh token twice and revoked the session |
| heap | JavaScript heap after a collection, per further client with an id of its own, over 50 clients that are signed out |
| tokens | per call, as above, with that many cached API tokens; for latchkey, whose sign-in token is for all APIs, with that many declared APIs (\`npm run bench:fetch\` has a token for each of 1,000); – for an SDK that keeps one token |
| tabs | from the request for the page to the known user, with that many tabs open on the origin, this one included; median of three loads |

A token expires without anyone waiting: the sign-in happens two hours in the past of provider and page, then both come back to the
present, as on a laptop that slept. Latencies are measured without this, on the real clock.

\`npm run bench -- --quick\` has fewer rounds and ends within five minutes; \`-- --only latchkey,bare\` prints some rows and writes
nothing.
`
