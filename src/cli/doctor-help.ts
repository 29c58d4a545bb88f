/** What `doctor --help` prints. */
export const DOCTOR_HELP = `latchkey doctor --issuer <issuer> --client-id <id> --origin <origin> [options]

Asks a provider what an app would ask it, without a browser and without a user, and says which settings keep people from
signing in and what to set. At the end stands the call of createAuth that fits.

  --issuer <issuer>         the issuer, as the app has it: https://id.example.com
  --client-id <id>          the id of the app's client
  --origin <origin>         scheme, host and port of the app: https://todo.example.com
  --redirect-uri <uri>      the redirect URI that is registered; the origin and / unless set
  --api <address>           an address of an API that wants a token and changes nothing
  --scopes "<scopes>"       the identity scopes; "openid profile email" unless set
  --dpop                    the app binds its tokens to a key (dpop: true)
  --par                     the app pushes its parameters (par: true)
  --timeout-seconds <n>     how long to wait for each answer, 1 to 60; 10 unless set
  --json                    provider, rows and call as JSON

It wants no secret and no token, and sends none: codes and tokens in its requests are made up.

Ends with 0 when nothing is wrong, with 1 when something is, and with 2 when it was called wrongly.`
